// The lattice rule: the two-dimensional trapezoid rule for eight studies, one a lane.
//
// On an equispaced lattice t1 = c1 + u h1, t2 = c2 + v h2 the bivariate normal splits into
//   exp(K0 + u A1 - u^2 B1 / 2 + v A2 - v^2 B2 / 2 - u v C),
// so that with P_u = f1 exp(u A1 - u^2 B1 / 2), Q_v likewise and X = exp(-u C) the sum is
//   sum_u P_u sum_v Q_v X^v:
// one multiply-add a node by Horner's rule. The trapezoid rule converges spectrally for such analytic
// integrands; spacing and window both follow from one tolerance:
//   1 / h^2 = 1 / (a tau sqrt(1 - rho^2))^2 + 1 / h_f^2, a = 2 pi / sqrt(2 F), F = ln(1 / tolerance),
// with h_f from the Fourier transform of the binomial factor; the window holds every point whose
// integrand can be above tolerance times the maximum, bounded through tabulated level sets of f.
//
// A margin whose successes outnumber its failures is reflected (t -> -t), so that a flat likelihood
// is always flat towards minus infinity, where exp(t) underflows harmlessly.
#ifndef SROC_LATTICE_RULE_H
#define SROC_LATTICE_RULE_H

#include "study_integrals.h"
#include "vector_math.h"

#define HALF_NODES_MAX 80  // lattice half-width in nodes; beyond it the graded rule is used
#define LOSS_MAX 48.0      // prior-data conflict in log units; beyond it the graded rule is used
#define EXPONENT_MAX 600.0 // bound on any intermediate exponent

static const double level_drops[SROC_LEVELS] = {0.1, 1, 3, 6, 10, 15, 20, 26, 34, 44, 58, 80};

typedef struct {
  v8 y, n, sign, max, inverse_spacing2;
  const double *lower, *upper;
} margin8;

INLINE margin8 load_margin(const double *group, int margin) {
  const double *g = group + margin * SROC_MARGIN_FIELDS * 8;
  margin8 m = {load8(g + 8 * SROC_FIELD_Y), load8(g + 8 * SROC_FIELD_N),
               load8(g + 8 * SROC_FIELD_SIGN), load8(g + 8 * SROC_FIELD_MAX),
               load8(g + 8 * SROC_FIELD_INVERSE_SPACING2), g + 8 * SROC_FIELD_LOWER,
               g + 8 * SROC_FIELD_UPPER};
  return m;
}

// Upper bound on the least loss max log(f N) can suffer: over the level sets, the drop to the set's
// edge nearest the normal's mean plus the normal's loss there. `at` becomes that nearest point.
INLINE v8 least_loss(const margin8 *f, v8 mean, v8 half_precision, v8 *at) {
  v8 best = all8(1e300);
  for (int k = 0; k < 6; k++) {
    v8 point = min8(max8(mean, load8(f->lower + 8 * k)), load8(f->upper + 8 * k));
    v8 d = point - mean;
    v8 loss = level_drops[k] + d * d * half_precision;
    m8 better = loss < best;
    best = select8(better, loss, best);
    *at = select8(better, point, *at);
  }
  return best;
}

// The interval outside which f N stays below exp(-budget): for each level, inside the level's set
// and within what the normal may still lose.
INLINE void window(const margin8 *f, v8 mean, v8 tau, v8 budget, v8 *lower, v8 *upper) {
  v8 reach = tau * sqrt8(2.0 * budget);
  double most = greatest8(budget);
  v8 lo = max8(load8(f->lower), mean - reach), hi = min8(load8(f->upper), mean + reach);
  for (int k = 0; k < SROC_LEVELS; k++) {
    if (level_drops[k] >= most) break;
    reach = tau * sqrt8(2.0 * max8(budget - level_drops[k], all8(0.0)));
    v8 next_lower = k + 1 < SROC_LEVELS ? load8(f->lower + 8 * (k + 1)) : all8(-1e30);
    v8 next_upper = k + 1 < SROC_LEVELS ? load8(f->upper + 8 * (k + 1)) : all8(1e30);
    m8 open = budget > level_drops[k];
    lo = select8(open, min8(lo, max8(next_lower, mean - reach)), lo);
    hi = select8(open, max8(hi, min8(next_upper, mean + reach)), hi);
  }
  *lower = lo;
  *upper = hi;
}

// Tabulates f exp(i A - i^2 B / 2) at the nodes c + i h, i = -half ... half.
// exp(t) comes down from the top node by multiplication; its errors are relative and small.
INLINE void tabulate(const margin8 *f, v8 c, v8 h, v8 A, v8 B, int half, v8 *out) {
  v8 e = exp8(c + (double)half * h), ratio = exp8(-h);
  for (int i = half; i >= -half; i--) {
    double x = i;
    v8 t = c + x * h;
    out[i + half] = exp8(f->y * t - f->n * log8(1.0 + e) - f->max + x * (A - 0.5 * x * B));
    e = e * ratio;
  }
}

typedef struct {
  v8 log_value;    // log L of each lane
  v8 d1, d2;       // with gradient: E(t1 - mu1), E(t2 - mu2), in the file's orientation
  v8 d11, d22, d12;
  int declined;    // bit mask of lanes left to the graded rule
} group_result;

INLINE group_result lattice_group(const double *group, const sroc_studies *s, const sroc_point *p,
                                  int gradient) {
  margin8 f1 = load_margin(group, 0), f2 = load_margin(group, 1);
  const double F = s->log_tolerance;
  v8 mu1 = f1.sign * p->mu1, mu2 = f2.sign * p->mu2, rho = f1.sign * f2.sign * p->rho;
  v8 tau1 = all8(p->tau1), tau2 = all8(p->tau2);
  double c1 = p->tau1 * p->root, c2 = p->tau2 * p->root;
  double slope21 = p->tau2 / p->tau1, slope12 = p->tau1 / p->tau2;

  // How far the data contradict the means: walk to the nearest good point of one margin, then of
  // the other given it, in both orders.
  v8 at1 = mu1, at2 = mu2, unused = mu1;
  v8 loss_a = least_loss(&f1, mu1, all8(0.5 / (p->tau1 * p->tau1)), &at1);
  loss_a += least_loss(&f2, mu2 + rho * slope21 * (at1 - mu1), all8(0.5 / (c2 * c2)), &unused);
  v8 loss_b = least_loss(&f2, mu2, all8(0.5 / (p->tau2 * p->tau2)), &at2);
  loss_b += least_loss(&f1, mu1 + rho * slope12 * (at2 - mu2), all8(0.5 / (c1 * c1)), &unused);
  v8 loss = min8(loss_a, loss_b);

  v8 lo1, hi1, lo2, hi2;
  v8 budget = F + min8(loss, all8(LOSS_MAX));
  window(&f1, mu1, tau1, budget, &lo1, &hi1);
  window(&f2, mu2, tau2, budget, &lo2, &hi2);
  double g1 = s->gaussian_spacing * c1, g2 = s->gaussian_spacing * c2;
  v8 width1 = 0.5 * (hi1 - lo1) * sqrt8(1.0 / (g1 * g1) + f1.inverse_spacing2);
  v8 width2 = 0.5 * (hi2 - lo2) * sqrt8(1.0 / (g2 * g2) + f2.inverse_spacing2);

  // Precision matrix O = Sigma^-1, and the bound on intermediate exponents.
  double o11 = 1.0 / (c1 * c1), o22 = 1.0 / (c2 * c2);
  v8 o12 = -rho / (c1 * c2);
  v8 t1 = 0.5 * (lo1 + hi1), t2 = 0.5 * (lo2 + hi2);
  v8 D1 = t1 - mu1, D2 = t2 - mu2;
  v8 a1 = -(o11 * D1 + o12 * D2), a2 = -(o12 * D1 + o22 * D2);
  v8 r1 = 0.5 * (hi1 - lo1), r2 = 0.5 * (hi2 - lo2);
  v8 exponent = r1 * (abs8(a1) + 0.5 * r1 * o11) + r2 * (abs8(a2) + 0.5 * r2 * o22) +
                abs8(o12) * r1 * r2;
  m8 fits = (loss < LOSS_MAX) & (width1 < HALF_NODES_MAX) & (width2 < HALF_NODES_MAX) &
            (exponent < EXPONENT_MAX);
  // A declined lane becomes one harmless node, so that it does not widen the lattice of the others.
  v8 zero = all8(0.0);
  width1 = select8(fits, width1, zero);
  width2 = select8(fits, width2, zero);
  int half1 = (int)greatest8(width1) + 1, half2 = (int)greatest8(width2) + 1;
  v8 h1 = select8(fits, r1, zero) / (double)half1, h2 = select8(fits, r2, zero) / (double)half2;
  v8 A1 = select8(fits, a1 * h1, zero), B1 = o11 * h1 * h1;
  v8 A2 = select8(fits, a2 * h2, zero), B2 = o22 * h2 * h2;
  v8 C = select8(fits, o12 * h1 * h2, zero);
  v8 K0 = 0.5 * (D1 * a1 + D2 * a2);

  v8 P[2 * HALF_NODES_MAX + 1], Q[2 * HALF_NODES_MAX + 1];
  tabulate(&f1, t1, h1, A1, B1, half1, P);
  tabulate(&f2, t2, h2, A2, B2, half2, Q);
  const v8 *Q0 = Q + half2;

  // Rows u and -u share the powers: the row of -u is the row of u with v reversed.
  v8 S = zero, S1 = zero, S11 = zero, S2 = zero, S22 = zero, S12 = zero;
  v8 X = all8(1.0), Xi = all8(1.0), step = exp8(-C), step_inverse = exp8(C);
  for (int u = 0; u <= half1; u++) {
    v8 pos = Q0[half2], neg = Q0[-half2], pos_r = pos, neg_r = neg;
    double top = half2;
    v8 pos_v = top * pos, neg_v = -top * neg, pos_rv = pos_v, neg_rv = neg_v;
    v8 pos_w = top * pos_v, neg_w = -top * neg_v, pos_rw = pos_w, neg_rw = neg_w;
    for (int v = half2 - 1; v >= 1; v--) {
      v8 a = Q0[v], b = Q0[-v];
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
    v8 pu = P[half1 + u], pm = u ? P[half1 - u] : zero;
    v8 row_u = pu * (Q0[0] + pos * X + neg * Xi);
    v8 row_m = pm * (Q0[0] + pos_r * Xi + neg_r * X);
    S += row_u + row_m;
    if (gradient) {
      double x = u;
      v8 v_u = pu * (pos_v * X + neg_v * Xi), v_m = pm * (pos_rv * Xi + neg_rv * X);
      S1 += x * (row_u - row_m);
      S11 += (x * x) * (row_u + row_m);
      S2 += v_u + v_m;
      S12 += x * (v_u - v_m);
      S22 += pu * (pos_w * X + neg_w * Xi) + pm * (pos_rw * Xi + neg_rw * X);
    }
    X *= step;
    Xi *= step_inverse;
  }

  m8 good = fits & (S > 1e-290) & (S < 1e300);
  group_result result;
  result.declined = 0;
  for (int lane = 0; lane < 8; lane++)
    if (!good[lane]) result.declined |= 1 << lane;
  S = select8(good, S, all8(1.0));
  v8 scale = select8(good, h1 * h2, all8(1.0));
  result.log_value = K0 + log8(S * scale) - log8(all8(6.283185307179586 * p->tau1 * c2));
  if (gradient) {
    v8 w = 1.0 / S;
    v8 e1 = S1 * w, e2 = S2 * w;
    v8 d1 = D1 + h1 * e1, d2 = D2 + h2 * e2;
    result.d1 = f1.sign * d1;
    result.d2 = f2.sign * d2;
    result.d11 = D1 * D1 + h1 * (2.0 * D1 * e1 + h1 * (S11 * w));
    result.d22 = D2 * D2 + h2 * (2.0 * D2 * e2 + h2 * (S22 * w));
    result.d12 = f1.sign * f2.sign * (D1 * D2 + D1 * h2 * e2 + D2 * h1 * e1 + h1 * h2 * (S12 * w));
  }
  return result;
}

#endif
