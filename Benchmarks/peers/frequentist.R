# Rscript frequentist.R DATA.csv: what R answers for one data set, as JSON on standard output.
#
#   laplace     lme4::glmer, exact binomial, Laplace approximation (nAGQ = 1; glmer has no adaptive
#               quadrature for two random effects per study)
#   ml-normal   metafor::rma.mv, method ML, normal approximation to the observed logits
#   reml        the same, method REML
#
# The normal approximation adds 0.5 to every cell of every study as soon as one cell is 0, which is
# mada's default. The restricted log likelihood is the one without log|X'X|/2, a constant of the data
# (`REMLf`), as mada and sroc have it. DATA has the columns tp, fp, fn, tn; a blank arm is missing and left out; every row
# is a study of its own. `seconds` is the mean of as many fits as take 0.5 s, at most 200.
suppressPackageStartupMessages({
  library(jsonlite)
  library(lme4)
  library(metafor)
})

counts <- read.csv(commandArgs(trailingOnly = TRUE)[1])
counts$study <- factor(seq_len(nrow(counts)))
arms <- rbind(
  with(counts, data.frame(study, arm = "se", hits = tp, misses = fn)),
  with(counts, data.frame(study, arm = "sp", hits = tn, misses = fp))
)
arms <- arms[!is.na(arms$hits) & !is.na(arms$misses) & arms$hits + arms$misses > 0, ]
arms$arm <- factor(arms$arm, levels = c("se", "sp"))

normal_arms <- function() {
  correction <- if (any(c(arms$hits, arms$misses) == 0)) 0.5 else 0
  hits <- arms$hits + correction
  misses <- arms$misses + correction
  data.frame(arms[c("study", "arm")], logit = log(hits / misses), variance = 1 / hits + 1 / misses)
}

# Two options of glmer: its looser default for the inner iterations moves estimates by 0.001, and a
# study with one arm gives fewer rows than effects, which is no fault here.
with_glmer <- function() {
  control <- glmerControl(tolPwrss = 1e-13, check.nobs.vs.nRE = "ignore")
  fit <- glmer(
    cbind(hits, misses) ~ 0 + arm + (0 + arm | study), data = arms, family = binomial,
    nAGQ = 1, control = control
  )
  covariance <- VarCorr(fit)$study
  notes <- unlist(fit@optinfo$conv$lme4$messages)
  list(
    mu = fixef(fit), se = sqrt(diag(as.matrix(vcov(fit)))),
    tau = attr(covariance, "stddev"), rho = attr(covariance, "correlation")[1, 2],
    log_likelihood = as.numeric(logLik(fit)), notes = notes,
    singular = isSingular(fit) || abs(attr(covariance, "correlation")[1, 2]) > 0.999
  )
}

with_rma <- function(method) {
  fit <- rma.mv(
    logit, variance, mods = ~ 0 + arm, random = ~ arm | study, struct = "UN",
    data = normal_arms(), method = method, control = list(REMLf = FALSE)
  )
  list(
    mu = as.numeric(coef(fit)), se = as.numeric(fit$se), tau = sqrt(fit$tau2), rho = fit$rho,
    log_likelihood = as.numeric(logLik(fit)),
    singular = abs(fit$rho) > 0.999 || min(fit$tau2) < 1e-6, notes = NULL
  )
}

answer <- function(method, engine, fit) {
  row <- list(method = method, engine = engine)
  warned <- character()
  found <- tryCatch(
    withCallingHandlers(fit(), warning = function(w) {
      warned <<- c(warned, conditionMessage(w))
      invokeRestart("muffleWarning")
    }),
    error = function(e) conditionMessage(e)
  )
  if (is.character(found)) {
    return(c(row, list(status = "failed", note = found)))
  }
  repeats <- 0
  used <- 0
  while (used < 0.5 && repeats < 200) {
    used <- used + sum(system.time(suppressWarnings(suppressMessages(fit())))[c(1, 2)])
    repeats <- repeats + 1
  }
  c(row, list(
    status = if (found$singular) "boundary" else "ok",
    mu_se = found$mu[[1]], mu_sp = found$mu[[2]], se_mu_se = found$se[[1]],
    se_mu_sp = found$se[[2]], tau_se = found$tau[[1]], tau_sp = found$tau[[2]], rho = found$rho,
    log_likelihood = found$log_likelihood, seconds = used / repeats, repeats = repeats,
    note = paste(unique(c(found$notes, warned)), collapse = "; ")
  ))
}

lme4_version <- paste("lme4", packageVersion("lme4"))
metafor_version <- paste("metafor", packageVersion("metafor"))
rows <- suppressMessages(list(
  answer("laplace", lme4_version, with_glmer),
  answer("ml-normal", metafor_version, function() with_rma("ML")),
  answer("reml", metafor_version, function() with_rma("REML"))
))
cat(toJSON(list(rows = rows), auto_unbox = TRUE, digits = NA, null = "null", pretty = TRUE), "\n")
