// The lattice rule: the two-dimensional trapezoid rule for eight studies, one a lane.
//
// On an equispaced lattice t1 = c1 + u h1, t2 = c2 + v h2 the bivariate normal splits into
//   exp(K0 + u A1 - u^2 B1 / 2 + v A2 - v^2 B2 / 2 - u v C),
// so that with P_u = f1 exp(u A1 - u^2 B1 / 2), Q_v likewise and X = exp(-u C) the sum is
//   sum_u P_u sum_v Q_v X^v:
// one multiply-add a node by Horner's rule. The trapezoid rule converges spectrally for such
// analytic integrands; spacing and window both follow from one tolerance:
//   1 / h^2 = 1 / (a tau sqrt(1 - rho^2))^2 + 1 / h_f^2, a = 2 pi / sqrt(2 F), F = -ln tolerance,
// with h_f from the Fourier transform of the binomial factor; the window holds every point whose
// integrand can be above tolerance times the maximum, bounded through tabulated level sets of f.
// f1 and f2 come from tables; where these do not reach (a small tau, data that contradict the
// means) the rule evaluates them, on a lattice laid around the mode of the integrand.
//
// A margin whose successes outnumber its failures is reflected (t -> -t), so that a flat likelihood
// is always flat towards minus infinity, where exp(t) underflows harmlessly.
#ifndef SROC_LATTICE_RULE_H
#define SROC_LATTICE_RULE_H

#include "integrand_mode.h"
#include "lattice_table.h"
#include "sheared_rule.h"
#include "study_means.h"

#define EXPONENT_MAX 600.0 // bound on any intermediate exponent
#define TILT_FREE 0.4      // share of 1 / h^2 that a tilt may add before a finer grid level is taken

// What all studies share at one point. O = Sigma^-1.
typedef struct {
  sroc_point at;
  row_means means;
  double c1, c2, o11, o22, o12, slope21, log_normal;
} prepared_point;

typedef struct {
  v8 log_value; // log L of each lane
  v8 d1, d2;    // with gradient: E(t1 - mu1), E(t2 - mu2), in the file's orientation
  v8 d11, d22, d12;
  int differentiated; // bit mask of lanes that have derivatives in place of moments: d1, d2 by the
                      // means, d11, d22 by the log SDs, d12 by atanh rho
  int declined;       // bit mask of lanes left to the next rule
} group_result;

// The normal on one pair of lattices: exponents per step, as above, and a bound on their sums.
typedef struct {
  v8 D1, D2, A1, A2, B1, B2, C, K0, exponent, cross;
} lattice_normal;

INLINE lattice_normal split_normal(const prepared_point *p, v8 mu1, v8 mu2, v8 sign,
                                   const lattice8 *l1, const lattice8 *l2) {
  lattice_normal n;
  v8 o12 = sign * p->o12, r1 = (double)l1->half * l1->h, r2 = (double)l2->half * l2->h;
  n.D1 = l1->centre - mu1;
  n.D2 = l2->centre - mu2;
  v8 a1 = -(p->o11 * n.D1 + o12 * n.D2), a2 = -(o12 * n.D1 + p->o22 * n.D2);
  n.A1 = a1 * l1->h;
  n.A2 = a2 * l2->h;
  n.B1 = p->o11 * l1->h * l1->h;
  n.B2 = p->o22 * l2->h * l2->h;
  n.C = o12 * l1->h * l2->h;
  n.K0 = 0.5 * (n.D1 * a1 + n.D2 * a2);
  n.cross = abs8(o12) * r1 * r2;
  n.exponent = n.cross + r1 * (abs8(a1) + 0.5 * r1 * p->o11) + r2 * (abs8(a2) + 0.5 * r2 * p->o22);
  return n;
}

// out[i] = f exp(i A - i^2 B / 2) for i = -half ... half, outwards from the centre by the ratio of
// neighbours, which itself changes by the factor exp(-B).
INLINE void weigh(const lattice8 *l, v8 A, v8 B, v8 *out) {
  v8 root = exp8(-0.5 * B), rise = exp8(A), fall = 1.0 / rise, change = root * root;
  v8 up = all8(1.0), down = up;
  rise *= root;
  fall *= root;
  out[0] = load8(l->f);
  for (int i = 1; i <= l->half; i++) {
    up *= rise;
    down *= fall;
    rise *= change;
    fall *= change;
    out[i] = load8(l->f + 8 * i) * up;
    out[-i] = load8(l->f - 8 * i) * down;
  }
}

typedef struct {
  v8 S, S1, S11, S2, S22, S12; // sums of 1, u, u^2, v, v^2, u v; beyond S for the gradient only
} lattice_sums;

// Rows u and -u share the powers: the row of -u is the row of u with v reversed.
INLINE lattice_sums sum_rows(const v8 *P, int half1, const v8 *Q, int half2, v8 C, int gradient) {
  v8 zero = all8(0.0);
  lattice_sums r = {zero, zero, zero, zero, zero, zero};
  v8 X = all8(1.0), Xi = X, step = exp8(-C), step_inverse = 1.0 / step;
  for (int u = 0; u <= half1; u++) {
    v8 pos = Q[half2], neg = Q[-half2], pos_r = pos, neg_r = neg;
    double top = half2;
    v8 pos_v = top * pos, neg_v = -top * neg, pos_rv = pos_v, neg_rv = neg_v;
    v8 pos_w = top * pos_v, neg_w = -top * neg_v, pos_rw = pos_w, neg_rw = neg_w;
    for (int v = half2 - 1; v >= 1; v--) {
      v8 a = Q[v], b = Q[-v];
      pos = pos * X + a;
      neg = neg * Xi + b;
      pos_r = pos_r * Xi + a;
      neg_r = neg_r * X + b;
      if (gradient) {
        double x = v;
        v8 av = x * a, bv = -x * b, aw = x * av, bw = -x * bv;
        pos_v = pos_v * X + av;
        neg_v = neg_v * Xi + bv;
        pos_rv = pos_rv * Xi + av;
        neg_rv = neg_rv * X + bv;
        pos_w = pos_w * X + aw;
        neg_w = neg_w * Xi + bw;
        pos_rw = pos_rw * Xi + aw;
        neg_rw = neg_rw * X + bw;
      }
    }
    v8 pu = P[u], pm = u ? P[-u] : zero;
    v8 row_u = pu * (Q[0] + pos * X + neg * Xi);
    v8 row_m = pm * (Q[0] + pos_r * Xi + neg_r * X);
    r.S += row_u + row_m;
    if (gradient) {
      double x = u;
      v8 v_u = pu * (pos_v * X + neg_v * Xi), v_m = pm * (pos_rv * Xi + neg_rv * X);
      r.S1 += x * (row_u - row_m);
      r.S11 += (x * x) * (row_u + row_m);
      r.S2 += v_u + v_m;
      r.S12 += x * (v_u - v_m);
      r.S22 += pu * (pos_w * X + neg_w * Xi) + pm * (pos_rw * Xi + neg_rw * X);
    }
    X *= step;
    Xi *= step_inverse;
  }
  return r;
}

// log L and moments from the sums; `scale` is the log of what the factors were divided by.
INLINE void finish_group(const lattice_sums *r, const lattice_normal *n, const prepared_point *p,
                         v8 sign1, v8 sign2, v8 h1, v8 h2, v8 scale, m8 fits, int gradient,
                         group_result *result) {
  m8 good = fits & (r->S > 1e-290) & (r->S < 1e300);
  result->declined = result->differentiated = 0;
  for (int lane = 0; lane < 8; lane++) result->declined |= good[lane] ? 0 : 1 << lane;
  v8 S = select8(good, r->S, all8(1.0));
  result->log_value = n->K0 + scale + log8(S * select8(good, h1 * h2, all8(1.0))) - p->log_normal;
  if (!gradient) return;
  v8 w = 1.0 / S, e1 = r->S1 * w, e2 = r->S2 * w, D1 = n->D1, D2 = n->D2;
  result->d1 = sign1 * (D1 + h1 * e1);
  result->d2 = sign2 * (D2 + h2 * e2);
  result->d11 = D1 * D1 + h1 * (2.0 * D1 * e1 + h1 * (r->S11 * w));
  result->d22 = D2 * D2 + h2 * (2.0 * D2 * e2 + h2 * (r->S22 * w));
  result->d12 = sign1 * sign2 * (D1 * D2 + D1 * h2 * e2 + D2 * h1 * e1 + h1 * h2 * (r->S12 * w));
}

// How far the data contradict the means: walk to the nearest good point of one margin, then to that
// of the other given it. `at1`, `at2`: where the walk ends.
INLINE v8 conflict(const margin8 *f1, const margin8 *f2, const prepared_point *p, v8 mu1, v8 mu2,
                   v8 sign, v8 *at1, v8 *at2) {
  v8 loss = least_loss(f1, mu1, all8(0.5 / (p->at.tau1 * p->at.tau1)), at1);
  v8 mean2 = mu2 + sign * p->slope21 * (*at1 - mu1);
  return loss + least_loss(f2, mean2, all8(0.5 / (p->c2 * p->c2)), at2);
}

// The grid level of the tables for one margin: finer than c asks for where the normal's pull tilts a
// factor so much that its own spacing no longer does. In equilibrium the pull is the gain in
// successes.
INLINE int tilted_grid_level(const sroc_studies *s, const margin8 *f, double c, v8 pull) {
  double g = s->gaussian_spacing * c, gaussian2 = 1.0 / (g * g);
  v8 gain = pull * (1.0 - (2.0 * f->y + pull) / (f->n + 1.0));
  v8 extra = gain * tilt_rate(s->log_tolerance) - TILT_FREE * (gaussian2 + f->inverse_spacing2);
  double most = greatest8(extra);
  double finer = 1.0 / (s->gaussian_spacing * __builtin_sqrt(gaussian2 + most));
  return grid_level_below(most > 0 ? finer : c);
}

// The rule on tabulated factors. Returns 0 where the tables do not hold the windows of all lanes.
INLINE int tabled_group(const sroc_studies *s, size_t group, const prepared_point *p, int gradient,
                        group_result *result) {
  const double *fields = s->groups + group * SROC_GROUP_DOUBLES;
  margin8 f1 = load_margin(fields, 0), f2 = load_margin(fields, 1);
  v8 sign = f1.sign * f2.sign, mu1 = f1.sign * group_mean(s, group, &p->means, 0, p->at.mu1);
  v8 mu2 = f2.sign * group_mean(s, group, &p->means, 1, p->at.mu2);
  v8 at1 = mu1, at2 = mu2;
  v8 loss = conflict(&f1, &f2, p, mu1, mu2, sign, &at1, &at2);
  if (!(greatest8(loss) < CONFLICT_MAX)) return 0;
  reaches r;
  v8 lower, upper;
  lattice8 l1, l2;
  v8 o12 = sign * p->o12;
  v8 pull1 = p->o11 * (mu1 - at1) + o12 * (mu2 - at2);
  v8 pull2 = o12 * (mu1 - at1) + p->o22 * (mu2 - at2);
  normal_reaches(s->log_tolerance + loss, &r);
  window(&f1, (interval8){mu1, mu1}, p->at.tau1, &r, &lower, &upper);
  int level1 = tilted_grid_level(s, &f1, p->c1, pull1);
  if (!find_lattice(s, group, 0, level1, lower, upper, &l1)) return 0;
  window(&f2, (interval8){mu2, mu2}, p->at.tau2, &r, &lower, &upper);
  int level2 = tilted_grid_level(s, &f2, p->c2, pull2);
  if (!find_lattice(s, group, 1, level2, lower, upper, &l2)) return 0;
  lattice_normal n = split_normal(p, mu1, mu2, sign, &l1, &l2);
  if (!(greatest8(n.exponent) < EXPONENT_MAX)) return 0;
  v8 P[2 * HALF_NODES_MAX + 1], Q[2 * HALF_NODES_MAX + 1];
  weigh(&l1, n.A1, n.B1, P + l1.half);
  weigh(&l2, n.A2, n.B2, Q + l2.half);
  lattice_sums sums = sum_rows(P + l1.half, l1.half, Q + l2.half, l2.half, n.C, gradient);
  m8 all = sums.S == sums.S;
  finish_group(&sums, &n, p, f1.sign, f2.sign, l1.h, l2.h, all8(0.0), all, gradient, result);
  return 1;
}

// f exp(i A - i^2 B / 2) / f(centre) by evaluation. exp(t) comes down from the top node by
// multiplication; its errors are relative and small. Far up, where it would overflow, `shift` is
// taken from every exponent and added to the log.
INLINE v8 tabulate(const margin8 *f, const lattice8 *l, v8 A, v8 B, v8 *out) {
  v8 top = l->centre + (double)l->half * l->h, shift = max8(top - 600.0, all8(0.0));
  v8 e = exp8(top - shift), ratio = exp8(-l->h), one = exp8(-shift);
  v8 middle = f->y * l->centre - f->n * log_one_plus_exp8(l->centre);
  for (int i = l->half; i >= -l->half; i--) {
    double x = i;
    v8 t = l->centre + x * l->h, loss = f->n * (shift + log8(one + e));
    out[i] = exp8(f->y * t - loss - middle + x * (A - 0.5 * x * B));
    e = e * ratio;
  }
  return middle - f->max;
}

// Finds the mode of the integrand of eight studies, and where it ends.
INLINE void locate_group(const sroc_studies *s, size_t group, const prepared_point *p,
                         located_group *g) {
  const double *fields = s->groups + group * SROC_GROUP_DOUBLES, F = s->log_tolerance;
  double tau1 = p->at.tau1, tau2 = p->at.tau2;
  margin8 f1 = load_margin(fields, 0), f2 = load_margin(fields, 1);
  v8 sign = f1.sign * f2.sign, mu1 = f1.sign * group_mean(s, group, &p->means, 0, p->at.mu1);
  v8 mu2 = f2.sign * group_mean(s, group, &p->means, 1, p->at.mu2);
  v8 at1 = mu1, at2 = mu2, rho = sign * p->at.rho;
  conflict(&f1, &f2, p, mu1, mu2, sign, &at1, &at2);
  v8 start1 = (at1 - mu1) / tau1, start2 = ((at2 - mu2) / tau2 - rho * start1) / p->at.root;
  mode8 mode = integrand_mode8(&f1, &f2, mu1, mu2, tau1, tau2, rho, p->at.root, start1, start2);
  v8 mode1 = mu1 + tau1 * mode.z1, mode2 = mu2 + tau2 * (rho * mode.z1 + p->at.root * mode.z2);
  // Short of the mode the slopes do not quite cancel.
  v8 budget = F + mode.distance * __builtin_sqrt(2 * F);
  *g = (located_group){.f1 = f1,
                       .f2 = f2,
                       .mu1 = mu1,
                       .mu2 = mu2,
                       .rho = rho,
                       .mode = mode,
                       .budget = budget,
                       .inverse1 = tilted_spacing(&f1, mode1, F),
                       .inverse2 = tilted_spacing(&f2, mode2, F),
                       .lower1 = window_end(&f1, mode1, tau1, budget, -1),
                       .upper1 = window_end(&f1, mode1, tau1, budget, 1),
                       .lower2 = window_end(&f2, mode2, tau2, budget, -1),
                       .upper2 = window_end(&f2, mode2, tau2, budget, 1)};
}

// The lattice of one margin between given ends, and whether it fits; a lane that does not becomes
// one harmless node, so that it does not widen the lattice of the others.
INLINE m8 lay_lattice(v8 inverse_spacing2, v8 lower, v8 upper, double gaussian, lattice8 *out) {
  v8 radius = 0.5 * (upper - lower);
  v8 width = radius * sqrt8(1.0 / (gaussian * gaussian) + inverse_spacing2);
  m8 fits = width < (double)HALF_NODES_MAX;
  out->half = (int)greatest8(select8(fits, width, all8(0.0))) + 1;
  out->centre = 0.5 * (lower + upper);
  out->h = select8(fits, radius, all8(0.0)) / (double)out->half;
  out->f = 0;
  return fits;
}

// The rule on factors that it evaluates, around the mode of the integrand.
INLINE void evaluated_lattice(const sroc_studies *s, const prepared_point *p,
                              const located_group *g, int gradient, group_result *result) {
  const margin8 *f1 = &g->f1, *f2 = &g->f2;
  lattice8 l1, l2;
  m8 fits = lay_lattice(g->inverse1, g->lower1, g->upper1, s->gaussian_spacing * p->c1, &l1);
  fits &= lay_lattice(g->inverse2, g->lower2, g->upper2, s->gaussian_spacing * p->c2, &l2);
  lattice_normal n = split_normal(p, g->mu1, g->mu2, f1->sign * f2->sign, &l1, &l2);
  fits &= n.cross < EXPONENT_MAX;
  result->declined = ALL_LANES;
  result->differentiated = 0;
  if (!any8(fits)) return;
  v8 P[2 * HALF_NODES_MAX + 1], Q[2 * HALF_NODES_MAX + 1], zero = all8(0.0);
  v8 scale = tabulate(f1, &l1, select8(fits, n.A1, zero), select8(fits, n.B1, zero), P + l1.half);
  scale += tabulate(f2, &l2, select8(fits, n.A2, zero), select8(fits, n.B2, zero), Q + l2.half);
  // The centre is where the factors were set to one: too far from the mode, and the sum overflows.
  fits &= g->mode.value - (n.K0 + scale) < 0.5 * EXPONENT_MAX;
  v8 C = select8(fits, n.C, zero);
  lattice_sums sums = sum_rows(P + l1.half, l1.half, Q + l2.half, l2.half, C, gradient);
  finish_group(&sums, &n, p, f1->sign, f2->sign, l1.h, l2.h, scale, fits, gradient, result);
}

// The lanes that the evaluated lattice declines, on a sheared one.
INLINE void add_sheared(const sroc_studies *s, const prepared_point *p, const located_group *g,
                        int gradient, group_result *result) {
  sheared_lattice l = lay_sheared(&p->at, s->gaussian_spacing, g);
  sheared_sums sums;
  v8 value;
  m8 served = sheared_integral(&l, &p->at, g, gradient, &value, &sums);
  for (int lane = 0; lane < 8; lane++) {
    if (!(result->declined >> lane & 1) || !served[lane]) continue;
    result->log_value[lane] = value[lane];
    result->declined &= ~(1 << lane);
    if (!gradient) continue;
    double sign1 = g->f1.sign[lane], sign2 = g->f2.sign[lane], weight = 1 / sums.one[lane];
    double rho = g->rho[lane], root = p->at.root, tau1 = p->at.tau1, tau2 = p->at.tau2;
    double z1_s2 = sums.z1_s2[lane], z2_s2 = sums.z2_s2[lane];
    result->differentiated |= 1 << lane;
    result->d1[lane] = sign1 * weight * sums.s1[lane];
    result->d2[lane] = sign2 * weight * sums.s2[lane];
    result->d11[lane] = weight * tau1 * sums.z1_s1[lane];
    result->d22[lane] = weight * tau2 * (rho * z1_s2 + root * z2_s2);
    result->d12[lane] = sign1 * sign2 * weight * tau2 * root * (root * z1_s2 - rho * z2_s2);
  }
}

INLINE void evaluated_group(const sroc_studies *s, size_t group, const prepared_point *p,
                            int gradient, group_result *result) {
  located_group g;
  locate_group(s, group, p, &g);
  evaluated_lattice(s, p, &g, gradient, result);
  if (result->declined) add_sheared(s, p, &g, gradient, result);
}

#endif
