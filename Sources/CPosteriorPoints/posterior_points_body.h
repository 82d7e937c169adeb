// From coordinates to parameters; see StandardisedMeans.swift for the equations.
//
// The means' conditional distribution given the covariance needs of the linearised studies, with
// weights w1, w2, working values y1, y2 and
//   D = 1 + w1 tau1^2 + w2 tau2^2 + w1 w2 |Sigma|,
// the sums of w1, w2, w1 w2, w1 y1, w2 y2, w1 w2 y1 and w1 w2 y2, each over D.
#ifndef SROC_POSTERIOR_POINTS_BODY_H
#define SROC_POSTERIOR_POINTS_BODY_H

#include "posterior_points.h"
#include "vector_math.h"

INLINE void cubic_pieces(const double *cubics, size_t cells, double first, double step,
                         double *values, size_t count) {
  const double *last = cubics + 4 * (cells - 1);
  double end = last[0] + last[1] + last[2] + last[3],
         end_slope = last[1] + 2 * last[2] + 3 * last[3];
  for (size_t i = 0; i < count; i += 8) {
    // Number of cells passed; what does not exist is far out.
    v8 place = (load8(values + i) - first) * (1.0 / step), c0, c1, c2, c3;
    v8 inside = min8(max8(place, all8(0.0)), all8((double)cells - 0.5)), t = inside;
    for (int lane = 0; lane < 8; lane++) {
      int cell = (int)inside[lane];
      const double *c = cubics + 4 * cell;
      t[lane] = (double)cell;
      c0[lane] = c[0];
      c1[lane] = c[1];
      c2[lane] = c[2];
      c3[lane] = c[3];
    }
    t = place - t;
    v8 value = c0 + t * (c1 + t * (c2 + t * c3));
    value = select8(place < 0.0, cubics[0] + place * cubics[1], value);
    value = select8(place > (double)cells, end + (place - (double)cells) * end_slope, value);
    store8(values + i, value);
  }
}

typedef struct {
  v8 mean1, mean2, factor11, factor21, factor22, determinant;
} mean_factor;

INLINE mean_factor means_given(const sroc_mean_conditional *m, v8 variance1, v8 variance2,
                               v8 covariance, v8 determinant) {
  v8 sum[SROC_PRECISION_FIELDS];
  for (int k = 0; k < SROC_PRECISION_FIELDS; k++) sum[k] = all8(0.0);
  const double *w = m->studies;
  for (size_t i = 0; i < m->study_count; i++, w += SROC_PRECISION_FIELDS) {
    v8 inverse = 1.0 / (1.0 + w[0] * variance1 + w[1] * variance2 + w[2] * determinant);
    for (int k = 0; k < SROC_PRECISION_FIELDS; k++) sum[k] += w[k] * inverse;
  }
  v8 q11 = sum[0] + variance2 * sum[2] + m->prior_precision1;
  v8 q22 = sum[1] + variance1 * sum[2] + m->prior_precision2;
  v8 q12 = -covariance * sum[2];
  v8 pull1 = sum[3] + variance2 * sum[5] - covariance * sum[6] + m->prior_pull1;
  v8 pull2 = sum[4] + variance1 * sum[6] - covariance * sum[5] + m->prior_pull2;
  v8 inverse = 1.0 / (q11 * q22 - q12 * q12);
  mean_factor r;
  r.mean1 = (q22 * pull1 - q12 * pull2) * inverse;
  r.mean2 = (q11 * pull2 - q12 * pull1) * inverse;
  r.factor11 = sqrt8(q22 * inverse);
  r.factor21 = -q12 * inverse / r.factor11;
  r.factor22 = sqrt8(1.0 / q22);
  r.determinant = inverse;
  return r;
}

INLINE void posterior_points(const sroc_mean_conditional *m, const double *scales,
                             const double *standardised, size_t count, double *points,
                             double *log_determinants) {
  for (size_t i = 0; i < count; i += 8) {
    v8 log1 = load8(scales + i), log2 = load8(scales + count + i);
    v8 z = load8(scales + 2 * count + i), zero = all8(0.0), one = all8(1.0);
    v8 x1 = load8(standardised + i), x2 = load8(standardised + count + i);
    v8 tau1 = exp8(log1), tau2 = exp8(log2);
    m8 legal = (log1 > -300.0) & (log2 > -300.0) & (tau1 <= m->largest_deviation) &
               (tau2 <= m->largest_deviation) & (abs8(z) < 300.0) & (x1 == x1) & (x2 == x2);
    tau1 = select8(legal, tau1, one);
    tau2 = select8(legal, tau2, one);
    z = select8(legal, z, zero);
    x1 = select8(legal, x1, zero);
    x2 = select8(legal, x2, zero);
    // rho = tanh z and sqrt(1 - rho^2) = 1 / cosh z by one exponential.
    v8 shrunk = exp8(-abs8(z)), scale = 1.0 / (1.0 + shrunk * shrunk);
    v8 rho = (1.0 - shrunk * shrunk) * scale, root = 2.0 * shrunk * scale;
    rho = select8(z < 0.0, -rho, rho);
    v8 variance1 = tau1 * tau1, variance2 = tau2 * tau2;
    mean_factor f = means_given(m, variance1, variance2, rho * tau1 * tau2,
                                variance1 * variance2 * (root * root));
    store8(points + i, f.mean1 + f.factor11 * x1);
    store8(points + count + i, f.mean2 + f.factor21 * x1 + f.factor22 * x2);
    store8(points + 2 * count + i, tau1);
    store8(points + 3 * count + i, tau2);
    store8(points + 4 * count + i, rho);
    store8(points + 5 * count + i, root);
    store8(log_determinants + i,
           select8(legal, 0.5 * log8(f.determinant), all8(__builtin_nan(""))));
  }
}

#endif
