// One body, compiled for each instruction set; the caller says which, so that all can be tested.
#include "study_integrals.h"

#include "dispatch.h"

#include "graded_rule.h"
#include "lattice_rule.h"
#include "lattice_tile.h"
#include "point_order.h"
#include "upper_bound.h"

INLINE double graded_study(const sroc_studies *s, size_t study, const sroc_point *p,
                           const row_means *means, double *gradient) {
  const double *group = s->groups + (study / 8) * SROC_GROUP_DOUBLES;
  int lane = (int)(study % 8);
  margin1 f1 = pick_margin(group, lane, 0, study_mean(s, study, means, 0, p->mu1), p->tau1);
  margin1 f2 = pick_margin(group, lane, 1, study_mean(s, study, means, 1, p->mu2), p->tau2);
  double sign1 = group[8 * SROC_FIELD_SIGN + lane];
  double sign2 = group[SROC_MARGIN_FIELDS * 8 + 8 * SROC_FIELD_SIGN + lane];
  double rho = sign1 * sign2 * p->rho, g[5], value;
  // The sharper margin goes outside: its window is the tighter one.
  int swap = f2.tau * f2.tau * f2.inverse_spacing2 > f1.tau * f1.tau * f1.inverse_spacing2;
  value = graded_integral(swap ? &f2 : &f1, swap ? &f1 : &f2, rho, p->root, s->log_tolerance,
                          s->gaussian_spacing, gradient ? g : 0);
  if (gradient) {
    gradient[0] += sign1 * g[swap ? 1 : 0];
    gradient[1] += sign2 * g[swap ? 0 : 1];
    gradient[2] += g[swap ? 3 : 2];
    gradient[3] += g[swap ? 2 : 3];
    gradient[4] += sign1 * sign2 * g[4];
  }
  return value;
}

// Fisher's identity: the gradient of log L is the posterior mean of that of log N2(t; mu, Sigma),
// with O = Sigma^-1, a = d11 / tau1^2, b = d22 / tau2^2, c = d12 / (tau1 tau2), q = 1 - rho^2:
//   O (d1, d2); (a - rho c) / q - 1; (b - rho c) / q - 1; c - rho (a + b - 2 rho c) / q + rho.
INLINE void add_gradient(const group_result *r, int lane, const sroc_point *p, double *gradient) {
  if (r->differentiated >> lane & 1) {
    gradient[0] += r->d1[lane];
    gradient[1] += r->d2[lane];
    gradient[2] += r->d11[lane];
    gradient[3] += r->d22[lane];
    gradient[4] += r->d12[lane];
    return;
  }
  double q = p->root * p->root, rho = p->rho;
  double x = r->d1[lane] / p->tau1, y = r->d2[lane] / p->tau2;
  double a = r->d11[lane] / (p->tau1 * p->tau1), b = r->d22[lane] / (p->tau2 * p->tau2);
  double c = r->d12[lane] / (p->tau1 * p->tau2);
  gradient[0] += (x - rho * y) / (q * p->tau1);
  gradient[1] += (y - rho * x) / (q * p->tau2);
  gradient[2] += (a - rho * c) / q - 1;
  gradient[3] += (b - rho * c) / q - 1;
  gradient[4] += c - rho * (a + b - 2 * rho * c) / q + rho;
}

INLINE void fill_tables(const sroc_studies *s, const int64_t *index, size_t first, size_t end,
                        double *nodes) {
  for (size_t i = first; i < end; i++)
    fill_margin(s, i / 2, (int)(i % 2), index + i * SROC_INDEX_FIELDS, nodes);
}

// Tables where they hold the group, else evaluation; the latter apart, so that it does not crowd
// the registers of the former.
#define DEFINE_LATTICE(name, target, gradient)                                                     \
  target static __attribute__((noinline)) void evaluated_##name(                                   \
      const sroc_studies *s, size_t group, const prepared_point *p, group_result *result) {        \
    evaluated_group(s, group, p, gradient, result);                                                \
  }                                                                                                \
  target static __attribute__((noinline)) void lattice_##name(                                     \
      const sroc_studies *s, size_t group, const prepared_point *p, group_result *result) {        \
    if (!s->lattice_index || !tabled_group(s, group, p, gradient, result))                         \
      evaluated_##name(s, group, p, result);                                                       \
  }

#define DEFINE_RULES(suffix, target)                                                               \
  DEFINE_LATTICE(suffix, target, 0)                                                                \
  DEFINE_LATTICE(gradient_##suffix, target, 1)                                                     \
  target static __attribute__((noinline)) int tile_##suffix(                                       \
      const sroc_studies *s, const double *at, int parts, const tile_design *design,               \
      double *values) {                                                                            \
    return tile_log_likelihood(s, at, parts, design, 0, 0, values);                                \
  }                                                                                                \
  target static __attribute__((noinline)) int designed_tile_##suffix(                              \
      const sroc_studies *s, const double *at, int parts, const tile_design *design,               \
      double *values) {                                                                            \
    return tile_log_likelihood(s, at, parts, design, 1, 0, values);                                \
  }                                                                                                \
  target static __attribute__((noinline)) int each_tile_##suffix(                                  \
      const sroc_studies *s, const double *at, int parts, const tile_design *design,               \
      double *values) {                                                                            \
    return tile_log_likelihood(s, at, parts, design, 1, 1, values);                                \
  }                                                                                                \
  target static __attribute__((noinline)) double bound_##suffix(                                   \
      const sroc_studies *s, const sroc_point *p, const row_means *means, double floor) {          \
    return likelihood_bound(s, p, means, floor);                                                   \
  }                                                                                                \
  target static __attribute__((noinline)) double graded_##suffix(                                  \
      const sroc_studies *s, size_t study, const sroc_point *p, const row_means *means,            \
      double *gradient) {                                                                          \
    return graded_study(s, study, p, means, gradient);                                             \
  }                                                                                                \
  target static __attribute__((noinline)) void fill_##suffix(                                      \
      const sroc_studies *s, const int64_t *index, size_t first, size_t end, double *nodes) {      \
    fill_tables(s, index, first, end, nodes);                                                      \
  }

DEFINE_RULES(baseline, BASELINE_TARGET)
#if defined(__x86_64__)
DEFINE_RULES(avx2, AVX2_TARGET)
DEFINE_RULES(avx512, AVX512_TARGET)
#endif

double sroc_tilt_rate(double log_tolerance) { return tilt_rate(log_tolerance); }

double sroc_level_drop(int k) { return level_drops[k]; }

typedef double (*graded_function)(const sroc_studies *, size_t, const sroc_point *,
                                  const row_means *, double *);
typedef void (*lattice_function)(const sroc_studies *, size_t, const prepared_point *,
                                 group_result *);

static graded_function graded_for(sroc_instruction_set set) {
#if defined(__x86_64__)
  if (set == SROC_AVX512) return graded_avx512;
  if (set == SROC_AVX2) return graded_avx2;
#endif
  return graded_baseline;
}

static lattice_function lattice_for(sroc_instruction_set set, int gradient) {
#if defined(__x86_64__)
  if (set == SROC_AVX512) return gradient ? lattice_gradient_avx512 : lattice_avx512;
  if (set == SROC_AVX2) return gradient ? lattice_gradient_avx2 : lattice_avx2;
#endif
  return gradient ? lattice_gradient_baseline : lattice_baseline;
}

double sroc_graded_log_integral(const sroc_studies *s, size_t study, const sroc_point *p,
                                const double *means, sroc_instruction_set set, double *gradient) {
  row_means rows = {means, 1};
  if (gradient) memset(gradient, 0, 5 * sizeof *gradient);
  return graded_for(set)(s, study, p, &rows, gradient);
}

size_t sroc_plan_lattices(const sroc_studies *s, size_t limit, int64_t *index) {
  size_t total = 0;
  for (int last = SROC_GRID_LEVELS - 1; last >= 0; last--) {
    total = 0;
    for (size_t i = 0; i < (s->count + 7) / 8 * 2; i++)
      total = plan_margin(s, i / 2, (int)(i % 2), last, total, index + i * SROC_INDEX_FIELDS);
    if (total <= limit) break;
  }
  return total;
}

void sroc_fill_lattices(const sroc_studies *s, sroc_instruction_set set, const int64_t *index,
                        size_t first, size_t end, double *nodes) {
#if defined(__x86_64__)
  if (set == SROC_AVX512) return fill_avx512(s, index, first, end, nodes);
  if (set == SROC_AVX2) return fill_avx2(s, index, first, end, nodes);
#endif
  fill_baseline(s, index, first, end, nodes);
}

static prepared_point prepare(const sroc_point *at, row_means means) {
  prepared_point p = {.at = *at, .means = means};
  p.c1 = at->tau1 * at->root;
  p.c2 = at->tau2 * at->root;
  p.o11 = 1 / (p.c1 * p.c1);
  p.o22 = 1 / (p.c2 * p.c2);
  p.o12 = -at->rho / (p.c1 * p.c2);
  p.slope21 = at->rho * at->tau2 / at->tau1;
  p.log_normal = log(6.283185307179586 * at->tau1 * p.c2);
  return p;
}

static double log_likelihood(const sroc_studies *s, const sroc_point *p, row_means means,
                             sroc_instruction_set set, double *log_values, size_t stride,
                             double *gradient, double *slopes, long *declined) {
  lattice_function lattice = lattice_for(set, gradient != 0);
  graded_function graded = graded_for(set);
  if (gradient) memset(gradient, 0, 5 * sizeof *gradient);
  prepared_point prepared = prepare(p, means);
  double total = 0;
  for (size_t first = 0; first < s->count; first += 8) {
    group_result r;
    lattice(s, first / 8, &prepared, &r);
    size_t lanes = s->count - first < 8 ? s->count - first : 8;
    for (size_t lane = 0; lane < lanes; lane++) {
      double value = r.log_value[lane], own[5] = {0, 0, 0, 0, 0};
      if (r.declined >> lane & 1) {
        value = graded(s, first + lane, p, &means, gradient ? own : 0);
        if (declined) ++*declined;
      } else if (gradient) {
        add_gradient(&r, (int)lane, p, own);
      }
      if (gradient) {
        for (int k = 0; k < 5; k++) gradient[k] += own[k];
        if (slopes) memcpy(slopes + 5 * (first + lane), own, sizeof own);
      }
      total += value;
      if (log_values) log_values[(first + lane) * stride] = value;
    }
  }
  return total;
}

double sroc_log_likelihood(const sroc_studies *s, const sroc_point *p, const double *means,
                           sroc_instruction_set set, double *log_values, double *gradient,
                           double *slopes, long *declined) {
  return log_likelihood(s, p, (row_means){means, 1}, set, log_values, 1, gradient, slopes,
                        declined);
}

typedef int (*tile_function)(const sroc_studies *, const double *, int, const tile_design *,
                             double *);

static tile_function tile_for(sroc_instruction_set set, int designed, int each) {
#if defined(__x86_64__)
  if (each) return set == SROC_AVX512 ? each_tile_avx512
                   : set == SROC_AVX2 ? each_tile_avx2
                                      : each_tile_baseline;
  if (set == SROC_AVX512) return designed ? designed_tile_avx512 : tile_avx512;
  if (set == SROC_AVX2) return designed ? designed_tile_avx2 : tile_avx2;
#endif
  (void)set;
  if (each) return each_tile_baseline;
  return designed ? designed_tile_baseline : tile_baseline;
}

static double log_likelihood_bound(const sroc_studies *s, const sroc_point *p, row_means means,
                                   sroc_instruction_set set, double floor) {
#if defined(__x86_64__)
  if (set == SROC_AVX512) return bound_avx512(s, p, &means, floor);
  if (set == SROC_AVX2) return bound_avx2(s, p, &means, floor);
#endif
  return bound_baseline(s, p, &means, floor);
}

double sroc_log_likelihood_bound(const sroc_studies *s, const sroc_point *p, const double *means,
                                 sroc_instruction_set set, double floor) {
  return log_likelihood_bound(s, p, (row_means){means, 1}, set, floor);
}

// One point that no tile could take: a bound where that settles it, else the value.
static double single_value(const sroc_studies *s, const sroc_point *p, row_means means,
                           sroc_instruction_set set, const double *floor, long *singly) {
  if (floor) {
    double bound = log_likelihood_bound(s, p, means, set, *floor);
    if (bound < *floor) return bound;
  }
  if (singly) ++*singly;
  return log_likelihood(s, p, means, set, 0, 1, 0, 0, 0);
}

// The values of a tile, whose vectors stand alone where its points have too little in common.
// Returns the points that are left over.
static int tile_values(const sroc_studies *s, tile_function tile, const double *at, int parts,
                       const tile_design *design, double *out) {
  int left = tile(s, at, parts, design, out), rest = 0;
  if (!(left & TILE_SPLIT)) return left;
  if (parts == 1) return ALL_LANES;
  for (int i = 0; i < parts; i++) {
    tile_design own = {design->row_means, design->count, design->which + LANES * i, design->each};
    rest |= tile_values(s, tile, at + VECTOR_DOUBLES * i, 1, &own, out + LANES * i) << LANES * i;
  }
  return rest;
}

// Values at several points: the total of each, or with `each` those of each study.
static void block_values(const sroc_studies *s, const double *points, size_t count,
                         sroc_instruction_set set, const double *floors, double *values,
                         double *each, long *singly) {
  tile_function tile = tile_for(set, s->rows != 0, each != 0);
  const double *means = points + TILE_FIELDS * count;
  uint16_t order[SROC_BLOCK_MAX];
  size_t untabulated = order_points(points, count, TILE_POINTS, order), first = 0;
  if (!s->lattice_index) untabulated = count;
  while (first < count) {
    // The rest of the untabulated points, or a tile; a short tile repeats its last point.
    size_t end = first < untabulated ? untabulated : count;
    size_t held = end - first < TILE_POINTS ? end - first : TILE_POINTS;
    int parts = (int)((held + LANES - 1) / LANES);
    double at[TILE_DOUBLES], out[TILE_POINTS];
    uint16_t which[TILE_POINTS];
    tile_design design = {means, count, which, each};
    for (size_t p = 0; p < (size_t)(parts * LANES); p++) {
      which[p] = order[first + (p < held ? p : held - 1)];
      const double *source = points + which[p];
      double *to = at + p / LANES * VECTOR_DOUBLES + p % LANES;
      for (size_t k = 0; k < TILE_FIELDS; k++) to[LANES * k] = source[k * count];
    }
    int left = first < untabulated ? TILE_ALL : tile_values(s, tile, at, parts, &design, out);
    for (size_t p = 0; p < held; p++) {
      size_t index = order[first + p];
      if (left >> p & 1) {
        const double *x = at + p / LANES * VECTOR_DOUBLES + p % LANES;
        sroc_point one = {x[0], x[8], x[16], x[24], x[32], x[40]};
        row_means own = {means + index, count};
        if (each)
          log_likelihood(s, &one, own, set, each + index, count, 0, 0, 0);
        else
          out[p] = single_value(s, &one, own, set, floors ? floors + index : 0, singly);
      }
      if (!each) values[index] = out[p];
    }
    first += held;
  }
}

void sroc_log_likelihoods(const sroc_studies *s, const double *points, size_t count,
                          sroc_instruction_set set, const double *floors, double *values,
                          long *singly) {
  block_values(s, points, count, set, floors, values, 0, singly);
}

void sroc_study_log_likelihoods(const sroc_studies *s, const double *points, size_t count,
                                sroc_instruction_set set, double *each) {
  block_values(s, points, count, set, 0, 0, each, 0);
}
