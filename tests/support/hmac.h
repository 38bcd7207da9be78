/* hmac.h: tokens that nobody should sign, well signed. */
#ifndef SUPPORT_HMAC_H
#define SUPPORT_HMAC_H

/*
 * A token of this header and payload, any text with " for each ', under an
 * HMAC-SHA256 whatever the header says. The caller frees it.
 */
char *hmac_token(const char *header, const char *payload, const char *secret);

/* A token that libjwt signed by another algorithm of the HMAC family. */
char *hmac_token_of(int bits, const char *payload, const char *secret);

#endif
