// A tile of points and its bounds, and from these alone how far studies contradict any of the
// points and which spacing their lattices need, by interval arithmetic over the rules of
// lattice_rule.h.
#ifndef SROC_TILE_BOUNDS_H
#define SROC_TILE_BOUNDS_H

#include "lattice_rule.h"

// Fields of a point: mu1, mu2, tau1, tau2, rho, sqrt(1 - rho^2).
enum {
  LANES = 8,
  TILE_VECTORS = 2,
  TILE_FIELDS = 6,
  TILE_POINTS = LANES * TILE_VECTORS,
  VECTOR_DOUBLES = LANES * TILE_FIELDS,
  TILE_DOUBLES = VECTOR_DOUBLES * TILE_VECTORS
};
enum { TILE_ALL = (1 << TILE_POINTS) - 1, TILE_SPLIT = 1 << TILE_POINTS };

// Eight points and what follows from them.
typedef struct {
  v8 mu1, mu2, tau1, tau2, o11, o22, o12, log_normal;
} eight_points;

typedef struct {
  double low, high;
} interval1;

// A tile, and the bounds of its points: of the means, of tau2 rho / tau1, of Sigma^-1, and of
// 1 / (a c)^2, which a lattice must serve; the rest is needed from above only.
typedef struct {
  eight_points part[TILE_VECTORS];
  int parts;
  interval1 mu1, mu2, slope21, p11, p22, p12, gauss1, gauss2;
  double tau1_high, tau2_high, half1_high, half2_high;
} point_tile;

INLINE double least8(v8 v) { return -greatest8(-v); }

INLINE void widen(interval1 *r, v8 v, int first) {
  double low = least8(v), high = greatest8(v);
  r->low = first || low < r->low ? low : r->low;
  r->high = first || high > r->high ? high : r->high;
}

// From `parts` times eight points, field after field in each.
INLINE void load_tile(const double *at, int parts, double gaussian_spacing, point_tile *t) {
  double a2 = 1.0 / (gaussian_spacing * gaussian_spacing);
  interval1 tau1_range, tau2_range, half1, half2;
  t->parts = parts;
  for (int i = 0; i < parts; i++, at += VECTOR_DOUBLES) {
    eight_points *p = &t->part[i];
    v8 tau1 = load8(at + 16), tau2 = load8(at + 24), rho = load8(at + 32), root = load8(at + 40);
    v8 c1 = tau1 * root, c2 = tau2 * root, w1 = 1.0 / c1, w2 = 1.0 / c2;
    p->mu1 = load8(at);
    p->mu2 = load8(at + 8);
    p->tau1 = tau1;
    p->tau2 = tau2;
    p->o11 = w1 * w1;
    p->o22 = w2 * w2;
    p->o12 = -rho * w1 * w2;
    p->log_normal = log8(6.283185307179586 * tau1 * c2);
    int first = i == 0;
    widen(&t->mu1, p->mu1, first);
    widen(&t->mu2, p->mu2, first);
    widen(&t->slope21, rho * tau2 / tau1, first);
    widen(&t->p11, p->o11, first);
    widen(&t->p22, p->o22, first);
    widen(&t->p12, p->o12, first);
    widen(&tau1_range, tau1, first);
    widen(&tau2_range, tau2, first);
    widen(&half1, 0.5 / (tau1 * tau1), first);
    widen(&half2, 0.5 * p->o22, first);
  }
  t->gauss1 = (interval1){a2 * t->p11.low, a2 * t->p11.high};
  t->gauss2 = (interval1){a2 * t->p22.low, a2 * t->p22.high};
  t->tau1_high = tau1_range.high;
  t->tau2_high = tau2_range.high;
  t->half1_high = half1.high;
  t->half2_high = half2.high;
}

// An interval as a margin sees it, which may be reflected.
INLINE interval8 oriented8(v8 sign, interval8 r) {
  m8 flip = sign < 0.0;
  interval8 result = {select8(flip, -r.high, r.low), select8(flip, -r.low, r.high)};
  return result;
}

INLINE interval8 oriented(v8 sign, interval1 r) {
  return oriented8(sign, (interval8){all8(r.low), all8(r.high)});
}

INLINE interval8 plus(interval8 a, interval8 b) {
  interval8 r = {a.low + b.low, a.high + b.high};
  return r;
}

INLINE interval8 times(interval8 a, interval8 b) {
  v8 p = a.low * b.low, q = a.low * b.high, r = a.high * b.low, s = a.high * b.high;
  interval8 result = {min8(min8(p, q), min8(r, s)), max8(max8(p, q), max8(r, s))};
  return result;
}

// The level set to which all means of an interval come at the least loss, and its drop; the drop is
// kept, because the sets of a flat factor share their lower end.
typedef struct {
  v8 low, high, drop;
} level_set8;

INLINE level_set8 nearest_set(const margin8 *f, interval8 mean, double half_precision) {
  v8 best = all8(1e300);
  level_set8 set = {best, best, best};
  for (int k = 0; k < 6; k++) {
    v8 low = load8(f->lower + 8 * k), high = load8(f->upper + 8 * k), drop = all8(level_drops[k]);
    v8 d = max8(max8(low - mean.low, mean.high - high), all8(0.0));
    v8 loss = drop + d * d * half_precision;
    m8 better = loss < best;
    best = select8(better, loss, best);
    set.low = select8(better, low, set.low);
    set.high = select8(better, high, set.high);
    set.drop = select8(better, drop, set.drop);
  }
  return set;
}

// How far the means of an interval are from a set: the distance falls as the mean grows.
INLINE interval8 walk(interval8 mean, const level_set8 *set) {
  interval8 r = {min8(max8(mean.high, set->low), set->high) - mean.high,
                 min8(max8(mean.low, set->low), set->high) - mean.low};
  return r;
}

INLINE v8 largest_square(interval8 a) { return max8(a.low * a.low, a.high * a.high); }

// What the windows of eight studies must hold for all points of a tile.
typedef struct {
  v8 loss;             // how far the data contradict the means, at most
  v8 needed1, needed2; // 1 / (a c)^2 that the lattices must serve
} tile_need;

// 1 / (a c)^2 with what a pull adds (`tilted_grid_level` of lattice_rule.h), at most: the gain in
// successes pull (1 - (2 y + pull) / (n + 1)) is largest at pull = (n + 1) / 2 - y.
INLINE v8 needed_spacing(const margin8 *f, interval8 pull, interval1 gauss, double rate) {
  v8 whole = f->n + 1.0;
  v8 p = min8(max8(0.5 * whole - f->y, pull.low), pull.high);
  v8 gain = p * (1.0 - (2.0 * f->y + p) / whole);
  v8 extra = gain * rate - TILT_FREE * (gauss.low + f->inverse_spacing2);
  return gauss.high + max8(extra, all8(0.0));
}

// `conflict` and `tilted_grid_level` of lattice_rule.h, bounded over all points by intervals, along
// one walk through level sets that all points share: a point by itself may walk another way, which gives
// another bound of its loss, no sharper in general. The means are as the margins see them.
INLINE tile_need bound_need(const margin8 *f1, const margin8 *f2, v8 sign, interval8 mean1,
                            interval8 mu2, const point_tile *t, double rate) {
  interval8 cross = oriented(sign, t->p12);
  level_set8 set1 = nearest_set(f1, mean1, t->half1_high);
  interval8 d1 = walk(mean1, &set1), moved = times(oriented(sign, t->slope21), d1);
  interval8 mean2 = plus(mu2, moved);
  level_set8 set2 = nearest_set(f2, mean2, t->half2_high);
  interval8 d2 = walk(mean2, &set2), away2 = plus(moved, d2);
  interval8 p11 = {all8(t->p11.low), all8(t->p11.high)};
  interval8 p22 = {all8(t->p22.low), all8(t->p22.high)};
  interval8 push1 = plus(times(p11, d1), times(cross, away2));
  interval8 push2 = plus(times(cross, d1), times(p22, away2));
  interval8 pull1 = {-push1.high, -push1.low}, pull2 = {-push2.high, -push2.low};
  tile_need need;
  need.loss = set1.drop + set2.drop + largest_square(d1) * t->half1_high +
              largest_square(d2) * t->half2_high;
  need.needed1 = needed_spacing(f1, pull1, t->gauss1, rate);
  need.needed2 = needed_spacing(f2, pull2, t->gauss2, rate);
  return need;
}

#endif
