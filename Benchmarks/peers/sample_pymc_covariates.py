"""The models with covariates in PyMC, sampled by nutpie, the chains one after the other.

nutpie can also sample the exported Stan program, but its bridge to Stan (bridgestan) is downloaded
from GitHub when it is first used, which a machine without that way out cannot.
"""

import numpy as np

from engine import Clock, read_job, run_long_enough, write_result
from sample_pymc import Sampler, versions


def build(model, centred):
    """The model as `models.read_export` describes it, centred on its effects or in scores."""
    import pymc as pm

    count, studies = len(model["tp"]), max(model["study"])
    study = np.array(model["study"]) - 1
    with pm.Model() as built:
        mean = {}
        for side in ("se", "sp"):
            prior = np.array(model["prior_" + side])
            beta = pm.Normal("mu_" + side, 0, prior, shape=len(prior))
            mean[side] = pm.math.dot(np.array(model["x_" + side]), beta)
        tau_se, tau_sp = pm.HalfNormal("tau_se", 1), pm.HalfNormal("tau_sp", 1)
        rho = pm.Deterministic("rho", 2 * pm.Beta("unit", 2, 2) - 1)
        residual = pm.math.sqrt(1 - rho**2)

        def pair(name, shape, scale, mean_se=0.0, mean_sp=0.0):
            """Bivariate normal effects around their means, their SDs tau times `scale`."""
            if centred:
                se = pm.Normal(name + "_se", mean_se, scale * tau_se, shape=shape)
                expected = mean_sp + rho * tau_sp / tau_se * (se - mean_se)
                return se, pm.Normal(name + "_sp", expected, scale * tau_sp * residual, shape=shape)
            raw_se = pm.Normal(name + "_se", 0, 1, shape=shape)
            raw_sp = pm.Normal(name + "_sp", 0, 1, shape=shape)
            se = mean_se + scale * tau_se * raw_se
            return se, mean_sp + scale * tau_sp * (rho * raw_se + residual * raw_sp)

        scale = 1.0
        if model["rows"] > 0:
            phi = pm.Uniform("phi", 0, 1) if model["rows"] == 2 else 0.0
            shared = pair("study", studies, pm.math.sqrt(1 - phi) if model["rows"] == 2 else 1.0)
            effects = mean["se"] + shared[0][study], mean["sp"] + shared[1][study]
            scale = pm.math.sqrt(phi) if model["rows"] == 2 else 0.0
        else:
            effects = mean["se"], mean["sp"]
        if model["nu"] > 0:
            half = model["nu"] / 2
            scale = pm.Gamma("weight", half, half, shape=count) ** -0.5
        if model["rows"] != 1:
            effects = pair("row", count, scale, *effects)
        arms = (("tp", "fn", effects[0]), ("tn", "fp", effects[1]))
        for hits, misses, effect in arms:
            hit, missed = np.array(model[hits]), np.array(model[misses])
            pm.Binomial(hits, hit + missed, logit_p=effect, observed=hit)
    return built


def values(trace, name):
    """The draws of one parameter, by its name in the exported program: `mu_se_2`, `rho`."""
    base, _, index = name.rpartition("_")
    if index.isdigit():
        return trace.posterior[base].values[..., int(index) - 1]
    found = trace.posterior[name].values
    return found[..., 0] if name in ("mu_se", "mu_sp") else found


def main():
    import nutpie

    job = read_job()
    with Clock() as compilation:
        compiled = nutpie.compile_pymc_model(build(job["model"], job["centred"]))
    sampler = Sampler(compiled, job)
    _, _, seconds = sampler.sample(1, 500, job["seed"] + 100)
    (trace, warmup), sampling = run_long_enough(sampler.run, job, seconds / 500)
    write_result(
        np.stack([values(trace, name) for name in job["names"]]),
        names=job["names"],
        version=versions(),
        compile_seconds=compilation.seconds,
        warmup_seconds=warmup,
        sampling_seconds=sampling,
        divergences=int(trace.sample_stats["diverging"].sum()),
    )


if __name__ == "__main__":
    main()
