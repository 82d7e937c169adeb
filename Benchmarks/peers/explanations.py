"""The prose of RESULTS.md: how everything is measured, and how the engines are installed."""

INSTALL = """\
| engine | how it is installed |
|---|---|
| sroc | `make build` |
| JAGS with its module glm, rjags | `apt-get install jags r-cran-rjags r-cran-jsonlite` |
| Stan | `pip install pystan==3.10.0 setuptools==65.5.0`, and `apt-get install g++` |
| PyMC with nutpie | `pip install pymc==5.28.5 nutpie==0.16.8 numba==0.65.1` |
| NumPyro | `pip install numpyro==0.22.0 jax==0.10.2` |
| lme4, metafor | `apt-get install r-cran-lme4 r-cran-metafor` |

`Benchmarks/peers/install` runs these lines; the Python versions are those of its
`requirements.txt`."""

METHOD = """\
- **Same for all**: the data, the bivariate binomial-normal model, the prior `default`
  (`Models/bivariate/README.md`), one core, one process after another.
- **sroc samples five parameters**, because it integrates the study effects out; the peers sample the
  usual joint model, study effects included. Nothing else differs.
- **ESS** is the smallest rank-normalised bulk or tail effective sample size (Vehtari et al. 2021) of
  mu_se, mu_sp, tau_se, tau_sp and rho, computed by ArviZ for every engine, ours too.
- **ESS per second** = ESS / (warm-up + sampling). Every engine draws until sampling alone has taken
  2 s, in 4 chains; a peer draws 1,000 a chain at least. Compilation stands apart and does not count.
- **Seconds to 4,000** = warm-up + 4,000 / (ESS / sampling seconds); for sroc, which adapts longer in a
  long run, of a fit with 20,000 draws.
- **Warm-up**: JAGS 1,000 of adaptation and 1,000 of burn-in; Stan, nutpie and NumPyro 1,000 a chain;
  sroc one adaptation, as by default (sixteen for the quasi-random replicates).
- **Clock**: processor time of warm-up and sampling for all, which on a free core is the wall clock.
  `core` is the share of the core that the process of sroc had; below 0.93 it was run again, up to
  three times.
- **Posterior**: every mean within 4 combined Monte Carlo errors of the reference
  (`Models/bivariate/reference`), every SD within 5 %, or within 4 of its Monte Carlo errors where
  these are larger; at least 100 effective draws and a split R-hat of at most 1.05. Without a
  reference the peers are held to sroc, and sroc to JAGS. An engine that fails does not count. The
  target acceptance of NUTS is the programs' default 0.8; where the posterior then is wrong, 0.95 is
  tried.
- **Forms**: centred and non-centred Stan for all data; nutpie and NumPyro both on the first three
  data sets, and elsewhere the form in which Stan was faster.
- Stan's time leaves out the unpacking of its draws by Python; NumPyro runs its chains side by side
  (`vmap`), which was faster for it than one after the other."""
