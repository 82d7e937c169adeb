// The instruction sets that the kernels are compiled for, and the choice among them.
#ifndef SROC_INSTRUCTION_SET_H
#define SROC_INSTRUCTION_SET_H

// Best last.
typedef enum { SROC_BASELINE = 0, SROC_AVX2 = 1, SROC_AVX512 = 2 } sroc_instruction_set;

// The best set of this processor.
sroc_instruction_set sroc_best_instruction_set(void);

#endif
