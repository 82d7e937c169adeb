// An upper bound of log L_i from the level sets, for points that are hopeless.
//
// With w_k = exp(-drop of level k), w_{-1} = 1, a factor is at most the staircase
//   f <= sum over k of (w_{k-1} - w_k) [t in set k] + w_last,
// and a normal of SD s gives a set of width b at distance d from its mean at most the probability
//   exp(-d^2 / (2 s^2)) min(1, b / (s sqrt(2 pi))).
// So L <= (staircase of one margin) (staircase of the other under its conditional SD, wherever its
// conditional mean is, that is with d = 0); the better of the two orders is taken.
#ifndef SROC_UPPER_BOUND_H
#define SROC_UPPER_BOUND_H

#include "study_means.h"

#define ROOT_TWO_PI 2.5066282746310002

typedef struct {
  v8 near, any; // staircases with the distances, SD tau; with d = 0, SD c
} staircase8;

INLINE staircase8 staircase(const margin8 *f, v8 mean, double tau, double c, const double *steps) {
  v8 zero = all8(0.0), one = all8(1.0), least = all8(steps[SROC_LEVELS]);
  staircase8 r = {least, least};
  double half_precision = 0.5 / (tau * tau), per_tau = 1 / (ROOT_TWO_PI * tau);
  double per_c = 1 / (ROOT_TWO_PI * c);
  for (int k = 0; k < SROC_LEVELS; k++) {
    v8 low = load8(f->lower + 8 * k), high = load8(f->upper + 8 * k), width = high - low;
    v8 d = max8(max8(low - mean, mean - high), zero);
    r.near += steps[k] * exp8(-d * d * half_precision) * min8(width * per_tau, one);
    r.any += steps[k] * min8(width * per_c, one);
  }
  return r;
}

// The heights of the steps, w_{k-1} - w_k, and w_last.
INLINE void stair_steps(double *steps) {
  double above = 1;
  for (int k = 0; k < SROC_LEVELS; k++) {
    double here = exp(-level_drops[k]);
    steps[k] = above - here;
    above = here;
  }
  steps[SROC_LEVELS] = above;
}

// The sum over studies, until it falls below `floor`.
INLINE double likelihood_bound(const sroc_studies *s, const sroc_point *p, const row_means *m,
                               double floor) {
  double steps[SROC_LEVELS + 1], total = 0;
  stair_steps(steps);
  for (size_t first = 0; first < s->count && !(total < floor); first += 8) {
    const double *fields = s->groups + first / 8 * SROC_GROUP_DOUBLES;
    margin8 f1 = load_margin(fields, 0), f2 = load_margin(fields, 1);
    v8 mu1 = group_mean(s, first / 8, m, 0, p->mu1), mu2 = group_mean(s, first / 8, m, 1, p->mu2);
    staircase8 r1 = staircase(&f1, f1.sign * mu1, p->tau1, p->tau1 * p->root, steps);
    staircase8 r2 = staircase(&f2, f2.sign * mu2, p->tau2, p->tau2 * p->root, steps);
    v8 bound = log8(min8(r1.near * r2.any, r2.near * r1.any));
    for (size_t lane = 0; lane < 8 && first + lane < s->count; lane++) total += bound[lane];
  }
  return total;
}

#endif
