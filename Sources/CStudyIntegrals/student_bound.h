// An upper bound of log L_i under t-distributed effects, as `upper_bound.h` has it of normal ones: the
// marginal t density of SD scale s gives a set of width b at distance d from its mean at most
//   min(1, b p(d)),  p(d) = p(0) (1 + d^2 / (nu s^2))^(-(nu + 1) / 2),
// and given the other margin, wherever that is, a set of width b has at most min(1, b p'(0)), p' the
// conditional density where the other margin is at its mean, which is the highest.
#ifndef SROC_STUDENT_BOUND_H
#define SROC_STUDENT_BOUND_H

#include <math.h>

#include "upper_bound.h"

INLINE staircase8 student_staircase(const margin8 *f, v8 mean, double tau, double c, double nu,
                                    const double *steps) {
  v8 zero = all8(0.0), one = all8(1.0), least = all8(steps[SROC_LEVELS]);
  staircase8 r = {least, least};
  double half = 0.5 * (nu + 1), root = sqrt(nu * 3.141592653589793), at_half = lgamma(half);
  double near = exp(at_half - lgamma(0.5 * nu)) / (root * tau);
  double any = exp(lgamma(half + 0.5) - at_half) / (root * c);
  for (int k = 0; k < SROC_LEVELS; k++) {
    v8 low = load8(f->lower + 8 * k), high = load8(f->upper + 8 * k), width = high - low;
    v8 d = max8(max8(low - mean, mean - high), zero);
    v8 density = near * exp8(-half * log8(1.0 + d * d * (1 / (nu * tau * tau))));
    r.near += steps[k] * min8(width * density, one);
    r.any += steps[k] * min8(width * any, one);
  }
  return r;
}

// The sum over studies, until it falls below `floor`.
INLINE double student_bound(const sroc_studies *s, const sroc_point *p, double nu,
                            const row_means *m, double floor) {
  double steps[SROC_LEVELS + 1], total = 0;
  stair_steps(steps);
  for (size_t first = 0; first < s->count && !(total < floor); first += 8) {
    const double *fields = s->groups + first / 8 * SROC_GROUP_DOUBLES;
    margin8 f1 = load_margin(fields, 0), f2 = load_margin(fields, 1);
    v8 mu1 = group_mean(s, first / 8, m, 0, p->mu1), mu2 = group_mean(s, first / 8, m, 1, p->mu2);
    double c1 = p->tau1 * p->root, c2 = p->tau2 * p->root;
    staircase8 r1 = student_staircase(&f1, f1.sign * mu1, p->tau1, c1, nu, steps);
    staircase8 r2 = student_staircase(&f2, f2.sign * mu2, p->tau2, c2, nu, steps);
    v8 bound = log8(min8(r1.near * r2.any, r2.near * r1.any));
    for (size_t lane = 0; lane < 8 && first + lane < s->count; lane++) total += bound[lane];
  }
  return total;
}

#endif
