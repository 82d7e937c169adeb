// The rule of student_tile.h for blocks of points, compiled for each instruction set.
#include "student_integrals.h"

#include "dispatch.h"
#include "point_order.h"
#include "student_bound.h"
#include "student_tile.h"

// The degrees of freedom of a tile's points; what was known of another is kept where it is the same.
INLINE void gather_freedom(double log_tolerance, const double *freedom, const uint16_t *which,
                           int parts, tile_freedom *n) {
  double low = 1e300, high = 0;
  for (int p = 0; p < LANES * parts; p++) {
    double nu = freedom[which[p]];
    n->nu[p / LANES][p % LANES] = nu;
    low = nu < low ? nu : low;
    high = nu > high ? nu : high;
  }
  if (n->low != low) n->wave_number = student_wave_number(low, log_tolerance);
  if (n->low != low || n->high != high) student_least_ratios(low, high, n->ratios);
  n->low = low;
  n->high = high;
}

// The points of a call and where their values go.
typedef struct {
  const sroc_studies *studies;
  const sroc_student_factors *factors;
  const double *points, *freedom, *floors;
  size_t count;
  double *values;
} student_call;

// Where a bound settles that a point is below its floor, puts it in the point's place; else NaN. Returns
// whether it does.
INLINE int bound_point(const student_call *call, size_t index) {
  const double *x = call->points + index;
  size_t n = call->count;
  double bound = __builtin_nan("");
  if (call->floors) {
    sroc_point p = {x[0], x[n], x[2 * n], x[3 * n], x[4 * n], x[5 * n]};
    row_means means = {x + TILE_FIELDS * n, n};
    bound = student_bound(call->studies, &p, call->freedom[index], &means, call->floors[index]);
    if (!(bound < call->floors[index])) bound = __builtin_nan("");
  }
  call->values[index] = bound;
  return bound == bound;
}

// The values of `held` points; NaN where the rule does not serve a point. Returns 0 where nothing was done
// because they have too little in common.
INLINE int points_together(const student_call *call, const uint16_t *which, size_t held,
                           tile_freedom *n) {
  if (held == 1 && bound_point(call, which[0])) return 1;
  int parts = held > LANES ? 2 : 1;
  double at[TILE_DOUBLES], out[TILE_POINTS];
  uint16_t own[TILE_POINTS];
  for (size_t p = 0; p < (size_t)(parts * LANES); p++) {
    own[p] = which[p < held ? p : held - 1];
    double *to = at + p / LANES * VECTOR_DOUBLES + p % LANES;
    for (size_t k = 0; k < TILE_FIELDS; k++)
      to[LANES * k] = call->points[k * call->count + own[p]];
  }
  tile_design design = {call->points + TILE_FIELDS * call->count, call->count, own, 0};
  gather_freedom(call->factors->log_tolerance, call->freedom, own, parts, n);
  int left = student_tile(call->studies, call->factors, at, parts, n, &design, held == 1, out);
  if (left & TILE_SPLIT && held > 1) return 0;
  if (left & TILE_SPLIT) left = TILE_ALL;
  for (size_t p = 0; p < held; p++)
    call->values[own[p]] = left >> p & 1 ? __builtin_nan("") : out[p];
  return 1;
}

INLINE void student_log_likelihoods(const sroc_studies *s, const sroc_student_factors *factors,
                                    const double *points, const double *freedom, size_t count,
                                    const double *floors, double *values) {
  uint16_t order[SROC_BLOCK_MAX];
  student_call call = {s, factors, points, freedom, floors, count, values};
  size_t first = order_points(points, count, TILE_POINTS, order);
  const uint16_t *rest = order + first;
  size_t total = count - first, size = TILE_POINTS, begin = 0;
  tile_freedom n = {.low = 0};
  for (size_t i = 0; i < first; i++) points_together(&call, order + i, 1, &n);
  while (begin < total) {
    size_t held = total - begin < size ? total - begin : size;
    if (!points_together(&call, rest + begin, held, &n)) {
      // One vector does not get cheaper with fewer points until its nodes take the lanes.
      size = size > LANES ? LANES : 1;
      continue;
    }
    begin += size;
    // Halves of a tile go on until it is done.
    while (size < TILE_POINTS && begin % (2 * size) == 0) size *= 2;
  }
}

DISPATCH(student_log_likelihoods,
         (const sroc_studies *s, const sroc_student_factors *factors, const double *points,
          const double *freedom, size_t count, const double *floors, double *values),
         (s, factors, points, freedom, count, floors, values),
         (const sroc_studies *s, const sroc_student_factors *factors, const double *points,
          const double *freedom, size_t count, sroc_instruction_set set, const double *floors,
          double *values))

int sroc_student_rule_nodes(int k) { return student_rule_nodes[k]; }

double sroc_student_rule_ratio(double freedom, int k) {
  double ratios[SROC_STUDENT_RULES];
  student_least_ratios(freedom, freedom, ratios);
  return ratios[k];
}

double sroc_student_bound(const sroc_studies *s, const sroc_point *p, double freedom,
                          const double *means, double floor) {
  row_means rows = {means, 1};
  return student_bound(s, p, freedom, &rows, floor);
}
