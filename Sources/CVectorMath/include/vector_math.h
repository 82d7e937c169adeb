// Eight doubles at a time: exp and log to about 1e-15, without tables and without libm.
// Everything is always_inline, so that it takes the instruction set of the function it lands in.
#ifndef SROC_VECTOR_MATH_H
#define SROC_VECTOR_MATH_H

#include <string.h>

typedef double v8 __attribute__((vector_size(64)));
typedef float f8 __attribute__((vector_size(32)));
typedef long long m8 __attribute__((vector_size(64)));
typedef unsigned long long u8 __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

#pragma clang diagnostic ignored "-Wpsabi"

INLINE v8 load8(const double *p) {
  v8 v;
  memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store8(double *p, v8 v) { memcpy(p, &v, sizeof v); }
INLINE v8 all8(double x) { return (v8){x, x, x, x, x, x, x, x}; }
INLINE v8 max8(v8 a, v8 b) { return __builtin_elementwise_max(a, b); }
INLINE v8 min8(v8 a, v8 b) { return __builtin_elementwise_min(a, b); }
INLINE v8 abs8(v8 a) { return __builtin_elementwise_abs(a); }
INLINE v8 sqrt8(v8 a) { return __builtin_elementwise_sqrt(a); }
INLINE v8 select8(m8 mask, v8 a, v8 b) { return (v8)(((m8)a & mask) | ((m8)b & ~mask)); }
enum { ALL_LANES = 0xff };
INLINE int any8(m8 m) { return __builtin_reduce_or(m) != 0; }
INLINE double greater(double a, double b) { return a > b ? a : b; }
INLINE double greatest8(v8 v) {
  return greater(greater(greater(v[0], v[1]), greater(v[2], v[3])),
                 greater(greater(v[4], v[5]), greater(v[6], v[7])));
}
// Square root to single precision, for bounds.
INLINE v8 float_sqrt8(v8 a) {
  return __builtin_convertvector(__builtin_elementwise_sqrt(__builtin_convertvector(a, f8)), v8);
}
INLINE double sum8(v8 v) {
  return ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}

// exp(x), relative error about 1e-15 for |x| < 700; arguments are held to [-700, 700].
// x = k ln 2 + r, |r| <= ln(2) / 2, Taylor series to r^12 (remainder below 2e-16).
INLINE v8 exp8(v8 x) {
  const double magic = 0x1.8p52;
  x = min8(max8(x, all8(-700.0)), all8(700.0));
  v8 shifted = x * 0x1.71547652b82fep0 + magic;
  v8 k = shifted - magic;
  v8 r = x - k * 0x1.62e42fefa3800p-1;
  r = r - k * 0x1.ef35793c76730p-45;
  v8 r2 = r * r, r4 = r2 * r2;
  v8 low = (1.0 + r) + r2 * (1.0 / 2 + r * (1.0 / 6)) +
           r4 * ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040)));
  v8 high = (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800)) +
            r4 * (1.0 / 479001600);
  v8 p = low + r4 * r4 * high;
  m8 bits = ((m8)shifted << 52);
  return (v8)((m8)p + bits);
}

// log(x) for positive normal x. x = 2^e m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s),
// s = (m - 1) / (m + 1), series to s^21 (|s| <= 0.1716, remainder below 1e-17).
INLINE v8 log8(v8 x) {
  u8 bits = (u8)x;
  u8 biased = bits >> 52;
  v8 m = (v8)((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
  v8 e = (v8)(biased | 0x4330000000000000ULL) - (0x1p52 + 1023.0);
  m8 big = m > 1.4142135623730951;
  m = select8(big, m * 0.5, m);
  e = select8(big, e + 1.0, e);
  v8 s = (m - 1.0) / (m + 1.0);
  v8 z = s * s, z2 = z * z, z4 = z2 * z2;
  v8 p = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9)) +
         z4 * ((2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17)) +
               z4 * (2.0 / 19 + z * (2.0 / 21)));
  return e * 0x1.62e42fefa39efp-1 + (2.0 * s + s * z * p);
}

// log(1 + exp(t)) at any t.
INLINE v8 log_one_plus_exp8(v8 t) { return max8(t, all8(0.0)) + log8(1.0 + exp8(-abs8(t))); }

#endif
