// LAPACK through LAPACKE, with complex types out of the way (Swift cannot import C99 complex).
#ifndef SROC_CLAPACKE_SHIM_H
#define SROC_CLAPACKE_SHIM_H

#include <dlfcn.h>

// glibc shows its RTLD_DEFAULT only under _GNU_SOURCE, which would change the shape of other
// headers' types and so clash with modules that are built without it.
#ifdef RTLD_DEFAULT
#define CLAPACKE_ALL_LIBRARIES RTLD_DEFAULT
#else
#define CLAPACKE_ALL_LIBRARIES ((void *)0)
#endif

#ifndef lapack_complex_float
#define LAPACK_COMPLEX_CUSTOM
typedef struct { float real, imaginary; } cl_complex_float;
typedef struct { double real, imaginary; } cl_complex_double;
#define lapack_complex_float cl_complex_float
#define lapack_complex_double cl_complex_double
#endif
#include <lapacke.h>

// Where OpenBLAS is the BLAS behind LAPACK, keeps it to one thread: chains are the parallelism here.
// Returns 1 if OpenBLAS was found, 0 where another BLAS (the reference one, say) is linked.
static inline int clapacke_keep_openblas_to_one_thread(void) {
  void (*set_threads)(int) = (void (*)(int))dlsym(CLAPACKE_ALL_LIBRARIES, "openblas_set_num_threads");
  if (!set_threads) return 0;
  set_threads(1);
  return 1;
}

#endif
