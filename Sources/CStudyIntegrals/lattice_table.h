// The binomial factors on lattices that belong to the studies, tabulated once.
//
// The spacing that a study allows depends on the point only through c = tau sqrt(1 - rho^2):
//   1 / h^2 = 1 / (a c)^2 + 1 / h_f^2.
// So each margin of each group is tabulated for a grid of values of c, from the level above which
// h_f alone decides down to the last that memory allows; an evaluation takes the largest level <= c.
// All that is left to do at a node is to multiply by the normal.
#ifndef SROC_LATTICE_TABLE_H
#define SROC_LATTICE_TABLE_H

#include "level_sets.h"

#define GRID_TOP_BITS 0x4004000000000000LL // c of grid level 0: 2.5
#define FINE_LEVELS 5      // grid levels to an octave of c
#define COARSE_LEVELS 2    // and below FINE_OCTAVES, where tables are long and points few
#define FINE_OCTAVES 3
#define SATURATION 2.0     // above this multiple of h_f, where h is within 10 % of it, no levels
#define FLAT_END 40.0      // where the table of a flat or missing factor ends
#define HALF_NODES_MAX 128 // lattice half-width in nodes; beyond it the graded rule is used
#define CONFLICT_MAX 24.0  // tables hold f down to this far (in logs) below the tolerance

enum { HEADER = 24 }; // doubles before the nodes of a block: centre, h and 1 / h, eight lanes each

typedef struct {
  v8 centre, h;    // t = centre + i h, i = -half ... half
  const double *f; // at i = 0; eight doubles a node
  int half;
} lattice8;

// Levels are equally spaced in the bits of a double, which are nearly a logarithm: where c lies on the
// ladder, going down, with `octaves` the distance from its top.
INLINE double grid_level_place(double octaves) {
  double fine = FINE_LEVELS * octaves;
  double coarse = COARSE_LEVELS * octaves + (FINE_LEVELS - COARSE_LEVELS) * FINE_OCTAVES;
  return fine < coarse ? fine : coarse;
}

INLINE double grid_level_value(int grid_level) {
  double below = (double)grid_level - FINE_LEVELS * FINE_OCTAVES;
  double octaves = FINE_OCTAVES + below / (below < 0 ? FINE_LEVELS : COARSE_LEVELS);
  int64_t bits = GRID_TOP_BITS - (int64_t)(octaves * 0x1p52);
  double c;
  memcpy(&c, &bits, sizeof bits);
  return c;
}

// The largest grid level <= c, or SROC_GRID_LEVELS if the grid ends above c.
INLINE int grid_level_below(double c) {
  int64_t bits;
  memcpy(&bits, &c, sizeof bits);
  double place = grid_level_place((double)(GRID_TOP_BITS - bits) * 0x1p-52);
  if (place <= 0) return 0;
  if (place > SROC_GRID_LEVELS - 1) return SROC_GRID_LEVELS;
  int grid_level = (int)place;
  return grid_level + ((double)grid_level < place);
}

// The index entries of one margin with levels up to `last`, its nodes from `offset` on; returns the
// offset behind them. One node more on each side, because windows are made symmetrical.
INLINE size_t plan_margin(const sroc_studies *s, size_t group, int margin, int last, size_t offset,
                          int64_t *index) {
  margin8 f = load_margin(s->groups + group * SROC_GROUP_DOUBLES, margin);
  int cover = 0;
  while (cover < SROC_LEVELS - 1 && level_drops[cover] < s->log_tolerance + CONFLICT_MAX) cover++;
  v8 centre = log8((f.y + 0.5) / (f.n - f.y + 0.5));
  v8 lower = max8(load8(f.lower + 8 * cover), -FLAT_END - log8(f.n + 1.0));
  v8 upper = min8(load8(f.upper + 8 * cover), all8(FLAT_END));
  double widest = 1.0 / __builtin_sqrt(1e-4 - greatest8(-f.inverse_spacing2));
  int first = 0;
  while (first < last && grid_level_value(first + 1) > SATURATION * widest) first++;
  index[0] = first;
  index[1] = last;
  for (int grid_level = first; grid_level <= last; grid_level++) {
    double g = s->gaussian_spacing * grid_level_value(grid_level);
    v8 inverse = sqrt8(1.0 / (g * g) + f.inverse_spacing2);
    int64_t *block = index + 2 + 3 * grid_level;
    block[0] = (int64_t)offset;
    block[1] = -(int64_t)greatest8((centre - lower) * inverse) - 1;
    block[2] = (int64_t)greatest8((upper - centre) * inverse) + 1;
    offset += HEADER + 8 * (size_t)(block[2] - block[1] + 1);
  }
  return offset;
}

INLINE void fill_margin(const sroc_studies *s, size_t group, int margin, const int64_t *index,
                        double *nodes) {
  margin8 f = load_margin(s->groups + group * SROC_GROUP_DOUBLES, margin);
  v8 centre = log8((f.y + 0.5) / (f.n - f.y + 0.5));
  for (int grid_level = (int)index[0]; grid_level <= index[1]; grid_level++) {
    const int64_t *block = index + 2 + 3 * grid_level;
    double g = s->gaussian_spacing * grid_level_value(grid_level), *out = nodes + block[0];
    v8 inverse = sqrt8(1.0 / (g * g) + f.inverse_spacing2), h = 1.0 / inverse;
    store8(out, centre);
    store8(out + 8, h);
    store8(out + 16, inverse);
    out += HEADER;
    for (int64_t i = block[1]; i <= block[2]; i++, out += 8) {
      v8 t = centre + (double)i * h;
      store8(out, exp8(f.y * t - f.n * log8(1.0 + exp8(t)) - f.max));
    }
  }
}

// The part of a tabulated lattice that holds the windows of all lanes; 0 if no grid level does.
INLINE int find_lattice(const sroc_studies *s, size_t group, int margin, int grid_level, v8 lower,
                        v8 upper, lattice8 *out) {
  const int64_t *index = s->lattice_index + (2 * group + margin) * SROC_INDEX_FIELDS;
  if (grid_level < index[0]) grid_level = (int)index[0];
  if (grid_level > index[1]) return 0;
  const int64_t *block = index + 2 + 3 * grid_level;
  const double *header = s->lattices + block[0];
  v8 centre = load8(header), h = load8(header + 8), inverse = load8(header + 16);
  double a = -greatest8((centre - lower) * inverse), b = greatest8((upper - centre) * inverse);
  if (!(a > (double)block[1] && b < (double)block[2])) return 0;
  int low = (int)a, high = (int)b;
  low += low < a;
  high -= high > b;
  int middle = (low + high) >> 1, half = high - middle;
  out->half = half > 0 ? half : 1;
  out->centre = centre + (double)middle * h;
  out->h = h;
  out->f = header + HEADER + 8 * (middle - block[1]);
  return out->half <= HALF_NODES_MAX;
}

#endif
