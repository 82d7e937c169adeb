// Bivariate binomial-normal model of test accuracy; the equations are in README.md beside this file.
data {
  int<lower=1> N;                        // studies
  array[N] int<lower=0> tp;
  array[N] int<lower=0> fn;
  array[N] int<lower=0> fp;
  array[N] int<lower=0> tn;              // an arm that is missing has both cells 0
  int<lower=0, upper=1> centred;         // 1: study effects themselves are sampled; 0: their scores
  int<lower=0, upper=1> cochrane;        // prior: 0 `default`, 1 `cochrane`
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
  vector[N] raw_se;
  vector[N] raw_sp;
}
transformed parameters {
  vector[N] effect_se;
  vector[N] effect_sp;
  if (centred) {
    effect_se = raw_se;
    effect_sp = raw_sp;
  } else {
    effect_se = mu_se + tau_se * raw_se;
    effect_sp = mu_sp + tau_sp * (rho * raw_se + sqrt(1 - square(rho)) * raw_sp);
  }
}
model {
  if (cochrane) {
    mu_se ~ normal(0, 10);
    mu_sp ~ normal(0, 10);
    // 1 / tau^2 ~ Gamma(2, rate 0.5); |d(tau^-2) / d tau| = 2 tau^-3.
    target += gamma_lpdf(inv_square(tau_se) | 2, 0.5) - 3 * log(tau_se);
    target += gamma_lpdf(inv_square(tau_sp) | 2, 0.5) - 3 * log(tau_sp);
  } else {
    mu_se ~ normal(0, 1.5);
    mu_sp ~ normal(0, 1.5);
    tau_se ~ normal(0, 1);
    tau_sp ~ normal(0, 1);
    target += beta_lpdf((rho + 1) / 2 | 2, 2);
  }
  if (centred) {
    raw_se ~ normal(mu_se, tau_se);
    raw_sp ~ normal(mu_sp + rho * tau_sp / tau_se * (raw_se - mu_se),
                    tau_sp * sqrt(1 - square(rho)));
  } else {
    raw_se ~ std_normal();
    raw_sp ~ std_normal();
  }
  // A binomial of 0 trials has log probability 0, so a missing arm needs no case of its own.
  tp ~ binomial_logit(diseased, effect_se);
  tn ~ binomial_logit(nondiseased, effect_sp);
}
