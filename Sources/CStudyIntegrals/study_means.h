// The means of studies under a design: each study has those of its design row, at each point.
#ifndef SROC_STUDY_MEANS_H
#define SROC_STUDY_MEANS_H

#include "level_sets.h"

// Where the means of one point are: margin m of row r at `values[(2 r + m) * stride]`.
typedef struct {
  const double *values;
  size_t stride;
} row_means;

INLINE double study_mean(const sroc_studies *s, size_t study, const row_means *m, int margin,
                         double common) {
  return s->rows ? m->values[(2 * (size_t)s->rows[study] + (size_t)margin) * m->stride] : common;
}

// The means of a group of eight studies in one margin; padding lanes repeat the last study.
INLINE v8 group_mean(const sroc_studies *s, size_t group, const row_means *m, int margin,
                     double common) {
  v8 mean = all8(common);
  if (!s->rows) return mean;
  for (size_t lane = 0; lane < 8; lane++) {
    size_t study = 8 * group + lane < s->count ? 8 * group + lane : s->count - 1;
    mean[lane] = study_mean(s, study, m, margin, common);
  }
  return mean;
}

#endif
