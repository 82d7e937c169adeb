// Defines a function for each instruction set, always inlined from one body, and the one that
// chooses.
#ifndef SROC_DISPATCH_H
#define SROC_DISPATCH_H

#include "instruction_set.h"

#define BASELINE_TARGET
#define AVX2_TARGET __attribute__((target("arch=x86-64-v3")))
#define AVX512_TARGET __attribute__((target("arch=x86-64-v4")))

#define DISPATCH_FOR(suffix, target, name, parameters, arguments)                                  \
  target static __attribute__((noinline)) void name##_##suffix parameters { name arguments; }

// sroc_NAME PUBLIC_PARAMETERS, which end in the instruction set, from the body NAME PARAMETERS.
#if defined(__x86_64__)
#define DISPATCH(name, parameters, arguments, public_parameters)                                   \
  DISPATCH_FOR(baseline, BASELINE_TARGET, name, parameters, arguments)                             \
  DISPATCH_FOR(avx2, AVX2_TARGET, name, parameters, arguments)                                     \
  DISPATCH_FOR(avx512, AVX512_TARGET, name, parameters, arguments)                                 \
  void sroc_##name public_parameters {                                                             \
    if (set == SROC_AVX512) return name##_avx512 arguments;                                        \
    if (set == SROC_AVX2) return name##_avx2 arguments;                                            \
    name##_baseline arguments;                                                                     \
  }
#else
#define DISPATCH(name, parameters, arguments, public_parameters)                                   \
  DISPATCH_FOR(baseline, BASELINE_TARGET, name, parameters, arguments)                             \
  void sroc_##name public_parameters {                                                             \
    (void)set;                                                                                     \
    name##_baseline arguments;                                                                     \
  }
#endif

#endif
