"""Compares sroc's diagnostics with those of ArviZ, rstan and posterior on the same draws.

Argument: the folder that compare_draws.sh made. Prints one line a reader and statistic with the
largest relative difference over all parameters, and exits 1 where one is above the tolerance.
"""

import csv
import glob
import json
import math
import os
import platform
import re
import sys

import arviz
import numpy

TOLERANCE = 1e-6
# rstan 2.21 takes (r - 1/2) / S where posterior, ArviZ and sroc take (r - 3/8) / (S + 1/4) for the
# normal score of rank r; compare_draws.R shows that this is the whole difference.
OTHER_DEFINITION = {("rstan", "rhat"): 1e-3, ("rstan", "ess_bulk"): 1e-3}
STATISTICS = [
    "mean", "median", "sd", "mad", "q2.5", "q5", "q95", "q97.5", "rhat", "ess_bulk", "ess_tail",
    "mcse_mean", "mcse_median", "mcse_q2.5", "mcse_q97.5",
]
# ArviZ has no function for these of its own; NumPy's stand in, on the draws that ArviZ read.
NUMPY_STATISTICS = {
    "mean": lambda x: x.mean(),
    "median": lambda x: numpy.median(x),
    "sd": lambda x: x.std(ddof=1),
    "mad": lambda x: 1.4826 * numpy.median(numpy.abs(x - numpy.median(x))),
    "q2.5": lambda x: numpy.quantile(x, 0.025),
    "q5": lambda x: numpy.quantile(x, 0.05),
    "q95": lambda x: numpy.quantile(x, 0.95),
    "q97.5": lambda x: numpy.quantile(x, 0.975),
}


def number(text):
    return float("nan") if text == "NA" else float(text)


def by_name(document):
    return {entry["name"]: entry for entry in document["parameters"]}


def draw_files(folder):
    files = glob.glob(os.path.join(folder, "run", "draws-*.csv"))
    return sorted(files, key=lambda path: int(re.search(r"draws-(\d+)\.csv$", path).group(1)))


def arviz_values(folder):
    """(reader, parameter, statistic) -> value for every parameter that ArviZ reads."""
    data = arviz.from_cmdstan(posterior=draw_files(folder)).posterior
    values = {}
    for name in data.data_vars:
        draws = data[name].values
        for statistic, function in NUMPY_STATISTICS.items():
            values["arviz", name, statistic] = float(function(draws.reshape(-1)))
        values["arviz", name, "rhat"] = float(arviz.rhat(draws, method="rank"))
        values["arviz", name, "ess_bulk"] = float(arviz.ess(draws, method="bulk"))
        values["arviz", name, "ess_tail"] = float(arviz.ess(draws, method="tail"))
        values["arviz", name, "mcse_mean"] = float(arviz.mcse(draws, method="mean"))
        values["arviz", name, "mcse_median"] = float(arviz.mcse(draws, method="median"))
        for label, share in (("mcse_q2.5", 0.025), ("mcse_q97.5", 0.975)):
            values["arviz", name, label] = float(arviz.mcse(draws, method="quantile", prob=share))
    return values


def r_values(folder):
    values = {}
    with open(os.path.join(folder, "r.csv"), newline="") as file:
        for row in csv.DictReader(file):
            values[row["reader"], row["parameter"], row["statistic"]] = number(row["value"])
    return values


def relative_difference(ours, theirs):
    """Null agrees with NA, and with nothing else."""
    if ours is None or math.isnan(theirs):
        return 0.0 if ours is None and math.isnan(theirs) else math.inf
    return abs(ours - theirs) / max(abs(theirs), 1e-300)


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "run", "fit.json")) as file:
        fit = by_name(json.load(file))
    with open(os.path.join(folder, "diagnose.json")) as file:
        diagnosis = by_name(json.load(file))
    theirs = {**arviz_values(folder), **r_values(folder)}
    parameters = sorted({name for _, name, _ in theirs})
    versions = open(os.path.join(folder, "r-versions.txt")).read().split("\n")
    print("ArviZ", arviz.__version__, "| NumPy", numpy.__version__, "| Python",
          platform.python_version(), "|", " | ".join(v for v in versions if v))
    print(len(draw_files(folder)), "chains; parameters:", ", ".join(parameters))

    failures = 0
    if not set(parameters) == set(diagnosis) <= set(fit):
        print("MISMATCH: the readers do not find the parameters of diagnose and fit.json")
        failures += 1
    for source, ours in (("fit.json", fit), ("diagnose", diagnosis)):
        print(f"\n{source:10} {'reader':10} {'statistic':12} {'worst':>9}  parameter")
        for reader in ("posterior", "rstan", "arviz"):
            for statistic in STATISTICS:
                compared = [
                    (relative_difference(ours.get(name, {}).get(statistic), value), name)
                    for (who, name, what), value in theirs.items()
                    if who == reader and what == statistic
                    # Draws that tie at a quantile make a constant indicator: posterior says NA there,
                    # ArviZ the number of draws.
                    and not (who == "arviz" and math.isnan(theirs["posterior", name, what]))
                ]
                if not compared:
                    continue
                worst, name = max(compared)
                tolerance = OTHER_DEFINITION.get((reader, statistic), TOLERANCE)
                verdict = "" if worst <= tolerance else "  MISMATCH"
                failures += worst > tolerance
                print(f"{'':10} {reader:10} {statistic:12} {worst:9.1e}  {name}"
                      f"{'  (other definition)' if tolerance != TOLERANCE else ''}{verdict}")
                if verdict:
                    print(f"{'':34}ours {ours[name][statistic]!r}, theirs "
                          f"{theirs[reader, name, statistic]!r}")
    print(f"\n{'MISMATCH in ' + str(failures) if failures else 'All equal'}"
          f" (tolerance {TOLERANCE:g} relative)")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
