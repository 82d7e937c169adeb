// The order in which a block of points is cut into tiles: points with like conditional SDs
// c = tau sqrt(1 - rho^2) together, so that one lattice serves all of a tile well.
#ifndef SROC_POINT_ORDER_H
#define SROC_POINT_ORDER_H

#include "lattice_table.h"

enum { BINS = 256, BINS_PER_OCTAVE = 8, LOWEST_OCTAVE = -20 };

INLINE int bin_of(double c) {
  int64_t bits;
  memcpy(&bits, &c, sizeof bits);
  int64_t bin = (bits >> 49) - (1023 + LOWEST_OCTAVE) * BINS_PER_OCTAVE;
  return bin < 0 ? 0 : bin < BINS ? (int)bin : BINS - 1;
}

// A stable counting sort of `order` by keys below BINS + 2.
static inline void sort_by(const uint16_t *keys, size_t count, const uint16_t *from, uint16_t *to) {
  uint16_t start[BINS + 3] = {0};
  for (size_t i = 0; i < count; i++) start[keys[i] + 1]++;
  for (int b = 0; b < BINS + 2; b++) start[b + 1] += start[b];
  for (size_t i = 0; i < count; i++) to[start[keys[from[i]]]++] = from[i];
}

// Slabs of points with like c1, each in the order of c2, up and down in turn; as many slabs as a
// slab has tiles. Points whose c lies below the tables come first; returns their number.
static inline size_t order_points(const double *points, size_t count, size_t tile,
                                  uint16_t *order) {
  uint16_t first[SROC_BLOCK_MAX], second[SROC_BLOCK_MAX], all[SROC_BLOCK_MAX], by2[SROC_BLOCK_MAX];
  uint16_t held[BINS + 1] = {0}, slab[BINS + 1];
  const double *tau1 = points + 2 * count, *tau2 = tau1 + count, *root = points + 5 * count;
  double least = rung_value(SROC_LADDER - 1);
  size_t untabulated = 0, tiles = 1;
  while (tiles * tiles * tile < count) tiles++;
  for (size_t i = 0; i < count; i++) {
    double c1 = tau1[i] * root[i], c2 = tau2[i] * root[i];
    int reached = c1 >= least && c2 >= least;
    first[i] = (uint16_t)(reached ? bin_of(c1) + 1 : 0);
    second[i] = (uint16_t)bin_of(c2);
    all[i] = (uint16_t)i;
    held[first[i]]++;
    untabulated += !reached;
  }
  slab[0] = 0;
  for (size_t b = 1, below = 0; b <= BINS; below += held[b++])
    slab[b] = (uint16_t)(1 + below / (tiles * tile));
  for (size_t i = 0; i < count; i++) {
    first[i] = slab[first[i]];
    if (first[i] & 1) second[i] = (uint16_t)(BINS - 1 - second[i]);
  }
  sort_by(second, count, all, by2);
  sort_by(first, count, by2, order);
  return untabulated;
}

#endif
