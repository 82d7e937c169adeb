// The bivariate binomial-normal model with means for each level of a covariate; the equations are in
// README.md beside this file.
data {
  int<lower=1> N;                        // studies
  int<lower=1> L;                        // levels
  array[N] int<lower=1, upper=L> level;
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
  vector[L] mu_se;
  vector[L] mu_sp;
  real<lower=0> tau_se;
  real<lower=0> tau_sp;
  real<lower=-1, upper=1> rho;
  vector[N] score_se;
  vector[N] score_sp;
}
model {
  mu_se ~ normal(0, 1.5);
  mu_sp ~ normal(0, 1.5);
  tau_se ~ normal(0, 1);
  tau_sp ~ normal(0, 1);
  target += beta_lpdf((rho + 1) / 2 | 2, 2);
  score_se ~ std_normal();
  score_sp ~ std_normal();
  // A binomial of 0 trials has log probability 0, so a missing arm needs no case of its own.
  tp ~ binomial_logit(diseased, mu_se[level] + tau_se * score_se);
  tn ~ binomial_logit(
    nondiseased,
    mu_sp[level] + tau_sp * (rho * score_se + sqrt(1 - square(rho)) * score_sp));
}
