/* lines.h: the lines that the log writes to standard error, one at a time. */
#ifndef UNIT_LINES_H
#define UNIT_LINES_H

#include "base/log.h"

#include <json-c/json.h>

/* The line that was taken last; longer ones than there may be are cut. */
extern char lines_last[LOG_LINE + 2];

/* From now on each write to standard error is one datagram. */
void lines_watch(void);

/* Takes what the next write wrote; false when there is none. */
bool lines_next(void);

/* Takes the next line, which has to be a JSON object; json_object_put it. */
struct json_object *lines_object(void);

/* A member of it as text, "null" for null; asserts that it is there. */
const char *lines_member(struct json_object *object, const char *name);

#endif
