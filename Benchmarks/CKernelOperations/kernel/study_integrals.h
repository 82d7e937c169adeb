// The kernel's public header, where its source looks for it.
#include "../../../Sources/CStudyIntegrals/include/study_integrals.h"
