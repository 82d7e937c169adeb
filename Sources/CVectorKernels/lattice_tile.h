// The lattice rule for eight points at a time, one a lane, study after study.
//
// Sampling evaluates many points whose order does not matter. Sorted into tiles of eight points with
// like standard deviations, they share each study's lattice: the tabulated factors become scalars,
// no lane is empty whatever the number of studies, each study keeps a window of its own, and the
// windows (found for eight studies at a time, as bounds over the tile) cost an eighth.
#ifndef SROC_LATTICE_TILE_H
#define SROC_LATTICE_TILE_H

#include "lattice_rule.h"

#define WEIGHT_MIN 1e-280  // below exp(-EXPONENT_MAX): no node of a point's own window weighs less

enum { TILE = 8, TILE_FIELDS = 6 };  // mu1, mu2, tau1, tau2, rho, sqrt(1 - rho^2) of eight points
enum { TILE_ALL = (1 << TILE) - 1, TILE_SPLIT = 1 << TILE };

// Eight points, what follows from them, and their bounds.
typedef struct {
  v8 mu1, mu2, tau1, tau2, o11, o22, o12, log_normal;
  double at[TILE_FIELDS][TILE], slope21[TILE], half1[TILE], half2[TILE], p11[TILE], p22[TILE],
      p12[TILE], gauss1[TILE], gauss2[TILE];  // the same, to be read one point at a time
  double mu1_low, mu1_high, mu2_low, mu2_high, tau1_high, tau2_high, half1_high, half2_high;
} point_tile;

INLINE double least8(v8 v) { return -greatest8(-v); }

INLINE void load_tile(const double *at, double gaussian_spacing, point_tile *t) {
  v8 tau1 = load8(at + 16), tau2 = load8(at + 24), rho = load8(at + 32), root = load8(at + 40);
  v8 c1 = tau1 * root, c2 = tau2 * root, w1 = 1.0 / c1, w2 = 1.0 / c2;
  double a2 = 1.0 / (gaussian_spacing * gaussian_spacing);
  memcpy(t->at, at, sizeof t->at);
  t->mu1 = load8(at);
  t->mu2 = load8(at + 8);
  t->tau1 = tau1;
  t->tau2 = tau2;
  t->o11 = w1 * w1;
  t->o22 = w2 * w2;
  t->o12 = -rho * w1 * w2;
  t->log_normal = log8(6.283185307179586 * tau1 * c2);
  v8 h1 = 0.5 / (tau1 * tau1), h2 = 0.5 * t->o22;
  store8(t->slope21, rho * tau2 / tau1);
  store8(t->half1, h1);
  store8(t->half2, h2);
  store8(t->p11, t->o11);
  store8(t->p22, t->o22);
  store8(t->p12, t->o12);
  store8(t->gauss1, a2 * t->o11);
  store8(t->gauss2, a2 * t->o22);
  t->mu1_low = least8(t->mu1);
  t->mu1_high = greatest8(t->mu1);
  t->mu2_low = least8(t->mu2);
  t->mu2_high = greatest8(t->mu2);
  t->tau1_high = greatest8(tau1);
  t->tau2_high = greatest8(tau2);
  t->half1_high = greatest8(h1);
  t->half2_high = greatest8(h2);
}

INLINE interval8 oriented(v8 sign, double low, double high) {
  m8 flip = sign < 0.0;
  interval8 r = {select8(flip, all8(-high), all8(low)), select8(flip, all8(-low), all8(high))};
  return r;
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

// What the windows of eight studies must hold for all points of a tile.
typedef struct {
  v8 loss;              // how far the data contradict the means, at most
  v8 needed1, needed2;  // 1 / (a c)^2 that the lattices must serve
  v8 losses[TILE];      // `loss` of each point
} tile_need;

// `conflict` and `tilted_rung` of lattice_rule.h, the largest over the points.
INLINE void tile_conflict(const margin8 *f1, const margin8 *f2, v8 sign, const point_tile *t,
                          double rate, tile_need *need) {
  interval8 box1 = oriented(f1->sign, t->mu1_low, t->mu1_high);
  level_set8 set1 = nearest_set(f1, box1, t->half1_high);
  v8 at1[TILE], mean2[TILE];
  interval8 box2 = {all8(1e300), all8(-1e300)};
  for (int p = 0; p < TILE; p++) {
    v8 mu1 = f1->sign * t->at[0][p];
    at1[p] = min8(max8(mu1, set1.low), set1.high) - mu1;
    mean2[p] = f2->sign * t->at[1][p] + sign * t->slope21[p] * at1[p];
    box2.low = min8(box2.low, mean2[p]);
    box2.high = max8(box2.high, mean2[p]);
  }
  level_set8 set2 = nearest_set(f2, box2, t->half2_high);
  v8 zero = all8(0.0), drop = set1.drop + set2.drop;
  need->loss = need->needed1 = need->needed2 = zero;
  v8 per1 = 1.0 / (f1->n + 1.0), per2 = 1.0 / (f2->n + 1.0);
  for (int p = 0; p < TILE; p++) {
    v8 mu2 = f2->sign * t->at[1][p];
    v8 at2 = min8(max8(mean2[p], set2.low), set2.high), d2 = at2 - mean2[p], d1 = at1[p];
    need->losses[p] = drop + d1 * d1 * t->half1[p] + d2 * d2 * t->half2[p];
    need->loss = max8(need->loss, need->losses[p]);
    v8 away2 = at2 - mu2, o12 = sign * t->p12[p];
    v8 pull1 = -(t->p11[p] * d1 + o12 * away2), pull2 = -(o12 * d1 + t->p22[p] * away2);
    v8 gain1 = pull1 * (1.0 - (2.0 * f1->y + pull1) * per1);
    v8 gain2 = pull2 * (1.0 - (2.0 * f2->y + pull2) * per2);
    v8 extra1 = gain1 * rate - TILT_FREE * (t->gauss1[p] + f1->inverse_spacing2);
    v8 extra2 = gain2 * rate - TILT_FREE * (t->gauss2[p] + f2->inverse_spacing2);
    need->needed1 = max8(need->needed1, t->gauss1[p] + max8(extra1, zero));
    need->needed2 = max8(need->needed2, t->gauss2[p] + max8(extra2, zero));
  }
}

// The points for which some study's data contradict the means too much for the tables.
INLINE int contradicted(const tile_need *need) {
  int mask = 0;
  for (int p = 0; p < TILE; p++)
    mask |= greatest8(need->losses[p]) < CONFLICT_MAX ? 0 : 1 << p;
  return mask;
}

// A study's tabulated lattice; `f` has eight doubles a node, of which the study's is the first.
typedef struct {
  double centre, h;
  const double *f;
  int half;
} lattice1;

INLINE int pick_lattice(const int64_t *index, const double *lattices, int lane, int rung,
                        double lower, double upper, lattice1 *out) {
  if (rung < index[0]) rung = (int)index[0];
  if (rung > index[1]) return 0;
  const int64_t *block = index + 2 + 3 * rung;
  const double *header = lattices + block[0] + lane;
  double centre = header[0], h = header[8], inverse = header[16];
  double a = (lower - centre) * inverse, b = (upper - centre) * inverse;
  if (!(a > (double)block[1] && b < (double)block[2])) return 0;
  int low = (int)a, high = (int)b;
  low -= low > a;
  high += high < b;
  int middle = (low + high) >> 1, half = high - middle;
  half = half > 0 ? half : 1;
  if (half > HALF_NODES_MAX || middle - half < block[1] || middle + half > block[2]) return 0;
  out->half = half;
  out->centre = centre + middle * h;
  out->h = h;
  out->f = header + HEADER + 8 * (middle - block[1]);
  return 1;
}

// exp(x) and exp(-x), relative error below 1e-14 for |x| < 700: the even and the odd part of one
// polynomial of degree 11 (see exp8), added and subtracted.
INLINE void exp_pair8(v8 x, v8 *rise, v8 *fall) {
  const double magic = 0x1.8p52;
  x = min8(max8(x, all8(-700.0)), all8(700.0));
  v8 shifted = x * 0x1.71547652b82fep0 + magic, k = shifted - magic;
  v8 r = x - k * 0x1.62e42fefa3800p-1;
  r = r - k * 0x1.ef35793c76730p-45;
  v8 z = r * r, z2 = z * z, z4 = z2 * z2;
  v8 even = (1.0 + z * 0.5) + z2 * (1.0 / 24 + z * (1.0 / 720)) +
            z4 * (1.0 / 40320 + z * (1.0 / 3628800));
  v8 odd = r * ((1.0 + z * (1.0 / 6)) + z2 * (1.0 / 120 + z * (1.0 / 5040)) +
                z4 * (1.0 / 362880 + z * (1.0 / 39916800)));
  m8 bits = (m8)shifted << 52;
  *rise = (v8)((m8)(even + odd) + bits);
  *fall = (v8)((m8)(even - odd) - bits);
}

// One study's lattices at the points of a tile, its exponentials done.
typedef struct {
  lattice1 l1, l2;
  v8 rise1, fall1, root1, rise2, fall2, root2;  // exp(A), exp(-A), exp(-B / 2) of each margin
  v8 X, Xi;                                     // exp(-C), exp(C)
  v8 exponent;                                  // K0
} tile_terms;

INLINE void prepare_terms(const point_tile *t, double sign1, double sign2, double reach,
                          tile_terms *w, m8 *good) {
  double h1 = w->l1.h, h2 = w->l2.h;
  v8 o12 = (sign1 * sign2) * t->o12;
  v8 D1 = w->l1.centre - sign1 * t->mu1, D2 = w->l2.centre - sign2 * t->mu2;
  v8 a1 = -(t->o11 * D1 + o12 * D2), a2 = -(o12 * D1 + t->o22 * D2);
  v8 C = o12 * (h1 * h2);
  // Within a point's own window no exponent may leave the range of a double.
  v8 r1 = min8(all8(w->l1.half * h1), abs8(D1) + reach * t->tau1);
  v8 r2 = min8(all8(w->l2.half * h2), abs8(D2) + reach * t->tau2);
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
    total += (select8(P[u] > WEIGHT_MIN, row1, zero) + select8(P[-u] > WEIGHT_MIN, row2, zero)) +
             (select8(P[u + 1] > WEIGHT_MIN, row3, zero) + select8(P[-u - 1] > WEIGHT_MIN, row4, zero));
    X *= step;
    Xi *= step_inverse;
    Y *= step;
    Yi *= step_inverse;
  }
  return total;
}

// The sum over one study's lattices.
INLINE v8 tile_sum(const tile_terms *w) {
  v8 P[2 * HALF_NODES_MAX + 3], Q[2 * HALF_NODES_MAX + 1];
  v8 *p = P + w->l1.half + 1, *q = Q + w->l2.half;
  p[-w->l1.half - 1] = p[w->l1.half + 1] = all8(0.0);
  weigh_tile(&w->l1, w->rise1, w->fall1, w->root1, p);
  weigh_tile(&w->l2, w->rise2, w->fall2, w->root2, q);
  return sum_tile(p, w->l1.half, q, w->l2.half, w->X, w->Xi) * (w->l1.h * w->l2.h);
}

// log L at eight points; returns a bit mask of those that are left to the rules for single points,
// with TILE_SPLIT if nothing was done because of them.
INLINE int tile_log_likelihood(const sroc_studies *s, const double *at, double *values) {
  point_tile t;
  load_tile(at, s->gaussian_spacing, &t);
  v8 exponent = all8(0.0), product = all8(1.0);
  m8 power = (m8)exponent, good = exponent == 0.0;
  double rate = tilt_rate(s->log_tolerance), spacing = s->gaussian_spacing;
  for (size_t first = 0; first < s->count; first += TILE) {
    const double *fields = s->groups + first / TILE * SROC_GROUP_DOUBLES;
    const int64_t *index = s->lattice_index + first / TILE * 2 * SROC_INDEX_FIELDS;
    margin8 f1 = load_margin(fields, 0), f2 = load_margin(fields, 1);
    tile_need need;
    tile_conflict(&f1, &f2, f1.sign * f2.sign, &t, rate, &need);
    if (!(greatest8(need.loss) < CONFLICT_MAX)) return TILE_SPLIT | contradicted(&need);
    reaches r;
    v8 lower1, upper1, lower2, upper2;
    normal_reaches(s->log_tolerance + need.loss, &r);
    window(&f1, oriented(f1.sign, t.mu1_low, t.mu1_high), t.tau1_high, &r, &lower1, &upper1);
    window(&f2, oriented(f2.sign, t.mu2_low, t.mu2_high), t.tau2_high, &r, &lower2, &upper2);
    v8 c1 = 1.0 / (spacing * sqrt8(need.needed1)), c2 = 1.0 / (spacing * sqrt8(need.needed2));
    size_t lanes = s->count - first < TILE ? s->count - first : TILE;
    tile_terms terms[TILE];
    for (size_t lane = 0; lane < lanes; lane++) {
      if (!pick_lattice(index, s->lattices, (int)lane, rung_below(c1[lane]), lower1[lane],
                        upper1[lane], &terms[lane].l1) ||
          !pick_lattice(index + SROC_INDEX_FIELDS, s->lattices, (int)lane, rung_below(c2[lane]),
                        lower2[lane], upper2[lane], &terms[lane].l2))
        return TILE_ALL;
      prepare_terms(&t, f1.sign[lane], f2.sign[lane], r.reach[0][lane], &terms[lane], &good);
      exponent += terms[lane].exponent;
    }
    for (size_t lane = 0; lane < lanes; lane++) {
      v8 S = tile_sum(&terms[lane]);
      m8 holds = (S > 1e-290) & (S < 1e290);
      good &= holds;
      // The product of the sums, its power of two kept apart.
      product *= select8(holds, S, all8(1.0));
      power += ((m8)product >> 52) - 1023;
      product = (v8)(((m8)product & 0x000fffffffffffffLL) | 0x3ff0000000000000LL);
    }
  }
  v8 total = exponent + log8(product) + __builtin_convertvector(power, v8) * 0x1.62e42fefa39efp-1 -
             (double)s->count * t.log_normal;
  store8(values, total);
  int declined = 0;
  for (int p = 0; p < TILE; p++) declined |= good[p] ? 0 : 1 << p;
  return declined;
}

#endif
