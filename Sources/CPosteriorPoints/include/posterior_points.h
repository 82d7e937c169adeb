// The parameters of points of the collapsed posterior, from the coordinates in which it is sampled.
#ifndef SROC_POSTERIOR_POINTS_H
#define SROC_POSTERIOR_POINTS_H

#include <stddef.h>

#include "instruction_set.h"

// Fields of a linearised study: w1, w2, w1 w2, w1 y1, w2 y2, w1 w2 y1, w1 w2 y2.
enum { SROC_PRECISION_FIELDS = 7 };

// The linearised studies and the normal that stands for the prior of each mean, as precision and as
// precision times mean; the array belongs to the caller.
typedef struct {
  const double *studies;
  size_t study_count;
  double prior_precision1, prior_precision2, prior_pull1, prior_pull2;
  double largest_deviation; // of an SD that is legal
} sroc_mean_conditional;

// Cubic pieces over equal cells: value = c0 + t (c1 + t (c2 + t c3)), t the share of the cell
// passed; continued by the end slopes. In place; `count` is a multiple of eight.
void sroc_cubic_pieces(const double *cubics, size_t cells, double first, double step,
                       double *values, size_t count, sroc_instruction_set set);

// Points from log tau1, log tau2 and atanh rho (`scales`, three columns) and the standardised means
// (`standardised`, two columns), columns of `count`, a multiple of eight:
//   points           mu1, mu2, tau1, tau2, rho and sqrt(1 - rho^2), six columns
//   log_determinants log of the determinant of the means' factor; NaN marks a point outside the
//   legal
//                    range, which takes SDs of 1, correlation 0 and means at their centre
void sroc_posterior_points(const sroc_mean_conditional *conditional, const double *scales,
                           const double *standardised, size_t count, sroc_instruction_set set,
                           double *points, double *log_determinants);

#endif
