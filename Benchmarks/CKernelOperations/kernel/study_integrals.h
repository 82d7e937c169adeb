// The header of the kernel, where its source looks for it.
#include "../../../Sources/CStudyIntegrals/include/study_integrals.h"
