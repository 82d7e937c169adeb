// The vector type of the kernel (vector_math.h) with the same values, counting what is done to it.
#ifndef COUNTING_VECTOR_HPP
#define COUNTING_VECTOR_HPP

// The kernel's own header is not read.
#define SROC_VECTOR_MATH_H
#define INLINE static inline

#include <cmath>
#include <cstring>

#include "kernel_operations.h"

static thread_local kernel_operation_counts *counted;

struct v8;

// Masks and bit patterns: integer work, which is not counted.
struct m8 {
  long long lane[8];
  m8() = default;
  explicit m8(const v8 &bits);
  long long operator[](size_t i) const { return lane[i]; }
};

struct v8 {
  double lane[8];
  // Fresh from a multiplication: an addition to it in the same expression is fused with it.
  bool is_product;

  v8() : is_product(false) {}
  explicit v8(const m8 &bits) : is_product(false) { std::memcpy(lane, bits.lane, sizeof lane); }
  v8(const v8 &other) : is_product(false) { std::memcpy(lane, other.lane, sizeof lane); }
  v8 &operator=(const v8 &other) {
    std::memcpy(lane, other.lane, sizeof lane);
    is_product = false;
    return *this;
  }
  double operator[](size_t i) const { return lane[i]; }
  double &operator[](size_t i) { return lane[i]; }
  v8 &operator+=(const v8 &other);
  v8 &operator-=(const v8 &other);
  v8 &operator*=(const v8 &other);
};

inline m8::m8(const v8 &bits) { std::memcpy(lane, bits.lane, sizeof lane); }

static inline v8 all8(double x) {
  v8 result;
  for (double &value : result.lane) value = x;
  return result;
}

template <typename Function> static inline v8 map8(const v8 &a, Function f) {
  v8 result;
  for (int i = 0; i < 8; i++) result.lane[i] = f(a.lane[i]);
  return result;
}

template <typename Function> static inline v8 map8(const v8 &a, const v8 &b, Function f) {
  v8 result;
  for (int i = 0; i < 8; i++) result.lane[i] = f(a.lane[i], b.lane[i]);
  return result;
}

static inline void count_sum(const v8 &a, const v8 &b) {
  if (!a.is_product && !b.is_product) counted->additions++;
}

static inline v8 operator+(const v8 &a, const v8 &b) {
  count_sum(a, b);
  return map8(a, b, [](double x, double y) { return x + y; });
}
static inline v8 operator-(const v8 &a, const v8 &b) {
  count_sum(a, b);
  return map8(a, b, [](double x, double y) { return x - y; });
}
static inline v8 operator*(const v8 &a, const v8 &b) {
  counted->multiplications++;
  v8 result = map8(a, b, [](double x, double y) { return x * y; });
  result.is_product = true;
  return result;
}
static inline v8 operator/(const v8 &a, const v8 &b) {
  counted->divisions++;
  return map8(a, b, [](double x, double y) { return x / y; });
}
// A change of sign goes into the operation beside it.
static inline v8 operator-(const v8 &a) {
  v8 result = map8(a, [](double x) { return -x; });
  result.is_product = a.is_product;
  return result;
}

#define DEFINE_WITH_SCALARS(op)                                                                    \
  static inline v8 operator op(const v8 &a, double b) { return a op all8(b); }                     \
  static inline v8 operator op(double a, const v8 &b) { return all8(a) op b; }
DEFINE_WITH_SCALARS(+)
DEFINE_WITH_SCALARS(-)
DEFINE_WITH_SCALARS(*)
DEFINE_WITH_SCALARS(/)

inline v8 &v8::operator+=(const v8 &other) { return *this = *this + other; }
inline v8 &v8::operator-=(const v8 &other) { return *this = *this - other; }
inline v8 &v8::operator*=(const v8 &other) { return *this = *this * other; }

#define DEFINE_COMPARISON(op)                                                                      \
  static inline m8 operator op(const v8 &a, const v8 &b) {                                         \
    m8 result;                                                                                     \
    for (int i = 0; i < 8; i++) result.lane[i] = a.lane[i] op b.lane[i] ? -1 : 0;                  \
    return result;                                                                                 \
  }                                                                                                \
  static inline m8 operator op(const v8 &a, double b) { return a op all8(b); }
DEFINE_COMPARISON(<)
DEFINE_COMPARISON(>)
DEFINE_COMPARISON(<=)
DEFINE_COMPARISON(>=)
DEFINE_COMPARISON(==)

// Sums and left shifts wrap around, as they do in the kernel; a right shift keeps the sign.
#define DEFINE_BITWISE(op, type)                                                                   \
  static inline m8 operator op(const m8 &a, const m8 &b) {                                         \
    m8 result;                                                                                     \
    for (int i = 0; i < 8; i++)                                                                    \
      result.lane[i] = (long long)((type)a.lane[i] op(type) b.lane[i]);                            \
    return result;                                                                                 \
  }                                                                                                \
  static inline m8 operator op(const m8 &a, long long b) {                                         \
    m8 result;                                                                                     \
    for (int i = 0; i < 8; i++) result.lane[i] = (long long)((type)a.lane[i] op(type) b);          \
    return result;                                                                                 \
  }
DEFINE_BITWISE(&, unsigned long long)
DEFINE_BITWISE(|, unsigned long long)
DEFINE_BITWISE(+, unsigned long long)
DEFINE_BITWISE(-, unsigned long long)
DEFINE_BITWISE(<<, unsigned long long)
DEFINE_BITWISE(>>, long long)
static inline m8 operator-(long long a, const m8 &b) {
  m8 result;
  for (int i = 0; i < 8; i++)
    result.lane[i] = (long long)((unsigned long long)a - (unsigned long long)b.lane[i]);
  return result;
}
static inline m8 &operator&=(m8 &a, const m8 &b) { return a = a & b; }
static inline m8 &operator+=(m8 &a, const m8 &b) { return a = a + b; }

static inline v8 convert8(const m8 &a) {
  v8 result;
  for (int i = 0; i < 8; i++) result.lane[i] = (double)a.lane[i];
  return result;
}
// The kernel turns integers into doubles with it, and nothing else.
#define __builtin_convertvector(a, type) convert8(a)

static inline v8 load8(const double *p) {
  v8 result;
  std::memcpy(result.lane, p, sizeof result.lane);
  return result;
}
static inline void store8(double *p, const v8 &v) { std::memcpy(p, v.lane, sizeof v.lane); }
static inline double greater(double a, double b) { return a > b ? a : b; }
static inline v8 max8(const v8 &a, const v8 &b) { return map8(a, b, greater); }
static inline v8 min8(const v8 &a, const v8 &b) {
  return map8(a, b, [](double x, double y) { return x < y ? x : y; });
}
static inline v8 abs8(const v8 &a) {
  return map8(a, [](double x) { return std::fabs(x); });
}
static inline v8 select8(const m8 &mask, const v8 &a, const v8 &b) {
  v8 result;
  for (int i = 0; i < 8; i++) result.lane[i] = mask.lane[i] ? a.lane[i] : b.lane[i];
  return result;
}
enum { ALL_LANES = 0xff };
static inline int any8(const m8 &mask) {
  long long all = 0;
  for (long long bits : mask.lane) all |= bits;
  return all != 0;
}
static inline double greatest8(const v8 &v) {
  double result = v.lane[0];
  for (double value : v.lane) result = greater(result, value);
  return result;
}
static inline double sum8(const v8 &v) {
  double result = 0;
  for (double value : v.lane) result += value;
  return result;
}
static inline v8 sqrt8(const v8 &a) {
  counted->roots++;
  return map8(a, [](double x) { return std::sqrt(x); });
}
// In single precision: half the work of a root. Rounded as in the kernel, or windows would differ.
static inline v8 float_sqrt8(const v8 &a) {
  return map8(a, [](double x) { return (double)std::sqrt((float)x); });
}
static inline v8 exp8(const v8 &a) {
  counted->exponentials++;
  return map8(a, [](double x) { return std::exp(x < -700 ? -700 : x > 700 ? 700 : x); });
}
static inline v8 log8(const v8 &a) {
  counted->logarithms++;
  return map8(a, [](double x) { return std::log(x); });
}
static inline v8 log_one_plus_exp8(const v8 &t) {
  return max8(t, all8(0.0)) + log8(1.0 + exp8(-abs8(t)));
}

#endif
