"""The models with covariates against the peers: `sroc`, Stan, and PyMC with nutpie, in one command.

    python race_models.py                                  all models, then RESULTS-COVARIATES.md
    python race_models.py --model smoking_type --core 0    one of them, then the table of all at hand
    python race_models.py --write-only                     the table alone

In the first round every engine runs, nutpie in the form in which Stan was faster; the further rounds
repeat ours and every peer that reached a
third of the fastest right one. Each round begins with another engine, so that what else the machine
does falls on all alike. A run leaves a JSON file in `runs/models/`.
"""

import argparse
import datetime
import json
import os
import pathlib
import sys

from models import MODELS, export
from posterior_check import deviations, read_reference, smallest
from race import HERE, ROOT, RUNS, describe, run_once

FOLDER = RUNS / "models"

ENGINES = {
    "sroc": ("sample_sroc.py", {}),
    "stan-exported": ("sample_rstan.py", {"centred": False}),
    "stan-centred": ("sample_rstan.py", {"centred": True}),
    "nutpie-centred": ("sample_pymc_covariates.py", {"centred": True}),
    "nutpie-noncentred": ("sample_pymc_covariates.py", {"centred": False}),
}
# Peers that are slower than this share of the fastest are not run again.
WORTH_A_REPEAT = 1 / 3
# A peer with fewer effective draws is nothing to hold ours to.
ESS_OF_A_REFERENCE = 400


def entry_file(model, engine, number):
    return FOLDER / f"{model}.{engine}.{number}.json"


def load(model, engine, number):
    file = entry_file(model, engine, number)
    return json.loads(file.read_text()) if file.exists() else None


def reference_of(name, engine, names):
    """What a posterior is held to: the repository's, else ours, and for ours that of a peer."""
    model = MODELS[name]
    if model.reference:
        file = ROOT / "Models" / model.reference
        rows = read_reference(file, [indexed_in(n) for n in names])
        return "reference", dict(zip(names, rows.values(), strict=True))
    others = ["sroc"] if engine != "sroc" else [other for other in ENGINES if other != "sroc"]
    found = {other: load(name, other, 1) for other in others}
    worth = {
        other: smallest(entry["summary"]) for other, entry in found.items()
        if entry and "summary" in entry
    }
    best = max(worth, key=worth.get, default=None)
    if best is None or worth[best] < ESS_OF_A_REFERENCE:
        return "", None
    return best, found[best]["summary"]


def indexed_in(name):
    """The name in a file of references: `mu_se[2]` for `mu_se_2`, and `mu_se` as it is."""
    base, _, index = name.rpartition("_")
    return f"{base}[{index}]" if index.isdigit() else name


def check(name, engine, entry):
    against, reference = reference_of(name, engine, list(entry["summary"]))
    if reference:
        entry["check"] = {"against": against, **deviations(entry["summary"], reference)}


def task(options, name, described, engine, number, target):
    model, extra = MODELS[name], ENGINES[engine][1]
    return {
        "data": name, "fit": list(model.fit), "sroc": str(options.sroc), "model": described,
        "names": described["names"], "columns": described["columns"], "chains": 4, "warmup": 1000,
        "seconds": options.seconds, "draws_at_least": 1000, "seed": number, "target_acceptance": target,
        # A million draws and all that is worked out from each of them would take minutes to write.
        "draws_at_most": 100_000, **extra,
    }


def run(options, name, described, engine, number):
    """One run of one engine; a peer whose posterior is wrong is tried with smaller steps."""
    first = load(name, engine, 1) if number > 1 else None
    target = (first or {}).get("target_acceptance") or 0.8
    while True:
        job = task(options, name, described, engine, number, target)
        draws, facts = run_once(
            ENGINES[engine][0], job, options.core, options.timeout, options.nice)
        if draws is None:
            return facts
        entry = describe(draws, facts, described["names"])
        check(name, engine, entry)
        wrong = not entry.get("check", {"passed": True})["passed"]
        if engine != "sroc" and number == 1 and wrong and target < 0.9:
            target = 0.95
            continue
        return {**entry, "target_acceptance": None if engine == "sroc" else target}


def is_right(name, engine, entry):
    """Whether a run counts: finished, and its posterior right by what it is held to now."""
    if not entry or "summary" not in entry:
        return False
    check(name, engine, entry)
    return entry.get("check", {}).get("passed", False)


def worth_a_repeat(name):
    rates = {}
    for engine in ENGINES:
        entry = load(name, engine, 1)
        if engine != "sroc" and is_right(name, engine, entry):
            rates[engine] = entry["ess_per_second"]
    limit = WORTH_A_REPEAT * max(rates.values(), default=0.0)
    return ["sroc"] + [engine for engine, rate in rates.items() if rate >= limit]


def is_left_out(name, engine, options):
    """One form of nutpie is enough: that in which Stan was faster and right."""
    if options.all_forms or options.engine or not engine.startswith("nutpie"):
        return False
    rates = {}
    for stan in ("stan-centred", "stan-exported"):
        entry = load(name, stan, 1)
        if is_right(name, stan, entry):
            rates[stan] = entry["ess_per_second"]
    better = max(rates, key=rates.get, default="stan-centred")
    return engine != {"stan-centred": "nutpie-centred"}.get(better, "nutpie-noncentred")


def race(options):
    from machine import describe_machine

    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in options.model or MODELS:
        described = export(options.sroc, MODELS[name])
        for number in range(options.first_round, options.rounds + 1):
            engines = list(ENGINES) if number == 1 else worth_a_repeat(name)
            engines = options.engine or engines
            turn = (number - 1) % len(engines)
            for engine in engines[turn:] + engines[:turn]:
                if number == 1 and is_left_out(name, engine, options):
                    continue
                about = describe_machine(ROOT, options.core)
                entry = run(options, name, described, engine, number)
                now = datetime.datetime.now(datetime.timezone.utc)
                entry = {
                    "model": name, "engine": engine, "round": number, "about": about,
                    "run": now.strftime("%Y-%m-%d %H:%M"), "tables": len(described["tp"]), **entry,
                }
                entry_file(name, engine, number).write_text(json.dumps(entry, indent=1))
                text = "not available: " + entry.get("error", "")
                if "ess_per_second" in entry:
                    verdict = entry.get("check", {}).get("passed")
                    text = f"{entry['ess_per_second']:10,.0f} a second, right: {verdict}"
                print(f"{name:24} {engine:18} round {number}: {text}", flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", nargs="+", choices=list(MODELS), metavar="NAME")
    parser.add_argument("--engine", nargs="+", choices=list(ENGINES), metavar="NAME")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--first-round", type=int, default=1, help="to go on where a race ended")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--nice", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=2.0, help="least time of sampling")
    parser.add_argument("--timeout", type=int, default=900, help="seconds for one run")
    parser.add_argument("--sroc", type=pathlib.Path, default=ROOT / ".build/release/sroc")
    parser.add_argument("--all-forms", action="store_true", help="nutpie in both forms")
    parser.add_argument("--write-only", action="store_true")
    return parser.parse_args()


def main():
    options = parse()
    options.sroc = options.sroc.resolve()
    if not options.write_only:
        if not options.sroc.exists():
            sys.exit(f"race_models: no program at {options.sroc}; 'make build' makes it")
        race(options)
    from results_models import write_results

    write_results(HERE.parent / "RESULTS-COVARIATES.md")


if __name__ == "__main__":
    main()
