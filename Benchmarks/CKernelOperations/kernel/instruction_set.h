// The kernel's public header, where its source looks for it.
#include "../../../Sources/CVectorKernels/include/instruction_set.h"
