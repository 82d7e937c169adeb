#include "counting_vector.hpp"

// The kernel's entry points under other names, so that they do not meet the kernel itself.
#define sroc_level_drop counted_level_drop
#define sroc_graded_log_integral counted_graded_log_integral
#define sroc_plan_lattices counted_plan_lattices
#define sroc_fill_lattices counted_fill_lattices
#define sroc_log_likelihood counted_log_likelihood
#define sroc_log_likelihoods counted_log_likelihoods
#define sroc_log_likelihood_bound counted_log_likelihood_bound

extern "C" {
#include "study_integrals.h"
}
#include "../../Sources/CStudyIntegrals/study_integrals.c"

double count_kernel_operations(const void *studies, const void *point, double *gradient,
                               kernel_operation_counts *counts) {
  counted = counts;
  return counted_log_likelihood(static_cast<const sroc_studies *>(studies),
                                static_cast<const sroc_point *>(point), SROC_BASELINE, nullptr,
                                gradient, nullptr);
}

long count_block_operations(const void *studies, const double *points, size_t count, double *values,
                            kernel_operation_counts *counts) {
  long singly = 0;
  counted = counts;
  counted_log_likelihoods(static_cast<const sroc_studies *>(studies), points, count, SROC_BASELINE,
                          nullptr, values, &singly);
  return singly;
}
