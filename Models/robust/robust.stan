// The bivariate binomial model with t-distributed study effects; the equations are in README.md beside
// this file.
data {
  int<lower=1> N;                        // studies
  array[N] int<lower=0> tp;
  array[N] int<lower=0> fn;
  array[N] int<lower=0> fp;
  array[N] int<lower=0> tn;              // an arm that is missing has both cells 0
  real<lower=1> nu;                      // degrees of freedom
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
  vector[N] score_se;
  vector[N] score_sp;
  vector<lower=0>[N] weight;
}
model {
  vector[N] stretched_se = score_se ./ sqrt(weight);
  vector[N] stretched_sp = score_sp ./ sqrt(weight);
  mu_se ~ normal(0, 1.5);
  mu_sp ~ normal(0, 1.5);
  tau_se ~ normal(0, 1);
  tau_sp ~ normal(0, 1);
  target += beta_lpdf((rho + 1) / 2 | 2, 2);
  score_se ~ std_normal();
  score_sp ~ std_normal();
  weight ~ gamma(nu / 2, nu / 2);
  // A binomial of 0 trials has log probability 0, so a missing arm needs no case of its own.
  tp ~ binomial_logit(diseased, mu_se + tau_se * stretched_se);
  tn ~ binomial_logit(
    nondiseased, mu_sp + tau_sp * (rho * stretched_se + sqrt(1 - square(rho)) * stretched_sp));
}
