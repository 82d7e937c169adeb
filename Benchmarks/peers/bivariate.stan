// The model and the prior `default` of Models/bivariate/bivariate.stan, for the clock: the study
// effects are local to the model block, because Stan would otherwise write them with every draw.
data {
  int<lower=1> N;                        // studies
  array[N] int<lower=0> tp;
  array[N] int<lower=0> diseased;        // 0 where the arm is missing
  array[N] int<lower=0> tn;
  array[N] int<lower=0> nondiseased;
  int<lower=0, upper=1> centred;
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
model {
  mu_se ~ normal(0, 1.5);
  mu_sp ~ normal(0, 1.5);
  tau_se ~ normal(0, 1);
  tau_sp ~ normal(0, 1);
  target += beta_lupdf((rho + 1) / 2 | 2, 2);
  if (centred) {
    raw_se ~ normal(mu_se, tau_se);
    raw_sp ~ normal(mu_sp + rho * tau_sp / tau_se * (raw_se - mu_se),
                    tau_sp * sqrt(1 - square(rho)));
    tp ~ binomial_logit(diseased, raw_se);
    tn ~ binomial_logit(nondiseased, raw_sp);
  } else {
    raw_se ~ std_normal();
    raw_sp ~ std_normal();
    tp ~ binomial_logit(diseased, mu_se + tau_se * raw_se);
    tn ~ binomial_logit(nondiseased,
                        mu_sp + tau_sp * (rho * raw_se + sqrt(1 - square(rho)) * raw_sp));
  }
}
