// The coordinates of the collapsed posterior of a regression, for many points at once.
#include "dispatch.h"
#include "regression_points_body.h"

size_t sroc_regression_workspace(size_t n) { return 8 * (n * (n + 1) / 2 + 3 * n); }

DISPATCH(regression_points,
         (const sroc_regression *regression, const double *scales, const double *standardised,
          size_t count, double *workspace, double *points, double *coefficients,
          double *log_determinants),
         (regression, scales, standardised, count, workspace, points, coefficients,
          log_determinants),
         (const sroc_regression *regression, const double *scales, const double *standardised,
          size_t count, sroc_instruction_set set, double *workspace, double *points,
          double *coefficients, double *log_determinants))
