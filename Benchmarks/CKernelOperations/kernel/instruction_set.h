// The header of the kernel, where its source looks for it.
#include "../../../Sources/CVectorMath/include/instruction_set.h"
