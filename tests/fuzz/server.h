/* server.h: a database that answers what an input says: libpq's stand-in. */
#ifndef FUZZ_SERVER_H
#define FUZZ_SERVER_H

#include "base/text.h"

/*
 * From now on the answers come from this script, a line for each statement;
 * after its end each gets no row. BEGIN, SET and PREPARE succeed by themselves.
 *
 *   T[*N]VALUE|VALUE…  a row, or N of them; lines of "+VALUE|…" add others
 *   C[N]               no rows; N were changed
 *   ESTATE TEXT        an error of that SQLSTATE; without one the link broke
 *   N  S  A            nothing; the pipeline's end; aborted
 *   L  G  B  Z         the link breaks now, or before the next statement; no
 *                      answer comes; nothing can be sent
 *   F  H  X[STATE]     the next connection fails; is silent; its set-up fails
 *   D                  the server is read-only from now on
 *
 * A value: n null, tTEXT, uC an id of C's, hNN a hash, b0 b1, 4N and 8N numbers,
 * mN seconds from now, rNC N times C, xHEX any bytes.
 */
void fuzz_server_begin(struct text script);

#endif
