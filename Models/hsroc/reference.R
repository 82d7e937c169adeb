# Draws from the HSROC model with JAGS and prints a reference posterior as CSV, or compares with one.
#
#   Rscript reference.R DATA.csv COLUMN REFERENCE ACTS [draws] [warmup] [REFERENCE.csv]
#
# DATA has the columns tp, fp, fn, tn; a blank arm is missing; every row is a study of its own. COLUMN is
# the covariate, REFERENCE its first level, ACTS a list as accuracy,threshold; `none none none` is without a
# covariate. Needs the packages rjags and posterior. Chain k has the Mersenne Twister seeded with k. The
# module glm is not loaded: its blocks are for linear effects.

suppressPackageStartupMessages({
  library(rjags)
  library(posterior)
})

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 4) stop("usage: reference.R DATA COLUMN REFERENCE ACTS [draws] [warmup] [CSV]")
draws <- if (length(arguments) >= 5) as.integer(arguments[5]) else 100000L
warmup <- if (length(arguments) >= 6) as.integer(arguments[6]) else 10000L
script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
table <- read.csv(arguments[1], check.names = FALSE)
levels <- if (arguments[2] == "none") {
  "all"
} else {
  unique(c(arguments[3], as.character(table[[arguments[2]]])))
}
level <- if (arguments[2] == "none") {
  rep(1L, nrow(table))
} else {
  match(as.character(table[[arguments[2]]]), levels)
}
acts <- as.integer(c("accuracy", "threshold", "shape") %in% strsplit(arguments[4], ",")[[1]])
with_disease <- which(!is.na(table$tp) & !is.na(table$fn) & table$tp + table$fn > 0)
without_disease <- which(!is.na(table$tn) & !is.na(table$fp) & table$tn + table$fp > 0)
data <- list(
  N = nrow(table), L = length(levels), level = level, acts = acts,
  K1 = length(with_disease), study1 = with_disease, tp = table$tp[with_disease],
  diseased = (table$tp + table$fn)[with_disease],
  K0 = length(without_disease), study0 = without_disease, tn = table$tn[without_disease],
  nondiseased = (table$tn + table$fp)[without_disease]
)
model <- jags.model(
  file.path(dirname(script), "hsroc.jags"), data, n.chains = 4, n.adapt = 3000, quiet = TRUE,
  inits = function(chain) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = chain)
)
update(model, warmup, progress.bar = "none")
monitored <- c(
  "lambda_reference", "theta_reference", "beta_reference", "var_accuracy", "var_threshold",
  if (acts[1]) "d_lambda", if (acts[2]) "d_theta", if (acts[3]) "d_beta", "sensitivity", "specificity"
)
sample <- as_draws_array(coda.samples(model, monitored, draws, progress.bar = "none"))

# Names as the program writes them.
named <- function(name) {
  base <- sub("\\[.*", "", name)
  index <- if (grepl("\\[", name)) as.integer(sub(".*\\[(.*)\\]", "\\1", name)) else 1L
  where <- if (length(levels) == 1) "" else paste0("[", levels[index], "]")
  scale <- c(lambda = 1, theta = 2, beta = 3)
  if (endsWith(base, "_reference")) {
    base <- sub("_reference", "", base)
    return(paste0(base, if (acts[scale[base]] == 1) where else ""))
  }
  if (startsWith(base, "d_")) {
    if (index == 1) return(NA)
    return(paste0(sub("d_", "", base), "[", levels[index], " vs ", levels[1], "]"))
  }
  if (startsWith(base, "var_")) return(base)
  paste0(base, where)
}
rows <- lapply(variables(sample), function(name) {
  label <- named(name)
  if (is.na(label)) return(NULL)
  values <- extract_variable_matrix(sample, name)
  points <- quantile(values, c(0.025, 0.5, 0.975), names = FALSE)
  data.frame(
    parameter = label, mean = mean(values), sd = sd(values),
    q2.5 = points[1], median = points[2], q97.5 = points[3], mcse_mean = mcse_mean(values),
    ess_bulk = ess_bulk(values), ess_tail = ess_tail(values), rhat = rhat(values)
  )
})
result <- do.call(rbind, rows)
if (length(arguments) >= 7) {
  other <- read.csv(arguments[7])
  other <- other[match(result$parameter, other$parameter), ]
  result$z <- (result$mean - other$mean) / sqrt(result$mcse_mean^2 + other$mcse_mean^2)
  print(result[c("parameter", "mean", "z")], digits = 4)
} else {
  result[-1] <- signif(result[-1], 7)
  write.csv(result, row.names = FALSE, quote = FALSE)
}
