"""The models with covariates that are raced, and what `sroc fit --export stan` says of them."""

import dataclasses
import json
import pathlib
import re
import subprocess
import tempfile


@dataclasses.dataclass(frozen=True)
class Model:
    """`fit`: what follows `sroc fit`. `aim`: how many times the fastest peer we want to be."""

    title: str
    fit: tuple
    aim: int
    reference: str | None = None  # below Models/, where the repository has this posterior


SCHEIDLER = ("example:scheidler", "--covariate", "modality")
CATHETER = ("example:catheter", "--covariate", "prevalence")

MODELS = {
    "smoking_type": Model(
        "smoking by type",
        ("example:smoking-all", "--where", "result_id=1", "--covariate", "type"), 100,
    ),
    "scheidler_independent": Model(
        "scheidler by modality, rows independent", SCHEIDLER + ("--rows", "independent"), 100,
        "comparison/reference/scheidler.default.csv",
    ),
    "scheidler_exchangeable": Model(
        "scheidler by modality, rows exchangeable", SCHEIDLER + ("--rows", "exchangeable"), 100,
    ),
    "catheter_independent": Model(
        "catheter with prevalence, rows independent", CATHETER + ("--rows", "independent"), 100,
    ),
    "catheter_exchangeable": Model(
        "catheter with prevalence, rows exchangeable", CATHETER + ("--rows", "exchangeable"), 100,
    ),
    "anti_ccp_robust": Model(
        "anti_ccp, Student t with nu = 4",
        ("example:anti-ccp", "--model", "robust", "--nu", "4"), 20,
        "robust/reference/anti_ccp.default.csv",
    ),
    "ascus_shared": Model(
        "ascus by test, rows shared",
        ("example:ascus", "--covariate", "test", "--rows", "shared"), 50,
    ),
}

# What the peers' programs of this folder have built in; the export must say the same.
PRIORS = (
    "tau_se ~ normal(0, 1);", "tau_sp ~ normal(0, 1);",
    "target += beta_lpdf(0.5 * (rho + 1) | 2, 2);",
)


def export(sroc, model):
    """The Stan program and data that `sroc` writes for a model, read for all engines."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(sroc), "fit", *model.fit, "--draws", "1000", "--threads", "1"]
        command += ["--format", "json", "--no-progress", "--out", folder, "--export", "stan"]
        subprocess.run(command, capture_output=True, check=True, text=True)
        program = pathlib.Path(folder, "export", "model.stan").read_text()
        data = json.loads(pathlib.Path(folder, "export", "data.json").read_text())
    return read_export(program, data)


def read_export(program, data):
    """What an exported program and its data say: names, priors, designs, rows, freedom."""
    for line in PRIORS:
        if line not in program:
            raise ValueError(f"the exported program has no '{line}'")
    block = re.search(r"^parameters \{\n(.*?)^\}", program, re.M | re.S).group(1)
    names = re.findall(r"^  real(?:<[^>]*>)? (\w+);", block, re.M)
    prior = {side: [] for side in ("se", "sp")}
    for side, spread in re.findall(r"^  mu_(se|sp)(?:_\d+)? ~ normal\(0, ([0-9.]+)\);", program, re.M):
        prior[side].append(float(spread))
    for side in prior:
        assert len(prior[side]) == len(data["x_" + side][0]), (side, prior)
    freedom = re.search(r"real nu = ([0-9.]+);", program)
    rows, study = 0, list(range(1, data["N"] + 1))
    if "of_study" in data:
        rows = 2 if "phi" in names else 1
        study = [row.index(1) + 1 for row in data["of_study"]]
    return {
        "program": program,
        "data": data,
        **{key: data[key] for key in ("tp", "fn", "fp", "tn", "x_se", "x_sp")},
        "names": names,
        # In the draws of sroc, and in a program with vectors of coefficients.
        "columns": [re.sub(r"_(\d+)$", r".\1", name) for name in names],
        "indexed": [indexed(name) for name in names],
        "prior_se": prior["se"],
        "prior_sp": prior["sp"],
        "nu": float(freedom.group(1)) if freedom else 0.0,
        "rows": rows,
        "study": study,
    }


def indexed(name):
    """`mu_se_2` as `mu_se[2]`; a mean alone and phi are vectors of one."""
    found = re.fullmatch(r"(\w+?)_(\d+)", name)
    if found:
        return f"{found.group(1)}[{found.group(2)}]"
    return name + "[1]" if name in ("mu_se", "mu_sp", "phi") else name
