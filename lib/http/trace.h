/* trace.h: where in a trace a request belongs, by its traceparent header. */
#ifndef HTTP_TRACE_H
#define HTTP_TRACE_H

#include "base/text.h"

#include <stdbool.h>

#define TRACE_ID 33     /* 32 hex digits and the NUL */
#define TRACE_PARENT 17 /* 16 hex digits and the NUL */

/*
 * Reads a traceparent (W3C Trace Context, 3.2): writes the id of the trace and
 * of the caller's span in it. False, and both "", where it is malformed. Of a
 * version above 00 what version 00 has is read, and the rest left alone.
 */
bool http_trace_read(
    struct text header, char trace_id[TRACE_ID], char parent_id[TRACE_PARENT]);

#endif
