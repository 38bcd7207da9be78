/* sandbox.h: what a process may still ask of the kernel once it has started. */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>

/*
 * Narrows the system calls of this process and its children, for ever, to those
 * that serving takes: it can neither execute a program nor trace a process, nor
 * listen, nor make memory executable. What a library may do without fails, as
 * in an older kernel; what none of ours does ends the process, with a line in
 * the log. Comes after the log and the metrics are open. False, with a few
 * words, when nothing was narrowed: built without libseccomp or for a
 * sanitizer, which needs more calls, or the kernel has no such filters.
 */
bool base_sandbox_enter(const char **why);

#endif
