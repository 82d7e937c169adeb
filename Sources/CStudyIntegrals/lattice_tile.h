// The lattice rule for a tile of points, eight to a vector, study after study.
//
// Sampling evaluates many points whose order does not matter. Sorted into tiles with like standard
// deviations, they share each study's lattice: the tabulated factors become scalars, no lane is
// empty whatever the number of studies, and each study keeps a window of its own. The windows are
// found for eight studies at a time, from the bounds of the tile's points alone, so that their cost
// does not grow with the tile.
#ifndef SROC_LATTICE_TILE_H
#define SROC_LATTICE_TILE_H

#include "tile_bounds.h"

// Below exp(-EXPONENT_MAX) and a tabulated factor: a node of a point's own window that weighs less has
// spent all that a row beside it could add.
#define WEIGHT_MIN 1e-280

// A study's tabulated lattice; `f` has eight doubles a node, of which the study's is the first.
typedef struct {
  double centre, h;
  const double *f;
  int half;
} lattice1;

INLINE v8 round8(v8 x) { return (x + 0x1.8p52) - 0x1.8p52; }

// `grid_level_below` of eight values, up to rounding, held to the grid levels that a group has.
INLINE v8 grid_levels_below(v8 c, double first, double last) {
  v8 octaves = __builtin_convertvector(GRID_TOP_BITS - (m8)c, v8) * 0x1p-52;
  v8 coarse = COARSE_LEVELS * octaves + (FINE_LEVELS - COARSE_LEVELS) * (double)FINE_OCTAVES;
  v8 grid_level = round8(min8(FINE_LEVELS * octaves, coarse) + 0.4999999999);
  return min8(max8(grid_level, all8(first)), all8(last));
}

// The tabulated lattices of eight studies in one margin that hold the given windows with at least
// the given 1 / (a c)^2. Returns 0 where a table does not reach.
INLINE int pick_lattices(const sroc_studies *s, const int64_t *index, const margin8 *f, v8 needed,
                         v8 lower, v8 upper, size_t lanes, lattice1 *out) {
  v8 c = 1.0 / (s->gaussian_spacing * sqrt8(needed));
  if (!(least8(c) >= grid_level_value((int)index[1]))) return 0;
  v8 grid_level = grid_levels_below(c, (double)index[0], (double)index[1]),
     centre = load8(s->lattices + index[2 + 3 * index[0]]);
  const int64_t *block[LANES];
  v8 inverse = all8(1.0);
  for (size_t lane = 0; lane < lanes; lane++) {
    block[lane] = index + 2 + 3 * (int)grid_level[lane];
    inverse[lane] = s->lattices[block[lane][0] + 16 + (int64_t)lane];
  }
  v8 low = round8((lower - centre) * inverse - 0.5),
     high = round8((upper - centre) * inverse + 0.5);
  v8 middle = round8(0.5 * (low + high) - 0.25), half = max8(high - middle, all8(1.0));
  v8 h = 1.0 / inverse, at = centre + middle * h, begin = middle - half, end = middle + half;
  if (!(greatest8(half) <= HALF_NODES_MAX)) return 0;
  for (size_t lane = 0; lane < lanes; lane++) {
    const int64_t *b = block[lane];
    if (!(begin[lane] >= (double)b[1] && end[lane] <= (double)b[2])) return 0;
    lattice1 l = {at[lane], h[lane],
                  s->lattices + b[0] + HEADER + 8 * ((int64_t)middle[lane] - b[1]) + lane,
                  (int)half[lane]};
    out[lane] = l;
  }
  return 1;
}

// exp(x) and exp(-x), relative error below 1e-11 for |x| < 700, of no meaning beyond: the even and
// the odd part of one polynomial of degree 9 (see exp8), added and subtracted. The powers that a
// lattice takes of it leave an error below 1e-9.
INLINE void exp_pair8(v8 x, v8 *rise, v8 *fall) {
  const double magic = 0x1.8p52;
  v8 shifted = x * 0x1.71547652b82fep0 + magic, k = shifted - magic;
  v8 r = x - k * 0x1.62e42fefa3800p-1;
  r = r - k * 0x1.ef35793c76730p-45;
  v8 z = r * r, z2 = z * z;
  v8 even = (1.0 + z * 0.5) + z2 * ((1.0 / 24 + z * (1.0 / 720)) + z2 * (1.0 / 40320));
  v8 odd =
      r * ((1.0 + z * (1.0 / 6)) + z2 * ((1.0 / 120 + z * (1.0 / 5040)) + z2 * (1.0 / 362880)));
  m8 bits = (m8)shifted << 52;
  *rise = (v8)((m8)(even + odd) + bits);
  *fall = (v8)((m8)(even - odd) - bits);
}

// The normal on one study's lattices at eight points, its exponentials done.
typedef struct {
  v8 rise1, fall1, root1, rise2, fall2, root2; // exp(A), exp(-A), exp(-B / 2) of each margin
  v8 X, Xi;                                    // exp(-C), exp(C)
  v8 exponent;                                 // K0
} tile_terms;

INLINE void prepare_terms(const eight_points *t, v8 mu1, v8 mu2, const lattice1 *l1,
                          const lattice1 *l2, double sign1, double sign2, double reach,
                          tile_terms *w, m8 *good) {
  double h1 = l1->h, h2 = l2->h;
  v8 o12 = (sign1 * sign2) * t->o12;
  v8 D1 = l1->centre - sign1 * mu1, D2 = l2->centre - sign2 * mu2;
  v8 a1 = -(t->o11 * D1 + o12 * D2), a2 = -(o12 * D1 + t->o22 * D2);
  v8 C = o12 * (h1 * h2);
  // Within a point's own window no exponent may leave the range of a double.
  v8 r1 = min8(all8(l1->half * h1), abs8(D1) + reach * t->tau1);
  v8 r2 = min8(all8(l2->half * h2), abs8(D2) + reach * t->tau2);
  v8 largest = abs8(o12) * r1 * r2 + r1 * (abs8(a1) + 0.5 * r1 * t->o11) +
               r2 * (abs8(a2) + 0.5 * r2 * t->o22);
  *good &= largest < EXPONENT_MAX;
  w->exponent = 0.5 * (D1 * a1 + D2 * a2);
  exp_pair8(a1 * h1, &w->rise1, &w->fall1);
  exp_pair8(a2 * h2, &w->rise2, &w->fall2);
  exp_pair8(-C, &w->X, &w->Xi);
  w->root1 = exp8(t->o11 * (-0.5 * h1 * h1));
  w->root2 = exp8(t->o22 * (-0.5 * h2 * h2));
}

INLINE void weigh_tile(const lattice1 *l, v8 rise, v8 fall, v8 root, v8 *out) {
  v8 change = root * root, up = all8(1.0), down = up;
  rise *= root;
  fall *= root;
  out[0] = all8(l->f[0]);
  for (int i = 1; i <= l->half; i++) {
    up *= rise;
    down *= fall;
    rise *= change;
    fall *= change;
    out[i] = l->f[8 * i] * up;
    out[-i] = l->f[-8 * i] * down;
  }
}

// The sum of P_u Q_v X^(u v) over both lattices: rows u, -u, u + 1 and -u - 1 at once, eight chains
// that hide the latency of the multiply-adds. P has a node more at each end, of weight zero.
INLINE v8 sum_tile(const v8 *P, int half1, const v8 *Q, int half2, v8 X, v8 Xi) {
  v8 Y = X * X, Yi = Xi * Xi, step = Y, step_inverse = Yi, zero = all8(0.0);
  v8 row = Q[0];
  for (int v = 1; v <= half2; v++) row += Q[v] + Q[-v];
  v8 total = P[0] * row;
  for (int u = 1; u <= half1; u += 2) {
    v8 a = Q[half2], b = Q[-half2], pos = a, neg = b, pos_r = a, neg_r = b;
    v8 pos2 = a, neg2 = b, pos_r2 = a, neg_r2 = b;
    for (int v = half2 - 1; v >= 1; v--) {
      a = Q[v];
      b = Q[-v];
      pos = pos * X + a;
      neg = neg * Xi + b;
      pos_r = pos_r * Xi + a;
      neg_r = neg_r * X + b;
      pos2 = pos2 * Y + a;
      neg2 = neg2 * Yi + b;
      pos_r2 = pos_r2 * Yi + a;
      neg_r2 = neg_r2 * Y + b;
    }
    // Beyond a point's own window, where its weight has vanished, its row may have overflowed.
    v8 row1 = P[u] * (Q[0] + (pos * X + neg * Xi));
    v8 row2 = P[-u] * (Q[0] + (pos_r * Xi + neg_r * X));
    v8 row3 = P[u + 1] * (Q[0] + (pos2 * Y + neg2 * Yi));
    v8 row4 = P[-u - 1] * (Q[0] + (pos_r2 * Yi + neg_r2 * Y));
    total +=
        (select8(P[u] > WEIGHT_MIN, row1, zero) + select8(P[-u] > WEIGHT_MIN, row2, zero)) +
        (select8(P[u + 1] > WEIGHT_MIN, row3, zero) + select8(P[-u - 1] > WEIGHT_MIN, row4, zero));
    X *= step;
    Xi *= step_inverse;
    Y *= step;
    Yi *= step_inverse;
  }
  return total;
}

// The sum over one study's lattices.
INLINE v8 tile_sum(const lattice1 *l1, const lattice1 *l2, const tile_terms *w) {
  v8 P[2 * HALF_NODES_MAX + 3], Q[2 * HALF_NODES_MAX + 1];
  v8 *p = P + l1->half + 1, *q = Q + l2->half;
  p[-l1->half - 1] = p[l1->half + 1] = all8(0.0);
  weigh_tile(l1, w->rise1, w->fall1, w->root1, p);
  weigh_tile(l2, w->rise2, w->fall2, w->root2, q);
  return sum_tile(p, l1->half, q, l2->half, w->X, w->Xi) * (l1->h * l2->h);
}

enum { WINDOW_GROUPS = 6, STRETCH_STUDIES = WINDOW_GROUPS * LANES };

// Nodes a lane of a group of studies from which on a wide tile does better as two narrow ones, and a
// narrow one as single points, whose windows are their own. Points alike need 200 to 300 a study.
// Measured on nine data sets; half or twice as many cost 5 %.
#define NODES_MAX_WIDE 700
#define NODES_MAX_NARROW 1300

// The windows of eight studies for a tile, as their tabulated lattices.
typedef struct {
  margin8 f1, f2;
  reaches reach;
  lattice1 l1[LANES], l2[LANES];
} tile_windows;

// Where the means of a tile's points are, where studies have design rows: those of row r and margin m
// at `row_means[(2 r + m) * count + which[p]]` for the p-th point of the tile.
typedef struct {
  const double *row_means;
  size_t count;
  const uint16_t *which;
  double *each; // where the value of each study goes, where these are wanted
} tile_design;

// The means of the studies of a stretch at the points of a tile, and their bounds.
typedef struct {
  v8 mean[STRETCH_STUDIES][TILE_VECTORS][2];
  interval1 range[STRETCH_STUDIES][2];
} stretch_means;

INLINE void gather_means(const sroc_studies *s, size_t begin, size_t end, const tile_design *d,
                         int parts, stretch_means *m) {
  for (size_t study = begin; study < end; study++) {
    size_t k = study - begin, row = s->rows[study];
    // Where studies of one row follow each other, as those of a level often do.
    if (k && s->rows[study - 1] == row) {
      memcpy(m->mean[k], m->mean[k - 1], sizeof m->mean[k]);
      memcpy(m->range[k], m->range[k - 1], sizeof m->range[k]);
      continue;
    }
    for (int margin = 0; margin < 2; margin++) {
      const double *from = d->row_means + (2 * row + (size_t)margin) * d->count;
      for (int i = 0; i < parts; i++) {
        v8 mean;
        for (int p = 0; p < LANES; p++) mean[p] = from[d->which[LANES * i + p]];
        m->mean[k][i][margin] = mean;
        widen(&m->range[k][margin], mean, i == 0);
      }
    }
  }
}

// The bounds of the means of the eight studies from the `k`-th of a stretch on, as a margin sees them.
INLINE interval8 group_range(const stretch_means *m, size_t k, size_t lanes, int margin, v8 sign) {
  interval8 r;
  for (size_t lane = 0; lane < LANES; lane++) {
    const interval1 *of = &m->range[k + (lane < lanes ? lane : lanes - 1)][margin];
    r.low[lane] = of->low;
    r.high[lane] = of->high;
  }
  return oriented8(sign, r);
}

// The windows of the group of studies that begins with `first`. Returns 0 where the data contradict
// the means too much, or the tables do not hold the windows.
INLINE int find_windows(const sroc_studies *s, size_t first, size_t lanes, const point_tile *t,
                        const stretch_means *means, size_t k, int designed, tile_windows *w) {
  const double *fields = s->groups + first / LANES * SROC_GROUP_DOUBLES;
  const int64_t *index = s->lattice_index + first / LANES * 2 * SROC_INDEX_FIELDS;
  w->f1 = load_margin(fields, 0);
  w->f2 = load_margin(fields, 1);
  v8 sign1 = w->f1.sign, sign2 = w->f2.sign;
  interval8 mean1 = designed ? group_range(means, k, lanes, 0, sign1) : oriented(sign1, t->mu1);
  interval8 mean2 = designed ? group_range(means, k, lanes, 1, sign2) : oriented(sign2, t->mu2);
  tile_need need =
      bound_need(&w->f1, &w->f2, sign1 * sign2, mean1, mean2, t, tilt_rate(s->log_tolerance));
  if (!(greatest8(need.loss) < CONFLICT_MAX)) return 0;
  v8 lower1, upper1, lower2, upper2;
  normal_reaches(s->log_tolerance + need.loss, &w->reach);
  window(&w->f1, mean1, t->tau1_high, &w->reach, &lower1, &upper1);
  window(&w->f2, mean2, t->tau2_high, &w->reach, &lower2, &upper2);
  return pick_lattices(s, index, &w->f1, need.needed1, lower1, upper1, lanes, w->l1) &&
         pick_lattices(s, index + SROC_INDEX_FIELDS, &w->f2, need.needed2, lower2, upper2, lanes,
                       w->l2);
}

// The windows of the studies from `begin` to `end`. Returns 0 where no window serves all points, or
// one that does would cost more nodes than the points do apart.
INLINE int find_stretch(const sroc_studies *s, size_t begin, size_t end, const point_tile *t,
                        const stretch_means *means, int designed, tile_windows *windows) {
  double nodes = 0, most = 0, limit = t->parts > 1 ? NODES_MAX_WIDE : NODES_MAX_NARROW;
  for (size_t first = begin; first < end; first += LANES) {
    size_t lanes = end - first < LANES ? end - first : LANES;
    tile_windows *w = &windows[(first - begin) / LANES];
    most += LANES * limit;
    if (!find_windows(s, first, lanes, t, means, first - begin, designed, w)) return 0;
    for (size_t lane = 0; lane < lanes; lane++)
      nodes += (double)(2 * w->l1[lane].half + 1) * (double)(2 * w->l2[lane].half + 1);
  }
  return nodes <= most;
}

// The sum of log L at eight points so far: exponents, and the product of the lattice sums with its
// power of two kept apart.
typedef struct {
  v8 exponent, product;
  m8 power, good;
} running_total;

INLINE void clear_total(running_total *r) {
  r->exponent = all8(0.0);
  r->product = all8(1.0);
  r->power = (m8)r->exponent;
  r->good = r->exponent == 0.0;
}

INLINE void multiply_in(running_total *r, v8 S) {
  m8 holds = (S > 1e-290) & (S < 1e290);
  r->good &= holds;
  r->product *= select8(holds, S, all8(1.0));
  r->power += ((m8)r->product >> 52) - 1023;
  r->product = (v8)(((m8)r->product & 0x000fffffffffffffLL) | 0x3ff0000000000000LL);
}

// log L at the points of a tile from the sums of `count` studies; returns a bit mask of those that are
// not good.
INLINE int finish_tile(const point_tile *t, const running_total *totals, double count,
                       double *values) {
  int declined = 0;
  for (int i = 0; i < t->parts; i++) {
    const running_total *r = &totals[i];
    v8 total = r->exponent + log8(r->product) +
               __builtin_convertvector(r->power, v8) * 0x1.62e42fefa39efp-1 -
               count * t->part[i].log_normal;
    store8(values + LANES * i, total);
    for (int p = 0; p < LANES; p++) declined |= r->good[p] ? 0 : 1 << (LANES * i + p);
  }
  return declined;
}

// The value of one study at the points of a part, to where values of each study are wanted.
INLINE void put_each(const tile_design *d, size_t study, int part, v8 value) {
  double *to = d->each + study * d->count;
  for (int p = 0; p < LANES; p++) to[d->which[LANES * part + p]] = value[p];
}

// `mean`: with design rows, the two means of each study at these points; `each`: where not the total is
// wanted but the value of each study.
INLINE void add_studies(const tile_windows *w, size_t lanes, const eight_points *p,
                        const v8 (*mean)[TILE_VECTORS][2], int part, int designed,
                        const tile_design *each, size_t first, running_total *r) {
  tile_terms terms[LANES];
  for (size_t lane = 0; lane < lanes; lane++) {
    v8 mu1 = designed ? mean[lane][part][0] : p->mu1, mu2 = designed ? mean[lane][part][1] : p->mu2;
    prepare_terms(p, mu1, mu2, &w->l1[lane], &w->l2[lane], w->f1.sign[lane], w->f2.sign[lane],
                  w->reach.reach[0][lane], &terms[lane], &r->good);
    r->exponent += terms[lane].exponent;
  }
  for (size_t lane = 0; lane < lanes; lane++) {
    v8 S = tile_sum(&w->l1[lane], &w->l2[lane], &terms[lane]);
    if (each) {
      m8 holds = (S > 1e-290) & (S < 1e290);
      r->good &= holds;
      put_each(each, first + lane, part,
               terms[lane].exponent + log8(select8(holds, S, all8(1.0))) - p->log_normal);
    } else {
      multiply_in(r, S);
    }
  }
}

// log L at `parts` times eight points; returns a bit mask of those that are left to the rules for
// single points, or TILE_SPLIT if nothing was done because the points have too little in common.
INLINE int tile_log_likelihood(const sroc_studies *s, const double *at, int parts,
                               const tile_design *design, int designed, int each,
                               double *values) {
  point_tile t;
  load_tile(at, parts, s->gaussian_spacing, &t);
  running_total totals[TILE_VECTORS];
  for (int i = 0; i < parts; i++) clear_total(&totals[i]);
  // All windows of a stretch before any sum: a tile that has to be split costs no sums.
  tile_windows windows[WINDOW_GROUPS];
  stretch_means means;
  for (size_t begin = 0; begin < s->count; begin += STRETCH_STUDIES) {
    size_t end = s->count - begin < STRETCH_STUDIES ? s->count : begin + STRETCH_STUDIES;
    if (designed) gather_means(s, begin, end, design, parts, &means);
    if (!find_stretch(s, begin, end, &t, &means, designed, windows)) return TILE_SPLIT;
    for (size_t first = begin; first < end; first += LANES) {
      size_t lanes = end - first < LANES ? end - first : LANES;
      for (int i = 0; i < parts; i++)
        add_studies(&windows[(first - begin) / LANES], lanes, &t.part[i],
                    means.mean + (first - begin), i, designed, each ? design : 0, first,
                    &totals[i]);
    }
  }
  return finish_tile(&t, totals, (double)s->count, values);
}

#endif
