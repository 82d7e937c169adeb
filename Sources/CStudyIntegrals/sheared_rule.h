// The rule for high correlation: eight studies, one a lane, on a lattice of the standardised
// coordinates
//   t1 = mu1 + tau1 z1,  t2 = mu2 + tau2 (rho z1 + root z2),  root = sqrt(1 - rho^2),
// which is sheared in t. The normal is standard in them, so that neither the number of nodes nor any
// exponent grows as rho goes to +-1; the price is an evaluation of f2 at every node.
//
// Spacings, from one tolerance as in lattice_rule.h. Along z2 a row is f2(... + tau2 root z2) times a
// normal. Summed over z2, the rows depend on z1 through f1(mu1 + tau1 z1), a normal, and f2 smoothed by
// a normal of SD tau2 root, seen at slope rho tau2; its 1 / h^2 is the harmonic sum of both. The log
// integrand has Hessian <= -I, so everything beyond sqrt(2 F) from the mode is below tolerance.
#ifndef SROC_SHEARED_RULE_H
#define SROC_SHEARED_RULE_H

#include "integrand_mode.h"
#include "lattice_table.h"

#define SHEARED_LOGIT_MAX 600.0 // exp(t) may not overflow
// Half-width in nodes beyond which a sharp factor is costlier here than under the graded rule.
#define SHEARED_NODES_MAX 24

typedef struct {
  v8 centre1, h1, h2, radius; // z1 = centre1 + u h1, z2 = mode + v h2, both within `radius` of the mode
  int half1, half2;
  m8 fits;
} sheared_lattice;

INLINE sheared_lattice lay_sheared(const sroc_point *at, double gaussian, const located_group *g) {
  sheared_lattice l;
  double c2 = at->tau2 * at->root, unit = 1.0 / (gaussian * gaussian), smooth = unit / (c2 * c2);
  v8 slope = g->rho * at->tau2, zero = all8(0.0), most = all8(SHEARED_NODES_MAX);
  v8 seen = slope * slope * (g->inverse2 * smooth / (g->inverse2 + smooth));
  v8 radius1 = 0.5 * (g->upper1 - g->lower1) / at->tau1;
  l.radius = sqrt8(2.0 * g->budget);
  v8 width1 = radius1 * sqrt8(unit + at->tau1 * at->tau1 * g->inverse1 + seen);
  v8 width2 = l.radius * sqrt8(unit + c2 * c2 * g->inverse2);
  v8 top = g->mu2 + slope * g->mode.z1 + c2 * g->mode.z2 + 2.0 * at->tau2 * l.radius;
  l.fits = (width1 < most) & (width2 < most) & (top < SHEARED_LOGIT_MAX);
  l.half1 = (int)greatest8(select8(l.fits, width1, zero)) + 1;
  l.half2 = (int)greatest8(select8(l.fits, width2, zero)) + 1;
  l.centre1 = (0.5 * (g->lower1 + g->upper1) - g->mu1) / at->tau1;
  l.h1 = select8(l.fits, radius1, zero) / (double)l.half1;
  l.h2 = select8(l.fits, l.radius, zero) / (double)l.half2;
  return l;
}

// Sums over nodes of 1 and, for the gradient only, of s1, z1 s1, s2, z1 s2 and z2 s2, where
// s = y - n expit(t) is the slope of a log factor. No difference of moments and no division by tau or
// root comes after them, which would cost digits as rho goes to +-1 or tau to 0.
typedef struct {
  v8 one, s1, z1_s1, s2, z1_s2, z2_s2;
} sheared_sums;

// Adds the nodes of the row at z1, where log f1 is `log1` and its slope `s1`.
INLINE void add_row(const sheared_lattice *l, const sroc_point *at, const located_group *g, v8 z1,
                    v8 log1, v8 s1, int gradient, sheared_sums *sums) {
  double c2 = at->tau2 * at->root;
  v8 mean = g->mu2 + at->tau2 * g->rho * z1, middle = g->mode.z2, away = z1 - g->mode.z1;
  v8 shared = log1 - g->f2.max - 0.5 * z1 * z1 - g->mode.value;
  v8 left = max8(l->radius * l->radius - away * away, all8(0.0));
  int half = (int)greatest8(select8(l->fits, sqrt8(left) / l->h2, all8(0.0))) + 1;
  half = half < l->half2 ? half : l->half2;
  v8 e = exp8(mean + c2 * (middle + (double)half * l->h2)), ratio = exp8(-c2 * l->h2);
  v8 one = all8(0.0), s2 = one, z2_s2 = one;
  for (int v = half; v >= -half; v--) {
    v8 z2 = middle + (double)v * l->h2, t = mean + c2 * z2;
    v8 term = exp8(shared + g->f2.y * t - g->f2.n * log8(1.0 + e) - 0.5 * z2 * z2);
    one += term;
    if (gradient) {
      v8 slope = term * (g->f2.y - g->f2.n * (e / (1.0 + e)));
      s2 += slope;
      z2_s2 += z2 * slope;
    }
    e *= ratio;
  }
  sums->one += one;
  if (!gradient) return;
  sums->s1 += s1 * one;
  sums->z1_s1 += z1 * s1 * one;
  sums->s2 += s2;
  sums->z1_s2 += z1 * s2;
  sums->z2_s2 += z2_s2;
}

// log of the integral of f1 f2 N; returns the lanes that it serves.
INLINE m8 sheared_integral(const sheared_lattice *l, const sroc_point *at, const located_group *g,
                           int gradient, v8 *log_value, sheared_sums *sums) {
  v8 zero = all8(0.0);
  *sums = (sheared_sums){zero, zero, zero, zero, zero, zero};
  for (int u = -l->half1; u <= l->half1; u++) {
    v8 z1 = l->centre1 + (double)u * l->h1, t = g->mu1 + at->tau1 * z1;
    v8 s1, curvature, log1 = log_factor8(&g->f1, t, &s1, &curvature);
    add_row(l, at, g, z1, log1, s1, gradient, sums);
  }
  m8 good = l->fits & (sums->one > 1e-290) & (sums->one < 1e290);
  v8 volume = select8(good, sums->one * (l->h1 * l->h2), all8(1.0));
  *log_value = g->mode.value + log8(volume) - 1.8378770664093453;
  return good;
}

#endif
