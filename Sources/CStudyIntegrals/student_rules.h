// Gauss rules whose weight is a binomial factor, and which of them a t density needs.
//
// Seen across a factor that is narrower than the t density, the density is nearly a polynomial, and a Gauss
// rule with the factor for its weight, made once for each study, has it with a handful of nodes wherever the
// means are. How many it takes depends on the ratio of the conditional scale c to the factor's SD s, because
// the density's poles lie c sqrt(nu) off the axis; on the degrees of freedom; and a little on how skew
// the factor is, which the caller puts into s. Found numerically (`StudentRuleTests` repeats it): the relative
// error of an integral stays below 1e-5 where the factor lies up to 10 times the larger of s and c away.
#ifndef SROC_STUDENT_RULES_H
#define SROC_STUDENT_RULES_H

#include "student_integrals.h"

static const int student_rule_nodes[SROC_STUDENT_RULES] = {3, 4, 5, 6, 7, 8, 10, 12, 14, 16};

enum { STUDENT_ROWS = 15 };
static const double student_rule_freedom[STUDENT_ROWS] = {1, 1.5, 2, 3, 4, 6, 8, 10, 12,
                                                          16, 20, 30, 50, 100, 200};
// The least c / s of each rule.
static const double student_rule_ratios[STUDENT_ROWS][SROC_STUDENT_RULES] = {
    {10.26, 6.65, 5.09, 4.23, 3.68, 3.29, 2.77, 2.43, 2.19, 2.00},
    {8.84, 5.70, 4.36, 3.61, 3.14, 2.80, 2.35, 2.07, 1.86, 1.70},
    {8.04, 5.16, 3.94, 3.26, 2.82, 2.52, 2.12, 1.86, 1.67, 1.53},
    {7.14, 4.56, 3.46, 2.86, 2.47, 2.20, 1.85, 1.62, 1.46, 1.33},
    {6.65, 4.22, 3.22, 2.63, 2.29, 2.04, 1.69, 1.48, 1.34, 1.22},
    {6.16, 3.84, 2.89, 2.38, 2.05, 1.82, 1.52, 1.33, 1.20, 1.11},
    {5.80, 3.61, 2.66, 2.20, 1.89, 1.69, 1.39, 1.24, 1.16, 1.07},
    {5.71, 3.51, 2.63, 2.15, 1.85, 1.64, 1.36, 1.21, 1.12, 1.07},
    {5.93, 3.35, 2.56, 2.04, 1.75, 1.56, 1.35, 1.25, 1.12, 1.07},
    {6.65, 3.61, 2.47, 1.96, 1.69, 1.51, 1.40, 1.25, 1.16, 1.12},
    {7.47, 4.05, 2.66, 1.98, 1.70, 1.57, 1.46, 1.30, 1.21, 1.21},
    {8.68, 4.72, 3.10, 2.30, 2.05, 1.83, 1.57, 1.51, 1.40, 1.35},
    {10.91, 5.93, 3.97, 3.01, 2.68, 2.39, 1.98, 1.76, 1.63, 1.51},
    {15.55, 8.37, 5.59, 4.22, 3.64, 3.25, 2.57, 2.22, 1.97, 1.70},
    {20.08, 10.91, 7.17, 5.33, 4.58, 4.08, 3.37, 2.68, 2.30, 1.97}};

// The least ratios for degrees of freedom between two bounds: the largest of the rows around them.
static void student_least_ratios(double low, double high, double *ratios) {
  int first = 0, last = STUDENT_ROWS - 1;
  while (first + 1 < STUDENT_ROWS && student_rule_freedom[first + 1] <= low) first++;
  while (last > first && student_rule_freedom[last - 1] >= high) last--;
  int known = low >= student_rule_freedom[0] && high <= student_rule_freedom[STUDENT_ROWS - 1];
  for (int k = 0; k < SROC_STUDENT_RULES; k++) {
    ratios[k] = known ? 0 : 1e300;
    for (int row = first; row <= last; row++)
      if (student_rule_ratios[row][k] > ratios[k]) ratios[k] = student_rule_ratios[row][k];
  }
}

// Where the nodes of a rule begin; each has room for an even number.
static inline int student_rule_place(int rule) {
  int place = 0;
  for (int k = 0; k < rule; k++) place += (student_rule_nodes[k] + 1) / 2 * 2;
  return place;
}

#endif
