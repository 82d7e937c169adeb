// Where the effects that tables have of their own are nothing, or independent in both margins, the factors
// of nested_integrals.h separate:
//
//   prod_r L_r(mu_r + e) = G_1(e1) G_2(e2),  G_m(e) = prod_r integral of f_rm(mu_rm + e + v) N(v; 0, W_mm) dv,
//
// and the sum over an axis-parallel lattice is that of lattice_rule.h. The inner integrals are trapezoid
// sums too, over a lattice some whole number of times as fine, whose nodes serve all outer ones.
#ifndef SROC_NESTED_PRODUCT_H
#define SROC_NESTED_PRODUCT_H

#include "nested_mode.h"

enum {
  AXIS_HALF_MAX = 64,
  AXIS_NODES = 2 * AXIS_HALF_MAX,
  OWN_HALF_MAX = 480,
  FINE_NODES_MAX = 4096
};
#define CROSS_MAX 500.0 // of the exponent that both margins have in common

static const v8 lane_steps = {0, 1, 2, 3, 4, 5, 6, 7};

// One margin of the lattice: log G at e = centre + u h, u = k - AXIS_HALF_MAX, of which those from `first`
// up to `end` matter.
typedef struct {
  double centre, h, log_g[AXIS_NODES + LANES];
  int first, end;
} axis;

// Trapezoid weights of an effect of a table's own, `h` apart; returns how many there are on either side of
// the middle, 0 where they are too many.
INLINE int fill_weights(const nested_study *n, double sd, double h, double *weights) {
  double half = ceil(own_reach(n, sd) / h);
  if (!(half >= 1 && half <= OWN_HALF_MAX)) return 0;
  double scale = log(h / (sd * 2.5066282746310002));
  for (int k = 0; k < 2 * (int)half + 1; k += LANES) {
    v8 z = ((double)k - half + lane_steps) * (h / sd);
    store8(weights + k, exp8(scale - 0.5 * z * z));
  }
  return (int)half;
}

typedef struct {
  int refinement, half; // fine nodes to a step of the axis; weights on either side
  double h, weights[2 * OWN_HALF_MAX + LANES];
} own_effect;

// Returns 0 where the weights would be too many. `precision` is the largest 1 / h_f^2 of the tables.
INLINE int own_weights(const nested_study *n, double own, double precision, double step,
                       own_effect *w) {
  double a = n->s->gaussian_spacing, needed = 1 / sqrt(1 / (a * a * own * own) + precision);
  double refinement = ceil(step / needed);
  if (!(refinement < FINE_NODES_MAX)) return 0;
  w->h = step / refinement;
  w->refinement = (int)refinement;
  w->half = fill_weights(n, own, w->h, w->weights);
  return w->half;
}

// Adds the log of one factor under an effect of its own, at the nodes of the axis. Returns 0 where the fine
// lattice would be too long.
INLINE int add_convolved(const nested_study *n, size_t factor, const own_effect *w, axis *x) {
  int taps = 2 * w->half + 1, count = (x->end - x->first - 1) * w->refinement + taps;
  if (count > FINE_NODES_MAX) return 0;
  double fine[FINE_NODES_MAX + 2 * LANES], sums[AXIS_NODES + LANES];
  double begin = n->means[factor] + x->centre + x->h * (x->first - AXIS_HALF_MAX) - w->h * w->half;
  for (int k = 0; k < count + LANES; k += LANES)
    store8(fine + k, exp8(log_factor(n, factor, begin + w->h * ((double)k + lane_steps))));
  for (int u = x->first; u < x->end; u++) {
    const double *from = fine + (u - x->first) * w->refinement;
    v8 sum = all8(0.0);
    int k = 0;
    for (; k + LANES <= taps; k += LANES) sum += load8(w->weights + k) * load8(from + k);
    double rest = 0;
    for (; k < taps; k++) rest += w->weights[k] * from[k];
    sums[u] = sum8(sum) + rest;
  }
  for (int u = x->first; u < x->end; u += LANES) {
    v8 value = log8(max8(load8(sums + u), all8(1e-300)));
    for (int k = 0; k < LANES && u + k < x->end; k++) x->log_g[u + k] += value[k];
  }
  return 1;
}

// Lays an axis outwards over the plain factors until their product with the normal margin, a bound of the
// integrand, has fallen below exp(cut). Returns 0 where the axis is too short.
INLINE int lay_axis(const nested_study *n, size_t margin, double tau, double cut, axis *x) {
  double half = 0.5 / (tau * tau);
  x->first = x->end = AXIS_HALF_MAX;
  for (int side = 0; side < 2; side++) {
    for (int k = side ? AXIS_HALF_MAX - LANES : AXIS_HALF_MAX;; k += side ? -LANES : LANES) {
      if (k < 0 || k + LANES > AXIS_NODES) return 0;
      v8 e = x->centre + x->h * ((double)(k - AXIS_HALF_MAX) + lane_steps), value = all8(0.0);
      for (size_t r = margin; r < 2 * n->s->count; r += 2)
        value += log_factor(n, r, n->means[r] + e);
      store8(x->log_g + k, value);
      value -= half * e * e;
      if (side) x->first = k;
      else x->end = k + LANES;
      if (value[side ? 0 : 7] < cut && value[side ? 0 : 7] <= value[side ? 1 : 6]) break;
    }
  }
  return 1;
}

// Puts factors with effects of their own in place of the plain ones, on an axis that is longer by the reach
// of these, then cuts off what has fallen. Returns 0 where a lattice would be too long.
INLINE int convolve_axis(const nested_study *n, size_t margin, double own, double tau, double cut,
                         axis *x) {
  own_effect w;
  double precision = 0, half = 0.5 / (tau * tau);
  for (size_t r = margin; r < 2 * n->s->count; r += 2)
    precision = greater(precision, n->spectral[r]);
  if (!own_weights(n, own, precision, x->h, &w)) return 0;
  int extra = w.half / w.refinement + 1;
  x->first = x->first > extra ? x->first - extra : 0;
  x->end = x->end + extra < AXIS_NODES ? x->end + extra : AXIS_NODES;
  for (int k = x->first; k < x->end; k++) x->log_g[k] = 0;
  for (size_t r = margin; r < 2 * n->s->count; r += 2)
    if (!add_convolved(n, r, &w, x)) return 0;
  for (int side = 0; side < 2; side++) {
    int edge = side ? x->end - 1 : x->first, inside = side ? -1 : 1, cuts = 0;
    for (; edge != AXIS_HALF_MAX; edge += inside, cuts++) {
      double e = x->centre + x->h * (edge - AXIS_HALF_MAX);
      if (x->log_g[edge] - half * e * e >= cut) break;
    }
    // An axis that ends where the integrand still matters.
    if (!cuts && (side ? x->end == AXIS_NODES : x->first == 0)) return 0;
    if (side) x->end = edge + 1;
    else x->first = edge;
  }
  return 1;
}

INLINE int fill_axis(const nested_study *n, size_t margin, double own, double tau, double cut,
                     axis *x) {
  if (!lay_axis(n, margin, tau, cut, x)) return 0;
  return !(own > 0) || convolve_axis(n, margin, own, tau, cut, x);
}

// The sum of G_1 G_2 and the normal over both axes; returns 0 and leaves *value where this rule does not
// serve.
INLINE int product_rule(const nested_study *n, const sroc_point *shared, double *value) {
  double own[2] = {n->within ? n->within->tau1 : 0, n->within ? n->within->tau2 : 0};
  double c[2] = {shared->tau1 * shared->root, shared->tau2 * shared->root};
  double a2 = n->s->gaussian_spacing * n->s->gaussian_spacing, precision[2];
  double log_factors = n->mode_value + 0.5 * (n->z1 * n->z1 + n->z2 * n->z2);
  for (int m = 0; m < 2; m++) precision[m] = 1 / (a2 * c[m] * c[m]);
  axis x = {.centre = n->l11 * n->z1}, y = {.centre = n->l21 * n->z1 + n->l22 * n->z2};
  for (size_t k = 0; k < 2 * n->s->count; k++) {
    double w = n->spectral[k], kappa = own[k % 2];
    precision[k % 2] += w / (1 + w * a2 * kappa * kappa);
    // What a factor loses at its centre by an effect of its own.
    log_factors -= 0.5 * log1p(w * a2 * kappa * kappa);
  }
  x.h = 1 / sqrt(precision[0]);
  y.h = 1 / sqrt(precision[1]);
  double o11 = 1 / (c[0] * c[0]), o22 = 1 / (c[1] * c[1]), o12 = -shared->rho / (c[0] * c[1]);
  double a1 = -(o11 * x.centre + o12 * y.centre), a_2 = -(o12 * x.centre + o22 * y.centre);
  double k0 = 0.5 * (x.centre * a1 + y.centre * a_2);
  double cut = k0 + log_factors - (n->s->log_tolerance + 1);
  if (!fill_axis(n, 0, own[0], shared->tau1, cut, &x)) return 0;
  if (!fill_axis(n, 1, own[1], shared->tau2, cut, &y)) return 0;
  int h1 = x.end - AXIS_HALF_MAX, l1 = x.first - AXIS_HALF_MAX;
  int h2 = y.end - AXIS_HALF_MAX, l2 = y.first - AXIS_HALF_MAX;
  double C = o12 * x.h * y.h, A1 = a1 * x.h, A2 = a_2 * y.h, B1 = o11 * x.h * x.h,
         B2 = o22 * y.h * y.h;
  if (fabs(C) * greater(h1, -l1) * greater(h2, -l2) > CROSS_MAX) return 0;
  double g1 = x.log_g[AXIS_HALF_MAX], g2 = y.log_g[AXIS_HALF_MAX], Q[AXIS_NODES + LANES];
  for (int k = y.first; k < y.end; k += LANES) {
    v8 v = (double)(k - AXIS_HALF_MAX) + lane_steps;
    store8(Q + k, exp8(load8(y.log_g + k) - g2 + v * (A2 - 0.5 * B2 * v)));
  }
  v8 total = all8(0.0);
  for (int k = x.first; k < x.end; k += LANES) {
    v8 u = (double)(k - AXIS_HALF_MAX) + lane_steps;
    v8 P = exp8(load8(x.log_g + k) - g1 + u * (A1 - 0.5 * B1 * u));
    v8 X = exp8(-C * u), Xi = exp8(C * u), rise = all8(0.0), fall = rise;
    for (int v = h2 - 1; v >= 1; v--) rise = (rise + Q[AXIS_HALF_MAX + v]) * X;
    for (int v = l2; v <= -1; v++) fall = (fall + Q[AXIS_HALF_MAX + v]) * Xi;
    total += select8(u < (double)h1, P * (Q[AXIS_HALF_MAX] + rise + fall), all8(0.0));
  }
  *value = k0 + g1 + g2 +
           log(sum8(total) * x.h * y.h / (6.283185307179586 * shared->tau1 * c[1]));
  return 1;
}

#endif
