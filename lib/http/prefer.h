/* prefer.h: which of two types a client prefers, and how it is to be served. */
#ifndef HTTP_PREFER_H
#define HTTP_PREFER_H

#include "base/text.h"

/*
 * Whether a client would rather have a type than the usual one, both without
 * parameters, by its Accept (RFC 9110, 12.5.1): where it weighs more, or as much
 * and is named while the usual one is not. Without an Accept, or a type that it
 * tells of, it would not.
 */
bool http_prefer_type(struct text accept, const char *type, const char *usual);

/*
 * Whether a Prefer asks for this value of a preference (RFC 7240, 2), in upper or
 * lower case. Of a preference that comes twice the first counts.
 */
bool http_prefer_has(struct text prefer, const char *name, const char *value);

#endif
