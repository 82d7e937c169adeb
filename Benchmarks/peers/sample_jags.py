"""JAGS with its module glm, through R's rjags; the R script beside this file does the work."""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from engine import PARAMETERS, read_job, write_result


def main():
    job = read_job()
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        script = ["Rscript", "--vanilla", str(here / "sample_jags.R"), sys.argv[1], folder]
        done = subprocess.run(script, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr)
        facts = json.loads(pathlib.Path(folder, "facts.json").read_text())
        # R writes column by column: draw fastest, then chain, then parameter.
        values = np.fromfile(pathlib.Path(folder, "draws.bin"))
    write_result(values.reshape(len(PARAMETERS), job["chains"], -1), **facts)


if __name__ == "__main__":
    main()
