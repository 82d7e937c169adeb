"""R's maximum likelihood answers (lme4, metafor), and how far `sroc compare` is from them.

    python frequentist.py                    all data sets
    python frequentist.py auditc anti_ccp    some

Each data set leaves `runs/DATA.frequentist.json`. Where the program has no `compare`, R's answers are
printed alone.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from machine import describe_machine
from race import DATASETS, ROOT, RUNS, one_core_environment

QUANTITIES = (
    "mu_se", "mu_sp", "se_mu_se", "se_mu_sp", "tau_se", "tau_sp", "rho", "log_likelihood"
)


def answers_of_r(sroc, dataset, core):
    """The rows of frequentist.R for a built-in data set; an error becomes one failed row."""
    table = subprocess.run([sroc, "datasets", dataset], capture_output=True, check=True).stdout
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(table)
        file.flush()
        script = str(pathlib.Path(__file__).with_name("frequentist.R"))
        command = ["nice", "-n", "10", "taskset", "-c", str(core)]
        command += ["Rscript", "--vanilla", script, file.name]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=600, env=one_core_environment()
            )
        except subprocess.TimeoutExpired:
            return [{"method": "all", "status": "failed", "note": "not finished after 600 s"}]
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        return [{"method": "all", "status": "failed", "note": lines[-1]}]
    return json.loads(done.stdout)["rows"]


def answers_of_sroc(sroc, dataset, core):
    """The rows of `sroc compare` by method, empty where the program cannot.

    `seconds` is the median of seven processes, each of which fits once and so without warm caches.
    """
    command = ["nice", "-n", "10", "taskset", "-c", str(core)]
    command += [sroc, "compare", "example:" + dataset, "--allow-dependent", "--format", "json"]
    command += ["--methods", "ml,laplace,ml-normal,reml", "--correction", "all", "--threads", "1"]
    runs = []
    for _ in range(7):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            return {}
        runs.append({row["method"]: row for row in json.loads(done.stdout)["rows"]})
    for method, row in runs[0].items():
        row["seconds"] = statistics.median(run[method]["seconds"] for run in runs)
    return runs[0]


def show(dataset, theirs, ours):
    print(f"\n{dataset}")
    print(f"  {'method':10} {'quantity':15} {'R':>12} {'sroc':>12} {'difference':>12}")
    for row in theirs:
        if row["status"] == "failed":
            print(f"  {row['method']:10} failed: {row['note']}")
            continue
        own = ours.get(row["method"], {})
        for quantity in QUANTITIES:
            value, other = row[quantity], own.get(quantity)
            line = f"  {row['method']:10} {quantity:15} {value:12.6f}"
            if other is not None:
                line += f" {other:12.6f} {other - value:12.2e}"
            print(line)
        remark = "; ".join(filter(None, [row["status"], row["note"]]))
        print(f"  {row['method']:10} R says: {remark}; {time_of(row, own)}")
        if row["method"] == "laplace" and "ml" in ours:
            print(f"  {'':10} against exact ML: {time_of(row, ours['ml'])}")


def time_of(theirs, ours):
    """Milliseconds a fit in R and here, and their ratio."""
    text = f"R {1000 * theirs['seconds']:.1f} ms a fit"
    if ours.get("seconds"):
        ratio = theirs["seconds"] / ours["seconds"]
        text += f", sroc {1000 * ours['seconds']:.2f} ms, {ratio:.0f} times"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="*", metavar="NAME")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--sroc", type=pathlib.Path, default=ROOT / ".build/release/sroc")
    options = parser.parse_args()
    unknown = set(options.data) - set(DATASETS)
    if unknown:
        sys.exit(f"frequentist: no data set {', '.join(sorted(unknown))}")
    sroc = options.sroc.resolve()
    RUNS.mkdir(exist_ok=True)
    about = describe_machine(ROOT, options.core)
    for dataset in options.data or DATASETS:
        rows = answers_of_r(sroc, dataset, options.core)
        ours = answers_of_sroc(sroc, dataset, options.core)
        entry = {"dataset": dataset, "about": about, "rows": rows, "ours": ours}
        (RUNS / f"{dataset}.frequentist.json").write_text(json.dumps(entry, indent=1))
        show(dataset, rows, ours)


if __name__ == "__main__":
    main()
