// HSROC model of test accuracy with a covariate, prior `default`; the equations are in README.md beside
// this file.
data {
  int<lower=1> N;                        // studies
  int<lower=1> L;                        // levels; 1 without a covariate
  array[N] int<lower=1, upper=L> level;  // the first is the reference
  array[3] int<lower=0, upper=1> acts;   // whether accuracy, threshold and shape depend on the level
  array[N] int<lower=0> tp;
  array[N] int<lower=0> fn;
  array[N] int<lower=0> fp;
  array[N] int<lower=0> tn;              // an arm that is missing has both cells 0
}
transformed data {
  array[N] int diseased;
  array[N] int nondiseased;
  for (i in 1 : N) {
    diseased[i] = tp[i] + fn[i];
    nondiseased[i] = tn[i] + fp[i];
  }
}
parameters {
  real mu_se;
  real mu_sp;
  real<lower=0> tau_se;
  real<lower=0> tau_sp;
  real<lower=-1, upper=1> rho;
  vector[acts[1] * (L - 1)] d_lambda;
  vector[acts[2] * (L - 1)] d_theta;
  vector[acts[3] * (L - 1)] d_beta;
  vector[N] score_accuracy;
  vector[N] score_threshold;
}
transformed parameters {
  real root = sqrt(tau_sp / tau_se);
  real var_accuracy = 2 * tau_se * tau_sp * (1 + rho);
  real var_threshold = tau_se * tau_sp * (1 - rho) / 2;
  vector[L] lambda = rep_vector(root * mu_se + mu_sp / root, L);
  vector[L] theta = rep_vector(0.5 * (root * mu_se - mu_sp / root), L);
  vector[L] beta = rep_vector(2 * log(root), L);
  vector[N] effect_se;
  vector[N] effect_sp;
  if (acts[1] == 1) lambda[2 : L] = lambda[2 : L] + d_lambda;
  if (acts[2] == 1) theta[2 : L] = theta[2 : L] + d_theta;
  if (acts[3] == 1) beta[2 : L] = beta[2 : L] + d_beta;
  for (i in 1 : N) {
    real accuracy = lambda[level[i]] + sqrt(var_accuracy) * score_accuracy[i];
    real threshold = theta[level[i]] + sqrt(var_threshold) * score_threshold[i];
    effect_se[i] = (threshold + 0.5 * accuracy) * exp(-0.5 * beta[level[i]]);
    effect_sp[i] = (0.5 * accuracy - threshold) * exp(0.5 * beta[level[i]]);
  }
}
model {
  mu_se ~ normal(0, 1.5);
  mu_sp ~ normal(0, 1.5);
  tau_se ~ normal(0, 1);
  tau_sp ~ normal(0, 1);
  target += beta_lpdf((rho + 1) / 2 | 2, 2);
  d_lambda ~ normal(0, 2);
  d_theta ~ normal(0, 1);
  d_beta ~ normal(0, 1);
  score_accuracy ~ std_normal();
  score_threshold ~ std_normal();
  // A binomial of 0 trials has log probability 0, so a missing arm needs no case of its own.
  tp ~ binomial_logit(diseased, effect_se);
  tn ~ binomial_logit(nondiseased, effect_sp);
}
generated quantities {
  vector[L] sensitivity;
  vector[L] specificity;
  for (l in 1 : L) {
    sensitivity[l] = inv_logit((theta[l] + 0.5 * lambda[l]) * exp(-0.5 * beta[l]));
    specificity[l] = inv_logit((0.5 * lambda[l] - theta[l]) * exp(0.5 * beta[l]));
  }
}
