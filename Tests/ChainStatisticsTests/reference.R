# Writes reference.csv: diagnostics by R's posterior and loo of draws that the tests regenerate.
# Run as: Rscript reference.R > reference.csv
suppressMessages(library(posterior))
suppressMessages(library(loo))
options(digits = 17)

# 48-bit linear congruential generator, in two 24-bit halves so that doubles hold every product.
# state <- (25214903917 * state + 11) mod 2^48; a uniform is (state + 1/2) / 2^48.
uniforms <- function(n, seed) {
  a_high <- 25214903917 %/% 2^24
  a_low <- 25214903917 %% 2^24
  high <- 0
  low <- seed
  out <- numeric(n)
  for (i in seq_len(n)) {
    product <- a_low * low + 11
    carry <- product %/% 2^24
    high <- (a_high * low + a_low * high + carry) %% 2^24
    low <- product %% 2^24
    out[i] <- (high * 2^24 + low + 0.5) / 2^48
  }
  out
}

# Draws by chain in columns: x_1 = e_1, x_t = rho x_(t-1) + e_t, e the sum of twelve uniforms - 6.
autoregression <- function(n, chains, rho, seed) {
  u <- uniforms(12 * n * chains, seed)
  e <- colSums(matrix(u, nrow = 12)) - 6
  e <- matrix(e, nrow = n)
  for (t in seq_len(n)[-1]) e[t, ] <- rho * e[t - 1, ] + e[t, ]
  e
}

cases <- list(
  independent = autoregression(100, 4, 0, 101),
  ar_half = autoregression(100, 4, 0.5, 102),
  ar_nine = autoregression(100, 4, 0.9, 103),
  ar_antithetic = autoregression(100, 4, -0.5, 104),
  ar_strongly_antithetic = autoregression(400, 2, -0.9, 114),
  odd = autoregression(101, 3, 0.5, 105),
  short = autoregression(8, 2, 0.2, 106),
  ten = autoregression(10, 2, 0.2, 107),
  twelve = autoregression(12, 3, 0.2, 107),
  single_chain = autoregression(250, 1, 0.6, 108),
  ties = round(autoregression(100, 4, 0.5, 109)),
  repeated = autoregression(100, 4, 0.3, 110)[rep(1:50, each = 2), ],
  shifted = autoregression(100, 4, 0.5, 111) + rep(c(0, 0, 0, 2), each = 100),
  scaled = autoregression(100, 4, 0.5, 112) * rep(c(1, 1, 1, 6), each = 100),
  heavy = autoregression(101, 3, 0.4, 113)^9,
  trend = autoregression(300, 2, 0.5, 115) + seq(0, 6, length.out = 300),
  slow = autoregression(2000, 4, 0.98, 116),
  offset = autoregression(100, 4, 0.5, 117) * 1e-3 + 1e4
)

row <- function(case, name, value) {
  cat(case, ",", name, ",", trimws(formatC(value, digits = 17, format = "g")), "\n", sep = "")
}

cat("case,statistic,value\n")
for (case in names(cases)) {
  x <- cases[[case]]
  # posterior subtracts means that are rounded to 2e-12 from draws 1e-3 wide; without the offset,
  # whose removal is exact, it gives the digits of the same statistics.
  near_zero <- if (case == "offset") x - 1e4 else x
  quietly <- function(value) suppressWarnings(value)
  row(case, "checksum", sum(x * seq_along(x)))
  row(case, "rhat", quietly(rhat(x)))
  row(case, "ess_bulk", quietly(ess_bulk(x)))
  row(case, "ess_tail", quietly(ess_tail(x)))
  row(case, "ess_basic", quietly(ess_mean(near_zero)))
  row(case, "ess_median", quietly(ess_quantile(x, 0.5, names = FALSE)))
  for (p in c(0, 0.025, 0.3, 0.975, 1)) {
    row(case, paste0("ess_q", p), quietly(ess_quantile(x, p, names = FALSE)))
  }
  row(case, "mcse_mean", quietly(mcse_mean(near_zero)))
  for (p in c(0.025, 0.05, 0.5, 0.9, 0.975)) {
    row(case, paste0("mcse_q", p), quietly(mcse_quantile(x, p, names = FALSE)))
  }
  row(case, "mean", mean(x))
  row(case, "sd", stats::sd(as.vector(x)))
  row(case, "median", stats::median(x))
  row(case, "mad", stats::mad(as.vector(x)))
  for (p in c(0, 0.025, 0.05, 0.1, 0.9, 0.95, 0.975, 1)) {
    row(case, paste0("q", p), stats::quantile(as.vector(x), p, names = FALSE))
  }
}

# Pareto shape of log weights -k log(u), u uniform, for tails of several weights.
for (k in c(-0.3, 0.2, 0.5, 0.7, 1.2)) {
  for (n in c(25, 100, 1000)) {
    u <- uniforms(n, 200 + n)
    log_weights <- if (k > 0) -k * log(u) else log(1 - u^(-k))
    case <- paste0("weights_", k, "_", n)
    fit <- suppressWarnings(psis(log_weights, r_eff = 1))
    row(case, "pareto_k", fit$diagnostics$pareto_k)
    w <- exp(log_weights - max(log_weights))
    row(case, "importance_ess", sum(w)^2 / sum(w^2))
  }
}
