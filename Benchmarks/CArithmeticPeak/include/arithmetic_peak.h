// What the processor can do at best: loops of one kind of operation on eight doubles, enough
// independent ones at a time to keep its units busy, for each instruction set of the kernel.
#ifndef ARITHMETIC_PEAK_H
#define ARITHMETIC_PEAK_H

// Instruction sets as the kernel numbers them.
enum { PEAK_BASELINE = 0, PEAK_AVX2 = 1, PEAK_AVX512 = 2 };

// Operations on eight doubles that one round of a loop does.
enum { PEAK_ROUND = 60 };

// Each runs `rounds` rounds and returns a value that depends on all of them.
double peak_multiply_add(int set, long rounds);
double peak_exp(int set, long rounds);
double peak_log(int set, long rounds);

#endif
