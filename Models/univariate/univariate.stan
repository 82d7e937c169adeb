// Sensitivity alone; specificity is the same with tn and fp. The equations are in README.md beside this file.
data {
  int<lower=1> N;                        // studies
  array[N] int<lower=0> tp;
  array[N] int<lower=0> fn;
}
transformed data {
  array[N] int diseased;
  for (i in 1 : N) {
    diseased[i] = tp[i] + fn[i];
  }
}
parameters {
  real mu_se;
  real<lower=0> tau_se;
  vector[N] score_se;
}
model {
  mu_se ~ normal(0, 1.5);
  tau_se ~ normal(0, 1);
  score_se ~ std_normal();
  tp ~ binomial_logit(diseased, mu_se + tau_se * score_se);
}
