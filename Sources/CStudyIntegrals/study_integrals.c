#include "study_integrals.h"
