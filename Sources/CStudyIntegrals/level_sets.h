// What is known of a binomial factor without evaluating it: the intervals in which log f lies
// within tabulated drops of its maximum. From them follow, by comparisons alone, how far a study
// contradicts the means and which part of the plane its integral needs.
#ifndef SROC_LEVEL_SETS_H
#define SROC_LEVEL_SETS_H

#include "study_integrals.h"
#include "vector_math.h"

static const double level_drops[SROC_LEVELS] = {0.1, 1, 3, 6, 10, 15, 20, 26, 34, 44, 58, 80};

typedef struct {
  v8 y, n, sign, max, inverse_spacing2;
  const double *lower, *upper;
} margin8;

INLINE margin8 load_margin(const double *group, int margin) {
  const double *g = group + margin * SROC_MARGIN_FIELDS * 8;
  margin8 m = {load8(g + 8 * SROC_FIELD_Y),
               load8(g + 8 * SROC_FIELD_N),
               load8(g + 8 * SROC_FIELD_SIGN),
               load8(g + 8 * SROC_FIELD_MAX),
               load8(g + 8 * SROC_FIELD_INVERSE_SPACING2),
               g + 8 * SROC_FIELD_LOWER,
               g + 8 * SROC_FIELD_UPPER};
  return m;
}

// Where the normal draws f away from its maximum, f acts like that of more successes, and its
// transform reaches further: the wave number k = 2 pi / h at which the transform for y of n
// successes has fallen to tolerance / e grows like k^2 = 2 (F + 1) y (n - y) / n, for small y up to
// 1.5 times as fast (found numerically). This is the growth of 1 / h^2 per unit of y (n - y) / n.
INLINE double tilt_rate(double log_tolerance) {
  return 1.5 * 2 * (log_tolerance + 1) / 39.47841760435743;
}

// Upper bound on the least loss max log(f N) can suffer: over the level sets, the drop to the set's
// edge nearest the normal's mean plus the normal's loss there. `at` becomes that nearest point.
INLINE v8 least_loss(const margin8 *f, v8 mean, v8 half_precision, v8 *at) {
  v8 best = all8(1e300);
  for (int k = 0; k < 6; k++) {
    v8 point = min8(max8(mean, load8(f->lower + 8 * k)), load8(f->upper + 8 * k));
    v8 d = point - mean;
    v8 loss = level_drops[k] + d * d * half_precision;
    m8 better = loss < best;
    best = select8(better, loss, best);
    *at = select8(better, point, *at);
  }
  return best;
}

// sqrt(2 (budget - drop)) of drop 0 and of every level below `most`: how many SDs the normal may
// stray where f has lost the drop. In single precision, rounded up.
typedef struct {
  v8 reach[SROC_LEVELS + 1];
  int count;
} reaches;

INLINE void normal_reaches(v8 budget, reaches *out) {
  double most = greatest8(budget);
  out->reach[0] = float_sqrt8(2.0 * budget) * 1.000001;
  int k = 0;
  while (k < SROC_LEVELS && level_drops[k] < most) {
    v8 left = max8(2.0 * (budget - level_drops[k]), all8(0.0));
    out->reach[++k] = float_sqrt8(left) * 1.000001;
  }
  out->count = k;
}

typedef struct {
  v8 low, high;
} interval8;

// The interval outside which f N stays below exp(-budget), for all means of an interval: for each
// level, inside the level's set and within what the normal may still lose. A level that a lane's
// budget does not reach leaves the mean itself, moved into the next set, which does not hurt.
INLINE void window(const margin8 *f, interval8 mean, double tau, const reaches *r, v8 *lower,
                   v8 *upper) {
  v8 reach = tau * r->reach[0];
  v8 lo = max8(load8(f->lower), mean.low - reach), hi = min8(load8(f->upper), mean.high + reach);
  for (int k = 0; k < r->count; k++) {
    reach = tau * r->reach[k + 1];
    v8 next_lower = k + 1 < SROC_LEVELS ? load8(f->lower + 8 * (k + 1)) : all8(-1e30);
    v8 next_upper = k + 1 < SROC_LEVELS ? load8(f->upper + 8 * (k + 1)) : all8(1e30);
    m8 open = reach > 0.0;
    lo = select8(open, min8(lo, max8(next_lower, mean.low - reach)), lo);
    hi = select8(open, max8(hi, min8(next_upper, mean.high + reach)), hi);
  }
  *lower = lo;
  *upper = hi;
}

#endif
