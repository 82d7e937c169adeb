# Rscript sample_jags.R JOB.json FOLDER: JAGS on one task; see engine.py and sample_jags.py.
#
# Timed: adaptation and burn-in as warm-up, then blocks of draws until they have taken long enough.
suppressPackageStartupMessages({
  library(jsonlite)
  library(rjags)
})

arguments <- commandArgs(trailingOnly = TRUE)
job <- fromJSON(arguments[1])
# Processor time, as for the other peers: what the machine does beside does not count.
seconds <- function(work) sum(system.time(work, gcFirst = FALSE)[c("user.self", "sys.self")])

invisible(capture.output(load.module("glm", quiet = TRUE)))
monitored <- c("mu_se", "mu_sp", "tau_se", "tau_sp", "rho")
data <- job[c("N", "study1", "tp", "diseased", "study0", "tn", "nondiseased")]
data$K1 <- length(data$tp)
data$K0 <- length(data$tn)

building <- seconds(
  model <- jags.model(
    job$jags_program, data, n.chains = job$chains, n.adapt = 0, quiet = TRUE,
    inits = function(chain) {
      list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = job$seed * 100 + chain)
    }
  )
)
warmup <- seconds({
  adapt(model, job$warmup, end.adaptation = TRUE, progress.bar = "none")
  update(model, job$warmup, progress.bar = "none")
})

# Blocks: parameter by parameter and chain by chain they are joined after the clock has stopped.
sampling <- 0
blocks <- list()
size <- 500
while (sampling < job$seconds || sum(sapply(blocks, function(b) nrow(b[[1]]))) < job$draws_at_least) {
  taken <- seconds(
    block <- coda.samples(model, monitored, size, progress.bar = "none")
  )
  blocks[[length(blocks) + 1]] <- lapply(block, as.matrix)
  sampling <- sampling + taken
  size <- max(500, min(20000, ceiling(size * 0.5 / max(taken, 0.02))))
}

output <- file(file.path(arguments[2], "draws.bin"), "wb")
for (name in monitored) {
  for (chain in seq_len(job$chains)) {
    for (block in blocks) writeBin(as.double(block[[chain]][, name]), output)
  }
}
close(output)
facts <- list(
  version = paste0("JAGS ", jags.version(), " (rjags ", packageVersion("rjags"), ")"),
  compile_seconds = building, warmup_seconds = warmup, sampling_seconds = sampling
)
write_json(facts, file.path(arguments[2], "facts.json"), auto_unbox = TRUE, digits = NA)
