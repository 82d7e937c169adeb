// The coordinates of the collapsed posterior, for many points at once.
#include "dispatch.h"
#include "posterior_points_body.h"

DISPATCH(cubic_pieces,
         (const double *cubics, size_t cells, double first, double step, double *values,
          size_t count),
         (cubics, cells, first, step, values, count),
         (const double *cubics, size_t cells, double first, double step, double *values,
          size_t count, sroc_instruction_set set))

DISPATCH(posterior_points,
         (const sroc_mean_conditional *conditional, const double *scales,
          const double *standardised, size_t count, double *points, double *log_determinants),
         (conditional, scales, standardised, count, points, log_determinants),
         (const sroc_mean_conditional *conditional, const double *scales,
          const double *standardised, size_t count, sroc_instruction_set set, double *points,
          double *log_determinants))
