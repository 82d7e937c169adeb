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
#include <stdint.h>

static inline const gsl_rng_type *cgsl_rng_mt19937(void) { return gsl_rng_mt19937; }

// The state of mt19937 as GSL keeps it (rng/mt.c): words of 32 bits, and how many are used up.
typedef struct {
  unsigned long words[624];
  int used;
} cgsl_mt19937_state;

// Puts mt19937 into a state of 624 words, all of them used up; 0 where GSL's state has another size.
static inline int cgsl_set_mt19937(gsl_rng *generator, const uint32_t *words) {
  if (gsl_rng_size(generator) != sizeof(cgsl_mt19937_state)) return 0;
  cgsl_mt19937_state *state = (cgsl_mt19937_state *)gsl_rng_state(generator);
  for (int i = 0; i < 624; i++) state->words[i] = words[i];
  state->used = 624;
  return 1;
}

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
