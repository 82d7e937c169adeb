// How much arithmetic one evaluation of the collapsed likelihood needs, counted by running the
// kernel's own source on numbers that count.
#ifndef KERNEL_OPERATIONS_H
#define KERNEL_OPERATIONS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Operations on eight doubles. Comparisons, selections, integer work, loads, stores and all that is
// done to single numbers are not counted; what the kernel builds of multiply-adds without calling exp
// or log (a pair of exponentials, `exp_pair8`) counts as those.
typedef struct {
  long multiplications;  // multiplications, those fused with an addition included
  long additions;        // additions and subtractions that are not fused
  long exponentials;
  long logarithms;
  long divisions;
  long roots;
} kernel_operation_counts;

// Adds the operations of log L at one point to `counts` and returns log L.
//   studies, point  what `sroc_log_likelihood` takes
//   gradient        5 values, or NULL where only the value is wanted
double count_kernel_operations(const void *studies, const void *point, double *gradient,
                               kernel_operation_counts *counts);

// Adds the operations of log L at a block of points to `counts` and returns how many points had to be
// evaluated one by one.
//   studies, points, count, values  what `sroc_log_likelihoods` takes
long count_block_operations(const void *studies, const double *points, size_t count, double *values,
                            kernel_operation_counts *counts);

#ifdef __cplusplus
}
#endif

#endif
