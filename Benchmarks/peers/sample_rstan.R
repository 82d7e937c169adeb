# Rscript sample_rstan.R JOB.json FOLDER: Stan's NUTS through rstan, one chain after the other; see
# sample_rstan.py.
#
# The times are those that Stan states, which in this version are processor time (clock() of C).
# What R does before and after a chain does not count.
suppressPackageStartupMessages({
  library(jsonlite)
  library(rstan)
})
# Debian keeps Boost among the system's headers instead of in the package BH.
if (!file.exists(system.file("include", package = "BH")) && dir.exists("/usr/include/boost")) {
  rstan_options(boost_lib = "/usr/include")
}

arguments <- commandArgs(trailingOnly = TRUE)
job <- fromJSON(arguments[1])
note <- paste0(job$compiled, ".seconds")
if (file.exists(job$compiled)) {
  model <- readRDS(job$compiled)
} else {
  # Children, such as the compiler, count.
  used <- system.time(model <- stan_model(job$program, save_dso = TRUE))
  saveRDS(model, job$compiled)
  writeLines(as.character(sum(used[c(1, 2, 4, 5)])), note)
}
data <- fromJSON(job$stan_data)
several <- setdiff(names(data), c("N", "U", "P", "structure", "nu"))
data[several] <- lapply(data[several], as.array)

chain <- function(seed, draws) {
  fit <- sampling(
    model, data, pars = job$names, chains = 1, cores = 1, seed = seed, warmup = job$warmup,
    iter = job$warmup + draws, refresh = 0, control = list(adapt_delta = job$target_acceptance)
  )
  list(
    draws = as.array(fit)[, 1, job$columns], times = get_elapsed_time(fit)[1, ],
    divergences = get_num_divergent(fit)
  )
}

draws <- job$draws_at_least
needed <- job$seconds / (job$chains * chain(job$seed, 500)$times["sample"] / 500)
repeat {
  draws <- max(draws, 500 * ceiling(needed / 500))
  chains <- lapply(seq_len(job$chains), function(k) chain(10 * job$seed + k, draws))
  sampling <- sum(sapply(chains, function(c) c$times["sample"]))
  if (sampling >= job$seconds) break
  needed <- 1.15 * draws * job$seconds / sampling
}

output <- file(file.path(arguments[2], "draws.bin"), "wb")
for (name in job$columns) for (c in chains) writeBin(as.double(c$draws[, name]), output)
close(output)
facts <- list(
  version = paste0("Stan ", stan_version(), " (rstan ", packageVersion("rstan"), ")"),
  compile_seconds = as.numeric(readLines(note)),
  warmup_seconds = sum(sapply(chains, function(c) c$times["warmup"])), sampling_seconds = sampling,
  divergences = sum(sapply(chains, function(c) c$divergences))
)
write_json(facts, file.path(arguments[2], "facts.json"), auto_unbox = TRUE, digits = NA)
