// The kernel's own exp and log, so that the bound is one for its algorithm.
#include "../../Sources/CVectorMath/include/vector_math.h"
#include "arithmetic_peak.h"

// Bodies without an instruction set of their own: each takes that of the function it lands in.

// `chains` independent operations at a time: as many as hide the latency of one and fit the
// registers, of which eight doubles take one (AVX-512), two (AVX2) or four. None starts at one, where
// x stays and the compiler leaves its chain out.
INLINE double multiply_add_loop(long rounds, int chains) {
  v8 x[12], factor = all8(1 - 0x1p-30), term = all8(0x1p-30);
  for (int i = 0; i < chains; i++) x[i] = all8(2.0 + i);
  for (long round = 0; round < rounds; round++)
    for (int k = 0; k < PEAK_ROUND / chains; k++)
#pragma clang loop unroll(full)
      for (int i = 0; i < chains; i++) x[i] = x[i] * factor + term;
  v8 sum = all8(0.0);
  for (int i = 0; i < chains; i++) sum += x[i];
  return sum8(sum);
}

INLINE double exp_loop(long rounds) {
  v8 sum = all8(0.0), x = all8(-1.0);
  for (long round = 0; round < rounds; round++, x = all8(-1.0))
    for (int k = 0; k < PEAK_ROUND; k++) {
      sum += exp8(x);
      x -= 0x1p-4;
    }
  return sum8(sum);
}

INLINE double log_loop(long rounds) {
  v8 sum = all8(0.0), x = all8(1.0);
  for (long round = 0; round < rounds; round++, x = all8(1.0))
    for (int k = 0; k < PEAK_ROUND; k++) {
      sum += log8(x);
      x += 0x1p-3;
    }
  return sum8(sum);
}

#define DEFINE_PEAKS(suffix, target, chains)                                                       \
  target static __attribute__((noinline)) double multiply_add_##suffix(long rounds) {             \
    return multiply_add_loop(rounds, chains);                                                      \
  }                                                                                                \
  target static __attribute__((noinline)) double exp_##suffix(long rounds) {                       \
    return exp_loop(rounds);                                                                       \
  }                                                                                                \
  target static __attribute__((noinline)) double log_##suffix(long rounds) {                       \
    return log_loop(rounds);                                                                       \
  }

#define BASELINE_TARGET
DEFINE_PEAKS(baseline, BASELINE_TARGET, 3)
#if defined(__x86_64__)
#define AVX2_TARGET __attribute__((target("arch=x86-64-v3")))
DEFINE_PEAKS(avx2, AVX2_TARGET, 6)
#define AVX512_TARGET __attribute__((target("arch=x86-64-v4")))
DEFINE_PEAKS(avx512, AVX512_TARGET, 12)
#endif

#if defined(__x86_64__)
#define DISPATCH(name, set, rounds)                                                                \
  if (set == PEAK_AVX512) return name##_avx512(rounds);                                            \
  if (set == PEAK_AVX2) return name##_avx2(rounds);                                                \
  return name##_baseline(rounds);
#else
#define DISPATCH(name, set, rounds) return name##_baseline(rounds);
#endif

double peak_multiply_add(int set, long rounds) { DISPATCH(multiply_add, set, rounds) }
double peak_exp(int set, long rounds) { DISPATCH(exp, set, rounds) }
double peak_log(int set, long rounds) { DISPATCH(log, set, rounds) }
