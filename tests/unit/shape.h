/* shape.h: whether an answer is what its shape says. */
#ifndef UNIT_SHAPE_H
#define UNIT_SHAPE_H

#include "base/buffer.h"
#include "model/field.h"

/*
 * Fails the test unless the JSON is an object with the members of the shape in
 * their order, each of its kind, and objects in lists likewise. Members that
 * are optional may be absent, and nullable ones null.
 */
void assert_shape(const struct buffer *json, const struct shape *shape);

#endif
