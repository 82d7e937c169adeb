// The graded rule: one study at a time, any correlation, any heterogeneity, any conflict.
//
// In the coordinates t1 = mu1 + tau1 z1, t2 = mu2 + tau2 (rho z1 + root z2) the normal is standard,
// so nothing degenerates as rho goes to +-1. The log integrand g has Hessian <= -I: with its mode
// found by damped Newton steps, g(z) <= g(mode) - |z - mode|^2 / 2 bounds the windows for certain.
// Both axes are trapezoid rules, eight inner nodes at a time. Where a flat likelihood (a zero cell)
// meets a wide normal, an even lattice would need tau / h_f nodes; there the node density is
//   w'(z) = 1 / a + sum_j d_j / sqrt(1 + (alpha d_j (z - e_j))^2),
// fine around the edges e_j and growing geometrically coarser away from them, which is analytic and
// so keeps the convergence spectral at a cost that grows with log tau.
#ifndef SROC_GRADED_RULE_H
#define SROC_GRADED_RULE_H

#include <math.h>

#include "level_sets.h"

#define GRADING 0.2         // alpha: relative growth of the spacing away from an edge
#define EVEN_NODES_MAX 72.0 // even spacing below this many nodes
#define GRADED_NODES_MAX 4096

typedef struct {
  double y, n, max, inverse_spacing2, mu, tau;
} margin1;

INLINE margin1 pick_margin(const double *group, int lane, int margin, double mu, double tau) {
  const double *g = group + margin * SROC_MARGIN_FIELDS * 8 + lane;
  double sign = g[8 * SROC_FIELD_SIGN];
  margin1 m = {g[8 * SROC_FIELD_Y],
               g[8 * SROC_FIELD_N],
               g[8 * SROC_FIELD_MAX],
               g[8 * SROC_FIELD_INVERSE_SPACING2],
               sign * mu,
               tau};
  return m;
}

// log f at t, with its first two derivatives.
INLINE double log_factor(const margin1 *f, double t, double *d1, double *d2) {
  double e = exp(-fabs(t));
  double p = t > 0 ? 1 / (1 + e) : e / (1 + e);
  *d1 = f->y - f->n * p;
  *d2 = -f->n * e / ((1 + e) * (1 + e));
  return f->y * t - f->n * (fmax(t, 0) + log1p(e)) - f->max;
}

// The maximum of g and where it is; Newton with halving, g is strictly concave. The windows need a
// short gradient: at a large SD the value has settled on a slope that is still long. A hundred
// steps more are enough, and all that rounding may cost.
INLINE double integrand_mode(const margin1 *f, const margin1 *h, double rho, double root,
                             double z[2]) {
  z[0] = z[1] = 0;
  double best = -1e300, g1 = 0, g2 = 0;
  double s1 = 0, s2 = 0, scale = 1, base[2] = {0, 0};
  int settled = 0;
  for (int iteration = 0; iteration < 400; iteration++) {
    double x = base[0] + scale * s1, y = base[1] + scale * s2, a1, a2, b1, b2;
    double value = log_factor(f, f->mu + f->tau * x, &a1, &a2) - 0.5 * (x * x + y * y);
    value += log_factor(h, h->mu + h->tau * (rho * x + root * y), &b1, &b2);
    if (!(value >= best - 1e-12 * fabs(best)) && scale > 1e-60) {
      scale *= 0.5;
      continue;
    }
    best = value;
    base[0] = z[0] = x;
    base[1] = z[1] = y;
    double t1 = f->tau, t2r = h->tau * rho, t2q = h->tau * root;
    double slope1 = a1 * t1 - x, slope2 = b1 * t2q - y, cross = -b2 * t2r * t2q;
    double h1 = 1 - a2 * t1 * t1, h2 = 1 - b2 * t2q * t2q, shared = -b2 * t2r * t2r;
    // Determinant and solution multiplied out: at large SDs their terms would cancel.
    double determinant = h1 * h2 + shared;
    s1 = (h2 * slope1 + t2r * (b1 - b2 * t2q * y)) / determinant;
    s2 = (h1 * slope2 - shared * y - cross * slope1) / determinant;
    g1 = slope1 + b1 * t2r;
    g2 = slope2;
    scale = 1;
    settled += s1 * g1 + s2 * g2 < 1e-8;
    if (settled && (g1 * g1 + g2 * g2 < 1e-4 || settled > 100)) break;
  }
  return best;
}

// `window_end` of the lattice rule, for one study. The loss is convex, so Newton's steps from the
// outside stay there but for rounding, which at extreme SDs throws them across the mode: then the
// bracket is halved instead.
INLINE double graded_end(const margin1 *f, double mode, double budget, double side) {
  double p, curvature, base = log_factor(f, mode, &p, &curvature), slope = p;
  double precision = 1 / (f->tau * f->tau), inside = 0, outside = f->tau * sqrt(2 * budget);
  double distance = outside;
  for (int step = 0; step < 120; step++) {
    double d = side * distance;
    double loss = base - log_factor(f, mode + d, &p, &curvature) + slope * d;
    loss += 0.5 * precision * d * d;
    if (loss < budget - 0.5)
      inside = distance;
    else
      outside = distance;
    if (loss >= budget - 0.5 && !(loss - budget > 0.5)) break;
    double next = distance - side * (loss - budget) / (slope - p + precision * d);
    distance = next > inside && next < outside ? next : 0.5 * (inside + outside);
  }
  return mode + side * outside;
}

typedef struct {
  double gaussian;         // 1 / a
  double fine[2], edge[2]; // extra density d_j around e_j
  int graded[2];           // 0: d_j everywhere
} axis;

INLINE double axis_density(const axis *a, double z) {
  double d = a->gaussian;
  for (int j = 0; j < 2; j++) {
    double x = GRADING * a->fine[j] * (z - a->edge[j]);
    d += a->graded[j] ? a->fine[j] / sqrt(1 + x * x) : a->fine[j];
  }
  return d;
}

INLINE double axis_count(const axis *a, double z) {
  double w = a->gaussian * z;
  for (int j = 0; j < 2; j++)
    w += a->graded[j] ? asinh(GRADING * a->fine[j] * (z - a->edge[j])) / GRADING : a->fine[j] * z;
  return w;
}

// The number of unit intervals that cover a length, held to what the arrays take; compared as a
// double, because the length can be beyond every integer.
INLINE int interval_count(double length) {
  return length < GRADED_NODES_MAX - 2 ? (int)length + 1 : GRADED_NODES_MAX - 1;
}

// Nodes and weights from lower to upper; returns their number.
INLINE int axis_nodes(axis *a, double lower, double upper, double *nodes, double *weights) {
  double finest = a->gaussian + a->fine[0] + a->fine[1];
  if ((upper - lower) * finest < EVEN_NODES_MAX || !(a->graded[0] | a->graded[1])) {
    int intervals = interval_count((upper - lower) * finest);
    double step = (upper - lower) / intervals;
    for (int i = 0; i <= intervals; i++) {
      nodes[i] = lower + i * step;
      weights[i] = step;
    }
    return intervals + 1;
  }
  double w0 = axis_count(a, lower), w1 = axis_count(a, upper);
  int intervals = interval_count(w1 - w0);
  double unit = (w1 - w0) / intervals, z = lower;
  for (int i = 0; i <= intervals; i++) {
    double target = w0 + i * unit, low = lower, high = upper;
    for (int k = 0; k < 60; k++) {
      double gap = axis_count(a, z) - target;
      if (gap > 0)
        high = z;
      else
        low = z;
      if (fabs(gap) < 1e-12 * (1 + fabs(target))) break;
      z -= gap / axis_density(a, z);
      if (!(z >= low && z <= high)) z = 0.5 * (low + high);
    }
    double density = axis_density(a, z);
    nodes[i] = z;
    weights[i] = unit / density;
    z += unit / density;
    if (z > upper) z = upper;
  }
  return intervals + 1;
}

// 1 / h_f^2 near the mode t of the integrand; see `tilted_spacing` of the lattice rule.
INLINE double tilted_inverse_spacing2(const margin1 *f, double t, double log_tolerance) {
  double e = exp(-fabs(t)), y = fmax(f->y, 0.5), rest = fmax(f->n - f->y, 0.5);
  double gain = f->n * e / ((1 + e) * (1 + e)) - y * rest / (y + rest);
  return f->inverse_spacing2 + fmax(gain, 0) * tilt_rate(log_tolerance);
}

// Where a flat likelihood starts to fall: (1 + e^t)^-n is one half near t = -log n.
INLINE double fall(const margin1 *f) { return f->y == 0 && f->n > 0 ? -log(f->n) : 0; }

// log L of one study; `gradient`, if wanted, in the orientation and order of (f, h, rho).
INLINE double graded_integral(const margin1 *f, const margin1 *h, double rho, double root, double F,
                              double spacing, double *gradient) {
  double mode[2];
  double peak = integrand_mode(f, h, rho, root, mode);
  double at1 = f->mu + f->tau * mode[0], at2 = h->mu + h->tau * (rho * mode[0] + root * mode[1]);
  double spacing1 = tilted_inverse_spacing2(f, at1, F);
  double spacing2 = tilted_inverse_spacing2(h, at2, F);
  double rate1 = f->tau * sqrt(spacing1), rate2 = h->tau * sqrt(spacing2);
  // A factor that is tilted beyond its own spacing is finest where it is tilted to.
  int tilted1 = spacing1 > f->inverse_spacing2, tilted2 = spacing2 > h->inverse_spacing2;
  double inner = h->tau * root;

  axis outer = {1 / spacing,
                {rate1, fabs(rho) * fmin(rate2, h->tau / (spacing * inner))},
                {tilted1 ? mode[0] : (fall(f) - f->mu) / f->tau,
                 tilted2 ? mode[0] : (fall(h) - h->mu) / (h->tau * rho)},
                {f->y == 0, h->y == 0}};
  if (f->n == 0) outer.graded[0] = 0;
  if (h->n == 0 || fabs(rho) < 1e-8) outer.graded[1] = 0;
  double nodes1[GRADED_NODES_MAX], weights1[GRADED_NODES_MAX];
  double radius = sqrt(2 * F);
  double lo = fmax((graded_end(f, at1, F, -1) - f->mu) / f->tau, mode[0] - radius);
  double hi = fmin((graded_end(f, at1, F, 1) - f->mu) / f->tau, mode[0] + radius);
  int count1 = axis_nodes(&outer, lo, hi, nodes1, weights1);

  double nodes2[GRADED_NODES_MAX], weights2[GRADED_NODES_MAX];
  double lo2 = graded_end(h, at2, F, -1), hi2 = graded_end(h, at2, F, 1);
  double total = 0, sums[5] = {0, 0, 0, 0, 0};
  for (int i = 0; i < count1; i++) {
    double z1 = nodes1[i], d1, d2;
    double row = log_factor(f, f->mu + f->tau * z1, &d1, &d2) - 0.5 * z1 * z1 - peak;
    if (row < -F - 6) continue;
    double mean = h->mu + h->tau * rho * z1;
    double low = fmax((lo2 - mean) / inner, mode[1] - radius);
    double high = fmin((hi2 - mean) / inner, mode[1] + radius);
    if (!(low < high)) continue;
    axis inside = {1 / spacing,
                   {root * rate2, 0},
                   {tilted2 ? mode[1] : (fall(h) - mean) / inner, 0},
                   {h->y == 0 && h->n > 0, 0}};
    int count2 = axis_nodes(&inside, low, high, nodes2, weights2);
    while (count2 % 8) {
      nodes2[count2] = high;
      weights2[count2++] = 0;
    }
    v8 S = all8(0), G = S, GZ = S;
    for (int j = 0; j < count2; j += 8) {
      v8 z2 = load8(nodes2 + j), t = mean + inner * z2, e = exp8(t);
      v8 log_term = h->y * t - h->n * log_one_plus_exp8(t) - h->max - 0.5 * z2 * z2 + row;
      v8 w = load8(weights2 + j) * exp8(log_term);
      S += w;
      if (gradient) {
        v8 slope = w * (h->y - h->n * (e / (1.0 + e)));
        G += slope;
        GZ += slope * z2;
      }
    }
    double weight = weights1[i], s = weight * sum8(S);
    total += s;
    if (gradient) {
      double g = weight * sum8(G);
      sums[0] += d1 * s;
      sums[1] += g;
      sums[2] += d1 * z1 * s;
      sums[3] += g * z1;
      sums[4] += weight * sum8(GZ);
    }
  }
  if (gradient) {
    gradient[0] = sums[0] / total;
    gradient[1] = sums[1] / total;
    gradient[2] = f->tau * sums[2] / total;
    gradient[3] = h->tau * (rho * sums[3] + root * sums[4]) / total;
    gradient[4] = h->tau * root * (root * sums[3] - rho * sums[4]) / total;
  }
  return peak + log(total) - 1.8378770664093455; // log 2 pi
}

#endif
