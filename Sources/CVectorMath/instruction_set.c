#include "instruction_set.h"

sroc_instruction_set sroc_best_instruction_set(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return SROC_AVX512;
  if (__builtin_cpu_supports("x86-64-v3")) return SROC_AVX2;
#endif
  return SROC_BASELINE;
}
