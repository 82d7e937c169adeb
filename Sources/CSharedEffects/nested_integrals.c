// One body, compiled for each instruction set; see nested_rule.h.
#include "nested_integrals.h"


#include "dispatch.h"
#include "nested_convolution.h"
#include "nested_product.h"
#include "nested_rule.h"

// Whether one covariance is a multiple of another.
INLINE int is_multiple(const sroc_point *a, const sroc_point *b) {
  double cross = a->tau1 * b->tau2 - a->tau2 * b->tau1;
  return a->rho == b->rho && fabs(cross) < 1e-12 * a->tau1 * b->tau2;
}

// The mode is found to SHORTEST_STEP of a logit: by so much more than its value there the bound may be.
// Where it is not found, its value bounds nothing.
#define BOUND_SLACK 1.0

// The fast rules where they serve. A value below `floor` may be a bound of it.
INLINE double nested_log_integral(const sroc_studies *tables, const double *means,
                                  const sroc_point *shared, const sroc_point *within, double floor,
                                  sroc_instruction_set set) {
  nested_study n;
  double value;
  load_study(&n, tables, means, shared, within, set);
  find_mode(&n);
  value_mode(&n);
  if (n.is_found && n.mode_value + BOUND_SLACK < floor) return n.mode_value + BOUND_SLACK;
  if (is_conflict(&n)) return strip_rule(&n, NULL);
  if (within && is_multiple(within, shared) &&
      convolution_rule(&n, within->tau1 / shared->tau1, &value))
    return value;
  if ((!within || within->rho == 0) && product_rule(&n, shared, &value)) return value;
  return strip_rule(&n, NULL);
}

INLINE double nested_log_integrand(const sroc_studies *tables, const double *means,
                                   const sroc_point *shared, const sroc_point *within, double z1,
                                   double z2, sroc_instruction_set set) {
  nested_study n;
  load_study(&n, tables, means, shared, within, set);
  v8 value = log_integrand(&n, all8(z1), all8(z2));
  return value[0] - 1.8378770664093453;
}

INLINE double nested_slopes_at(const sroc_studies *tables, const double *means,
                               const double *loadings, sroc_instruction_set set,
                               double *mean_slopes, double *loading_slopes) {
  nested_study n;
  nested_slopes slopes;
  sroc_point none = {0, 0, 0, 0, 0, 1};
  load_study(&n, tables, means, &none, NULL, set);
  n.l11 = loadings[0];
  n.l21 = loadings[1];
  n.l22 = loadings[2];
  find_mode(&n);
  double value = strip_rule(&n, &slopes);
  for (size_t k = 0; k < 2 * tables->count; k++) mean_slopes[k] = sum8(slopes.means[k]);
  loading_slopes[0] = sum8(slopes.l11);
  loading_slopes[1] = sum8(slopes.l21);
  loading_slopes[2] = sum8(slopes.l22);
  return value;
}

#define DEFINE_NESTED(suffix, target)                                                              \
  target static __attribute__((noinline)) double integral_##suffix(                                \
      const sroc_studies *tables, const double *means, const sroc_point *shared,                   \
      const sroc_point *within, double floor, sroc_instruction_set set) {                          \
    return nested_log_integral(tables, means, shared, within, floor, set);                         \
  }                                                                                                \
  target static __attribute__((noinline)) double integrand_##suffix(                               \
      const sroc_studies *tables, const double *means, const sroc_point *shared,                   \
      const sroc_point *within, double z1, double z2, sroc_instruction_set set) {                  \
    return nested_log_integrand(tables, means, shared, within, z1, z2, set);                       \
  }                                                                                                \
  target static __attribute__((noinline)) double slopes_##suffix(                                  \
      const sroc_studies *tables, const double *means, const double *loadings,                     \
      sroc_instruction_set set, double *mean_slopes, double *loading_slopes) {                     \
    return nested_slopes_at(tables, means, loadings, set, mean_slopes, loading_slopes);            \
  }

DEFINE_NESTED(baseline, BASELINE_TARGET)
#if defined(__x86_64__)
DEFINE_NESTED(avx2, AVX2_TARGET)
DEFINE_NESTED(avx512, AVX512_TARGET)
#endif

static double log_integral(const sroc_studies *tables, const double *means,
                           const sroc_point *shared, const sroc_point *within, double floor,
                           sroc_instruction_set set) {
#if defined(__x86_64__)
  if (set == SROC_AVX512)
    return integral_avx512(tables, means, shared, within, floor, set);
  if (set == SROC_AVX2) return integral_avx2(tables, means, shared, within, floor, set);
#endif
  return integral_baseline(tables, means, shared, within, floor, set);
}

double sroc_nested_log_integral(const sroc_studies *tables, const double *means,
                                const sroc_point *shared, const sroc_point *within,
                                sroc_instruction_set set) {
  return log_integral(tables, means, shared, within, -INFINITY, set);
}

double sroc_nested_log_integrand(const sroc_studies *tables, const double *means,
                                 const sroc_point *shared, const sroc_point *within, double z1,
                                 double z2, sroc_instruction_set set) {
#if defined(__x86_64__)
  if (set == SROC_AVX512) return integrand_avx512(tables, means, shared, within, z1, z2, set);
  if (set == SROC_AVX2) return integrand_avx2(tables, means, shared, within, z1, z2, set);
#endif
  return integrand_baseline(tables, means, shared, within, z1, z2, set);
}

void sroc_nested_log_integrals(const sroc_studies *tables, const double *means,
                               const uint32_t *rows, const double *covariances, size_t count,
                               const double *floors, sroc_instruction_set set, double *values) {
  for (size_t j = 0; j < count; j++) {
    double own[2 * SROC_MOST_TABLES];
    for (size_t r = 0; r < tables->count; r++)
      for (size_t m = 0; m < 2; m++) own[2 * r + m] = means[(2 * (size_t)rows[r] + m) * count + j];
    const double *at = covariances + j;
    sroc_point shared = {0, 0, at[0], at[count], at[2 * count], at[3 * count]};
    sroc_point within = {0, 0, at[4 * count], at[5 * count], at[6 * count], at[7 * count]};
    values[j] = log_integral(tables, own, &shared, within.tau1 > 0 ? &within : NULL,
                             floors ? floors[j] : -INFINITY, set);
  }
}

sroc_effect_mode sroc_nested_mode(const sroc_studies *tables, const double *means,
                                  const sroc_point *shared, const sroc_point *within,
                                  sroc_instruction_set set) {
  nested_study n;
  load_study(&n, tables, means, shared, within, set);
  find_mode(&n);
  sroc_effect_mode mode = {n.z1, n.z2, sqrt(n.curvature.a11), 0, 0};
  mode.c21 = n.curvature.a12 / mode.c11;
  // The prior alone has a curvature of 1.
  mode.c22 = sqrt(greater(n.curvature.a22 - mode.c21 * mode.c21, 1));
  return mode;
}

double sroc_nested_slopes(const sroc_studies *tables, const double *means, const double *loadings,
                          sroc_instruction_set set, double *mean_slopes, double *loading_slopes) {
#if defined(__x86_64__)
  if (set == SROC_AVX512)
    return slopes_avx512(tables, means, loadings, set, mean_slopes, loading_slopes);
  if (set == SROC_AVX2)
    return slopes_avx2(tables, means, loadings, set, mean_slopes, loading_slopes);
#endif
  return slopes_baseline(tables, means, loadings, set, mean_slopes, loading_slopes);
}
