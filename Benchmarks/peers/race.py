"""Effective draws per second of this program and its peers: same data, model, prior and core.

    python race.py                                the whole race, then RESULTS.md
    python race.py --data auditc --engine sroc    some of it, then RESULTS.md from all that is at hand
    python race.py --write-only                   RESULTS.md alone

Each engine runs in a process of its own, pinned to one core, one after the other. A run leaves a
JSON file in `runs/`; RESULTS.md is written from these files and from nothing else.
"""

import argparse
import csv
import datetime
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from engine import PARAMETERS

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RUNS = HERE / "runs"

# The three that are looked at first, then the rest.
DATASETS = (
    "auditc", "telomerase", "anti_ccp", "naf_pet_ct", "audit4", "dementia_csf14",
    "kearon1998_dvt_us", "gould_fdgpet_nodules", "scheidler_ct", "scheidler_lag", "scheidler_mri",
    "scheidler", "catheter", "smoking_all", "ascus", "glas_bladder_markers", "schuetz_ct_mri",
)
BOTH_FORMS = DATASETS[:3]

ENGINES = {
    "sroc": ("sample_sroc.py", {}),
    "sroc-quasi": ("sample_sroc.py", {"quasi": True}),
    "jags": ("sample_jags.py", {}),
    "stan-centred": ("sample_stan.py", {"centred": True}),
    "stan-noncentred": ("sample_stan.py", {"centred": False}),
    "nutpie-centred": ("sample_pymc.py", {"centred": True}),
    "nutpie-noncentred": ("sample_pymc.py", {"centred": False}),
    "numpyro-centred": ("sample_numpyro.py", {"centred": True}),
    "numpyro-noncentred": ("sample_numpyro.py", {"centred": False}),
}

# Below this share of the core the machine was busy with something else, and a run that is timed by
# the wall clock, which is ours, is repeated.
QUIET_SHARE = 0.93
ATTEMPTS = 3


def read_arms(sroc, dataset):
    """The observed arms of a built-in data set as lists; studies count from 1."""
    done = subprocess.run([sroc, "datasets", dataset], capture_output=True, check=True, text=True)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    arms = {"N": len(rows)}
    for hits, misses, size, study in (
        ("tp", "fn", "diseased", "study1"), ("tn", "fp", "nondiseased", "study0"),
    ):
        arms[hits], arms[size], arms[study] = [], [], []
        for number, row in enumerate(rows, 1):
            if row[hits] and row[misses] and int(row[hits]) + int(row[misses]) > 0:
                arms[hits].append(int(row[hits]))
                arms[size].append(int(row[hits]) + int(row[misses]))
                arms[study].append(number)
    return arms


def one_core_environment():
    environment = dict(os.environ)
    for name in ("OMP", "OPENBLAS", "MKL", "NUMBA"):
        environment[f"{name}_NUM_THREADS"] = "1"
    environment["XLA_FLAGS"] = (
        "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    )
    environment["JAX_PLATFORMS"] = "cpu"
    # What Stan and JAX have compiled stays here, so that a second race need not compile again.
    environment["XDG_CACHE_HOME"] = str(RUNS / "cache")
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return environment


def run_once(script, job, core, timeout, nice=10):
    """Runs a script; the draws and facts, with the share of the core it had, or an error."""
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        task, result = pathlib.Path(folder, "job.json"), pathlib.Path(folder, "result.npz")
        log = pathlib.Path(folder, "log.txt")
        task.write_text(json.dumps(job))
        command = ["nice", "-n", str(nice), "taskset", "-c", str(core)]
        command += ["timeout", str(timeout), sys.executable, str(HERE / script), task, result]
        begin = time.perf_counter()
        with open(log, "w", encoding="utf-8") as output:
            process = subprocess.Popen(
                command, stdout=output, stderr=output, env=one_core_environment(), cwd=folder
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begin
        if process.returncode == 124:
            return None, {"error": f"not finished after {timeout} s"}
        if process.returncode != 0 or not result.exists():
            lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
            return None, {"error": (lines or ["no message"])[-1].strip()[:200]}
        with np.load(result) as saved:
            facts = json.loads(str(saved["facts"]))
            draws = saved["draws"]
        facts["core_share"] = (used.ru_utime + used.ru_stime) / wall
        facts["process_seconds"] = wall
        return draws, facts


def reference_for(dataset, engine):
    """What a posterior is compared with: the committed reference, else the other kind of engine."""
    from posterior_check import committed_reference

    reference = committed_reference(dataset)
    if reference:
        return "reference", reference
    other = "jags" if engine.startswith("sroc") else "sroc"
    entry = load(dataset, other)
    return other, entry["summary"] if entry and "summary" in entry else None


def load(dataset, engine):
    file = RUNS / f"{dataset}.{engine}.json"
    return json.loads(file.read_text()) if file.exists() else None


def describe(draws, facts, names=PARAMETERS):
    """What one run is worth, from its draws and times."""
    from posterior_check import smallest, summarise

    summary = summarise(draws, names)
    effective = smallest(summary)
    if "replicate_mean" in facts:
        effective = min(facts["replicate_mean"], facts["replicate_tail"])
    seconds = facts["warmup_seconds"] + facts["sampling_seconds"]
    return {
        **facts,
        "chains": draws.shape[1],
        "draws": draws.shape[2],
        "summary": summary,
        "min_ess_bulk": smallest(summary, ("ess_bulk",)),
        "min_ess_tail": smallest(summary, ("ess_tail",)),
        "ess_per_second": effective / seconds,
        # An engine that adapts by the length of its run states it; else, one warm-up would do.
        "seconds_to_4000": facts.get("seconds_to_4000")
        or facts["warmup_seconds"] / facts.get("runs", 1)
        + 4000 * facts["sampling_seconds"] / effective,
    }


def run_engine(dataset, engine, arms, options, stamp):
    """One entry of the race: repeats disturbed runs, and wrong posteriors with smaller steps."""
    from posterior_check import deviations

    script, extra = ENGINES[engine]
    job = {
        **arms, "data": dataset, "chains": 4, "warmup": 1000, "seconds": options.seconds,
        "draws_at_least": 1000, "seed": 1, "target_acceptance": 0.8, "vectorised": True,
        "sroc": str(options.sroc), "jags_program": str(ROOT / "Models/bivariate/bivariate.jags"),
        **extra,
    }
    best = None
    for _ in range(ATTEMPTS):
        draws, facts = run_once(script, job, options.core, options.timeout)
        if draws is None:
            best = best or facts
            break
        if best is None or "error" in best or facts["core_share"] > best["core_share"]:
            entry = describe(draws, facts)
            name, reference = reference_for(dataset, engine)
            if reference:
                entry["check"] = {"against": name, **deviations(entry["summary"], reference)}
                if not entry["check"]["passed"] and "centred" in extra and job["target_acceptance"] < 0.9:
                    job["target_acceptance"] = 0.95
                    continue
            best = {**entry, "target_acceptance": job["target_acceptance"] if "centred" in extra else None}
        if not engine.startswith("sroc") or facts["core_share"] >= QUIET_SHARE:
            break
    return {"dataset": dataset, "engine": engine, "studies": arms["N"], "run": stamp, **best}


def better_form(dataset):
    """The parametrisation in which Stan was faster and right: other NUTS engines run that one."""
    found = {}
    for form in ("centred", "noncentred"):
        entry = load(dataset, f"stan-{form}")
        if entry and entry.get("check", {}).get("passed", "summary" in entry):
            found[form] = entry["ess_per_second"]
    return max(found, key=found.get) if found else "noncentred"


def is_left_out(dataset, engine, options):
    """Outside the first three data sets one form of nutpie and of NumPyro is enough."""
    if options.all_forms or dataset in BOTH_FORMS or not engine.startswith(("nutpie", "numpyro")):
        return False
    return not engine.endswith("-" + better_form(dataset))


def race(options):
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp = now.strftime("%Y-%m-%d %H:%M")
    RUNS.mkdir(exist_ok=True)
    from machine import describe_machine

    for dataset in options.data or DATASETS:
        arms = read_arms(options.sroc, dataset)
        for engine in options.engine or ENGINES:
            if is_left_out(dataset, engine, options):
                continue
            begin, about = time.perf_counter(), describe_machine(ROOT, options.core)
            entry = run_engine(dataset, engine, arms, options, stamp)
            entry["about"] = about
            (RUNS / f"{dataset}.{engine}.json").write_text(json.dumps(entry, indent=1))
            if "error" in entry:
                text = "not available: " + entry["error"]
            else:
                passed = entry.get("check", {}).get("passed")
                verdict = {True: "posterior right", False: "POSTERIOR WRONG", None: "not checked"}
                text = f"{entry['ess_per_second']:12,.0f} a second, {verdict[passed]}"
            took = time.perf_counter() - begin
            print(f"{dataset:22} {engine:20} {text}  ({took:.0f} s)", flush=True)
        check_ours(dataset)


def check_ours(dataset):
    """Holds our runs that came before there was anything to hold them to to their reference."""
    from posterior_check import deviations

    for engine in ENGINES:
        entry = load(dataset, engine)
        if not engine.startswith("sroc") or not entry or "summary" not in entry or "check" in entry:
            continue
        name, reference = reference_for(dataset, engine)
        if reference:
            entry["check"] = {"against": name, **deviations(entry["summary"], reference)}
            (RUNS / f"{dataset}.{engine}.json").write_text(json.dumps(entry, indent=1))
            verdict = "posterior right" if entry["check"]["passed"] else "POSTERIOR WRONG"
            print(f"{dataset:22} {engine:20} {verdict} by {name}", flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", nargs="+", choices=DATASETS, metavar="NAME")
    parser.add_argument("--engine", nargs="+", choices=list(ENGINES), metavar="NAME")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--seconds", type=float, default=2.0, help="least time of sampling")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for one engine")
    parser.add_argument("--sroc", type=pathlib.Path, default=ROOT / ".build/release/sroc")
    parser.add_argument("--all-forms", action="store_true", help="both forms for all data")
    parser.add_argument("--write-only", action="store_true")
    return parser.parse_args()


def main():
    options = parse()
    options.sroc = options.sroc.resolve()
    if not options.write_only:
        if not options.sroc.exists():
            sys.exit(f"race: no program at {options.sroc}; 'make build' makes it")
        race(options)
    from results import write_results

    write_results(RUNS, ROOT / "Benchmarks", DATASETS, list(ENGINES))


if __name__ == "__main__":
    main()
