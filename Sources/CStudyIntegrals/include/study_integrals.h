// The collapsed likelihood of diagnostic accuracy studies: for study i
//
//   L_i = integral of f1(t1) f2(t2) N2(t; mu, Sigma) dt,
//   f_j(t) = exp(y_j t - n_j log(1 + exp(t))) / max
//
// Three rules. The lattice rule works on eight studies at a time and serves nearly every point; the
// sheared rule, likewise, those whose correlation is near +-1. Both decline a study whose flat
// likelihood meets a wide prior; the graded rule then takes that study alone. Derivations and errors:
// docs/statistics.md, section 3.
#ifndef SROC_STUDY_INTEGRALS_H
#define SROC_STUDY_INTEGRALS_H

#include <stddef.h>
#include <stdint.h>

#include "instruction_set.h"

// Drops (in log likelihood below the maximum) at which each margin's interval is tabulated.
// Level 0 is the maximum itself and is not tabulated.
#define SROC_LEVELS 12

// Fields of one margin: y, n, sign, maximum, 1/h_f^2, and the ends of SROC_LEVELS intervals. A
// group of eight studies is margin 1, then margin 2; each field holds eight lanes.
enum { SROC_MARGIN_FIELDS = 5 + 2 * SROC_LEVELS, SROC_GROUP_DOUBLES = 2 * SROC_MARGIN_FIELDS * 8 };

// Levels of the grid of tables; the index of one margin has its first and last level, then offset,
// lowest and highest node of each.
#define SROC_GRID_LEVELS 23
enum { SROC_INDEX_FIELDS = 2 + 3 * SROC_GRID_LEVELS };

enum {
  SROC_FIELD_Y,
  SROC_FIELD_N,
  SROC_FIELD_SIGN,
  SROC_FIELD_MAX,
  SROC_FIELD_INVERSE_SPACING2,
  SROC_FIELD_LOWER,
  SROC_FIELD_UPPER = SROC_FIELD_LOWER + SROC_LEVELS
};

// One value of the five parameters. `root` is sqrt(1 - rho^2), given apart because rho near +-1
// does not determine it.
typedef struct {
  double mu1, mu2, tau1, tau2, rho, root;
} sroc_point;

// The studies and the tolerance of the rules; the arrays belong to the caller.
typedef struct {
  const double *groups;    // ceil(count / 8) * SROC_GROUP_DOUBLES; padding lanes repeat a study
  size_t count;            // number of studies
  double log_tolerance;    // F = ln(1 / tolerance)
  double gaussian_spacing; // 2 pi / sqrt(2 F): lattice spacing that a unit normal allows
  // The design row of each study, whose means are its own; NULL where all have the means of the point.
  const uint32_t *rows;
  const int64_t *lattice_index; // from sroc_plan_lattices, or NULL for no tables
  const double *lattices;       // from sroc_fill_lattices
} sroc_studies;

// Plans the tables of the lattice rule: fills `index` (2 * SROC_INDEX_FIELDS a group) and returns
// how many doubles they take, at most `limit` unless a single level takes more. The two table fields
// of `studies` are not read.
size_t sroc_plan_lattices(const sroc_studies *studies, size_t limit, int64_t *index);

// Fills the planned tables of the margins `first` up to `end`, two a group; each has a stretch of its
// own of `lattices`.
void sroc_fill_lattices(const sroc_studies *studies, sroc_instruction_set set, const int64_t *index,
                        size_t first, size_t end, double *lattices);

// Sum over studies of log L_i (binomial coefficients and maxima left to the caller).
//   means       with design rows: mu1 and mu2 of each row, which replace those of the point
//   log_values  if not NULL: `count` values, log L_i of each study
//   gradient    if not NULL: 5 values, d sum / d (mu1, mu2, log tau1, log tau2, atanh rho); the first
//               two are those of a change of all means by the same
//   slopes      if not NULL, with a gradient: 5 a study, d log L_i by its own (mu1, mu2) and the rest
//   declined    if not NULL: increased by the number of studies that the graded rule took
double sroc_log_likelihood(const sroc_studies *studies, const sroc_point *point,
                           const double *means, sroc_instruction_set set, double *log_values,
                           double *gradient, double *slopes, long *declined);

// The most points of one call of sroc_log_likelihoods.
#define SROC_BLOCK_MAX 2048

// The same sums at several points, without gradient; the fast way where points come in numbers.
// Points are worked on in tiles of up to sixteen, so a value depends on its block, within the tolerance.
//   points  coordinate-major: mu1, mu2, tau1, tau2, rho, root of `count` points; with design rows then
//           mu1 and mu2 of each row, and the first two are means that stand for them, by which points
//           are put among their like
//   floors  if not NULL: one a point; a value below its floor may be replaced by an upper bound of
//           it that is below the floor too, which is cheaper
//   values  one a point
//   singly  if not NULL: increased by the number of points that had to be evaluated one by one
void sroc_log_likelihoods(const sroc_studies *studies, const double *points, size_t count,
                          sroc_instruction_set set, const double *floors, double *values,
                          long *singly);

// log L_i of every study at several points, of studies with design rows.
//   each  that of study i at point j at `each[i * count + j]`
void sroc_study_log_likelihoods(const sroc_studies *studies, const double *points, size_t count,
                                sroc_instruction_set set, double *each);

// An upper bound of sroc_log_likelihood; studies are left out once it is below `floor`.
double sroc_log_likelihood_bound(const sroc_studies *studies, const sroc_point *point,
                                 const double *means, sroc_instruction_set set, double floor);

// How much 1 / h_f^2 grows per unit of y (n - y) / n where the normal draws a factor away from its maximum.
double sroc_tilt_rate(double log_tolerance);

// The drop of level k in 0 ..< SROC_LEVELS.
double sroc_level_drop(int k);

// log L of one study by the graded rule, for tests; `lane` as in the group layout.
double sroc_graded_log_integral(const sroc_studies *studies, size_t study, const sroc_point *point,
                                const double *means, sroc_instruction_set set, double *gradient);

#endif
