"""RESULTS.md and its figure, from the JSON files of the runs and from nothing else."""

import json

from chart import draw, number
from explanations import INSTALL, METHOD
from posterior_check import committed_reference, deviations

KEY_DATASETS = 3

LABELS = {
    "sroc": "sroc",
    "sroc-quasi": "sroc, quasi-random",
    "jags": "JAGS",
    "stan-centred": "Stan, centred",
    "stan-noncentred": "Stan, non-centred",
    "nutpie-centred": "nutpie, centred",
    "nutpie-noncentred": "nutpie, non-centred",
    "numpyro-centred": "NumPyro, centred",
    "numpyro-noncentred": "NumPyro, non-centred",
}


class Race:
    """All entries at hand, and what may be compared with what."""

    def __init__(self, folder, datasets, engines):
        self.engines = engines
        self.entries = {}
        for dataset in datasets:
            for engine in engines:
                file = folder / f"{dataset}.{engine}.json"
                if file.exists():
                    self.entries[dataset, engine] = json.loads(file.read_text())
        self.datasets = [d for d in datasets if any((d, e) in self.entries for e in engines)]
        for entry in self.entries.values():
            self.check_again(entry)

    def check_again(self, entry):
        """All by the same rule now; ours may have run before the JAGS that it is held to."""
        if "summary" not in entry:
            return
        name, reference = "reference", committed_reference(entry["dataset"])
        if reference is None:
            name = "jags" if entry["engine"].startswith("sroc") else "sroc"
            reference = self.entries.get((entry["dataset"], name), {}).get("summary")
        if reference:
            entry["check"] = {"against": name, **deviations(entry["summary"], reference)}

    def counts(self, dataset, engine):
        """The entry, where it finished with the right posterior."""
        entry = self.entries.get((dataset, engine))
        right = entry is not None and entry.get("check", {}).get("passed", False)
        return entry if right else None

    def best_peer(self, dataset, key, best):
        """The peer with the best value of `key` among those whose time counts."""
        peers = [self.counts(dataset, e) for e in self.engines if not e.startswith("sroc")]
        return best((p for p in peers if p), key=lambda p: p[key], default=None)

    def flag(self, ours, peer):
        """A mark where the two were not timed in one run."""
        return "" if ours["run"] == peer["run"] else "†"


def small(seconds):
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.3g}"


def times(ratio):
    return f"{ratio:.3g}" if ratio < 100 else f"{ratio:,.0f}"


def main_table(race):
    lines = [
        "| data | studies | sroc, ESS/s | fastest peer | its ESS/s | **ratio** | sroc, s to 4,000 | "
        "best peer | its s to 4,000 | **ratio** | core |",
        "|---|--:|--:|---|--:|--:|--:|---|--:|--:|--:|",
    ]
    for dataset in race.datasets:
        ours = race.counts(dataset, "sroc")
        rate = race.best_peer(dataset, "ess_per_second", max)
        wait = race.best_peer(dataset, "seconds_to_4000", min)
        if not ours:
            lines.append(f"| {dataset} | | not run, or posterior not right" + " |" * 9)
            continue
        if not rate:
            cells = [
                dataset, str(ours["studies"]), number(ours["ess_per_second"]), "none at hand", "", "",
                small(ours["seconds_to_4000"]), "", "", "", f"{ours['core_share']:.2f}",
            ]
            lines.append("| " + " | ".join(cells) + " |")
            continue
        cells = [
            dataset, str(ours["studies"]), number(ours["ess_per_second"]), LABELS[rate["engine"]],
            number(rate["ess_per_second"]),
            f"**{times(ours['ess_per_second'] / rate['ess_per_second'])}**{race.flag(ours, rate)}",
            small(ours["seconds_to_4000"]), LABELS[wait["engine"]], small(wait["seconds_to_4000"]),
            f"**{times(wait['seconds_to_4000'] / ours['seconds_to_4000'])}**{race.flag(ours, wait)}",
            f"{ours['core_share']:.2f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def quasi_table(race):
    """The quasi-random sampler, by the error of its replicates."""
    lines = [
        "| data | studies | ESS/s | fastest peer | its ESS/s | **ratio** | a draw's worth: mean | tail | "
        "ESS/s by the series | core |",
        "|---|--:|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    empty = len(lines)
    for dataset in race.datasets:
        ours = race.counts(dataset, "sroc-quasi")
        if not ours or ours["kernel"] != "independence-quasi":
            continue
        rate = race.best_peer(dataset, "ess_per_second", max)
        drawn = ours["chains"] * ours["draws"]
        series = min(ours["min_ess_bulk"], ours["min_ess_tail"])
        seconds = ours["warmup_seconds"] + ours["sampling_seconds"]
        peer = ["none at hand", "", ""]
        if rate:
            ratio = times(ours["ess_per_second"] / rate["ess_per_second"])
            peer = [
                LABELS[rate["engine"]], number(rate["ess_per_second"]),
                f"**{ratio}**{race.flag(ours, rate)}",
            ]
        cells = [
            dataset, str(ours["studies"]), number(ours["ess_per_second"]), *peer,
            f"{ours['replicate_mean'] / drawn:.1f}", f"{ours['replicate_tail'] / drawn:.1f}",
            number(series / seconds), f"{ours['core_share']:.2f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    if len(lines) == empty:
        return []
    return [
        "## Quasi-random blocks, by the error of replicates", "",
        "`sroc fit --sampler collapsed-quasi` in 16 independent replicates, each with its own warm-up,",
        "which counts. ESS here is the number of independent draws that would have left the same error:",
        "the variance of a quantity over the variance of its means among replicates, the smallest over the",
        "five parameters of the mean and of the shares below the 5 % and the 95 % quantile (the worth of a",
        "draw is shown for both). With 16 replicates one such number has a standard deviation of half",
        "its size, and the smallest of 15 is too small on average (0.6 of the truth for independent",
        "draws). The peers are as above, by the usual ESS.", "",
        *lines, "",
    ]


def rate_cell(entry):
    if entry is None:
        return ""
    if "error" in entry:
        return "not available"
    rate = number(entry["ess_per_second"])
    return rate if entry.get("check", {}).get("passed") else f"({rate})"


def all_engines_table(race):
    lines = [
        "| data | " + " | ".join(LABELS[e] for e in race.engines) + " |",
        "|---" + "|--:" * len(race.engines) + "|",
    ]
    for dataset in race.datasets:
        cells = [rate_cell(race.entries.get((dataset, engine))) for engine in race.engines]
        lines.append(f"| {dataset} | " + " | ".join(cells) + " |")
    return lines


def detail_table(race, dataset):
    lines = [
        "| engine | chains x draws | warm-up, s | sampling, s | bulk ESS | tail ESS | ESS/s | "
        "s to 4,000 | compilation, s | divergent | target | mean, errors | SD, % | against | run |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    for engine in race.engines:
        entry = race.entries.get((dataset, engine))
        if entry is None:
            continue
        if "error" in entry:
            reason = entry["error"].replace("|", "/")
            lines.append(f"| {LABELS[engine]} | not available: {reason}" + " |" * 14)
            continue
        check = entry.get("check")
        verdict = ["", "", "not checked"]
        if check:
            wrong = "" if check["passed"] else " **wrong**"
            verdict = [
                f"{check['mean_errors']:.1f}", f"{100 * check['sd_share']:.1f}",
                check["against"] + wrong,
            ]
        target, divergent = entry.get("target_acceptance"), entry.get("divergences")
        cells = [
            LABELS[engine], f"{entry['chains']} x {entry['draws']:,}",
            small(entry["warmup_seconds"]), small(entry["sampling_seconds"]),
            f"{entry['min_ess_bulk']:,.0f}", f"{entry['min_ess_tail']:,.0f}",
            number(entry["ess_per_second"]), small(entry["seconds_to_4000"]),
            f"{entry['compile_seconds']:.0f}" if entry["compile_seconds"] >= 0.5 else "",
            "" if divergent is None else str(divergent), "" if target is None else str(target),
            *verdict, entry["run"],
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def agreement(race):
    """How far the ESS that sroc states is from ArviZ's for the same draws."""
    found = []
    for dataset in race.datasets:
        entry = race.entries.get((dataset, "sroc"), {})
        if entry.get("runs") == 1:
            for stated, own in (("stated_bulk", "min_ess_bulk"), ("stated_tail", "min_ess_tail")):
                found.append(abs(entry[stated] / entry[own] - 1))
    if not found:
        return []
    return [
        f"The ESS that `sroc` states for the same draws differs from ArviZ's by at most "
        f"{max(found):.1e} of its value ({len(found) // 2} data sets; those whose 2 s needed one run).",
        "",
    ]


def frequentist_table(folder, datasets):
    lines = [
        "## Maximum likelihood in R", "",
        "Answers and processor time of one fit; `Benchmarks/peers/frequentist.py` prints all of them,",
        "and the differences from `sroc compare`. `ml-normal` and `reml` are the normal approximation,",
        "with 0.5 added to every cell of every study where a cell is 0.", "",
        "| data | method | program | mu_se | mu_sp | tau_se | tau_sp | rho | ms a fit | |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    empty = len(lines)
    for dataset in datasets:
        file = folder / f"{dataset}.frequentist.json"
        for row in json.loads(file.read_text())["rows"] if file.exists() else []:
            cells = [dataset, row["method"], row.get("engine", "")]
            if row["status"] == "failed":
                cells += [""] * 6 + ["failed: " + " ".join(row["note"].split())[:80]]
            else:
                names = ("mu_se", "mu_sp", "tau_se", "tau_sp", "rho")
                cells += [f"{row[name]:.3f}" for name in names]
                cells += [number(1000 * row["seconds"]), row["status"].replace("ok", "")]
            lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return lines + [""] if len(lines) > empty else []


def header(race):
    abouts = [entry["about"] for entry in race.entries.values()]
    versions = {}
    for entry in race.entries.values():
        if "version" in entry:
            versions.setdefault(entry["version"])

    def each(key):
        return "; ".join(dict.fromkeys(str(about[key]) for about in abouts))

    loads = [about["load"] for about in abouts]
    return [
        "# Effective draws per second, and the peers", "",
        "Written by `make bench` or `make bench-peers` from the runs at hand; do not edit.", "",
        f"- Date: {each('date')}",
        f"- Commit: {each('commit')}",
        f"- Processor: {each('processor')}",
        f"- System: {each('system')}",
        f"- Load of the machine when a run began: {min(loads):.1f} to {max(loads):.1f}",
        f"- Versions: {'; '.join(versions)}", "",
    ]


def figure(race):
    panels = []
    for dataset in race.datasets[:KEY_DATASETS]:
        bars = []
        for engine in race.engines:
            entry = race.entries.get((dataset, engine))
            if entry is None:
                continue
            value = entry.get("ess_per_second")
            note = "not available" if value is None else ""
            if value is not None and not race.counts(dataset, engine):
                note = "(posterior not right)"
            bars.append((LABELS[engine], value, engine == "sroc", note))
        bars.sort(key=lambda row: (not row[2], -(row[1] or 0)))
        studies = race.entries[dataset, bars_engine(race, dataset)]["studies"]
        panels.append((f"{dataset}, {studies} studies", bars))
    ratios = []
    for dataset in race.datasets:
        ours, peer = race.counts(dataset, "sroc"), race.best_peer(dataset, "ess_per_second", max)
        if ours and peer:
            ratios.append((dataset, ours["ess_per_second"] / peer["ess_per_second"]))
    return draw(panels, ratios)


def bars_engine(race, dataset):
    return next(engine for engine in race.engines if (dataset, engine) in race.entries)


def write_results(runs, folder, datasets, engines):
    """Writes RESULTS.md and RESULTS.svg into `folder` from the JSON files of `runs`."""
    race = Race(runs, datasets, engines)
    if not race.entries:
        raise SystemExit("race: nothing has been run yet")
    lines = header(race)
    lines += ["![Effective draws per second](RESULTS.svg)", "", *main_table(race), ""]
    lines += [
        "The fastest peer is the one with the most effective draws a second among those whose",
        "posterior is right; the best peer the one that first has 4,000 of them. † marks a ratio of",
        "two runs of different times; all others are formed inside one run.", "",
        *agreement(race),
        *quasi_table(race),
        "## All engines, effective draws per second", "", *all_engines_table(race), "",
        "In brackets: the posterior failed its check. Empty: not run.", "",
    ]
    for dataset in race.datasets[:KEY_DATASETS]:
        lines += [f"## {dataset}", "", *detail_table(race, dataset), ""]
    lines += frequentist_table(runs, datasets)
    lines += ["## How it is measured", "", METHOD, "", "## Installation", "", INSTALL, ""]
    (folder / "RESULTS.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "RESULTS.svg").write_text(figure(race), encoding="utf-8")
    print(f"race: wrote {folder / 'RESULTS.md'} and RESULTS.svg")
