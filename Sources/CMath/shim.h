// The mathematics of the C library under one name on every system.
#ifndef SROC_CMATH_SHIM_H
#define SROC_CMATH_SHIM_H

#include <math.h>

#endif
