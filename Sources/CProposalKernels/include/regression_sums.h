// Weighted sums of products of regressors: the normal matrices of the proposal's fit.
#ifndef SROC_REGRESSION_SUMS_H
#define SROC_REGRESSION_SUMS_H

#include <stddef.h>

#include "instruction_set.h"

// sum_i w_i x_a(i) x_b(i) for all b <= a < `columns`, the lower triangle row after row; x_a is the
// `chosen[a]`-th run of `count` values, `count` a multiple of eight. Summed in a fixed order.
void sroc_weighted_products(const double *values, const size_t *chosen, size_t columns,
                            const double *weights, size_t count, sroc_instruction_set set,
                            double *sums);

#endif
