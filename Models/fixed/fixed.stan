// One sensitivity and one specificity for all studies; the equations are in README.md beside this file.
data {
  int<lower=1> N;                        // studies
  array[N] int<lower=0> tp;
  array[N] int<lower=0> fn;
  array[N] int<lower=0> fp;
  array[N] int<lower=0> tn;              // an arm that is missing has both cells 0
}
parameters {
  real mu_se;
  real mu_sp;
}
model {
  mu_se ~ normal(0, 1.5);
  mu_sp ~ normal(0, 1.5);
  for (i in 1 : N) {
    tp[i] ~ binomial_logit(tp[i] + fn[i], mu_se);
    tn[i] ~ binomial_logit(tn[i] + fp[i], mu_sp);
  }
}
