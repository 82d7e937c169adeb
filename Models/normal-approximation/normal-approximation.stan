// The bivariate model with a normal likelihood of observed logits, study effects integrated out; the
// equations are in README.md beside this file.
data {
  int<lower=1> N;                        // studies, each with both arms
  array[N] vector[2] logits;             // of sensitivity and specificity
  array[N] vector<lower=0>[2] variances; // their sampling variances
}
parameters {
  vector[2] mu;
  vector<lower=0>[2] tau;
  real<lower=-1, upper=1> rho;
}
transformed parameters {
  real mu_se = mu[1];
  real mu_sp = mu[2];
  real tau_se = tau[1];
  real tau_sp = tau[2];
}
model {
  matrix[2, 2] Sigma;
  Sigma[1, 1] = square(tau[1]);
  Sigma[2, 2] = square(tau[2]);
  Sigma[1, 2] = rho * tau[1] * tau[2];
  Sigma[2, 1] = Sigma[1, 2];
  mu ~ normal(0, 1.5);
  tau ~ normal(0, 1);
  target += beta_lpdf((rho + 1) / 2 | 2, 2);
  for (i in 1 : N) {
    logits[i] ~ multi_normal(mu, add_diag(Sigma, variances[i]));
  }
}
