// The models with covariates, centred on the effects: the twin of what `sroc fit --export stan`
// writes, which has scores in their place. One program for all: P columns of each design; rows that
// are independent (0), share their study's effects (1) or are exchangeable in their study (2); and
// effects that are normal (nu = 0) or Student t with nu degrees of freedom.
data {
  int<lower=1> N;  // tables
  int<lower=0> tp[N];
  int<lower=0> diseased[N];
  int<lower=0> tn[N];
  int<lower=0> nondiseased[N];
  int<lower=1> P;
  matrix[N, P] x_se;
  matrix[N, P] x_sp;
  vector<lower=0>[P] prior_se;
  vector<lower=0>[P] prior_sp;
  int<lower=0, upper=2> structure;  // of the rows of one study
  int<lower=1> U;  // studies
  int<lower=1, upper=U> study[N];
  real<lower=0> nu;
}
transformed data {
  int of_rows = structure == 1 ? 0 : N;
  int of_studies = structure == 0 ? 0 : U;
  int weighted = nu > 0 ? N : 0;
}
parameters {
  vector[P] mu_se;
  vector[P] mu_sp;
  real<lower=0> tau_se;
  real<lower=0> tau_sp;
  real<lower=-1, upper=1> rho;
  vector<lower=0, upper=1>[structure == 2] phi;
  vector[of_studies] study_se;
  vector[of_studies] study_sp;
  vector[of_rows] effect_se;
  vector[of_rows] effect_sp;
  vector[weighted] log_weight;
}
model {
  vector[N] mean_se = x_se * mu_se;
  vector[N] mean_sp = x_sp * mu_sp;
  real slope = rho * tau_sp / tau_se;
  real residual = tau_sp * sqrt((1 - rho) * (1 + rho));
  mu_se ~ normal(0, prior_se);
  mu_sp ~ normal(0, prior_sp);
  tau_se ~ normal(0, 1);
  tau_sp ~ normal(0, 1);
  target += beta_lpdf(0.5 * (rho + 1) | 2, 2);
  if (structure > 0) {
    real share = structure == 2 ? sqrt(1 - phi[1]) : 1;
    study_se ~ normal(0, share * tau_se);
    study_sp ~ normal(slope * study_se, share * residual);
    mean_se += study_se[study];
    mean_sp += study_sp[study];
  }
  if (structure == 1) {
    tp ~ binomial_logit(diseased, mean_se);
    tn ~ binomial_logit(nondiseased, mean_sp);
  } else {
    if (nu > 0) {
      vector[N] spread = exp(-0.5 * log_weight);
      target += gamma_lpdf(exp(log_weight) | 0.5 * nu, 0.5 * nu) + sum(log_weight);
      effect_se ~ normal(mean_se, tau_se * spread);
      effect_sp ~ normal(mean_sp + slope * (effect_se - mean_se), residual * spread);
    } else {
      real share = structure == 2 ? sqrt(phi[1]) : 1;
      effect_se ~ normal(mean_se, share * tau_se);
      effect_sp ~ normal(mean_sp + slope * (effect_se - mean_se), share * residual);
    }
    tp ~ binomial_logit(diseased, effect_se);
    tn ~ binomial_logit(nondiseased, effect_sp);
  }
}
