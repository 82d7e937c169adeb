// How much arithmetic one evaluation of the collapsed likelihood needs, counted by running the
// kernel's own source on numbers that count.
#ifndef KERNEL_OPERATIONS_H
#define KERNEL_OPERATIONS_H

#ifdef __cplusplus
extern "C" {
#endif

// Operations on eight doubles. Comparisons, selections, loads and stores are not counted.
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

#ifdef __cplusplus
}
#endif

#endif
