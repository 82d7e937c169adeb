// The collapsed likelihood of studies whose effects are bivariate t, at several points; see
// student_tile.h.
#ifndef SROC_STUDENT_INTEGRALS_H
#define SROC_STUDENT_INTEGRALS_H

#include "study_integrals.h"

// Gauss rules of each margin of each study, and the room that their nodes take: an even number each, the
// last of an odd one repeated with weight zero.
enum { SROC_STUDENT_RULES = 10, SROC_STUDENT_NODES = 88 };

// The number of nodes of rule k.
int sroc_student_rule_nodes(int k);

// The least ratio of conditional scale to factor's SD at which rule k serves some degrees of freedom.
double sroc_student_rule_ratio(double freedom, int k);

// What the rule needs of the studies beyond `sroc_studies`; the arrays belong to the caller.
typedef struct {
  double log_tolerance; // of this rule, at most that of the studies
  // SD of each factor, times 1 + 0.95 y^-0.62 for its skewness: two margins a study; 1e300 where the factor
  // is flat or missing and has no Gauss rule.
  const double *deviations;
  // Of each margin, all rules one after the other: SROC_STUDENT_NODES places, then as many weights.
  const double *nodes;
} sroc_student_factors;

// Sum over studies of log L_i, of studies with design rows, whose tables are not read.
//   points   as sroc_log_likelihoods takes them, at most SROC_BLOCK_MAX
//   freedom  degrees of freedom, above 1, of each point
//   floors   if not NULL: one a point; a value below its floor may be replaced by an upper bound of it that
//            is below the floor too
//   values   one a point; NaN where a point is left to another rule: a conditional SD below 0.02, or an SD
//            so small beside a factor's width that there would be too many nodes
void sroc_student_log_likelihoods(const sroc_studies *studies, const sroc_student_factors *factors,
                                  const double *points, const double *freedom, size_t count,
                                  sroc_instruction_set set, const double *floors, double *values);

// An upper bound of the same at one point; studies are left out once it is below `floor`.
double sroc_student_bound(const sroc_studies *studies, const sroc_point *point, double freedom,
                          const double *means, double floor);

#endif
