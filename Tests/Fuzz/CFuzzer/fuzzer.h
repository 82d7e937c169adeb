// libFuzzer's driver; the compiler's runtime has it where a program is built with -sanitize=fuzzer.
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*callback)(const uint8_t *bytes, size_t count));
