#!/usr/bin/env bash
# Fits data under several priors, runs the JAGS and Stan programs that --export writes, and compares
# the means of the five parameters with the fit's. Needs R with rjags, and for Stan rstan, coda and
# jsonlite (Debian: r-cran-rjags r-cran-rstan r-cran-bh r-cran-coda r-cran-jsonlite); what is not
# installed is left out, and said.
#
#   Tests/external/exported_programs.sh [PROGRAM] [DATA [PRESET...]]
#
# FIT has further options of the fit, as "--covariate test" or "--model robust"; then all parameters that have a
# mean are compared. PROGRAM is .build/release/sroc where not given, DATA example:telomerase, PRESET all. LANGUAGES is
# "jags stan"; each Stan program takes a minute or two to compile.
# Exits 1 where a mean differs by more than 4 combined Monte Carlo errors or a program fails.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=${1:-$here/../../.build/release/sroc}
data=${2:-example:telomerase}
shift $(($# < 2 ? $# : 2))
presets=("$@")
read -ra options <<<"${FIT:-}"
compared=$([ ${#options[@]} -eq 0 ] && echo 5 || echo 'length(parameters)')
if [ ${#presets[@]} -eq 0 ]; then
  presets=(default uniform cochrane meta4diag meta4diag-pc bamdit copuladta-brma midas midas-iwishart)
fi
package() { [ "$1" = jags ] && echo rjags || echo rstan; }

if ! command -v Rscript >/dev/null; then
  echo "skipped: R is not installed"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failures=0
for language in ${LANGUAGES:-jags stan}; do
  if ! Rscript -e "quit(status = !requireNamespace('$(package "$language")', quietly = TRUE))"; then
    echo "skipped: R has no package $(package "$language")"
    continue
  fi
  for preset in "${presets[@]}"; do
    run=$work/$language-$preset
    "$program" fit "$data" --prior "$preset" "${options[@]}" --export "$language" \
      --out "$run" --quiet </dev/null
    check="suppressWarnings(source('run_$language.R')); shown <- seq_len($compared);
      z <- result\$z[shown];
      cat(sprintf('%-5s %-15s z of the means: %s\n', '$language', '$preset',
        paste(sprintf('%s %5.2f', parameters[shown], z), collapse = '  ')));
      quit(status = !isTRUE(max(abs(z), na.rm = TRUE) <= 4))"
    if ! (cd "$run/export" && Rscript --vanilla -e "$check" >"$work/log" 2>&1); then
      echo "MISMATCH or failure: $language $preset"
      cat "$work/log"
      failures=$((failures + 1))
    else
      tail -1 "$work/log"
    fi
  done
done
[ "$failures" -eq 0 ] && echo "All agree (limit 4 combined Monte Carlo errors)"
exit $((failures > 0))
