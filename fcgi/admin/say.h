/* say.h: what todo-admin says on standard error, and how it ends then. */
#ifndef ADMIN_SAY_H
#define ADMIN_SAY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "call.h"

/* Prints one line after the program's name. Never given a secret. */
void admin_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Says why a command failed: an error of the database or the library. what
 * names the user or session that was asked for. Returns the exit status.
 */
enum admin_exit admin_say_error(
    const struct admin_call *call, enum error error, const char *what);

/*
 * Prints a text that somebody else has chosen for a terminal: bytes that
 * could steer it become "?". width pads with blanks on the right.
 */
void admin_say_text(struct text text, int width);

/* Prints a finished JSON text as one line, and clears the buffer. */
enum admin_exit admin_say_json(struct buffer *out);

#endif
