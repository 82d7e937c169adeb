"""NumPyro's NUTS in double precision on one device, compiled ahead of time.

The kernel's own `init` and `sample` are used, so that warm-up and sampling are two compiled
programs whose times can be told apart.
"""

import os
import pathlib
from importlib.metadata import version

import numpy as np

from engine import PARAMETERS, Clock, read_job, write_result

BLOCK = 500


def model(job):
    """The bivariate model, centred or not; arms that are missing have no term."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist

    study1, study0 = (np.array(job[k], dtype=int) - 1 for k in ("study1", "study0"))
    tp, diseased, tn, nondiseased = (
        np.array(job[k], dtype=float) for k in ("tp", "diseased", "tn", "nondiseased")
    )

    def program():
        mu_se = numpyro.sample("mu_se", dist.Normal(0, 1.5))
        mu_sp = numpyro.sample("mu_sp", dist.Normal(0, 1.5))
        tau_se = numpyro.sample("tau_se", dist.HalfNormal(1))
        tau_sp = numpyro.sample("tau_sp", dist.HalfNormal(1))
        rho = numpyro.deterministic("rho", 2 * numpyro.sample("unit", dist.Beta(2, 2)) - 1)
        residual = tau_sp * jnp.sqrt(1 - rho**2)
        if job["centred"]:
            effect_se = numpyro.sample("raw_se", dist.Normal(mu_se, tau_se).expand([job["N"]]))
            mean = mu_sp + rho * tau_sp / tau_se * (effect_se - mu_se)
            effect_sp = numpyro.sample("raw_sp", dist.Normal(mean, residual))
        else:
            raw_se = numpyro.sample("raw_se", dist.Normal(0, 1).expand([job["N"]]))
            raw_sp = numpyro.sample("raw_sp", dist.Normal(0, 1).expand([job["N"]]))
            effect_se = mu_se + tau_se * raw_se
            effect_sp = mu_sp + tau_sp * rho * raw_se + residual * raw_sp
        numpyro.sample("tp", dist.Binomial(diseased, logits=effect_se[study1]), obs=tp)
        numpyro.sample("tn", dist.Binomial(nondiseased, logits=effect_sp[study0]), obs=tn)

    return program


def main():
    import jax
    import numpyro

    numpyro.enable_x64()
    job = read_job()
    # Programs compiled in an earlier race are read back; their first compilation is the one stated.
    cache = pathlib.Path(os.environ["XDG_CACHE_HOME"], f"jax-{version('jax')}")
    jax.config.update("jax_compilation_cache_dir", str(cache))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.05)
    note = cache / f"{job['data']}.{'centred' if job['centred'] else 'noncentred'}.seconds"
    kernel = numpyro.infer.NUTS(model(job), target_accept_prob=job["target_acceptance"])
    keys = jax.random.split(jax.random.PRNGKey(job["seed"]), job["chains"])

    def step(state, unused=None):
        state = kernel.sample(state, (), {})
        return state, (state.z, state.diverging)

    def warm_up(state):
        return jax.lax.fori_loop(0, job["warmup"], lambda _, s: kernel.sample(s, (), {}), state)

    def draw(state):
        return jax.lax.scan(step, state, None, length=BLOCK)

    def compile_for(function, state):
        if not job["vectorised"]:
            return jax.jit(lambda states: jax.lax.map(function, states)).lower(state).compile()
        return jax.jit(function).lower(state).compile()

    with Clock() as compilation:
        if job["vectorised"]:
            start = kernel.init(keys, job["warmup"], None, (), {})
        else:
            starts = [kernel.init(key, job["warmup"], None, (), {}) for key in keys]
            start = jax.tree.map(lambda *leaves: jax.numpy.stack(leaves), *starts)
        warm = compile_for(warm_up, start)
        block = compile_for(draw, start)
    if not note.exists():
        cache.mkdir(parents=True, exist_ok=True)
        note.write_text(str(compilation.seconds))
    with Clock() as warmup:
        state = jax.block_until_ready(warm(start))
    blocks, divergences = [], 0
    sampling = 0.0
    while sampling < job["seconds"] or len(blocks) * BLOCK < job["draws_at_least"]:
        with Clock() as clock:
            state, (positions, diverging) = jax.block_until_ready(block(state))
        sampling += clock.seconds
        blocks.append(positions)
        divergences += int(np.sum(diverging))
    # Back to the parameters, outside the clock; `vectorised` has the draws before the chains.
    constrain = jax.jit(jax.vmap(jax.vmap(kernel.postprocess_fn((), {}))))
    columns = []
    for positions in blocks:
        values = constrain(positions)
        values = np.stack([np.asarray(values[name]) for name in PARAMETERS])
        columns.append(values.swapaxes(1, 2) if job["vectorised"] else values)
    write_result(
        np.concatenate(columns, axis=2),
        version=f"NumPyro {version('numpyro')}, JAX {version('jax')}",
        compile_seconds=float(note.read_text()),
        warmup_seconds=warmup.seconds,
        sampling_seconds=sampling,
        divergences=divergences,
    )


if __name__ == "__main__":
    main()
