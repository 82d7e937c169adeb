// The parameters of points of a collapsed posterior whose means depend on covariates.
#ifndef SROC_REGRESSION_POINTS_H
#define SROC_REGRESSION_POINTS_H

#include <stddef.h>
#include <stdint.h>

#include "posterior_points.h"

// How tables of one study depend on each other: not at all; by a share 1 - phi of one covariance; by the whole
// of it; by the whole of it beside effects of each table alone, with SDs kappa1 and kappa2.
typedef enum {
  SROC_INDEPENDENT_TABLES = 0,
  SROC_EXCHANGEABLE_TABLES = 1,
  SROC_SHARED_EFFECTS = 2,
  SROC_SHARED_AND_OWN_EFFECTS = 3
} sroc_table_structure;

// Linearised studies under a design, and the normal that stands for the prior of each coefficient. Design
// rows have a mean of each arm, groups a covariance; the arrays belong to the caller.
typedef struct {
  const double *studies;   // SROC_PRECISION_FIELDS each, those of a row together
  const size_t *row_ends;  // where the studies of each row end
  const size_t *row_group; // the covariance group of each row
  const double *design;    // of each row, what each coefficient is multiplied by
  const double *prior_precision, *prior_pull; // of each coefficient
  size_t row_count, group_count;
  size_t sensitivity_count; // coefficients of mu1, which come first
  size_t coefficient_count;
  double largest_deviation; // of an SD that is legal
  // Columns of `points` where mu1, mu2 of each row begin, and tau1, tau2, rho, root of each group.
  const size_t *row_column, *group_column;
  // Studies with several tables, which are not among `studies`: their linearised tables one after the
  // other, the design row of each, and where those of each study end. There is one group then.
  const double *tables;
  const size_t *table_rows, *table_ends;
  size_t dependent_count;
  sroc_table_structure structure;
  const double *structure_values; // phi, or kappa1 and kappa2: columns of `count`
} sroc_regression;

// How many doubles the work of sroc_regression_points takes, from an address that 64 divides.
size_t sroc_regression_workspace(size_t coefficient_count);

// Points from log tau1, log tau2 and atanh rho of each group (`scales`, three columns a group) and the
// standardised coefficients (`standardised`, a column each), columns of `count`, a multiple of eight:
//   points            columns as the regression says
//   coefficients      a column each
//   log_determinants  log of the determinant of the coefficients' factor; NaN marks a point outside the
//                     legal range, which takes SDs of 1, correlations 0 and coefficients at their centre
void sroc_regression_points(const sroc_regression *regression, const double *scales,
                            const double *standardised, size_t count, sroc_instruction_set set,
                            double *workspace, double *points, double *coefficients,
                            double *log_determinants);

#endif
