/* field.h: what the bodies of requests say of any field. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

/* Where a field of a request body stands. */
enum presence { ABSENT, IS_NULL, MISTYPED, GIVEN };

#endif
