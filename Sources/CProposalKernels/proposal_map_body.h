// The map of proposals, eight points at a time; see TriangularProposal.swift for the equations.
#ifndef SROC_PROPOSAL_MAP_BODY_H
#define SROC_PROPOSAL_MAP_BODY_H

#include "proposal_map.h"
#include "vector_math.h"

// Standard normal quantiles by algorithm AS 241 (PPND16) of Wichura (1988), Appl. Stat. 37:477: the
// central rational function for |p - 1/2| <= 0.425, else the near tail in sqrt(-log p), which
// serves down to e^-25.
INLINE v8 normal_quantile8(v8 p) {
  const double central = 0.425;
  v8 q = p - 0.5, r = 0.180625 - q * q;
  v8 a = r * 2509.0809287301226727 + 33430.575583588128105;
  a = a * r + 67265.770927008700853;
  a = a * r + 45921.953931549871457;
  a = a * r + 13731.693765509461125;
  a = a * r + 1971.5909503065514427;
  a = a * r + 133.14166789178437745;
  a = a * r + 3.387132872796366608;
  v8 b = r * 5226.495278852854561 + 28729.085735721942674;
  b = b * r + 39307.89580009271061;
  b = b * r + 21213.794301586595867;
  b = b * r + 5394.1960214247511077;
  b = b * r + 687.1870074920579083;
  b = b * r + 42.313330701600911252;
  b = b * r + 1.0;
  v8 middle = q * a / b;
  v8 tail = max8(min8(p, 1.0 - p), all8(1.4e-11));
  v8 s = sqrt8(-log8(tail)) - 1.6;
  v8 c = s * 7.7454501427834140764e-4 + 0.0227238449892691845833;
  c = c * s + 0.24178072517745061177;
  c = c * s + 1.27045825245236838258;
  c = c * s + 3.64784832476320460504;
  c = c * s + 5.7694972214606914055;
  c = c * s + 4.6303378461565452959;
  c = c * s + 1.42343711074968357734;
  v8 d = s * 1.05075007164441684324e-9 + 5.475938084995344946e-4;
  d = d * s + 0.0151986665636164571966;
  d = d * s + 0.14810397642748007459;
  d = d * s + 0.68976733498510000455;
  d = d * s + 1.6763848301838038494;
  d = d * s + 2.05319162663775882187;
  d = d * s + 1.0;
  v8 outer = c / d;
  outer = select8(q < 0.0, -outer, outer);
  return select8(abs8(q) <= central, middle, outer);
}

// v / sqrt(1 + v^2 / 9).
INLINE v8 bounded8(v8 v) { return v / sqrt8(1.0 + v * v * (1.0 / 9)); }

// asinh(v) by one logarithm; its relative error for tiny v is of no consequence.
INLINE v8 arcsinh8(v8 v, v8 *root) {
  *root = sqrt8(1.0 + v * v);
  v8 magnitude = log8(abs8(v) + *root);
  return select8(v < 0.0, -magnitude, magnitude);
}

// Hyperbolic angles are held to +-140: far outside any draw, and small enough that a product of
// four slopes is finite. Beyond it a density is below e^-1000 and its error of no account.
INLINE void hyperbolic8(v8 angle, v8 *sinh, v8 *cosh) {
  v8 grown = exp8(min8(max8(angle, all8(-140.0)), all8(140.0))), shrunk = 1.0 / grown;
  *sinh = 0.5 * (grown - shrunk);
  *cosh = 0.5 * (grown + shrunk);
}

// a_k and b_k at the bounded coordinates g before k; moves on to the coefficients of the next one.
INLINE void bend8(size_t k, const v8 *g, const double **location, const double **log_scale, v8 *a,
                  v8 *b) {
  const double *linear = *location + 1, *product = linear + k, *scale = *log_scale;
  v8 sum = all8(**location), log_scales = all8(scale[0]);
  for (size_t i = 0; i < k; i++) {
    log_scales += scale[1 + i] * g[i];
    v8 inner = all8(linear[i]);
    for (size_t j = 0; j <= i; j++) inner += *product++ * g[j];
    sum += g[i] * inner;
  }
  *a = sum;
  *b = log_scales;
  *location = product;
  *log_scale = scale + 1 + k;
}

// The log of the map's Jacobian determinant, with one logarithm for every four slopes.
typedef struct {
  v8 logs, product;
  int factors;
} slope_product;

INLINE void multiply_slope(slope_product *r, v8 slope, v8 log_scale) {
  r->logs += log_scale;
  r->product *= slope;
  if (++r->factors % 4 == 0) {
    r->logs += log8(r->product);
    r->product = all8(1.0);
  }
}

// The log density of the noise from its sum of squares, less the logs that the map adds.
INLINE v8 noise_log_density(const sroc_proposal_map *m, v8 squares, v8 log_slopes) {
  double d = (double)m->dimension, nu = m->degrees_of_freedom;
  v8 value;
  if (nu > 0) {
    value = -0.5 * (nu + d) * log8(1.0 + squares * (1.0 / nu));
  } else {
    double narrow = 1 - m->stretched_share, wide = m->stretched_share, s = m->stretch;
    for (size_t k = 0; k < m->dimension; k++) wide /= s;
    // exp(-r / 2) taken out, so that nothing underflows where the stretched part rules.
    v8 gain = exp8((0.5 - 0.5 / (s * s)) * min8(squares, all8(1300.0)));
    value = log8(narrow + wide * gain) - 0.5 * squares;
    value = select8(squares < 1300.0, value, __builtin_log(wide) - squares * (0.5 / (s * s)));
  }
  return m->log_normalisation - log_slopes + value;
}

INLINE void push_noise(const sroc_proposal_map *m, double *points, size_t count,
                       double *log_densities) {
  size_t d = m->dimension;
  v8 y[SROC_PROPOSAL_DIMENSION_MAX], g[SROC_PROPOSAL_DIMENSION_MAX];
  for (size_t i = 0; i < count; i += 8) {
    const double *location = m->location, *log_scale = m->log_scale;
    v8 squares = all8(0.0);
    slope_product slopes = {all8(0.0), all8(1.0), 0};
    for (size_t k = 0; k < d; k++) {
      const double *shape = m->shape + 4 * k;
      v8 e = load8(points + k * count + i), root, sinh, cosh, a, b;
      squares += e * e;
      hyperbolic8((arcsinh8(e, &root) + shape[2]) * (1 / shape[3]), &sinh, &cosh);
      bend8(k, g, &location, &log_scale, &a, &b);
      y[k] = a + exp8(b) * (shape[0] + shape[1] * sinh);
      g[k] = bounded8(y[k]);
      multiply_slope(&slopes, (shape[1] / shape[3]) * cosh / root, b);
    }
    const double *row = m->factor;
    for (size_t k = 0; k < d; k++) {
      v8 sum = all8(m->mean[k]);
      for (size_t j = 0; j <= k; j++) sum += *row++ * y[j];
      store8(points + k * count + i, sum);
    }
    store8(log_densities + i, noise_log_density(m, squares, slopes.logs + log8(slopes.product)));
  }
}

INLINE void map_log_densities(const sroc_proposal_map *m, const double *points, size_t count,
                              double *log_densities) {
  size_t d = m->dimension;
  v8 x[SROC_PROPOSAL_DIMENSION_MAX], g[SROC_PROPOSAL_DIMENSION_MAX];
  for (size_t i = 0; i < count; i += 8) {
    const double *location = m->location, *log_scale = m->log_scale, *row = m->inverse_factor;
    v8 squares = all8(0.0);
    slope_product slopes = {all8(0.0), all8(1.0), 0};
    for (size_t k = 0; k < d; k++) x[k] = load8(points + k * count + i) - m->mean[k];
    for (size_t k = 0; k < d; k++) {
      const double *shape = m->shape + 4 * k;
      v8 y = all8(0.0), root, noise, cosh, a, b;
      for (size_t j = 0; j <= k; j++) y += *row++ * x[j];
      bend8(k, g, &location, &log_scale, &a, &b);
      g[k] = bounded8(y);
      v8 value = ((y - a) * exp8(-b) - shape[0]) * (1 / shape[1]);
      hyperbolic8(arcsinh8(value, &root) * shape[3] - shape[2], &noise, &cosh);
      squares += noise * noise;
      multiply_slope(&slopes, (shape[1] / shape[3]) * root / cosh, b);
    }
    store8(log_densities + i, noise_log_density(m, squares, slopes.logs + log8(slopes.product)));
  }
}

INLINE void mix_wide(const sroc_proposal_map *m, const sroc_wide_component *w, const double *points,
                     size_t count, double *log_densities) {
  double d = (double)m->dimension, nu = w->degrees_of_freedom;
  for (size_t i = 0; i < count; i += 8) {
    v8 squares = all8(0.0);
    for (size_t k = 0; k < m->dimension; k++) {
      v8 x = load8(points + k * count + i);
      squares += w->precisions[k] * x * x;
    }
    v8 wide = w->log_constant - 0.5 * (nu + d) * log8(1.0 + squares * (1.0 / nu));
    v8 narrow = load8(log_densities + i) + w->log_fitted_share;
    store8(log_densities + i, max8(wide, narrow) + log8(1.0 + exp8(-abs8(narrow - wide))));
  }
}

#endif
