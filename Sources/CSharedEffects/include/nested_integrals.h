// The likelihood of a study with several tables whose true accuracies share an effect: for tables r
//
//   L = integral of N2(e; 0, S) prod_r L_r(mu_r + e) de,
//   L_r(m) = integral of f_r1(t1) f_r2(t2) N2(t; m, W) dt,
//
// with S the covariance that tables of the study share and W that of each table around it. Without W a
// table has the study's accuracy itself: L_r(m) = f_r1(m1) f_r2(m2). Derivation and errors:
// docs/statistics.md, section 15.
#ifndef SROC_NESTED_INTEGRALS_H
#define SROC_NESTED_INTEGRALS_H

#include <stddef.h>
#include <stdint.h>

#include "study_integrals.h"

// The most tables of one study.
#define SROC_MOST_TABLES 64

// log L of one study.
//   tables  its tables, each with a design row of its own in order
//   means   mu1 and mu2 of each table
//   shared  SDs and correlation of S
//   within  SDs and correlation of W, NULL where it is nothing
double sroc_nested_log_integral(const sroc_studies *tables, const double *means,
                                const sroc_point *shared, const sroc_point *within,
                                sroc_instruction_set set);

// log L of one study at several points.
//   means        mu1 and mu2 of each design row, columns of `count`
//   rows         the design row of each table
//   covariances  SDs, correlation and sqrt(1 - rho^2) of S, then of W, columns of `count`; a first SD of 0
//                stands for no W
//   floors       if not NULL: one a point; a value below its floor may be an upper bound of it that is below
//                the floor too, which is cheaper
//   values       one a point
void sroc_nested_log_integrals(const sroc_studies *tables, const double *means,
                               const uint32_t *rows, const double *covariances, size_t count,
                               const double *floors, sroc_instruction_set set, double *values);

// log L of one study whose tables have no effects of their own, with its derivatives, by the loadings of the
// shared effect: e1 = l11 z1, e2 = l21 z1 + l22 z2, z standard normal. Any of them may be 0, so that the edges
// of the parameter space are points like others.
//   means           mu1 and mu2 of each table
//   loadings        l11, l21, l22, of any sign
//   mean_slopes     by mu1 and mu2 of each table
//   loading_slopes  by l11, l21, l22
double sroc_nested_slopes(const sroc_studies *tables, const double *means, const double *loadings,
                          sroc_instruction_set set, double *mean_slopes, double *loading_slopes);

// The mode of the integrand in z and the curvature of its log there, as a lower Cholesky factor C: three
// numbers c11, c21, c22.
typedef struct {
  double z1, z2, c11, c21, c22;
} sroc_effect_mode;

sroc_effect_mode sroc_nested_mode(const sroc_studies *tables, const double *means,
                                  const sroc_point *shared, const sroc_point *within,
                                  sroc_instruction_set set);

// The log of the integrand, as a density in z, at one place.
double sroc_nested_log_integrand(const sroc_studies *tables, const double *means,
                                 const sroc_point *shared, const sroc_point *within, double z1,
                                 double z2, sroc_instruction_set set);

#endif
