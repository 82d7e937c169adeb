// The mode of log f1 + log f2 + log N2 for eight studies, by damped Newton steps.
//
// In the coordinates t1 = mu1 + tau1 z1, t2 = mu2 + tau2 (rho z1 + root z2) the Hessian is <= -I;
// wherever the iteration stops, the mode is no further away than the gradient is long. With the
// mode come windows that hold for certain, however strongly the data contradict the means.
#ifndef SROC_INTEGRAND_MODE_H
#define SROC_INTEGRAND_MODE_H

#include "level_sets.h"

#define NEWTON_TRIALS_MAX 60

// log f at t, with its first two derivatives.
INLINE v8 log_factor8(const margin8 *f, v8 t, v8 *d1, v8 *d2) {
  v8 e = exp8(-abs8(t)), q = 1.0 / (1.0 + e);
  v8 p = select8(t > 0.0, q, e * q);
  *d1 = f->y - f->n * p;
  *d2 = -f->n * (e * q * q);
  return f->y * t - f->n * (max8(t, all8(0.0)) + log8(1.0 + e)) - f->max;
}

typedef struct {
  v8 z1, z2;   // where the iteration stopped
  v8 value;    // log f1 f2 exp(-|z|^2 / 2) there
  v8 distance; // the mode lies within this distance
} mode8;

INLINE mode8 integrand_mode8(const margin8 *f1, const margin8 *f2, v8 mu1, v8 mu2, double tau1,
                             double tau2, v8 rho, double root, v8 start1, v8 start2) {
  mode8 m = {start1, start2, all8(-1e300), all8(1e300)};
  v8 s1 = all8(0.0), s2 = s1, scale = all8(1.0);
  v8 slope = tau2 * rho;
  for (int trial = 0; trial < NEWTON_TRIALS_MAX; trial++) {
    v8 x = m.z1 + scale * s1, y = m.z2 + scale * s2, a1, a2, b1, b2;
    v8 value = log_factor8(f1, mu1 + tau1 * x, &a1, &a2) - 0.5 * (x * x + y * y);
    value += log_factor8(f2, mu2 + slope * x + (tau2 * root) * y, &b1, &b2);
    m8 better = value >= m.value;
    v8 g1 = a1 * tau1 + b1 * slope - x, g2 = b1 * (tau2 * root) - y;
    v8 h11 = 1.0 - a2 * (tau1 * tau1) - b2 * slope * slope, h12 = -b2 * slope * (tau2 * root);
    v8 h22 = 1.0 - b2 * (tau2 * root) * (tau2 * root);
    v8 determinant = 1.0 / (h11 * h22 - h12 * h12);
    m.z1 = select8(better, x, m.z1);
    m.z2 = select8(better, y, m.z2);
    m.value = select8(better, value, m.value);
    m.distance = select8(better, sqrt8(g1 * g1 + g2 * g2), m.distance);
    if (!(greatest8(m.distance) > 0.03)) break;
    s1 = select8(better, (h22 * g1 - h12 * g2) * determinant, s1);
    s2 = select8(better, (h11 * g2 - h12 * g1) * determinant, s2);
    scale = select8(better, all8(1.0), 0.5 * scale);
  }
  return m;
}

// One end of the interval outside which the integrand, even at its best over the other margin, lies
// below exp(-budget) of its maximum. What the normal and the other factor add to log f is concave,
// with slope -(log f)' at the mode m and curvature -1 / tau^2 or stronger; so the loss at t is at
// least
//   n (s(t) - s(m) - s'(m) (t - m)) + (t - m)^2 / (2 tau^2),   s(t) = log(1 + exp(t)).
// Newton's method on this convex function, from where the square alone spends the budget, stays
// outside, so that it may stop early; `side` is -1 or 1.
INLINE v8 window_end(const margin8 *f, v8 mode, double tau, v8 budget, double side) {
  v8 e = exp8(-abs8(mode)), q = 1.0 / (1.0 + e), zero = all8(0.0);
  v8 p = select8(mode > 0.0, q, e * q), base = max8(mode, zero) + log8(1.0 + e);
  double precision = 1 / (tau * tau);
  v8 t = mode + (side * tau) * sqrt8(2.0 * budget);
  for (int step = 0; step < 40; step++) {
    v8 d = t - mode;
    e = exp8(-abs8(t));
    q = 1.0 / (1.0 + e);
    v8 loss = f->n * (max8(t, zero) + log8(1.0 + e) - base - p * d) + 0.5 * precision * d * d;
    v8 slope = f->n * (select8(t > 0.0, q, e * q) - p) + precision * d;
    v8 excess = max8(loss - budget, zero);
    t -= excess / slope;
    if (!(greatest8(excess) > 2.0)) break;
  }
  return t;
}

// 1 / h_f^2 of a factor where the mode of the integrand is at t: there it acts like that of n p
// successes, p = expit(t).
INLINE v8 tilted_spacing(const margin8 *f, v8 mode, double log_tolerance) {
  v8 e = exp8(-abs8(mode)), q = 1.0 / (1.0 + e), half = all8(0.5);
  v8 y = max8(f->y, half), rest = max8(f->n - f->y, half);
  v8 gain = max8(f->n * (e * q * q) - y * rest / (y + rest), all8(0.0));
  return f->inverse_spacing2 + gain * tilt_rate(log_tolerance);
}

// Eight studies with the mode of their integrand, 1 / h_f^2 of their factors there, and the window of
// each margin, which spends the budget.
typedef struct {
  margin8 f1, f2;
  v8 mu1, mu2, rho; // as the margins see them, which may be reflected
  mode8 mode;
  v8 budget, inverse1, inverse2, lower1, upper1, lower2, upper2;
} located_group;

#endif
