// The header of the kernel, where its source looks for it.
#include "../../../Sources/CVectorMath/include/dispatch.h"
