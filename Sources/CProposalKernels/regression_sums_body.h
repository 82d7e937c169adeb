// Weighted sums of products, by stretches of rows that stay in the nearest cache.
#ifndef SROC_REGRESSION_SUMS_BODY_H
#define SROC_REGRESSION_SUMS_BODY_H

#include "regression_sums.h"
#include "vector_math.h"

enum { STRETCH = 256 };

INLINE void weighted_products(const double *values, const size_t *chosen, size_t columns,
                              const double *weights, size_t count, double *sums) {
  for (size_t i = 0; i < columns * (columns + 1) / 2; i++) sums[i] = 0;
  double weighted[STRETCH];
  for (size_t first = 0; first < count; first += STRETCH) {
    size_t length = count - first < STRETCH ? count - first : STRETCH;
    double *sum = sums;
    for (size_t a = 0; a < columns; a++) {
      const double *x = values + chosen[a] * count + first;
      for (size_t i = 0; i < length; i += 8)
        store8(weighted + i, load8(weights + first + i) * load8(x + i));
      for (size_t b = 0; b <= a; b++) {
        const double *y = values + chosen[b] * count + first;
        v8 even = all8(0.0), odd = even;
        size_t i = 0;
        for (; i + 16 <= length; i += 16) {
          even += load8(weighted + i) * load8(y + i);
          odd += load8(weighted + i + 8) * load8(y + i + 8);
        }
        if (i < length) even += load8(weighted + i) * load8(y + i);
        *sum++ += sum8(even + odd);
      }
    }
  }
}

#endif
