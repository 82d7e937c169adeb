// What is done to many proposals at once, and to their fit.
#include "dispatch.h"
#include "proposal_map_body.h"
#include "regression_sums_body.h"

INLINE void normal_quantiles(double *values, size_t count) {
  for (size_t i = 0; i < count; i += 8) store8(values + i, normal_quantile8(load8(values + i)));
}

INLINE void logarithms(double *values, size_t count) {
  for (size_t i = 0; i < count; i += 8) store8(values + i, log8(load8(values + i)));
}

DISPATCH(normal_quantiles, (double *values, size_t count), (values, count),
         (double *values, size_t count, sroc_instruction_set set))

DISPATCH(logarithms, (double *values, size_t count), (values, count),
         (double *values, size_t count, sroc_instruction_set set))

DISPATCH(push_noise,
         (const sroc_proposal_map *map, double *points, size_t count, double *log_densities),
         (map, points, count, log_densities),
         (const sroc_proposal_map *map, double *points, size_t count, sroc_instruction_set set,
          double *log_densities))

DISPATCH(map_log_densities,
         (const sroc_proposal_map *map, const double *points, size_t count, double *log_densities),
         (map, points, count, log_densities),
         (const sroc_proposal_map *map, const double *points, size_t count,
          sroc_instruction_set set, double *log_densities))

DISPATCH(mix_wide,
         (const sroc_proposal_map *map, const sroc_wide_component *wide, const double *points,
          size_t count, double *log_densities),
         (map, wide, points, count, log_densities),
         (const sroc_proposal_map *map, const sroc_wide_component *wide, const double *points,
          size_t count, sroc_instruction_set set, double *log_densities))

DISPATCH(weighted_products,
         (const double *values, const size_t *chosen, size_t columns, const double *weights,
          size_t count, double *sums),
         (values, chosen, columns, weights, count, sums),
         (const double *values, const size_t *chosen, size_t columns, const double *weights,
          size_t count, sroc_instruction_set set, double *sums))
