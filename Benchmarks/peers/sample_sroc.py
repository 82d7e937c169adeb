"""This project's program: `sroc fit` on one thread, its draws read from the Stan CSV files.

Where two seconds need more draws than one run should write to disk, several runs with seeds 1, 2, ...
follow each other, each with its own warm-up, and all of their times count.

The quasi-random sampler (`job["quasi"]`) runs in 16 independent replicates, each with its own warm-up;
what they are worth together follows from the spread of their means and tail shares.

The times are the processor times that the program states for warm-up and sampling, as the peers are
timed by the processor time they use.
"""

import json
import math
import pathlib
import subprocess
import tempfile

import numpy as np
import pandas

from engine import PARAMETERS, read_job, write_result

# 4 chains of this many draws are some 250 MB of CSV.
DRAWS_PER_RUN = 400_000
REPLICATES = 16
BLOCK = 4096


def fit(job, draws, seed, folder=None):
    """One `sroc fit`; its JSON, and its draws where a folder is given."""
    command = [job["sroc"], "fit", *job.get("fit", ["example:" + job["data"], "--allow-dependent"])]
    command += ["--chains", str(job["chains"]), "--draws", str(draws), "--seed", str(seed)]
    command += ["--threads", "1", "--format", "json", "--no-progress"]
    if job.get("quasi"):
        command += ["--sampler", "collapsed-quasi"]
    if folder:
        command += ["--out", folder]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


def read_draws(folder, chains, columns):
    """Parameter, chain, draw, from the CSV files of one run."""
    tables = []
    for chain in range(1, chains + 1):
        file = pathlib.Path(folder, f"draws-{chain}.csv")
        table = pandas.read_csv(file, comment="#", usecols=columns)
        tables.append(table[columns].to_numpy().T)
        file.unlink()
    return np.stack(tables, axis=1)


def columns_of(job):
    """The columns of draws-N.csv that are kept: the task's, else those of the bivariate model."""
    return list(job.get("columns", PARAMETERS))


def sample(job, draws, runs):
    """The draws of `runs` fits side by side, their times added, and the JSON of the last."""
    parts, warmup, sampling = [], 0.0, 0.0
    for run in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            answer = fit(job, draws, job["seed"] + run, folder + "/fit")
            parts.append(read_draws(folder + "/fit", job["chains"], columns_of(job)))
        warmup += answer["timing"]["warmup_processor_seconds"]
        sampling += answer["timing"]["sampling_processor_seconds"]
    return np.concatenate(parts, axis=1), warmup, sampling, answer


def sample_enough(job, plan):
    """Runs that together sample long enough: the pilot's JSON, how many runs, and what `sample` gives.
    `plan` turns the draws that a chain needs in all into draws a run, and runs."""
    pilot = fit(job, 5_000, job["seed"])
    needed = 1.1 * job["seconds"] / (pilot["timing"]["sampling_processor_seconds"] / 5_000)
    while True:
        draws, runs = plan(needed)
        values, warmup, sampling, answer = sample(job, draws, runs)
        if sampling >= job["seconds"] or draws * runs >= job.get("draws_at_most", math.inf):
            return pilot, runs, values, warmup, sampling, answer
        needed *= 1.15 * job["seconds"] / sampling


def replicate_worth(values, runs):
    """Effective draws of all replicates by their error: the smallest over parameters of the mean's and
    of the shares' below the 5 % and 95 % quantiles. `values`: parameter, chain, draw; the chains of a
    run follow each other."""
    parts = values.reshape(len(values), runs, -1)
    worths = {"mean": [], "tail": []}
    for draws in parts:
        low, high = np.quantile(draws, [0.05, 0.95])
        for kind, quantity in (("mean", draws), ("tail", draws <= low), ("tail", draws <= high)):
            quantity = quantity.astype(float)
            between = quantity.mean(axis=1).var(ddof=1)
            worths[kind].append(runs * quantity.var() / between)
    return min(worths["mean"]), min(worths["tail"])


def quasi(job):
    """Sixteen replicates that together sample long enough."""
    def plan(needed):
        return BLOCK * math.ceil(needed / REPLICATES / BLOCK), REPLICATES

    _, _, values, warmup, sampling, answer = sample_enough(job, plan)
    mean, tail = replicate_worth(values, REPLICATES)
    write_result(
        values,
        names=columns_of(job),
        version="sroc " + answer["version"],
        compile_seconds=0.0,
        warmup_seconds=warmup,
        sampling_seconds=sampling,
        runs=REPLICATES,
        kernel=answer["sampler"]["kernel"],
        replicate_mean=mean,
        replicate_tail=tail,
    )


def main():
    job = read_job()
    if job.get("quasi"):
        quasi(job)
        return

    def plan(needed):
        needed = min(needed, job.get("draws_at_most", math.inf))
        runs = math.ceil(needed / DRAWS_PER_RUN)
        return 1000 * math.ceil(needed / runs / 1000), runs

    pilot, runs, values, warmup, sampling, answer = sample_enough(job, plan)
    stated, short, quick = answer["diagnostics"], pilot["timing"], pilot["diagnostics"]
    pilot_worth = min(quick["min_ess_bulk"], quick["min_ess_tail"])
    write_result(
        values,
        names=columns_of(job),
        version="sroc " + answer["version"],
        compile_seconds=0.0,
        warmup_seconds=warmup,
        sampling_seconds=sampling,
        seconds_to_4000=short["warmup_processor_seconds"]
        + 4000 * short["sampling_processor_seconds"] / pilot_worth,
        runs=runs,
        kernel=answer["sampler"]["kernel"],
        stated_bulk=stated["min_ess_bulk"],
        stated_tail=stated["min_ess_tail"],
    )


if __name__ == "__main__":
    main()
