# Draws from a model of this folder with JAGS and prints a reference posterior as CSV, or compares one.
#
#   Rscript reference.R DATA.csv PROGRAM.jags [draws] [warmup] [COLUMN or -] [REFERENCE.csv]
#
# DATA has the columns tp, fp, fn, tn; a blank arm is missing; every row is a study of its own. COLUMN is
# the covariate of a program that compares levels. What is monitored stands in the program, in a line
# `# monitor: NAMES`. Needs the packages rjags and posterior. Chain k has the Mersenne Twister seeded with k.

suppressPackageStartupMessages({
  library(rjags)
  library(posterior)
})

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 2) stop("usage: reference.R DATA PROGRAM [draws] [warmup] [COLUMN] [REFERENCE]")
draws <- if (length(arguments) >= 3) as.integer(arguments[3]) else 40000L
warmup <- if (length(arguments) >= 4) as.integer(arguments[4]) else 5000L
column <- if (length(arguments) >= 5) arguments[5] else "-"
program <- readLines(arguments[2])
monitored <- strsplit(sub("# monitor: ", "", grep("^# monitor: ", program, value = TRUE)), " ")[[1]]
words <- paste(sub("#.*", "", program), collapse = "\n")

# Only what the program uses: JAGS warns of the rest.
mentioned <- function(data) {
  data[sapply(names(data), function(name) grepl(paste0("\\b", name, "\\b"), words))]
}

arms <- function(table) {
  with_disease <- which(!is.na(table$tp) & !is.na(table$fn) & table$tp + table$fn > 0)
  without_disease <- which(!is.na(table$tn) & !is.na(table$fp) & table$tn + table$fp > 0)
  tp <- table$tp[with_disease]
  fn <- table$fn[with_disease]
  tn <- table$tn[without_disease]
  fp <- table$fp[without_disease]
  # One half to every cell of every study as soon as one cell of one study is 0.
  half <- if (any(c(tp, fn, tn, fp) == 0)) 0.5 else 0
  data <- list(
    N = nrow(table), K1 = length(tp), study1 = with_disease, tp = tp, diseased = tp + fn,
    K0 = length(tn), study0 = without_disease, tn = tn, nondiseased = tn + fp,
    logit_se = log((tp + half) / (fn + half)), variance_se = 1 / (tp + half) + 1 / (fn + half),
    logit_sp = log((tn + half) / (fp + half)), variance_sp = 1 / (tn + half) + 1 / (fp + half)
  )
  if (column != "-") {
    level <- factor(table[[column]], levels = unique(table[[column]]))
    data <- c(data, list(level = as.integer(level), L = nlevels(level)))
  }
  mentioned(data)
}

sample_posterior <- function(data) {
  # The module glm updates effects in blocks; with weights of studies it is off by hundredths of an SD.
  if (!any(grepl("without glm", program))) load.module("glm", quiet = TRUE)
  model <- jags.model(
    arguments[2], data, n.chains = 4, n.adapt = 2000, quiet = TRUE,
    inits = function(chain) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = chain)
  )
  update(model, warmup - 2000, progress.bar = "none")
  as_draws_array(coda.samples(model, monitored, draws, progress.bar = "none"))
}

describe <- function(sample) {
  rows <- lapply(variables(sample), function(name) {
    values <- extract_variable_matrix(sample, name)
    points <- quantile(values, c(0.025, 0.5, 0.975), names = FALSE)
    data.frame(
      parameter = name, mean = mean(values), sd = sd(values),
      q2.5 = points[1], median = points[2], q97.5 = points[3], mcse_mean = mcse_mean(values),
      ess_bulk = ess_bulk(values), ess_tail = ess_tail(values), rhat = rhat(values)
    )
  })
  do.call(rbind, rows)
}

result <- describe(sample_posterior(arms(read.csv(arguments[1]))))
if (length(arguments) >= 6) {
  other <- read.csv(arguments[6])
  other <- other[match(result$parameter, other$parameter), ]
  error <- sqrt(result$mcse_mean^2 + other$mcse_mean^2)
  cat(sprintf("%-12s z of the mean %5.2f\n", result$parameter, (result$mean - other$mean) / error), sep = "")
} else {
  numbers <- sapply(result, is.numeric)
  result[numbers] <- lapply(result[numbers], signif, 7)
  write.csv(result, row.names = FALSE, quote = FALSE)
}
