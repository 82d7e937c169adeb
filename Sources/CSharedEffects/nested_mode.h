// One study of nested_integrals.h at one point: its factors, the mode of its integrand and the rate at which
// the transform of each factor falls.
#ifndef SROC_NESTED_MODE_H
#define SROC_NESTED_MODE_H

#include <math.h>

#include "nested_integrals.h"
#include "vector_math.h"

#define NEWTON_STEPS 12
#define LONGEST_STEP 2.5   // of a logit in one step of the search
#define SHORTEST_STEP 0.05 // where the search ends: a centre is all that is wanted of it

enum { LANES = 8, MOST_FACTORS = 2 * SROC_MOST_TABLES };

typedef struct {
  double a11, a12, a22;
} symmetric2;

// Factor 2 r + m is margin m of table r.
typedef struct {
  const sroc_studies *s;
  const double *means;
  const sroc_point *within; // NULL where tables have the shared effect alone
  double l11, l21, l22;     // L
  size_t factors;           // two a table, rounded up to whole vectors; those beyond are 1
  double y[MOST_FACTORS], n[MOST_FACTORS], sign[MOST_FACTORS], max[MOST_FACTORS];
  double logit[MOST_FACTORS];    // at the mode
  double spectral[MOST_FACTORS]; // 1 / h_f^2 there
  double z1, z2;                 // the mode of the shared effect
  int is_found;                  // whether the search has ended there
  symmetric2 curvature;          // of the log of the integrand there
  double part[SROC_MOST_TABLES]; // log f and the normal of its own effect of each table there
  double mode_value;             // log of the integrand over both kinds of effects there: see bound_value
  double largest_own;            // of the squared lengths of effects of tables' own, standardised
  double e11, e12, e22;          // the lattice's edges: the columns of C^-T
  sroc_instruction_set set;
} nested_study;

INLINE void load_study(nested_study *n, const sroc_studies *s, const double *means,
                       const sroc_point *shared, const sroc_point *within,
                       sroc_instruction_set set) {
  n->s = s;
  n->means = means;
  n->within = within;
  n->set = set;
  n->l11 = shared->tau1;
  n->l21 = shared->rho * shared->tau2;
  n->l22 = shared->tau2 * shared->root;
  n->factors = (2 * s->count + LANES - 1) / LANES * LANES;
  for (size_t k = 0; k < n->factors; k++) {
    size_t table = k / 2, margin = k % 2;
    n->sign[k] = 1;
    n->y[k] = n->n[k] = n->max[k] = n->spectral[k] = n->logit[k] = 0;
    if (table >= s->count) continue;
    const double *from = s->groups + table / LANES * SROC_GROUP_DOUBLES +
                         margin * SROC_MARGIN_FIELDS * LANES + table % LANES;
    n->y[k] = from[LANES * SROC_FIELD_Y];
    n->n[k] = from[LANES * SROC_FIELD_N];
    n->sign[k] = from[LANES * SROC_FIELD_SIGN];
    n->max[k] = from[LANES * SROC_FIELD_MAX];
    n->spectral[k] = from[LANES * SROC_FIELD_INVERSE_SPACING2];
  }
}

// L' T L.
INLINE symmetric2 pulled_back(const nested_study *n, const symmetric2 *t) {
  double u = t->a11 * n->l11 + t->a12 * n->l21, v = t->a12 * n->l11 + t->a22 * n->l21;
  symmetric2 p = {n->l11 * u + n->l21 * v, n->l22 * v, n->l22 * n->l22 * t->a22};
  return p;
}

INLINE symmetric2 covariance_of(const sroc_point *p, double *determinant) {
  symmetric2 v = {0, 0, 0};
  *determinant = 0;
  if (!p) return v;
  v.a11 = p->tau1 * p->tau1;
  v.a22 = p->tau2 * p->tau2;
  v.a12 = p->rho * p->tau1 * p->tau2;
  *determinant = v.a11 * v.a22 * p->root * p->root;
  return v;
}

// (I + W V)^-1 of weights W = diag(w1, w2), which may be 0: entries before the common scale.
typedef struct {
  double m11, m12, m21, m22, scale;
} inverse2;

INLINE inverse2 shrink(double w1, double w2, const symmetric2 *v, double determinant) {
  inverse2 m = {1 + w2 * v->a22, -w1 * v->a12, -w2 * v->a12, 1 + w1 * v->a11, 0};
  m.scale = 1 / (1 + w1 * v->a11 + w2 * v->a22 + w1 * w2 * determinant);
  return m;
}

// Adds (W^-1 + V)^-1 = (I + W V)^-1 W.
INLINE void add_widened(symmetric2 *t, const inverse2 *m, double w1, double w2) {
  t->a11 += m->m11 * w1 * m->scale;
  t->a12 += m->m12 * w2 * m->scale;
  t->a22 += m->m22 * w2 * m->scale;
}

INLINE double held(double x, double most) { return x > most ? most : x < -most ? -most : x; }

// n p (1 - p) and y - n p of every factor at the logits, in the file's orientation.
INLINE void expand_factors(const nested_study *n, double *weight, double *slope) {
  for (size_t k = 0; k < n->factors; k += LANES) {
    v8 sign = load8(n->sign + k), total = load8(n->n + k);
    v8 p = 1.0 / (1.0 + exp8(-sign * load8(n->logit + k))), np = total * p;
    store8(weight + k, np * (1.0 - p));
    store8(slope + k, sign * (load8(n->y + k) - np));
  }
}

// The mode of the shared effect, and of each table's logits, by Newton's method on the joint log density.
INLINE void find_mode(nested_study *n) {
  size_t count = n->s->count;
  double determinant, w[MOST_FACTORS], u[MOST_FACTORS];
  symmetric2 v = covariance_of(n->within, &determinant);
  for (size_t k = 0; k < n->factors; k += LANES) {
    v8 y = load8(n->y + k), total = load8(n->n + k);
    store8(n->logit + k, load8(n->sign + k) * log8((y + 0.5) / (total - y + 0.5)));
  }
  for (size_t k = 0; k < 2 * count; k++)
    if (n->n[k] == 0) n->logit[k] = n->means[k];
  n->is_found = 0;
  for (int step = 0; step < NEWTON_STEPS && !n->is_found; step++) {
    symmetric2 T = {0, 0, 0};
    double g1 = 0, g2 = 0, longest = 0;
    inverse2 m[SROC_MOST_TABLES];
    expand_factors(n, w, u);
    for (size_t r = 0; r < count; r++) {
      size_t k = 2 * r;
      u[k] += w[k] * (n->logit[k] - n->means[k]);
      u[k + 1] += w[k + 1] * (n->logit[k + 1] - n->means[k + 1]);
      m[r] = shrink(w[k], w[k + 1], &v, determinant);
      add_widened(&T, &m[r], w[k], w[k + 1]);
      g1 += (m[r].m11 * u[k] + m[r].m12 * u[k + 1]) * m[r].scale;
      g2 += (m[r].m21 * u[k] + m[r].m22 * u[k + 1]) * m[r].scale;
    }
    symmetric2 P = pulled_back(n, &T);
    P.a11 += 1;
    P.a22 += 1;
    n->curvature = P;
    double b1 = n->l11 * g1 + n->l21 * g2, b2 = n->l22 * g2;
    double scale = 1 / greater(P.a11 * P.a22 - P.a12 * P.a12, 1);
    n->z1 = (P.a22 * b1 - P.a12 * b2) * scale;
    n->z2 = (P.a11 * b2 - P.a12 * b1) * scale;
    double e1 = n->l11 * n->z1, e2 = n->l21 * n->z1 + n->l22 * n->z2;
    for (size_t r = 0; r < count; r++) {
      size_t k = 2 * r;
      double d1 = u[k] - w[k] * e1, d2 = u[k + 1] - w[k + 1] * e2;
      double x1 = (m[r].m11 * d1 + m[r].m12 * d2) * m[r].scale;
      double x2 = (m[r].m21 * d1 + m[r].m22 * d2) * m[r].scale;
      double next1 = n->means[k] + e1 + v.a11 * x1 + v.a12 * x2;
      double next2 = n->means[k + 1] + e2 + v.a12 * x1 + v.a22 * x2;
      double move1 = held(next1 - n->logit[k], LONGEST_STEP);
      double move2 = held(next2 - n->logit[k + 1], LONGEST_STEP);
      n->logit[k] += move1;
      n->logit[k + 1] += move2;
      longest = greater(longest, greater(fabs(move1), fabs(move2)));
    }
    n->is_found = longest < SHORTEST_STEP;
  }
  // Where the normal draws a factor away from its maximum it acts like one of more successes.
  double rate = sroc_tilt_rate(n->s->log_tolerance);
  expand_factors(n, w, u);
  for (size_t k = 0; k < 2 * count; k++)
    if (n->n[k] > 0)
      n->spectral[k] += rate * greater(w[k] - n->y[k] * (n->n[k] - n->y[k]) / n->n[k], 0);
}

// log f of a factor at eight logits.
INLINE v8 log_factor(const nested_study *n, size_t k, v8 t) {
  if (n->n[k] == 0) return all8(0.0);
  t *= n->sign[k];
  return n->y[k] * t - n->n[k] * log_one_plus_exp8(t) - n->max[k];
}

// The integrand over standardised effects of both kinds, F(w) N(w; 0, I), is at most h exp(-|w - w^|^2 / 2)
// around its mode w^, since F is log-concave: so L is at most its value there without the normal's constant.
INLINE void value_mode(nested_study *n) {
  double total = -0.5 * (n->z1 * n->z1 + n->z2 * n->z2), largest = 0;
  double e1 = n->l11 * n->z1, e2 = n->l21 * n->z1 + n->l22 * n->z2;
  double log_f[MOST_FACTORS];
  for (size_t k = 0; k < n->factors; k += LANES) {
    v8 t = load8(n->sign + k) * load8(n->logit + k);
    if (!n->within) {
      v8 e = {e1, e2, e1, e2, e1, e2, e1, e2}, mean = all8(0.0);
      for (size_t i = 0; i < LANES && k + i < 2 * n->s->count; i++) mean[i] = n->means[k + i];
      t = load8(n->sign + k) * (mean + e);
    }
    store8(log_f + k, load8(n->y + k) * t - load8(n->n + k) * log_one_plus_exp8(t) -
                          load8(n->max + k));
  }
  for (size_t r = 0; r < n->s->count; r++) {
    size_t k = 2 * r;
    double squares = 0;
    if (n->within) {
      double v1 = (n->logit[k] - n->means[k] - e1) / n->within->tau1;
      double v2 = (n->logit[k + 1] - n->means[k + 1] - e2) / n->within->tau2;
      v2 = (v2 - n->within->rho * v1) / n->within->root;
      squares = v1 * v1 + v2 * v2;
    }
    n->part[r] = log_f[k] + log_f[k + 1] - 0.5 * squares;
    total += n->part[r];
    largest = greater(largest, squares);
  }
  n->mode_value = total;
  n->largest_own = largest;
}

// Data that contradict the means by more, in logs, or by longer effects, or so that the mode is not found,
// are left to the rule of strips.
#define WORST_CONFLICT 100.0

INLINE int is_conflict(const nested_study *n) {
  return !(n->is_found && n->mode_value > -WORST_CONFLICT && n->largest_own < WORST_CONFLICT);
}

// How far an effect of a table's own reaches, in its SD: the outer integrand has fallen by the tolerance at
// most where it matters, and the inner one by as much around its own mode.
INLINE double own_reach(const nested_study *n, double sd) {
  return sd * sqrt(n->largest_own + 4 * (n->s->log_tolerance + 1));
}

// sum_r (H_r + a^2 W)^-1, whose inverse is the squared spacing that the product of the tables allows in e.
INLINE symmetric2 spectral_precision(const nested_study *n) {
  double determinant, a2 = n->s->gaussian_spacing * n->s->gaussian_spacing;
  symmetric2 v = covariance_of(n->within, &determinant), T = {0, 0, 0};
  v.a11 *= a2;
  v.a12 *= a2;
  v.a22 *= a2;
  determinant *= a2 * a2;
  for (size_t k = 0; k < 2 * n->s->count; k += 2) {
    inverse2 m = shrink(n->spectral[k], n->spectral[k + 1], &v, determinant);
    add_widened(&T, &m, n->spectral[k], n->spectral[k + 1]);
  }
  return T;
}

#endif
