"""Stan's NUTS through pystan (httpstan), one chain after the other.

httpstan runs a chain in a child process and its parent unpacks the draws on the same core. The time
that counts is the processor time of the children alone, which leaves the unpacking out; Stan's own
clock ("Elapsed Time") divides it between warm-up and sampling.
"""

import contextlib
import io
import os
import pathlib
import re
import shutil
import time
from importlib.metadata import version

import numpy as np

from engine import PARAMETERS, read_job, run_long_enough, write_result


def children_seconds():
    """Processor seconds that the living children of this process have used."""
    ticks = 0
    for task in pathlib.Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            fields = pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def elapsed(fit):
    """Seconds of warm-up and of sampling by Stan's own clock."""
    text = b"".join(fit.stan_outputs).decode()
    warmup = re.search(r"([0-9.e+-]+) seconds \(Warm-up\)", text)
    sampling = re.search(r"([0-9.e+-]+) seconds \(Sampling\)", text)
    return float(warmup.group(1)), float(sampling.group(1))


class Chains:
    """The model with its data; runs chains and keeps their times."""

    def __init__(self, job):
        import stan

        self.job = job
        count = job["N"]
        tables = {name: [0] * count for name in ("tp", "diseased", "tn", "nondiseased")}
        for cells, size, study in (("tp", "diseased", "study1"), ("tn", "nondiseased", "study0")):
            for index, i in enumerate(job[study]):
                tables[cells][i - 1] = job[cells][index]
                tables[size][i - 1] = job[size][index]
        data = {"N": count, "centred": int(job["centred"]), **tables}
        code = pathlib.Path(__file__).with_name("bivariate.stan").read_text()
        self.build = lambda seed: stan.build(code, data=data, random_seed=seed)

    def run(self, seed, draws):
        model = self.build(seed)
        before = children_seconds()
        fit = model.sample(
            num_chains=1,
            num_warmup=self.job["warmup"],
            num_samples=draws,
            delta=self.job["target_acceptance"],
        )
        return fit, children_seconds() - before, elapsed(fit)


def main():
    import httpstan.cache
    import httpstan.models

    job = read_job()
    chains = Chains(job)
    code = pathlib.Path(__file__).with_name("bivariate.stan").read_text()
    name = httpstan.models.calculate_model_name(code)
    folder = httpstan.cache.model_directory(name)
    note = folder / "compile_seconds"
    # httpstan keeps finished fits; one that is read back would have taken no time.
    shutil.rmtree(folder / "fits", ignore_errors=True)
    # The compiler is a child process, so this one time is by the wall clock.
    begin = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        chains.build(1)
    if not note.exists():
        note.write_text(str(time.perf_counter() - begin))

    def run(draws):
        columns, warmup, sampling, divergences = [], 0.0, 0.0, 0
        for chain in range(job["chains"]):
            fit, used, (warm, sample) = chains.run(10 * job["seed"] + chain, draws)
            columns.append(np.stack([np.asarray(fit[p]).reshape(-1) for p in PARAMETERS]))
            warmup += used * warm / (warm + sample)
            sampling += used * sample / (warm + sample)
            divergences += int(np.sum(fit["divergent__"]))
        return (np.stack(columns, axis=1), warmup, divergences), sampling

    with contextlib.redirect_stderr(io.StringIO()):
        _, used, (warm, sample) = chains.run(job["seed"], 500)
        guess = used * sample / (warm + sample) / 500
        (draws, warmup, divergences), sampling = run_long_enough(run, job, guess)
    include = pathlib.Path(httpstan.__file__).parent / "include" / "stan" / "version.hpp"
    numbers = re.findall(r"define STAN_M(?:AJOR|INOR) (\d+)", include.read_text())
    shutil.rmtree(folder / "fits", ignore_errors=True)
    write_result(
        draws,
        version=f"Stan {'.'.join(numbers)} (pystan {version('pystan')})",
        compile_seconds=float(note.read_text()),
        warmup_seconds=warmup,
        sampling_seconds=sampling,
        divergences=divergences,
    )


if __name__ == "__main__":
    main()
