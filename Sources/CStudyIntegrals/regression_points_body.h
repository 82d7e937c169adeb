// From coordinates to parameters where means depend on covariates; see RegressionCoordinates.swift for
// the equations.
//
// Given the covariances the coefficients are nearly normal with precision P, the prior's and
//   sum over rows r of  D_r' A_r D_r,  A_r the sum of the studies' A_i (posterior_points_body.h),
// D_r the two rows of the design. P = U U' with U upper triangular, and
//   U z = pull,  U' beta = z + x.
#ifndef SROC_REGRESSION_POINTS_BODY_H
#define SROC_REGRESSION_POINTS_BODY_H

#include "regression_points.h"
#include "vector_math.h"

// Where element (i, j), j <= i, of a symmetric matrix is.
INLINE size_t packed(size_t i, size_t j) { return i * (i + 1) / 2 + j; }

typedef struct {
  v8 variance1, variance2, covariance, determinant;
} covariance8;

// The covariance of a group at eight points; lanes that are not legal take the identity.
INLINE covariance8 group_covariance(const sroc_regression *r, const double *scales, size_t count,
                                    m8 *legal, double *out) {
  v8 log1 = load8(scales), log2 = load8(scales + count), z = load8(scales + 2 * count);
  v8 tau1 = exp8(log1), tau2 = exp8(log2), one = all8(1.0), zero = all8(0.0);
  m8 inside = (log1 > -300.0) & (log2 > -300.0) & (tau1 <= r->largest_deviation) &
              (tau2 <= r->largest_deviation) & (abs8(z) < 300.0);
  tau1 = select8(inside, tau1, one);
  tau2 = select8(inside, tau2, one);
  z = select8(inside, z, zero);
  // rho = tanh z and sqrt(1 - rho^2) = 1 / cosh z by one exponential.
  v8 shrunk = exp8(-abs8(z)), scale = 1.0 / (1.0 + shrunk * shrunk);
  v8 rho = (1.0 - shrunk * shrunk) * scale, root = 2.0 * shrunk * scale;
  rho = select8(z < 0.0, -rho, rho);
  store8(out, tau1);
  store8(out + count, tau2);
  store8(out + 2 * count, rho);
  store8(out + 3 * count, root);
  *legal &= inside;
  covariance8 c = {tau1 * tau1, tau2 * tau2, rho * tau1 * tau2, zero};
  c.determinant = c.variance1 * c.variance2 * (root * root);
  return c;
}

// Adds what the studies of a row say: their precision to P, their pull to `pull`.
INLINE void add_row(const sroc_regression *r, size_t row, const covariance8 *c, v8 *P, v8 *pull) {
  v8 sum[SROC_PRECISION_FIELDS];
  for (int k = 0; k < SROC_PRECISION_FIELDS; k++) sum[k] = all8(0.0);
  for (size_t i = row ? r->row_ends[row - 1] : 0; i < r->row_ends[row]; i++) {
    const double *w = r->studies + i * SROC_PRECISION_FIELDS;
    v8 inverse = 1.0 / (1.0 + w[0] * c->variance1 + w[1] * c->variance2 + w[2] * c->determinant);
    for (int k = 0; k < SROC_PRECISION_FIELDS; k++) sum[k] += w[k] * inverse;
  }
  v8 a[3] = {sum[0] + c->variance2 * sum[2], -c->covariance * sum[2],
             sum[1] + c->variance1 * sum[2]};
  v8 b[2] = {sum[3] + c->variance2 * sum[5] - c->covariance * sum[6],
             sum[4] + c->variance1 * sum[6] - c->covariance * sum[5]};
  const double *x = r->design + row * r->coefficient_count;
  for (size_t i = 0; i < r->coefficient_count; i++) {
    if (x[i] == 0) continue;
    int second = i >= r->sensitivity_count;
    pull[i] += x[i] * b[second];
    for (size_t j = 0; j <= i; j++) {
      if (x[j] == 0) continue;
      P[packed(i, j)] += x[i] * x[j] * a[second + (j >= r->sensitivity_count)];
    }
  }
}

// U in place of P, and beta in place of `pull`, whose lanes x is added to; returns log |det U^-T|.
INLINE v8 solve_coefficients(size_t n, const double *x, size_t stride, v8 *P, v8 *pull) {
  v8 log_determinant = all8(0.0);
  for (size_t j = n; j-- > 0;) {
    v8 diagonal = P[packed(j, j)];
    for (size_t k = j + 1; k < n; k++) diagonal -= P[packed(k, j)] * P[packed(k, j)];
    diagonal = sqrt8(diagonal);
    P[packed(j, j)] = diagonal;
    log_determinant -= log8(diagonal);
    v8 inverse = 1.0 / diagonal;
    for (size_t i = 0; i < j; i++) {
      v8 value = P[packed(j, i)];
      for (size_t k = j + 1; k < n; k++) value -= P[packed(k, i)] * P[packed(k, j)];
      P[packed(j, i)] = value * inverse;
    }
  }
  for (size_t i = n; i-- > 0;) {
    for (size_t k = i + 1; k < n; k++) pull[i] -= P[packed(k, i)] * pull[k];
    pull[i] /= P[packed(i, i)];
  }
  for (size_t i = 0; i < n; i++) {
    v8 value = pull[i] + load8(x + i * stride);
    for (size_t k = 0; k < i; k++) value -= P[packed(i, k)] * pull[k];
    pull[i] = value / P[packed(i, i)];
  }
  return log_determinant;
}

INLINE void regression_points(const sroc_regression *r, const double *scales,
                              const double *standardised, size_t count, double *workspace,
                              double *points, double *coefficients, double *log_determinants) {
  size_t n = r->coefficient_count, size = n * (n + 1) / 2;
  for (size_t at = 0; at < count; at += 8) {
    v8 *P = (v8 *)workspace, *pull = P + size;
    for (size_t k = 0; k < size; k++) P[k] = all8(0.0);
    for (size_t k = 0; k < n; k++) {
      P[packed(k, k)] = all8(r->prior_precision[k]);
      pull[k] = all8(r->prior_pull[k]);
    }
    m8 legal = all8(0.0) == 0.0;
    covariance8 c = {all8(0.0), all8(0.0), all8(0.0), all8(0.0)};
    size_t known = r->group_count;
    for (size_t row = 0; row < r->row_count; row++) {
      size_t group = r->row_group[row];
      if (group != known)
        c = group_covariance(r, scales + 3 * group * count + at, count, &legal,
                             points + r->group_column[group] * count + at);
      known = group;
      add_row(r, row, &c, P, pull);
    }
    v8 log_determinant = solve_coefficients(n, standardised + at, count, P, pull);
    for (size_t k = 0; k < n; k++) {
      legal &= pull[k] == pull[k];
      store8(coefficients + k * count + at, pull[k]);
    }
    for (size_t row = 0; row < r->row_count; row++) {
      const double *x = r->design + row * n;
      v8 mean[2] = {all8(0.0), all8(0.0)};
      for (size_t k = 0; k < n; k++)
        if (x[k] != 0) mean[k >= r->sensitivity_count] += x[k] * pull[k];
      double *out = points + r->row_column[row] * count + at;
      store8(out, select8(legal, mean[0], all8(0.0)));
      store8(out + count, select8(legal, mean[1], all8(0.0)));
    }
    store8(log_determinants + at, select8(legal, log_determinant, all8(__builtin_nan(""))));
  }
}

#endif
