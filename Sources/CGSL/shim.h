// What Swift cannot import from GSL directly: its generator types are mutable C globals.
#ifndef SROC_CGSL_SHIM_H
#define SROC_CGSL_SHIM_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf.h>

static inline const gsl_rng_type *cgsl_rng_mt19937(void) { return gsl_rng_mt19937; }

// What gsl_rng_uniform_pos gives so many times, without its calls from one function to the next.
static inline void cgsl_fill_uniforms(gsl_rng *generator, double *values, size_t count) {
  double (*next)(void *) = generator->type->get_double;
  void *state = generator->state;
  for (size_t i = 0; i < count; i++) {
    double value = next(state);
    while (value == 0) value = next(state);
    values[i] = value;
  }
}

static inline const gsl_qrng_type *cgsl_qrng_sobol(void) { return gsl_qrng_sobol; }

static inline const gsl_multimin_fdfminimizer_type *cgsl_multimin_bfgs2(void) {
  return gsl_multimin_fdfminimizer_vector_bfgs2;
}

#endif
