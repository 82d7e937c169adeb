// What the means' conditional distribution given the covariance needs of the linearised studies, for
// eight points at a time. With weights w1, w2, working values y1, y2 and
//   D = 1 + w1 tau1^2 + w2 tau2^2 + w1 w2 |Sigma|
// the sums over studies of w1, w2, w1 w2, w1 y1, w2 y2, w1 w2 y1 and w1 w2 y2, each over D.
#ifndef SROC_PRECISION_SUMS_H
#define SROC_PRECISION_SUMS_H

#include "study_integrals.h"
#include "vector_math.h"

INLINE void precision_sums(const double *studies, size_t study_count, const double *variance1,
                           const double *variance2, const double *determinant, size_t count,
                           double *sums) {
  for (size_t first = 0; first < count; first += 8) {
    v8 v1 = load8(variance1 + first), v2 = load8(variance2 + first);
    v8 d = load8(determinant + first), sum[SROC_PRECISION_FIELDS];
    for (int k = 0; k < SROC_PRECISION_FIELDS; k++) sum[k] = all8(0.0);
    const double *w = studies;
    for (size_t i = 0; i < study_count; i++, w += SROC_PRECISION_FIELDS) {
      v8 inverse = 1.0 / (1.0 + w[0] * v1 + w[1] * v2 + w[2] * d);
      for (int k = 0; k < SROC_PRECISION_FIELDS; k++) sum[k] += w[k] * inverse;
    }
    for (int k = 0; k < SROC_PRECISION_FIELDS; k++) store8(sums + k * count + first, sum[k]);
  }
}

#endif
