"""Compares `sroc diagnose` with ArviZ and R's posterior on files of draws of other programs' forms.

Arguments: the program and a folder to work in. Makes a dozen sets of draws, writes each as another
program would, and compares R-hat, bulk and tail ESS and Monte Carlo errors of every parameter. Exits 1
on a mismatch. Needs ArviZ below 1.0 and Rscript with posterior.
"""

import json
import math
import os
import subprocess
import sys

import arviz
import numpy

R_PROGRAM = r"""
suppressPackageStartupMessages(library(posterior))
folder <- commandArgs(trailingOnly = TRUE)[1]
for (file in list.files(folder, pattern = "\\.plain$", full.names = TRUE)) {
  table <- read.csv(file, check.names = FALSE)
  for (name in setdiff(names(table), "chain")) {
    draws <- sapply(split(table[[name]], table$chain), identity)
    cat(basename(file), name, sprintf("%.17g", c(rhat(draws), ess_bulk(draws), ess_tail(draws),
      mcse_mean(draws), unname(mcse_quantile(draws, 0.975)))), sep = "\t")
    cat("\n")
  }
}
"""
KEYS = ["rhat", "ess_bulk", "ess_tail", "mcse_mean", "mcse_q97.5"]


def chains(seed, count, draws, coefficient=0.0, shift=0.0, heavy=False, ties=False):
    """Autoregressive chains of two parameters."""
    random = numpy.random.default_rng(seed)
    noise = random.standard_t(1, (count, draws, 2)) if heavy else random.normal(
        size=(count, draws, 2))
    for t in range(1, draws):
        noise[:, t] += coefficient * noise[:, t - 1]
    noise += shift * numpy.arange(count)[:, None, None]
    return numpy.round(noise, 1) if ties else noise


def text(rows):
    return "".join(",".join(repr(float(x)) for x in row) + "\n" for row in rows)


CASES = {
    "plain": chains(1, 4, 500), "crlf": chains(2, 2, 400), "quoted": chains(3, 2, 301),
    "slow": chains(4, 4, 1000, coefficient=0.95), "apart": chains(5, 4, 250, shift=0.4),
    "heavy": chains(6, 4, 500, heavy=True), "ties": chains(7, 2, 500, ties=True),
    "one": chains(8, 1, 1000), "alternating": chains(9, 4, 500, coefficient=-0.6),
    "warmup": chains(10, 3, 200), "numbered": chains(11, 4, 250), "constant": chains(12, 2, 300),
    "short": chains(13, 4, 20),
}


def write(folder, case, draws):
    """The files of a case, and the names of its two parameters."""
    names = ["OMEGA(1,1)", "SIGMA(2,1)"] if case == "quoted" else ["x", "y.1"]
    header = ",".join(f'"{name}"' if "(" in name else name for name in names)
    if case == "numbered":
        rows = [f'"{k}",{c + 1},{i + 1},{k},' + text([draws[c, i]]) for k, (i, c) in enumerate(
            (i, c) for i in range(draws.shape[1]) for c in range(draws.shape[0]))]
        path = os.path.join(folder, case + ".csv")
        with open(path, "w") as file:
            file.write('"",".chain",".iteration",".draw",' + header + "\n" + "".join(rows))
        return [path], names
    paths = []
    for chain, rows in enumerate(draws):
        body = header + "\n" + text(rows)
        if case == "warmup":
            body = ("# num_warmup = 100\n# save_warmup = 1\n# thin = 2\n" + header + "\n"
                    + "900,900\n" * 50 + text(rows))
        if case == "constant":
            body = "L.1.1," + header + "\n" + "".join("1," + text([row]) for row in rows)
        if case == "crlf":
            body = body.replace("\n", "\r\n")
        paths.append(os.path.join(folder, f"{case}-{chain + 1}.csv"))
        with open(paths[-1], "w", newline="") as file:
            file.write(body)
    return paths, names


def main():
    program, folder = sys.argv[1:3]
    ours = {}
    for case, draws in CASES.items():
        files, names = write(folder, case, draws)
        document = json.loads(subprocess.run(
            [program, "diagnose", "--format", "json", *files], check=True,
            capture_output=True).stdout)
        for entry in document["parameters"]:
            ours[case, entry["name"]] = entry
        with open(os.path.join(folder, case + ".plain"), "w") as file:
            file.write("chain," + ",".join(f'"{name}"' for name in names) + "\n")
            for chain, rows in enumerate(draws):
                file.write("".join(f"{chain}," + text([row]) for row in rows))
    script = os.path.join(folder, "posterior.R")
    with open(script, "w") as file:
        file.write(R_PROGRAM)
    result = subprocess.run(["Rscript", "--vanilla", script, folder], check=True,
                            capture_output=True, text=True).stdout
    theirs = {}
    for line in result.splitlines():
        file, name, *values = line.split("\t")
        theirs[file.removesuffix(".plain"), name] = dict(zip(KEYS, map(
            lambda v: math.nan if v == "NA" else float(v), values)))
    failures = 0
    print("ArviZ", arviz.__version__, "| largest relative difference over two parameters")
    print(f"{'case':12} {'reader':10}", *(f"{key:>11}" for key in KEYS))
    for case, draws in CASES.items():
        found = {"posterior": [0.0] * len(KEYS), "arviz": [0.0] * len(KEYS)}
        names = [name for (other, name) in theirs if other == case]
        for index, name in enumerate(names):
            x = draws[:, :, index]
            values = [
                float(arviz.rhat(x, method="rank")) if len(x) > 1 else math.nan,
                float(arviz.ess(x, method="bulk")), float(arviz.ess(x, method="tail")),
                float(arviz.mcse(x, method="mean")),
                float(arviz.mcse(x, method="quantile", prob=0.975))]
            readers = {"posterior": [theirs[case, name][key] for key in KEYS], "arviz": values}
            for reader, numbers in readers.items():
                for place, (key, value) in enumerate(zip(KEYS, numbers)):
                    own = ours[case, name][key]
                    if reader == "arviz" and math.isnan(value):
                        continue  # ArviZ gives no R-hat of one chain
                    gap = abs(own - value) / abs(value) if own is not None else math.inf
                    found[reader][place] = max(found[reader][place], gap)
        for reader, gaps in found.items():
            # ArviZ ends the sum of autocorrelations of chains that lie apart in another place than
            # posterior does; posterior's number is the one to meet.
            bad = reader == "posterior" and any(not gap <= 1e-6 for gap in gaps)
            differs = reader == "arviz" and any(not gap <= 1e-6 for gap in gaps)
            failures += bad or (differs and case != "apart")
            print(f"{case:12} {reader:10}", *(f"{gap:11.1e}" for gap in gaps),
                  "MISMATCH" if bad else "differs" if differs else "")
    print("MISMATCH" if failures else "All equal (1e-6 relative)")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
