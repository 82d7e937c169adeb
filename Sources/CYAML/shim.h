// libyaml as it is: Swift can import all of its parser.
#ifndef SROC_CYAML_SHIM_H
#define SROC_CYAML_SHIM_H

#include <yaml.h>

#endif
