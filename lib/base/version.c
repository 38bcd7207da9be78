/* version.c: the version, in an object of its own: each commit changes it. */
#include "base/version.h"

/* The Makefile gives it to this file alone; others read the file without it. */
#ifndef TODO_API_VERSION
#define TODO_API_VERSION "0.0.0"
#endif

const char base_version[] = TODO_API_VERSION;
