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

// The shared covariance S of tables of one study and that of each table around it, W.
typedef struct {
  covariance8 shared, within;
} split_covariance8;

INLINE covariance8 share8(const covariance8 *c, v8 share) {
  covariance8 own = {share * c->variance1, share * c->variance2, share * c->covariance,
                     share * share * c->determinant};
  return own;
}

// The parts of the covariance of tables, whose total takes the place of *c.
INLINE split_covariance8 split_covariance(const sroc_regression *r, size_t count, size_t at,
                                          covariance8 *c) {
  split_covariance8 parts = {*c, share8(c, all8(0.0))};
  const double *values = r->structure_values;
  if (r->structure == SROC_EXCHANGEABLE_TABLES) {
    v8 phi = load8(values + at);
    parts.shared = share8(c, 1.0 - phi);
    parts.within = share8(c, phi);
  } else if (r->structure == SROC_SHARED_AND_OWN_EFFECTS) {
    v8 kappa1 = load8(values + at), kappa2 = load8(values + count + at);
    v8 own1 = kappa1 * kappa1, own2 = kappa2 * kappa2;
    covariance8 within = {own1, own2, all8(0.0), own1 * own2};
    parts.within = within;
    c->determinant += c->variance1 * own2 + c->variance2 * own1 + within.determinant;
    c->variance1 += own1;
    c->variance2 += own2;
  }
  return parts;
}

// Adds what a study with several tables says. With B = (W^-1 + V)^-1 of a table, V the covariance around
// the shared effect, T the sum of all B and K = (S^-1 + T)^-1, its precision is
//   sum D' B D - (sum B D)' K (sum B D)
// and its pull likewise.
INLINE void add_dependent_study(const sroc_regression *r, size_t first, size_t end,
                                const split_covariance8 *parts, v8 *sums, v8 *P, v8 *pull) {
  size_t n = r->coefficient_count;
  const covariance8 *v = &parts->within, *s = &parts->shared;
  v8 T11 = all8(0.0), T12 = T11, T22 = T11, t1 = T11, t2 = T11;
  for (size_t i = 0; i < 2 * n; i++) sums[i] = all8(0.0);
  for (size_t table = first; table < end; table++) {
    const double *w = r->tables + table * SROC_PRECISION_FIELDS;
    v8 inverse = 1.0 / (1.0 + w[0] * v->variance1 + w[1] * v->variance2 + w[2] * v->determinant);
    v8 a[3] = {(w[0] + w[2] * v->variance2) * inverse, -w[2] * v->covariance * inverse,
               (w[1] + w[2] * v->variance1) * inverse};
    v8 b[2] = {(w[3] + w[5] * v->variance2 - w[6] * v->covariance) * inverse,
               (w[4] + w[6] * v->variance1 - w[5] * v->covariance) * inverse};
    T11 += a[0];
    T12 += a[1];
    T22 += a[2];
    t1 += b[0];
    t2 += b[1];
    const double *x = r->design + r->table_rows[table] * n;
    for (size_t i = 0; i < n; i++) {
      if (x[i] == 0) continue;
      int second = i >= r->sensitivity_count;
      pull[i] += x[i] * b[second];
      sums[2 * i] += x[i] * a[second];
      sums[2 * i + 1] += x[i] * a[second + 1];
      for (size_t j = 0; j <= i; j++) {
        if (x[j] == 0) continue;
        P[packed(i, j)] += x[i] * x[j] * a[second + (j >= r->sensitivity_count)];
      }
    }
  }
  v8 inverse = 1.0 / (1.0 + T11 * s->variance1 + T22 * s->variance2 + 2.0 * T12 * s->covariance +
                      (T11 * T22 - T12 * T12) * s->determinant);
  v8 K11 = (s->variance1 + s->determinant * T22) * inverse;
  v8 K12 = (s->covariance - s->determinant * T12) * inverse;
  v8 K22 = (s->variance2 + s->determinant * T11) * inverse;
  v8 k1 = K11 * t1 + K12 * t2, k2 = K12 * t1 + K22 * t2;
  for (size_t i = 0; i < n; i++) {
    v8 left = K11 * sums[2 * i] + K12 * sums[2 * i + 1];
    v8 right = K12 * sums[2 * i] + K22 * sums[2 * i + 1];
    pull[i] -= sums[2 * i] * k1 + sums[2 * i + 1] * k2;
    for (size_t j = 0; j <= i; j++)
      P[packed(i, j)] -= left * sums[2 * j] + right * sums[2 * j + 1];
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
    v8 *P = (v8 *)workspace, *pull = P + size, *sums = pull + n;
    for (size_t k = 0; k < size; k++) P[k] = all8(0.0);
    for (size_t k = 0; k < n; k++) {
      P[packed(k, k)] = all8(r->prior_precision[k]);
      pull[k] = all8(r->prior_pull[k]);
    }
    m8 legal = all8(0.0) == 0.0;
    covariance8 c = {all8(0.0), all8(0.0), all8(0.0), all8(0.0)};
    split_covariance8 parts = {c, c};
    size_t known = r->group_count;
    for (size_t row = 0; row < r->row_count; row++) {
      size_t group = r->row_group[row];
      if (group != known) {
        c = group_covariance(r, scales + 3 * group * count + at, count, &legal,
                             points + r->group_column[group] * count + at);
        if (r->dependent_count) parts = split_covariance(r, count, at, &c);
      }
      known = group;
      add_row(r, row, &c, P, pull);
    }
    for (size_t study = 0; study < r->dependent_count; study++)
      add_dependent_study(r, study ? r->table_ends[study - 1] : 0, r->table_ends[study], &parts,
                          sums, P, pull);
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
