// The rule of nested_integrals.h: the trapezoid rule in the plane of the shared effect.
//
// With e = L z the prior of z is a standard normal. The lattice is that of the spectral precision
//   P = I / a^2 + L' (sum_r (H_r + a^2 W)^-1) L,   H_r = diag(h_f^2) of the table's two factors,
// the matrix form of the spacing of lattice_rule.h: nodes are z0 + C^-T k for whole k, P = C C'. The
// integrand is log-concave, so that a strip of nodes ends where it has fallen below the tolerance, and the
// strips end where a strip's largest value has.
#ifndef SROC_NESTED_RULE_H
#define SROC_NESTED_RULE_H

#include "nested_mode.h"

#define NODES_LIMIT 40000.0 // beyond it the lattice is made twice as wide

// The lattice around the mode; `scale` makes it wider.
INLINE void lay_effect_lattice(nested_study *n, double scale) {
  double a2 = n->s->gaussian_spacing * n->s->gaussian_spacing;
  symmetric2 T = spectral_precision(n), P = pulled_back(n, &T);
  P.a11 += 1 / a2;
  P.a22 += 1 / a2;
  double c11 = sqrt(P.a11), c21 = P.a12 / c11;
  double c22 = sqrt(greater(P.a22 - c21 * c21, 1 / a2));
  n->e11 = scale / c11;
  n->e12 = -scale * c21 / (c11 * c22);
  n->e22 = scale / c22;
}

// The log of the integrand at eight places.
INLINE v8 log_integrand(const nested_study *n, v8 z1, v8 z2) {
  v8 e1 = n->l11 * z1, e2 = n->l21 * z1 + n->l22 * z2, total = -0.5 * (z1 * z1 + z2 * z2);
  size_t count = n->s->count;
  if (!n->within) {
    for (size_t k = 0; k < 2 * count; k += 2)
      total += log_factor(n, k, n->means[k] + e1) + log_factor(n, k + 1, n->means[k + 1] + e2);
    return total;
  }
  double points[(6 + 2 * SROC_MOST_TABLES) * LANES], each[SROC_MOST_TABLES * LANES];
  const double fixed[4] = {n->within->tau1, n->within->tau2, n->within->rho, n->within->root};
  for (int k = 0; k < 4; k++) store8(points + (2 + k) * LANES, all8(fixed[k]));
  for (size_t r = 0; r < count; r++) {
    store8(points + (6 + 2 * r) * LANES, n->means[2 * r] + e1);
    store8(points + (7 + 2 * r) * LANES, n->means[2 * r + 1] + e2);
  }
  memcpy(points, points + 6 * LANES, 2 * LANES * sizeof *points);
  sroc_study_log_likelihoods(n->s, points, LANES, n->set, each);
  for (size_t r = 0; r < count; r++) total += load8(each + r * LANES);
  return total;
}

// The sum over a strip of nodes.
typedef struct {
  double total, largest; // relative to the reference; in logs
  int64_t largest_at;
} strip;

// Sums over all nodes of the integrand times what its log's derivatives are there, relative to the reference.
typedef struct {
  v8 means[MOST_FACTORS]; // of each factor: u = y - n p
  v8 l11, l21, l22;       // u z of the margin and the effect that the loading connects
} nested_slopes;

INLINE void add_slopes(const nested_study *n, v8 z1, v8 z2, v8 weight, nested_slopes *s) {
  v8 e[2] = {n->l11 * z1, n->l21 * z1 + n->l22 * z2}, sums[2] = {all8(0.0), all8(0.0)};
  for (size_t k = 0; k < 2 * n->s->count; k++) {
    if (n->n[k] == 0) continue;
    v8 t = n->sign[k] * (n->means[k] + e[k % 2]);
    v8 u = weight * n->sign[k] * (n->y[k] - n->n[k] / (1.0 + exp8(-t)));
    s->means[k] += u;
    sums[k % 2] += u;
  }
  s->l11 += sums[0] * z1;
  s->l21 += sums[1] * z1;
  s->l22 += sums[1] * z2;
}

// Sums to derivatives of the log of the integral.
INLINE void scale_slopes(const nested_study *n, double scale, nested_slopes *s) {
  for (size_t k = 0; k < 2 * n->s->count; k++) s->means[k] *= scale;
  s->l11 *= scale;
  s->l21 *= scale;
  s->l22 *= scale;
}

// `slopes` may be NULL, here and below.
INLINE void add_nodes(const nested_study *n, int64_t first, double row, double reference, strip *s,
                      nested_slopes *slopes, v8 *value) {
  const v8 steps = {0, 1, 2, 3, 4, 5, 6, 7};
  v8 z1 = n->z1 + n->e11 * ((double)first + steps) + n->e12 * row;
  v8 z2 = all8(n->z2 + n->e22 * row);
  *value = log_integrand(n, z1, z2) - reference;
  v8 weight = exp8(*value);
  s->total += sum8(weight);
  if (slopes) add_slopes(n, z1, z2, weight, slopes);
  for (int k = 0; k < LANES; k++) {
    if (!((*value)[k] > s->largest)) continue;
    s->largest = (*value)[k];
    s->largest_at = first + k;
  }
}

// One strip, from the eight nodes around `middle` outwards.
INLINE strip sum_strip(const nested_study *n, int64_t middle, double row, double reference,
                       double least, nested_slopes *slopes, double *nodes) {
  strip s = {0, -1e300, middle};
  v8 value;
  int64_t first = middle - LANES / 2, last = first;
  add_nodes(n, first, row, reference, &s, slopes, &value);
  v8 start = value;
  *nodes += LANES;
  while ((value[7] > least || value[7] > value[6]) && *nodes < NODES_LIMIT) {
    last += LANES;
    add_nodes(n, last, row, reference, &s, slopes, &value);
    *nodes += LANES;
  }
  value = start;
  while ((value[0] > least || value[0] > value[1]) && *nodes < NODES_LIMIT) {
    first -= LANES;
    add_nodes(n, first, row, reference, &s, slopes, &value);
    *nodes += LANES;
  }
  return s;
}

// The sum over all strips.
INLINE double strip_rule(nested_study *n, nested_slopes *slopes) {
  double drop = -(n->s->log_tolerance + 1);
  for (double scale = 1;; scale *= 2) {
    lay_effect_lattice(n, scale);
    v8 centre = log_integrand(n, all8(n->z1), all8(n->z2));
    double reference = centre[0], nodes = 0, largest = -1e300, total = 0;
    if (slopes) memset(slopes, 0, sizeof *slopes);
    strip middle = sum_strip(n, 0, 0, reference, drop, slopes, &nodes);
    total = middle.total;
    largest = middle.largest;
    for (int side = 1; side >= -1; side -= 2) {
      strip before = middle;
      for (double row = side; nodes < NODES_LIMIT; row += side) {
        strip s =
            sum_strip(n, before.largest_at, row, reference, largest + drop, slopes, &nodes);
        total += s.total;
        int rises = s.largest > before.largest;
        largest = greater(largest, s.largest);
        before = s;
        if (!rises && s.largest < largest + drop) break;
      }
    }
    if (nodes < NODES_LIMIT || scale > 1e9) {
      if (slopes) scale_slopes(n, 1 / total, slopes);
      return reference + log(total * n->e11 * n->e22 / 6.283185307179586);
    }
  }
}

#endif
