"""PyMC's model sampled by nutpie, the chains one after the other.

nutpie gives no time of its warm-up; the time is divided by the numbers of leapfrog steps.
"""

from importlib.metadata import version

import numpy as np

from engine import PARAMETERS, Clock, read_job, run_long_enough, write_result


def build(job):
    """The bivariate model, centred or not; arms that are missing have no term."""
    import pymc as pm

    with pm.Model() as model:
        mu_se = pm.Normal("mu_se", 0, 1.5)
        mu_sp = pm.Normal("mu_sp", 0, 1.5)
        tau_se = pm.HalfNormal("tau_se", 1)
        tau_sp = pm.HalfNormal("tau_sp", 1)
        unit = pm.Beta("unit", 2, 2)
        rho = pm.Deterministic("rho", 2 * unit - 1)
        residual = tau_sp * pm.math.sqrt(1 - rho**2)
        if job["centred"]:
            effect_se = pm.Normal("raw_se", mu_se, tau_se, shape=job["N"])
            mean = mu_sp + rho * tau_sp / tau_se * (effect_se - mu_se)
            effect_sp = pm.Normal("raw_sp", mean, residual, shape=job["N"])
        else:
            raw_se = pm.Normal("raw_se", 0, 1, shape=job["N"])
            raw_sp = pm.Normal("raw_sp", 0, 1, shape=job["N"])
            effect_se = mu_se + tau_se * raw_se
            effect_sp = mu_sp + tau_sp * rho * raw_se + residual * raw_sp
        study1, study0 = (np.array(job[k], dtype=int) - 1 for k in ("study1", "study0"))
        pm.Binomial("tp", job["diseased"], logit_p=effect_se[study1], observed=job["tp"])
        pm.Binomial("tn", job["nondiseased"], logit_p=effect_sp[study0], observed=job["tn"])
    return model


class Sampler:
    """A compiled model, run with the settings of the task."""

    def __init__(self, compiled, job):
        self.compiled, self.job = compiled, job

    def sample(self, chains, draws, seed):
        """The trace, and the seconds of warm-up and of sampling."""
        import nutpie

        with Clock() as clock:
            trace = nutpie.sample(
                self.compiled,
                draws=draws,
                tune=self.job["warmup"],
                chains=chains,
                cores=1,
                seed=seed,
                target_accept=self.job["target_acceptance"],
                progress_bar=False,
            )
        warm = float(trace.warmup_sample_stats["n_steps"].sum())
        steps = float(trace.sample_stats["n_steps"].sum())
        share = warm / (warm + steps)
        return trace, clock.seconds * share, clock.seconds * (1 - share)

    def run(self, draws):
        """What `run_long_enough` asks for."""
        trace, warmup, sampling = self.sample(self.job["chains"], draws, self.job["seed"])
        return (trace, warmup), sampling


def versions():
    return f"PyMC {version('pymc')}, nutpie {version('nutpie')}"


def main():
    import nutpie

    job = read_job()
    with Clock() as compilation:
        compiled = nutpie.compile_pymc_model(build(job))
    sampler = Sampler(compiled, job)
    _, _, seconds = sampler.sample(1, 500, job["seed"] + 100)
    (trace, warmup), sampling = run_long_enough(sampler.run, job, seconds / 500)
    write_result(
        np.stack([trace.posterior[name].values for name in PARAMETERS]),
        version=versions(),
        compile_seconds=compilation.seconds,
        warmup_seconds=warmup,
        sampling_seconds=sampling,
        divergences=int(trace.sample_stats["diverging"].sum()),
    )


if __name__ == "__main__":
    main()
