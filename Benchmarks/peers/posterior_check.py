"""Effective sample size, by one piece of code for every engine, and the check of a posterior."""

import csv
import math
import pathlib

import numpy as np

from engine import PARAMETERS

REFERENCES = pathlib.Path(__file__).parents[2] / "Models" / "bivariate" / "reference"

# A mean may differ by so many combined Monte Carlo errors; an SD by this share, or by so many errors
# of its own where those are larger.
ERRORS_ALLOWED = 4.0
SHARE_ALLOWED = 0.05
# With fewer effective draws, or chains that disagree, the Monte Carlo errors themselves mean nothing,
# and a chain that is stuck would pass by its large errors.
ESS_NEEDED = 100
RHAT_ALLOWED = 1.05


def summarise(draws, names=PARAMETERS):
    """Mean, SD, their Monte Carlo errors, bulk and tail ESS (Vehtari et al. 2021) per parameter."""
    import arviz

    summary = {}
    for name, values in zip(names, draws, strict=True):
        bulk = float(arviz.ess(values, method="bulk"))
        tail = float(arviz.ess(values, method="tail"))
        spread = float(values.std())
        # Draws that never move have no kurtosis; NaN then fails the check.
        fourth = float(((values - values.mean()) ** 4).mean())
        kurtosis = fourth / spread**4 if spread > 0 else math.nan
        summary[name] = {
            "mean": float(values.mean()),
            "sd": spread,
            "mcse_mean": spread / math.sqrt(float(arviz.ess(values, method="mean"))),
            # The delta method: sd^2 has the standard error sd^2 sqrt((kurtosis - 1) / ESS).
            "mcse_sd": spread * math.sqrt((kurtosis - 1) / bulk) / 2,
            "ess_bulk": bulk,
            "ess_tail": tail,
            "rhat": float(arviz.rhat(values, method="split")),
        }
    return summary


def smallest(summary, kinds=("ess_bulk", "ess_tail")):
    """The smallest bulk or tail ESS of the parameters."""
    return min(entry[kind] for entry in summary.values() for kind in kinds)


def committed_reference(dataset):
    """The reference posterior of the repository in the form of `summarise`, or None."""
    file = REFERENCES / f"{dataset}.default.csv"
    return read_reference(file) if file.exists() else None


def read_reference(file, names=PARAMETERS):
    """The named parameters of a file of references in the form of `summarise`."""
    with open(file, encoding="utf-8") as lines:
        rows = {row["parameter"]: row for row in csv.DictReader(lines)}
    reference = {}
    for name in names:
        row = {key: float(value) for key, value in rows[name].items() if key != "parameter"}
        # Its kurtosis is not kept; 0.5 % of long chains like these is below what is allowed anyway.
        reference[name] = {**row, "mcse_sd": row["sd"] / math.sqrt(2 * row["ess_bulk"])}
    return reference


def deviations(summary, reference):
    """Largest difference of a mean in Monte Carlo errors, of an SD in shares, and the verdict."""
    largest_mean = largest_sd = 0.0
    passed = smallest(summary) >= ESS_NEEDED
    passed = passed and all(entry["rhat"] <= RHAT_ALLOWED for entry in summary.values())
    for name in reference:
        ours, other = summary[name], reference[name]
        error = math.hypot(ours["mcse_mean"], other["mcse_mean"])
        z = abs(ours["mean"] - other["mean"]) / error if error > 0 else math.inf
        share = abs(ours["sd"] / other["sd"] - 1)
        noise = math.hypot(ours["mcse_sd"], other["mcse_sd"]) / other["sd"]
        largest_mean, largest_sd = max(largest_mean, z), max(largest_sd, share)
        passed = passed and z <= ERRORS_ALLOWED
        passed = passed and share <= max(SHARE_ALLOWED, ERRORS_ALLOWED * noise)
    if not np.isfinite([largest_mean, largest_sd]).all():
        passed = False
    return {"mean_errors": largest_mean, "sd_share": largest_sd, "passed": passed}
