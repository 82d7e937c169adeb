"""Stan through R's rstan; the R script beside this file does the work.

The program is the one that `sroc fit --export stan` wrote, with its data, or `regression_centred.stan`.
What is compiled is kept beside the runs, with the processor seconds of its compilation.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from engine import read_job, write_result

# Debian's default is -O2. No instructions of one machine: the programs crash beside rstan's own library, which
# has none, perhaps because Eigen then aligns its vectors in another way.
FLAGS = "CXX14 = g++ -std=gnu++14 -fPIC\nCXX14FLAGS = -O3 -mtune=native -w\n"


def main():
    job = read_job()
    here = pathlib.Path(__file__).parent
    folder_of_models = pathlib.Path(os.environ["XDG_CACHE_HOME"], "rstan")
    folder_of_models.mkdir(parents=True, exist_ok=True)
    makevars = folder_of_models / "Makevars"
    makevars.write_text(FLAGS)
    model = job["model"]
    names = columns = job["names"]
    with tempfile.TemporaryDirectory() as folder:
        program, data = pathlib.Path(folder, "model.stan"), pathlib.Path(folder, "data.json")
        if job["centred"]:
            code = (here / "regression_centred.stan").read_text()
            count = {side: len(model["prior_" + side]) for side in ("se", "sp")}
            columns = model["indexed"]
            names = sorted({name.partition("[")[0] for name in columns})
            assert count["se"] == count["sp"], "the centred program has one P"
            values = {
                **{key: model[key] for key in ("tp", "tn", "x_se", "x_sp", "prior_se", "prior_sp")},
                "N": len(model["tp"]), "P": count["se"], "nu": model["nu"], "structure": model["rows"],
                "study": model["study"], "U": max(model["study"]),
                "diseased": [a + b for a, b in zip(model["tp"], model["fn"])],
                "nondiseased": [a + b for a, b in zip(model["tn"], model["fp"])],
            }
            data.write_text(json.dumps(values))
        else:
            code = model["program"]
            data.write_text(json.dumps(model["data"]))
        program.write_text(code)
        name = hashlib.sha256((code + FLAGS).encode()).hexdigest()[:16] + ".rds"
        task = {
            **{key: value for key, value in job.items() if key != "model"},
            "program": str(program), "stan_data": str(data), "names": names, "columns": columns,
            "compiled": str(folder_of_models / name),
        }
        file = pathlib.Path(folder, "task.json")
        file.write_text(json.dumps(task))
        script = ["Rscript", "--vanilla", str(here / "sample_rstan.R"), str(file), folder]
        environment = {**os.environ, "R_MAKEVARS_USER": str(makevars)}
        done = subprocess.run(script, capture_output=True, text=True, check=False, env=environment)
        if done.returncode != 0:
            sys.exit(done.stdout[-2000:] + done.stderr + f"\nRscript ended with {done.returncode}")
        facts = json.loads(pathlib.Path(folder, "facts.json").read_text())
        # Draw fastest, then chain, then parameter.
        values = np.fromfile(pathlib.Path(folder, "draws.bin"))
    write_result(values.reshape(len(columns), job["chains"], -1), names=columns, **facts)


if __name__ == "__main__":
    main()
