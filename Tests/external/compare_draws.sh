#!/usr/bin/env bash
# Reads the draws of a fit with ArviZ, rstan and posterior, and compares what they say of every
# parameter with what sroc says. Needs R with rstan and posterior (Debian: r-cran-rstan
# r-cran-posterior), Python 3 with venv, and the network for `pip install "arviz<1"`.
#
#   Tests/external/compare_draws.sh [PROGRAM] [DATA [OPTION...]]
#
# PROGRAM is .build/release/sroc where not given, DATA example:auditc. PYTHON names the interpreter
# of an environment that already has ArviZ; without it a temporary one is made.
# Exits 1 on a mismatch.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=${1:-$here/../../.build/release/sroc}
shift || true
if [ $# -eq 0 ]; then set -- example:auditc; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" fit "$@" --out "$work/run" --quiet --no-progress </dev/null
"$program" diagnose "$work"/run/draws-*.csv --format json </dev/null >"$work/diagnose.json"

python=${PYTHON:-}
if [ -z "$python" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/python" -m pip install --quiet "arviz<1"
  python=$work/venv/bin/python
fi

# rstan prints notes about its own classes on some installations; real errors still show.
Rscript --vanilla "$here/compare_draws.R" "$work" 2> >(grep -v "suspicious field assignments" >&2)
"$python" "$here/compare_draws.py" "$work"
