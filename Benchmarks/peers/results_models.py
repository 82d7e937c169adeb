"""RESULTS-COVARIATES.md, from the runs of `race_models.py` and from nothing else."""

import pathlib
import statistics

from chart import number
from models import MODELS
from race_models import ENGINES, is_right, load
from results import small, times

LABELS = {
    "sroc": "sroc",
    "stan-exported": "Stan, as exported",
    "stan-centred": "Stan, centred",
    "nutpie-centred": "nutpie, centred",
    "nutpie-noncentred": "nutpie, non-centred",
}
ROUNDS = range(1, 100)
# With fewer the median is marked.
ENOUGH_ROUNDS = 3

METHOD = """\
- **Same for all**: data, model and prior `default`; one core, 4 chains one after the other. The models
  are those of `models.py`; scheidler and catheter have several tables of some studies, and both
  structures of these rows are raced: independent, and exchangeable, which is the default of `sroc`.
- **Engines**: `sroc fit --threads 1`; the Stan program and data that `sroc fit --export stan` writes,
  run by rstan (`-O3 -mtune=native`); its centred twin `regression_centred.stan`; and the same two forms
  in PyMC, sampled by nutpie. nutpie on the exported Stan program itself needs a download from GitHub
  (the sources of bridgestan) and was not run where that is closed.
- **ESS** is the smallest rank-normalised bulk or tail effective sample size (Vehtari et al. 2021) over the
  population parameters (means or coefficients, SDs, correlation, phi), by ArviZ for every engine.
- **ESS/s** = ESS / (warm-up + sampling), in processor time. Every engine draws until sampling took 2 s;
  peers after 1,000 of warm-up a chain and with at least 1,000 draws a chain; ours with at most 100,000 a
  chain, which takes less than 2 s of the fast models and makes its one warm-up weigh more.
  Compilation stands apart.
- **Clock**: the processor time that `sroc` and Stan state for warm-up and sampling (Stan 2.21 by C's
  `clock()`), and that of the process during nutpie's run. What else the machine does shares its caches
  and its cores: each round begins with another engine, a ratio is formed inside one round, and the
  table has the median of the rounds with their range. In round 1 all engines run, nutpie in the form
  in which Stan was faster; those that reach a
  third of the fastest right one run again.
- **Posterior**: as in [RESULTS.md](RESULTS.md): means within 4 Monte Carlo errors, SDs within 5 % or 4 of
  their errors; against the repository's reference where it has the model, else against `sroc`, and
  `sroc` against the peer with the most effective draws, 400 at least. A wrong one does not count; the
  target acceptance is 0.8, or 0.95 where the posterior was wrong with it.
- Pages, figures and the other structures of rows that `sroc fit` also computes are not sampling and do
  not count, as nothing that the peers do after sampling does."""


class Runs:
    """The runs of one model, by engine and round."""

    def __init__(self, name):
        self.name = name
        self.all = {}
        for engine in ENGINES:
            found = {number: load(name, engine, number) for number in ROUNDS}
            self.all[engine] = {number: entry for number, entry in found.items() if entry}

    def right(self, engine):
        """The rounds of an engine with the right posterior: number and effective draws a second."""
        return {
            number: entry["ess_per_second"] for number, entry in self.all[engine].items()
            if is_right(self.name, engine, entry)
        }

    def rate(self, engine):
        rates = self.right(engine)
        return statistics.median(rates.values()) if rates else None

    def fastest_peer(self):
        """The peer with the highest median; one that was not worth repeating has its only run."""
        rates = {engine: self.rate(engine) for engine in ENGINES if engine != "sroc"}
        rates = {engine: rate for engine, rate in rates.items() if rate}
        return max(rates, key=rates.get, default=None)

    def ratios(self, peer):
        ours, theirs = self.right("sroc"), self.right(peer)
        return sorted(ours[number] / theirs[number] for number in ours if number in theirs)


def main_table(models):
    lines = [
        "| model | aim | **ratio**, median | rounds, range | sroc, ESS/s | fastest peer | its ESS/s |",
        "|---|--:|--:|---|--:|---|--:|",
    ]
    for runs in models:
        model, peer = MODELS[runs.name], runs.fastest_peer()
        ratios = runs.ratios(peer) if peer else []
        if not ratios:
            missing = " | not run, or posterior not right" + " |" * 5
            lines.append(f"| {model.title} | {model.aim}{missing}")
            continue
        mark = "" if len(ratios) >= ENOUGH_ROUNDS else "†"
        cells = [
            model.title, str(model.aim), f"**{times(statistics.median(ratios))}**{mark}",
            f"{len(ratios)}: {times(ratios[0])} to {times(ratios[-1])}", number(runs.rate("sroc")),
            LABELS[peer], number(runs.rate(peer)),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def engines_table(models):
    lines = [
        "| model | " + " | ".join(LABELS[engine] for engine in ENGINES) + " |",
        "|---" + "|--:" * len(ENGINES) + "|",
    ]
    for runs in models:
        cells = []
        for engine in ENGINES:
            rate, any_run = runs.rate(engine), next(iter(runs.all[engine].values()), None)
            if rate:
                cells.append(number(rate))
            elif any_run is None:
                cells.append("")
            else:
                known = "ess_per_second" in any_run
                cells.append(f"({number(any_run['ess_per_second'])})" if known else "not available")
        lines.append(f"| {MODELS[runs.name].title} | " + " | ".join(cells) + " |")
    return lines


def details_table(models):
    lines = [
        "| model | engine | round | chains x draws | warm-up, s | sampling, s | bulk ESS | tail ESS | ESS/s | "
        "compilation, s | divergent | target | mean, errors | SD, % | against |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for runs in models:
        for engine in ENGINES:
            for count, entry in runs.all[engine].items():
                lines.append("| " + " | ".join(detail(runs, engine, count, entry)) + " |")
    return lines


def detail(runs, engine, count, entry):
    start = [runs.name, LABELS[engine], str(count)]
    if "error" in entry:
        return start + ["not available: " + entry["error"].replace("|", "/")] + [""] * 11
    passed = is_right(runs.name, engine, entry)
    unchecked = {"mean_errors": float("nan"), "sd_share": float("nan"), "against": "nothing"}
    checked = entry.get("check", unchecked)
    compiled = entry["compile_seconds"]
    target, divergent = entry.get("target_acceptance"), entry.get("divergences")
    return start + [
        f"{entry['chains']} x {entry['draws']:,}", small(entry["warmup_seconds"]),
        small(entry["sampling_seconds"]), f"{entry['min_ess_bulk']:,.0f}",
        f"{entry['min_ess_tail']:,.0f}", number(entry["ess_per_second"]),
        f"{compiled:.0f}" if compiled >= 0.5 else "", "" if divergent is None else str(divergent),
        "" if target is None else str(target), f"{checked['mean_errors']:.1f}",
        f"{100 * checked['sd_share']:.1f}", checked["against"] + ("" if passed else " **wrong**"),
    ]


def header(models):
    entries = [e for runs in models for rounds in runs.all.values() for e in rounds.values()]

    def each(values):
        return "; ".join(dict.fromkeys(values))

    loads = [entry["about"]["load"] for entry in entries]
    lines = ["# Models with covariates: effective draws per second, and the peers", ""]
    lines += ["Written by `make bench-models` from the runs at hand; do not edit.", ""]
    for title, key in (
        ("Date", "date"), ("Commit", "commit"), ("Processor", "processor"), ("System", "system"),
    ):
        lines.append(f"- {title}: {each(entry['about'][key] for entry in entries)}")
    return lines + [
        f"- Load of the machine when a run began: {min(loads):.1f} to {max(loads):.1f}",
        f"- Versions: {each(entry['version'] for entry in entries if 'version' in entry)}", "",
    ]


def write_results(file):
    models = [runs for runs in map(Runs, MODELS) if any(runs.all.values())]
    if not models:
        raise SystemExit("race_models: nothing has been run yet")
    bounds = pathlib.Path(__file__).with_name("bounds.md")
    lines = header(models)
    lines += [*main_table(models), ""]
    lines += [
        "The fastest peer is the one with the highest median among those whose posterior is right.",
        f"† marks a median of fewer than {ENOUGH_ROUNDS} rounds: an indication.", "",
        bounds.read_text(encoding="utf-8").rstrip(), "",
        "## All engines, effective draws per second", "", *engines_table(models), "",
        "Medians of the rounds. In brackets: the posterior failed its check. Empty: not run.", "",
        "## Every run", "", *details_table(models), "",
        "## How it is measured", "", METHOD,
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"race_models: wrote {file}")
