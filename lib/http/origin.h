/* origin.h: an origin of a setting, as browsers write it (RFC 6454, 6.2). */
#ifndef HTTP_ORIGIN_H
#define HTTP_ORIGIN_H

/*
 * The origin in the form that browsers send: the host in lower case, without
 * the port that its scheme has anyway. The schemes of apps, "capacitor://" for
 * one, are as good as the web's. The caller frees it. NULL when no browser can
 * send it: why says then what to write (static), or is NULL without memory.
 */
char *http_origin_new(const char *text, const char **why);

/* What follows "http://" or "https://" in an origin, or NULL. */
const char *http_origin_host(const char *origin);

#endif
