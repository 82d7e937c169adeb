// The order in which a block of points is cut into tiles. One lattice a study serves all points of a
// tile, so these should be alike in what a lattice depends on.
//
// The points are parted in two again and again, across the coordinate in which they spread most, in
// the middle of its spread (a k-d tree): points far out, which make a mixed tile expensive, end up among
// their like. The coordinates are the logarithms of the conditional SDs c = tau sqrt(1 - rho^2), which
// decide about the spacing, and, with less weight, atanh rho and the means, on which the windows depend.
#ifndef SROC_POINT_ORDER_H
#define SROC_POINT_ORDER_H

#include "lattice_table.h"

// A point's coordinates in small integers, and its number.
typedef int16_t point_key __attribute__((vector_size(16)));
typedef int16_t aliased_short __attribute__((may_alias));
enum { COORDINATES = 5, NUMBER = 7, SPREAD_BINS = 64 };

// Units of a coordinate to a factor of two in c or in exp(atanh rho), and to a logit of a mean.
// Half or twice the last two cost a few per cent.
#define UNITS_SPACING 256
#define UNITS_CORRELATION 128
#define UNITS_MEAN 100

INLINE int16_t held_to_short(double x) {
  return (int16_t)(x > 32000 ? 32000 : x > -32000 ? x : -32000);
}

// log2 of a positive number, made linear between powers of two.
INLINE double rough_log2(double x) {
  int64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (double)(bits - (1023LL << 52)) * 0x1p-52;
}

// By its address: which coordinate is not known beforehand.
INLINE int coordinate(const point_key *point, int k) { return ((const aliased_short *)point)[k]; }

// A coordinate cut into bins of equal width: bin (x - least) >> shift.
typedef struct {
  int coordinate, least, spread, shift;
} bins;

INLINE size_t bin_of(const bins *b, const point_key *point) {
  return (size_t)((coordinate(point, b->coordinate) - b->least) >> b->shift);
}

INLINE bins widest_coordinate(const point_key *points, size_t count) {
  point_key low = points[0], high = points[0];
  for (size_t i = 1; i < count; i++) {
    low = __builtin_elementwise_min(low, points[i]);
    high = __builtin_elementwise_max(high, points[i]);
  }
  bins b = {0, low[0], -1, 0};
  for (int k = 0; k < COORDINATES; k++)
    if (high[k] - low[k] > b.spread) b = (bins){k, low[k], high[k] - low[k], 0};
  while (b.spread >> b.shift >= SPREAD_BINS) b.shift++;
  return b;
}

// Parts the points near the middle of their spread, so that the first part fills whole tiles; returns
// its size. Of the bin that the cut runs through, the first points go first.
INLINE size_t part_points(point_key *points, point_key *space, size_t count, size_t tile) {
  bins b = widest_coordinate(points, count);
  size_t held[SPREAD_BINS] = {0}, tiles = (count + tile - 1) / tile, half = 0;
  for (size_t i = 0; i < count; i++) held[bin_of(&b, &points[i])]++;
  for (int bin = 0; bin <= b.spread >> b.shift >> 1; bin++) half += held[bin];
  if (b.spread == 0) half = count / 2;
  size_t cut = (half + tile / 2) / tile;
  cut = (cut < 1 ? 1 : cut < tiles ? cut : tiles - 1) * tile;
  size_t edge = 0, below = 0;
  while (below + held[edge] <= cut) below += held[edge++];
  size_t room = cut - below, first = 0, second = 0;
  for (size_t i = 0; i < count; i++) {
    point_key point = points[i];
    size_t bin = bin_of(&b, &points[i]), at_edge = bin == edge;
    size_t is_first = (size_t)(bin < edge) | (at_edge & (size_t)(room > 0));
    room -= at_edge & is_first;
    points[first] = point;
    space[second] = point;
    first += is_first;
    second += 1 - is_first;
  }
  memcpy(points + first, space, second * sizeof *space);
  return first;
}

static void order_keys(point_key *points, point_key *space, size_t count, size_t tile) {
  while (count > tile) {
    size_t first = part_points(points, space, count, tile);
    order_keys(points, space, first, tile);
    points += first;
    count -= first;
  }
}

// Points whose c lies below the tables come first; returns their number.
static inline size_t order_points(const double *points, size_t count, size_t tile,
                                  uint16_t *order) {
  point_key keys[SROC_BLOCK_MAX], space[SROC_BLOCK_MAX];
  const double *mu1 = points, *mu2 = mu1 + count, *tau1 = mu2 + count, *tau2 = tau1 + count;
  const double *rho = tau2 + count, *root = rho + count;
  double least = grid_level_value(SROC_GRID_LEVELS - 1);
  size_t untabulated = 0, tabulated = 0;
  for (size_t i = 0; i < count; i++) {
    double c1 = tau1[i] * root[i], c2 = tau2[i] * root[i], size = rho[i] < 0 ? -rho[i] : rho[i];
    if (!(c1 >= least && c2 >= least)) {
      order[untabulated++] = (uint16_t)i;
      continue;
    }
    double fisher = UNITS_CORRELATION * rough_log2((1 + size) / root[i]);
    point_key key = {held_to_short(UNITS_SPACING * rough_log2(c1)),
                     held_to_short(UNITS_SPACING * rough_log2(c2)),
                     held_to_short(rho[i] < 0 ? -fisher : fisher),
                     held_to_short(UNITS_MEAN * mu1[i]),
                     held_to_short(UNITS_MEAN * mu2[i])};
    key[NUMBER] = (int16_t)i;
    keys[tabulated++] = key;
  }
  order_keys(keys, space, tabulated, tile);
  for (size_t i = 0; i < tabulated; i++) order[untabulated + i] = (uint16_t)keys[i][NUMBER];
  return untabulated;
}

#endif
