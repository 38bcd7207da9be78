/* forge.h: tokens that nobody should sign, well signed. */
#ifndef SUPPORT_FORGE_H
#define SUPPORT_FORGE_H

/*
 * A token of this header and payload, any text, under an HMAC-SHA256 whatever
 * the header says. The caller frees it.
 */
char *forge_token(const char *header, const char *payload, const char *secret);

/* A token that libjwt signed by another algorithm of the HMAC family. */
char *forge_hmac(int bits, const char *payload, const char *secret);

#endif
