// The likelihood of studies whose effects are bivariate t, for a tile of points (`lattice_tile.h`).
//
//   L_i = integral of f1(t1) f2(t2) z^-e / (2 pi sqrt(det Sigma)) dt,
//   z = 1 + (t - mu)' Sigma^-1 (t - mu) / nu,  e = (nu + 2) / 2,
//
// by a product rule. The t density does not split, so that a node costs a division or a power in place of
// a multiply-add; but its tails are powers, and a study far out needs no more nodes than the others. A
// factor that is narrow beside the density has a Gauss rule (`student_rules.h`). Else a lattice is laid out
// for the tile, and the factor evaluated on it once for all points: the trapezoid rule with
// 1 / h^2 = 1 / h_t^2 + 1 / h_f^2, h_t from the characteristic function of t at the conditional scale c, h_f
// as in `lattice_rule.h`. A factor that is flat towards minus infinity leaves the tail of t to be summed:
// there the nodes move apart, by a sinh.
// Derivation and errors: docs/statistics.md, section 12.
#ifndef SROC_STUDENT_TILE_H
#define SROC_STUDENT_TILE_H

#include <math.h>

#include "lattice_tile.h"
#include "student_rules.h"

#define STUDENT_NODES_MAX 1024 // of one margin of one study, a multiple of eight
// Nodes a study from which on a wide tile does better as two narrow ones, a narrow one as single points,
// and a point alone by another rule.
#define STUDENT_WIDE 700.0
#define STUDENT_NARROW 1300.0
#define STUDENT_ALONE 40000.0
#define SHOULDER 2.0 // a flat factor has flattened this far (in logits) below -log n

// Degrees of freedom of a tile: of each point, and what follows from their bounds.
typedef struct {
  v8 nu[TILE_VECTORS];
  double low, high;                  // nu
  double wave_number;                // where the characteristic function has fallen to tolerance
  double ratios[SROC_STUDENT_RULES]; // the least c / s of each Gauss rule
} tile_freedom;

// log of (x / 2)^m 2 K_m(x) / Gamma(m), m = nu / 2, by Debye's uniform expansion: the characteristic
// function of t at the wave number x / sqrt(nu).
static double log_characteristic(double nu, double x) {
  double m = 0.5 * nu, r = sqrt(m * m + x * x);
  double log_bessel = 0.5 * log(1.5707963267948966 / r) - r + m * log((m + r) / x);
  return m * log(0.5 * x) + log_bessel + 0.6931471805599453 - lgamma(m);
}

// The wave number at which the characteristic function has fallen to exp(-drop).
static double student_wave_number(double nu, double drop) {
  double low = 0, high = drop + 2 * sqrt(nu * drop) + 10;
  for (int i = 0; i < 50; i++) {
    double middle = 0.5 * (low + high);
    if (log_characteristic(nu, middle) > -drop)
      low = middle;
    else
      high = middle;
  }
  return high / sqrt(nu);
}

// The nodes of one margin of one study: t, and f times the step or the weight of a Gauss rule. One more
// stands behind an odd number of them, of weight zero.
typedef struct {
  const double *t, *weight;
  int count;
} student_margin;

// Room for the nodes of a lattice.
typedef struct {
  double t[STUDENT_NODES_MAX + LANES], weight[STUDENT_NODES_MAX + LANES];
} student_room;

// The lattices of eight studies in one margin: t = centre + scale sinh(s), or s itself where scale is 0,
// s = begin + i step.
//
// `rule`: the Gauss rule that takes the place of the lattice, or -1.
typedef struct {
  v8 begin, step, centre, scale, count;
  int rule[LANES];
} student_lattices;

INLINE v8 asinh8(v8 x) {
  v8 size = abs8(x), value = log8(size + sqrt8(1.0 + size * size));
  return select8(x < 0.0, -value, value);
}

// The level set to which all means of an interval come at the least loss under t.
INLINE level_set8 nearest_student_set(const margin8 *f, interval8 mean, double precision, double e) {
  v8 best = all8(1e300);
  level_set8 set = {best, best, best};
  for (int k = 0; k < 6; k++) {
    v8 low = load8(f->lower + 8 * k), high = load8(f->upper + 8 * k), drop = all8(level_drops[k]);
    v8 d = max8(max8(low - mean.low, mean.high - high), all8(0.0));
    v8 loss = drop + e * log8(1.0 + d * d * precision);
    m8 better = loss < best;
    best = select8(better, loss, best);
    set.low = select8(better, low, set.low);
    set.high = select8(better, high, set.high);
    set.drop = select8(better, drop, set.drop);
  }
  return set;
}

// How many scales t may stray until it has lost a budget, by its tail's probability: z^-tail.
INLINE v8 student_reach(v8 budget, v8 tail, double nu) {
  return sqrt8(nu * max8(exp8(budget / tail) - 1.0, all8(0.0)));
}

// Reaches for `window`. The tail's exponent is that of the probability beyond: e - 1/2 along one margin,
// e - 1 where the other is flat too.
INLINE void student_reaches(v8 budget, m8 other_flat, const tile_freedom *n, reaches *out) {
  v8 less = select8(other_flat, all8(0.0), all8(0.5));
  v8 tail_low = 0.5 * n->low + less, tail_high = 0.5 * n->high + less;
  double most = greatest8(budget);
  int k = 0;
  for (;;) {
    v8 left = k ? max8(budget - level_drops[k - 1], all8(0.0)) : budget;
    out->reach[k] =
        max8(student_reach(left, tail_low, n->low), student_reach(left, tail_high, n->high));
    if (k == SROC_LEVELS || !(level_drops[k] < most)) break;
    k++;
  }
  out->count = k;
}

// The lattices of a margin in the windows given, of the inverse spacing at least where a factor bends and
// within `core` of the means.
INLINE void lay_student(const margin8 *f, interval8 mean, double core, v8 inverse, v8 lower, v8 upper,
                        student_lattices *l) {
  v8 none = all8(0.0);
  m8 flat = load8(f->lower) < -1e29, missing = f->n == 0.0;
  v8 core_low = min8(mean.low - core, select8(missing, mean.low, -log8(f->n + 1.0) - SHOULDER));
  v8 core_high = select8(missing, mean.high + core, upper);
  flat &= lower < core_low;
  v8 scale = 0.5 * (core_high - core_low), centre = 0.5 * (core_high + core_low);
  v8 at = scale * inverse * 1.4142135623730951;
  v8 begin = select8(flat, asinh8((lower - centre) / scale), lower);
  v8 end = select8(flat, asinh8((upper - centre) / scale), upper);
  v8 intervals = (end - begin) * select8(flat, at, inverse);
  intervals = round8(max8(intervals, none) + 0.5) + 1.0;
  l->begin = begin;
  l->step = (end - begin) / intervals;
  l->centre = centre;
  l->scale = select8(flat, scale, none);
  l->count = min8(l->count, intervals + 1.0);
  for (int lane = 0; lane < LANES; lane++)
    if (l->rule[lane] >= 0) l->count[lane] = student_rule_nodes[l->rule[lane]];
}

// The Gauss rules that serve eight studies in one margin where the least conditional scale is c; `count` is
// theirs, and 1e300 where there is none. Returns whether all have one.
INLINE int choose_rules(const sroc_student_factors *factors, const tile_freedom *n, size_t first,
                        size_t lanes, int margin, double c, student_lattices *l) {
  int all = 1;
  for (size_t lane = 0; lane < LANES; lane++) {
    size_t study = first + (lane < lanes ? lane : lanes - 1);
    double deviation = factors->deviations[2 * study + (size_t)margin];
    int rule = 0;
    while (rule < SROC_STUDENT_RULES && !(c >= n->ratios[rule] * deviation)) rule++;
    all &= rule < SROC_STUDENT_RULES;
    l->rule[lane] = rule < SROC_STUDENT_RULES ? rule : -1;
    l->count[lane] = rule < SROC_STUDENT_RULES ? student_rule_nodes[rule] : 1e300;
  }
  return all;
}

// The nodes of a study's margin: of its Gauss rule, or of its lattice, put into the room.
INLINE student_margin student_nodes(const sroc_student_factors *factors, size_t study, int margin,
                                    const margin8 *f, const student_lattices *l, size_t lane,
                                    student_room *room) {
  int count = (int)l->count[lane];
  if (l->rule[lane] >= 0) {
    const double *nodes = factors->nodes + (2 * study + (size_t)margin) * 2 * SROC_STUDENT_NODES +
                          student_rule_place(l->rule[lane]);
    return (student_margin){nodes, nodes + SROC_STUDENT_NODES, count};
  }
  double y = f->y[lane], n = f->n[lane], top = f->max[lane], scale = l->scale[lane];
  v8 i = {0, 1, 2, 3, 4, 5, 6, 7};
  for (int first = 0; first < count; first += LANES) {
    v8 s = l->begin[lane] + l->step[lane] * (i + (double)first), t = s, weight = all8(l->step[lane]);
    if (scale > 0) {
      v8 up = exp8(s), down = 1.0 / up;
      t = l->centre[lane] + (0.5 * scale) * (up - down);
      weight *= (0.5 * scale) * (up + down);
    }
    v8 inside = select8(i + (double)first < (double)count, weight, all8(0.0));
    store8(room->t + first, t);
    store8(room->weight + first, inside * exp8(y * t - n * log_one_plus_exp8(t) - top));
  }
  return (student_margin){room->t, room->weight, count};
}

typedef struct {
  margin8 f1, f2;
  student_lattices l1, l2;
} student_windows;

// The inverse spacing of lattices. `share`: 1 / h_f^2 for this tolerance over that for the studies'.
INLINE v8 student_spacing(const margin8 *f, interval8 walked, double precision, double most_pull,
                          double wave, double rate, double share) {
  // Towards the means, by no more than the steepest slope of log t.
  interval8 pull = {select8(walked.high > 0.0, all8(-most_pull), all8(0.0)),
                    select8(walked.low < 0.0, all8(most_pull), all8(0.0))};
  double gauss = precision * wave * wave * 0.025330295910584444; // 1 / (2 pi)^2
  v8 needed = needed_spacing(f, pull, (interval1){gauss, gauss}, rate);
  return sqrt8(needed + share * f->inverse_spacing2);
}

// The lattices of eight studies.
INLINE void lay_lattices(const sroc_studies *s, const sroc_student_factors *factors, size_t lanes,
                         const point_tile *t, const tile_freedom *n, const stretch_means *means,
                         size_t k, student_windows *w) {
  v8 sign1 = w->f1.sign, sign2 = w->f2.sign, sign = sign1 * sign2;
  interval8 mean1 = group_range(means, k, lanes, 0, sign1);
  interval8 mean2 = group_range(means, k, lanes, 1, sign2);
  double e = 0.5 * n->high + 1, q1 = 2 * t->half1_high / n->low, q2 = 2 * t->half2_high / n->low;
  level_set8 set1 = nearest_student_set(&w->f1, mean1, q1, e);
  interval8 d1 = walk(mean1, &set1);
  interval8 moved = plus(mean2, times(oriented(sign, t->slope21), d1));
  level_set8 set2 = nearest_student_set(&w->f2, moved, q2, e);
  interval8 d2 = walk(moved, &set2);
  v8 loss = set1.drop + set2.drop +
            e * log8(1.0 + largest_square(d1) * q1 + largest_square(d2) * q2);
  v8 budget = factors->log_tolerance + loss, lower, upper;
  double rate = tilt_rate(factors->log_tolerance), wave = n->wave_number;
  m8 flat1 = load8(w->f1.lower) < -1e29, flat2 = load8(w->f2.lower) < -1e29;
  double share = (factors->log_tolerance + 1) / (s->log_tolerance + 1);
  // Within half a pole's distance a t density is no smoother further out.
  double core = greater(1, 0.5 * sqrt(n->high));
  reaches reach;
  student_reaches(budget, flat2, n, &reach);
  window(&w->f1, mean1, t->tau1_high, &reach, &lower, &upper);
  double pull1 = e * sqrt(t->p11.high / n->low), pull2 = e * sqrt(t->p22.high / n->low);
  v8 inverse = student_spacing(&w->f1, d1, t->p11.high, pull1, wave, rate, share);
  lay_student(&w->f1, mean1, core * t->tau1_high, inverse, lower, upper, &w->l1);
  student_reaches(budget, flat1, n, &reach);
  window(&w->f2, mean2, t->tau2_high, &reach, &lower, &upper);
  inverse = student_spacing(&w->f2, d2, t->p22.high, pull2, wave, rate, share);
  lay_student(&w->f2, mean2, core * t->tau2_high, inverse, lower, upper, &w->l2);
}

// The rules or lattices of eight studies. Returns the nodes of all, or a negative number where some have too many.
INLINE double find_student(const sroc_studies *s, const sroc_student_factors *factors,
                           size_t first, size_t lanes, const point_tile *t, const tile_freedom *n,
                           const stretch_means *means, size_t k, student_windows *w) {
  const double *fields = s->groups + first / LANES * SROC_GROUP_DOUBLES;
  w->f1 = load_margin(fields, 0);
  w->f2 = load_margin(fields, 1);
  int ruled = choose_rules(factors, n, first, lanes, 0, 1 / sqrt(t->p11.high), &w->l1);
  ruled &= choose_rules(factors, n, first, lanes, 1, 1 / sqrt(t->p22.high), &w->l2);
  if (!ruled) lay_lattices(s, factors, lanes, t, n, means, k, w);
  if (!(greatest8(max8(w->l1.count, w->l2.count)) <= STUDENT_NODES_MAX)) return -1;
  double nodes = 0;
  for (size_t lane = 0; lane < lanes; lane++) nodes += w->l1.count[lane] * w->l2.count[lane];
  return nodes;
}

// The t density of one study at eight points: z is 1 + a11 d1^2 + 2 a12 d1 d2 + a22 d2^2.
typedef struct {
  v8 mu1, mu2, a11, a22, twice_a12, e;
} student_points;

// z^-e; `cubes`: e is 3 at all points.
INLINE v8 student_power(v8 z, v8 e, int cubes) {
  if (!cubes) return exp8(-e * log8(z));
  v8 inverse = 1.0 / z;
  return inverse * inverse * inverse;
}

// Sum over all nodes of weights times z^-e.
INLINE v8 student_sum(const student_margin *m1, const student_margin *m2, const student_points *p,
                      int cubes) {
  v8 D[STUDENT_NODES_MAX + LANES], E[STUDENT_NODES_MAX + LANES], total = all8(0.0);
  int end = (m2->count + 1) / 2 * 2;
  for (int v = 0; v < end; v++) {
    D[v] = m2->t[v] - p->mu2;
    E[v] = 1.0 + p->a22 * D[v] * D[v];
  }
  for (int u = 0; u < m1->count; u++) {
    v8 d = m1->t[u] - p->mu1, a = p->a11 * d * d, b = p->twice_a12 * d, row = all8(0.0);
    for (int v = 0; v < end; v += 2) {
      v8 z1 = (a + E[v]) + b * D[v], z2 = (a + E[v + 1]) + b * D[v + 1];
      if (cubes) {
        v8 inverse = 1.0 / (z1 * z2), i1 = inverse * z2, i2 = inverse * z1;
        row += m2->weight[v] * (i1 * i1 * i1) + m2->weight[v + 1] * (i2 * i2 * i2);
      } else {
        row += m2->weight[v] * student_power(z1, p->e, 0) +
               m2->weight[v + 1] * student_power(z2, p->e, 0);
      }
    }
    total += m1->weight[u] * row;
  }
  return total;
}

// The same sum of one point, eight nodes of the second margin at a time.
INLINE double student_sum_alone(const student_margin *m1, const student_margin *m2,
                                const student_points *p, int cubes) {
  v8 D[STUDENT_NODES_MAX / LANES], E[STUDENT_NODES_MAX / LANES], W[STUDENT_NODES_MAX / LANES];
  v8 total = all8(0.0), i = {0, 1, 2, 3, 4, 5, 6, 7};
  int vectors = (m2->count + LANES - 1) / LANES;
  for (int k = 0; k < vectors; k++) {
    double t[LANES], weight[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      int v = LANES * k + lane < m2->count ? LANES * k + lane : m2->count - 1;
      t[lane] = m2->t[v];
      weight[lane] = m2->weight[v];
    }
    D[k] = load8(t) - p->mu2;
    E[k] = 1.0 + p->a22 * D[k] * D[k];
    W[k] = select8(i + (double)(LANES * k) < (double)m2->count, load8(weight), all8(0.0));
  }
  for (int u = 0; u < m1->count; u++) {
    v8 d = m1->t[u] - p->mu1, a = p->a11 * d * d, b = p->twice_a12 * d, row = all8(0.0);
    for (int k = 0; k < vectors; k++)
      row += W[k] * student_power((a + E[k]) + b * D[k], p->e, cubes);
    total += m1->weight[u] * row;
  }
  return sum8(total);
}

INLINE void add_student(const sroc_student_factors *factors, const student_windows *w,
                        size_t first, size_t lanes, const point_tile *t, const tile_freedom *n,
                        const v8 (*mean)[TILE_VECTORS][2], int cubes, int alone,
                        running_total *totals) {
  student_room room1, room2;
  for (size_t lane = 0; lane < lanes; lane++) {
    student_margin m1 = student_nodes(factors, first + lane, 0, &w->f1, &w->l1, lane, &room1);
    student_margin m2 = student_nodes(factors, first + lane, 1, &w->f2, &w->l2, lane, &room2);
    double sign1 = w->f1.sign[lane], sign2 = w->f2.sign[lane];
    for (int i = 0; i < t->parts; i++) {
      const eight_points *p = &t->part[i];
      v8 inverse = 1.0 / n->nu[i];
      student_points q = {sign1 * mean[lane][i][0], sign2 * mean[lane][i][1], p->o11 * inverse,
                          p->o22 * inverse, (2 * sign1 * sign2) * p->o12 * inverse,
                          0.5 * n->nu[i] + 1.0};
      v8 sum = alone ? all8(student_sum_alone(&m1, &m2, &q, cubes))
                     : student_sum(&m1, &m2, &q, cubes);
      multiply_in(&totals[i], sum);
    }
  }
}

// log L at `parts` times eight points, or at one that fills all lanes; returns a bit mask of those that are
// left, or TILE_SPLIT where they take too many nodes.
INLINE int student_tile(const sroc_studies *s, const sroc_student_factors *factors,
                        const double *at, int parts, const tile_freedom *n,
                        const tile_design *design, int alone, double *values) {
  point_tile t;
  load_tile(at, parts, s->gaussian_spacing, &t);
  running_total totals[TILE_VECTORS];
  for (int i = 0; i < parts; i++) clear_total(&totals[i]);
  int cubes = n->low == 4 && n->high == 4;
  double most = alone ? STUDENT_ALONE : parts > 1 ? STUDENT_WIDE : STUDENT_NARROW;
  double nodes = 0, limit = most * (double)s->count;
  for (size_t begin = 0; begin < s->count; begin += STRETCH_STUDIES) {
    size_t end = s->count - begin < STRETCH_STUDIES ? s->count : begin + STRETCH_STUDIES;
    student_windows windows[WINDOW_GROUPS];
    stretch_means means;
    gather_means(s, begin, end, design, parts, &means);
    for (size_t first = begin; first < end; first += LANES) {
      size_t lanes = end - first < LANES ? end - first : LANES;
      double own = find_student(s, factors, first, lanes, &t, n, &means, first - begin,
                                &windows[(first - begin) / LANES]);
      nodes += own;
      if (!(own > 0 && nodes < limit)) return TILE_SPLIT;
    }
    for (size_t first = begin; first < end; first += LANES) {
      size_t lanes = end - first < LANES ? end - first : LANES;
      add_student(factors, &windows[(first - begin) / LANES], first, lanes, &t, n,
                  means.mean + (first - begin), cubes, alone, totals);
    }
  }
  return finish_tile(&t, totals, (double)s->count, values);
}

#endif
