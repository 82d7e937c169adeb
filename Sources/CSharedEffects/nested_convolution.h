// Where the covariance W of a table around the shared effect is a multiple q^2 of the shared S = L L', in the
// coordinates of S,
//
//   logit 1 = mu1 + l11 x,  logit 2 = mu2 + l21 x + l22 y,  x = z1 + q v1,  y = z2 + q v2,
//
// all four of z and v are standard normals, and a table's integral is a convolution in y, then one in x:
//
//   g(c) = integral of f2(c + l22 q v) N(v) dv,
//   L_r(z) = integral of f1(mu1 + l11 (z1 + q v)) g(mu2 + l21 (z1 + q v) + l22 z2) N(v) dv.
//
// log g is tabulated and read by cubic interpolation; all else are trapezoid sums. The nodes of the outer
// lattice are among those of the inner one in x, so that each value serves many of them.
#ifndef SROC_NESTED_CONVOLUTION_H
#define SROC_NESTED_CONVOLUTION_H

#include "nested_product.h"

enum { OUTER_MAX = 64, INNER_MAX = 2048, VALUES_MAX = 16384, DISTANCES_MAX = 8192 };
#define ENLARGEMENT 1.5
#define ATTEMPTS 6
#define CURVATURE_REACH 1.15 // how much further a first box goes than the mode's curvature says

// The outer lattice: z1 = first1 + I step1, z2 = first2 + j step2, the latter in whole vectors.
typedef struct {
  int count1, count2;
  double step1, step2, first1, first2;
  double cut; // what log f must reach anywhere in the integral of its table to matter
} outer_lattice;

INLINE int lay_outer(const nested_study *n, double reach1, double reach2, outer_lattice *l) {
  double a2 = n->s->gaussian_spacing * n->s->gaussian_spacing;
  symmetric2 T = spectral_precision(n), P = pulled_back(n, &T);
  l->step1 = 1 / sqrt(P.a11 + 1 / a2);
  l->step2 = 1 / sqrt(P.a22 + 1 / a2);
  double half1 = ceil(reach1 / l->step1), half2 = ceil(reach2 / l->step2);
  if (!(half1 < OUTER_MAX / 2 && half2 < OUTER_MAX / 2 - LANES)) return 0;
  l->count1 = 2 * (int)half1 + 1;
  l->count2 = (2 * (int)half2 + 1 + LANES - 1) / LANES * LANES;
  l->first1 = n->z1 - half1 * l->step1;
  l->first2 = n->z2 - 0.5 * (l->count2 - 1) * l->step2;
  return 1;
}

typedef struct {
  double low, high;
} interval1;

// The logits at which log f of a factor is above a cut, or somewhat more.
INLINE interval1 support_of(const nested_study *n, size_t factor, double cut) {
  interval1 all = {-1e30, 1e30};
  int level = 0;
  while (level < SROC_LEVELS && sroc_level_drop(level) < -cut) level++;
  if (level == SROC_LEVELS || n->n[factor] == 0) return all;
  size_t table = factor / 2, margin = factor % 2;
  const double *from = n->s->groups + table / LANES * SROC_GROUP_DOUBLES +
                       margin * SROC_MARGIN_FIELDS * LANES + table % LANES;
  double low = from[LANES * (SROC_FIELD_LOWER + level)];
  double high = from[LANES * (SROC_FIELD_UPPER + level)];
  interval1 range = {low, high}, turned = {-high, -low};
  return n->sign[factor] > 0 ? range : turned;
}

// Normal weights of distances d h, d = first ... first + count - 1, each for a step.
INLINE void weigh_distances(double sd, double h, double step, int first, int count, double *out) {
  double scale = log(step / (sd * 2.5066282746310002));
  for (int k = 0; k < count; k += LANES) {
    v8 z = ((double)(first + k) + lane_steps) * (h / sd);
    store8(out + k, exp8(scale - 0.5 * z * z));
  }
}

// log g at c = first + i h.
typedef struct {
  double first, h, log_g[FINE_NODES_MAX + LANES];
} margin_table;

INLINE int tabulate_margin(const nested_study *n, size_t factor, double own, double cut, double low,
                           double high, margin_table *t) {
  double a2 = n->s->gaussian_spacing * n->s->gaussian_spacing, w = n->spectral[factor];
  double needed = 1 / sqrt(1 / (a2 * own * own) + w);
  // The error of cubic interpolation is 3/128 h^4 times the fourth derivative, here at most that of
  // log f, which is n / 8 or where f matters some times its curvature, and that of log g, which is that of
  // the normal distribution function at most.
  double of_f = n->n[factor] / 8 < 4 * w + 1 ? n->n[factor] / 8 : 4 * w + 1;
  double of_g = 1 / (own * own * own * own), fourth = of_f < of_g ? of_f : of_g;
  double h = sqrt(sqrt(12.8 * exp(-n->s->log_tolerance) / fourth)), ratio = needed / h;
  // Nodes of f are `apart` steps of the table from each other, or `within` to a step.
  int apart = ratio >= 1 ? (int)(ratio < 64 ? ratio : 64) : 1;
  int within = ratio >= 1 ? 1 : (int)ceil(ratio > 1e-6 ? 1 / ratio : 1e6);
  double nodes = ceil((high - low) / h) + 4, reach = own_reach(n, own), step = apart * h / within;
  if (!(nodes < FINE_NODES_MAX)) return 0;
  t->h = h;
  t->first = low - h;
  // Nodes of f: those around the table's where it matters. Beyond them log g falls like the square of the
  // distance over `own`, which steps need not resolve: see read_table.
  interval1 support = support_of(n, factor, cut);
  double begin = greater(support.low, t->first - reach), end = t->first + nodes * h + reach;
  if (support.high < end) end = support.high;
  if (!(begin < end)) return 0;
  double first_fine = floor((begin - t->first) / step);
  double fine_nodes = ceil((end - t->first) / step - first_fine) + 1;
  double distances = nodes * within + fine_nodes * apart;
  if (!(fine_nodes < INNER_MAX && distances < DISTANCES_MAX)) return 0;
  int count = (int)nodes, fine_count = (int)fine_nodes, first = (int)first_fine;
  double fine[INNER_MAX + LANES], weights[DISTANCES_MAX + 4 * LANES];
  for (int k = 0; k < fine_count + LANES; k += LANES) {
    v8 c = t->first + step * (first + (double)k + lane_steps);
    store8(fine + k, select8((double)k + lane_steps < (double)fine_count,
                             exp8(log_factor(n, factor, c)), all8(0.0)));
  }
  // In units of h / within, table node i lies at i within, node k of f at (first + k) apart.
  int least = -(first + fine_count - 1) * apart;
  weigh_distances(own, h / within, step, least, (int)distances + 2 * LANES, weights);
  if (within == 1) {
    for (int i = 0; i < count; i += LANES) {
      v8 sum = all8(0.0);
      const double *at = weights + i + (fine_count - 1) * apart;
      for (int k = 0; k < fine_count; k++) sum += fine[k] * load8(at - k * apart);
      store8(t->log_g + i, log8(max8(sum, all8(1e-300))));
    }
    return 1;
  }
  for (int i = 0; i < count; i++) {
    v8 sum = all8(0.0);
    double turned[LANES];
    const double *at = weights + i * within + fine_count - 1;
    for (int k = 0; k < fine_count; k += LANES) {
      for (int e = 0; e < LANES; e++) turned[e] = k + e < fine_count ? at[-(k + e)] : 0;
      sum += load8(fine + k) * load8(turned);
    }
    t->log_g[i] = sum8(sum);
  }
  for (int i = 0; i < count; i += LANES)
    store8(t->log_g + i, log8(max8(load8(t->log_g + i), all8(1e-300))));
  return 1;
}

// Cubic interpolation between the nodes -1, 0, 1 and 2 around each place. log g is concave, so that it lies
// below the lines through the nodes on either side, which holds a cubic over a fall that steps do not resolve.
INLINE v8 read_table(const margin_table *t, v8 c) {
  v8 place = (c - t->first) * (1 / t->h);
  m8 at = __builtin_convertvector(place, m8);
  v8 s = place - __builtin_convertvector(at, v8), a, b, d, e;
  for (int k = 0; k < LANES; k++) {
    const double *from = t->log_g + at[k];
    a[k] = from[-1];
    b[k] = from[0];
    d[k] = from[1];
    e[k] = from[2];
  }
  v8 before = s + 1.0, after = s - 1.0, last = s - 2.0;
  v8 cubic = (1.0 / 6) * s * after * (e * before - a * last) +
             0.5 * before * last * (b * after - d * s);
  v8 most = min8(b + s * (b - a), d - after * (d - e));
  return min8(cubic, most);
}

// The nodes of x of one table: x = first1 + i h, i = first ... first + count - 1. Those of an outer node I
// are `stride` apart, from I `refinement` on.
typedef struct {
  int refinement, stride, first, count;
  double h;
} inner_lattice;

INLINE int lay_inner(const nested_study *n, size_t table, double q, const outer_lattice *l,
                     inner_lattice *x) {
  double a2 = n->s->gaussian_spacing * n->s->gaussian_spacing, w = n->spectral[2 * table + 1];
  double widened = w / (1 + w * a2 * n->l22 * n->l22 * q * q);
  double precision = n->l11 * n->l11 * n->spectral[2 * table] + n->l21 * n->l21 * widened;
  double ratio = l->step1 * sqrt(1 / (a2 * q * q) + precision);
  if (!(ratio < INNER_MAX && ratio > 1.0 / INNER_MAX)) return 0;
  x->refinement = ratio > 1 ? (int)ceil(ratio) : 1;
  x->stride = ratio > 1 ? 1 : (int)floor(1 / ratio);
  x->h = l->step1 / x->refinement;
  interval1 support = support_of(n, 2 * table, l->cut);
  double mean = n->means[2 * table], reach = own_reach(n, q);
  double low = greater((support.low - mean) / n->l11, l->first1 - reach);
  double high = l->first1 + (l->count1 - 1) * l->step1 + reach;
  if ((support.high - mean) / n->l11 < high) high = (support.high - mean) / n->l11;
  double first = floor((low - l->first1) / x->h), last = ceil((high - l->first1) / x->h);
  if (!(last > first && last - first < INNER_MAX)) return 0;
  x->first = (int)first;
  x->count = (int)(last - first) + 1;
  return x->count * l->count2 <= VALUES_MAX;
}

// f1 g at all nodes of x and z2, over exp(scale).
INLINE int fill_values(const nested_study *n, size_t table, double q, const outer_lattice *l,
                       const inner_lattice *x, double scale, double *values) {
  size_t k1 = 2 * table, k2 = k1 + 1;
  double log_f[INNER_MAX + LANES], x_first = l->first1 + x->first * x->h;
  for (int i = 0; i < x->count; i += LANES) {
    v8 at = x_first + x->h * ((double)i + lane_steps);
    store8(log_f + i, log_factor(n, k1, n->means[k1] + n->l11 * at) - scale);
  }
  double ends[2] = {n->l21 * x_first, n->l21 * (x_first + x->h * (x->count - 1))};
  double low = n->means[k2] + (ends[0] < ends[1] ? ends[0] : ends[1]) + n->l22 * l->first2;
  double high = n->means[k2] + greater(ends[0], ends[1]) +
                n->l22 * (l->first2 + l->step2 * (l->count2 - 1));
  margin_table t;
  int has_second = n->n[k2] > 0;
  if (has_second && !tabulate_margin(n, k2, n->l22 * q, l->cut, low, high, &t)) return 0;
  for (int i = 0; i < x->count; i++) {
    double begin = n->means[k2] + n->l21 * (x_first + x->h * i) + n->l22 * l->first2;
    for (int j = 0; j < l->count2; j += LANES) {
      v8 c = begin + n->l22 * l->step2 * ((double)j + lane_steps), log_value = all8(log_f[i]);
      if (has_second) log_value += read_table(&t, c);
      store8(values + i * l->count2 + j, exp8(log_value));
    }
  }
  return 1;
}

// Multiplies the values of one table over exp(scale) into `product`. Returns 0 where a lattice would be too
// long.
INLINE int multiply_table(const nested_study *n, size_t table, double q, const outer_lattice *l,
                          double scale, double *values, double *product) {
  inner_lattice x;
  if (!lay_inner(n, table, q, l, &x)) return 0;
  if (!fill_values(n, table, q, l, &x, scale, values)) return 0;
  double weights[INNER_MAX + LANES];
  for (int I = 0; I < l->count1; I++) {
    int centre = I * x.refinement - x.first, begin = centre % x.stride;
    if (begin < 0) begin += x.stride;
    weigh_distances(q, x.h, x.stride * x.h, -centre, x.count, weights);
    for (int j = 0; j < l->count2; j += LANES) {
      v8 sum = all8(0.0);
      for (int i = begin; i < x.count; i += x.stride)
        sum += weights[i] * load8(values + i * l->count2 + j);
      double *to = product + I * l->count2 + j;
      store8(to, load8(to) * sum);
    }
  }
  return 1;
}

// The sum over the outer lattice; tells which of its sides the integrand has not fallen at.
INLINE double sum_outer(const nested_study *n, const outer_lattice *l, const double *product,
                        int *open1, int *open2) {
  double largest = 0, edge1 = 0, edge2 = 0;
  v8 total = all8(0.0);
  for (int I = 0; I < l->count1; I++) {
    double z1 = l->first1 + I * l->step1;
    for (int j = 0; j < l->count2; j += LANES) {
      v8 z2 = l->first2 + l->step2 * ((double)j + lane_steps);
      v8 value = exp8(-0.5 * (z1 * z1 + z2 * z2 - n->z1 * n->z1 - n->z2 * n->z2)) *
                 load8(product + I * l->count2 + j);
      total += value;
      double most = greatest8(value);
      largest = greater(largest, most);
      if (I == 0 || I == l->count1 - 1) edge1 = greater(edge1, most);
      if (j == 0) edge2 = greater(edge2, value[0]);
      if (j == l->count2 - LANES) edge2 = greater(edge2, value[LANES - 1]);
    }
  }
  double least = largest * exp(-n->s->log_tolerance);
  *open1 = edge1 > least;
  *open2 = edge2 > least;
  return sum8(total);
}

// Returns 0 and leaves *value where this rule does not serve.
INLINE int convolution_rule(const nested_study *n, double q, double *value) {
  const symmetric2 *m = &n->curvature;
  double determinant = m->a11 * m->a22 - m->a12 * m->a12;
  double reach = CURVATURE_REACH * sqrt(2 * (n->s->log_tolerance + 1));
  double reach1 = reach * sqrt(m->a22 / determinant), reach2 = reach * sqrt(m->a11 / determinant);
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    outer_lattice l = {.cut = n->mode_value - (n->s->log_tolerance + 1)};
    if (!lay_outer(n, reach1, reach2, &l)) return 0;
    double values[VALUES_MAX], product[OUTER_MAX * OUTER_MAX];
    for (int k = 0; k < l.count1 * l.count2; k++) product[k] = 1;
    for (size_t table = 0; table < n->s->count; table++)
      if (!multiply_table(n, table, q, &l, n->part[table], values, product)) return 0;
    int open1, open2;
    double total = sum_outer(n, &l, product, &open1, &open2);
    if (!(total > 0 && total < 1e300)) return 0;
    *value = log(total * l.step1 * l.step2 / 6.283185307179586) + n->mode_value;
    if (!open1 && !open2) return 1;
    if (open1) reach1 *= ENLARGEMENT;
    if (open2) reach2 *= ENLARGEMENT;
  }
  return 0;
}

#endif
