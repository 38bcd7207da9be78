/* session.h: a session, and the caller that a token of it names. */
#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H

#include "base/id.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JTI_MAX 64           /* bytes of a token's jti */
#define SESSION_PAGE_MAX 100 /* sessions in a list for a client */

/* What a verified access token says. */
struct caller {
	struct id user_id;
	char jti[JTI_MAX + 1];         /* this access token */
	char session_jti[JTI_MAX + 1]; /* sid: the refresh token it came from */
	int64_t expires_at;            /* microseconds */
	/*
	 * Or the text of an API token, and its id once the database knows it: who
	 * comes by one has no jti and no session that could be blacklisted.
	 */
	struct text api_token; /* borrowed; absent: an access token */
	struct id api_token_id;
};

/* A session: the row of its refresh token. */
struct session {
	struct id id;
	struct id user_id;
	char jti[JTI_MAX + 1];
	int64_t issued_at;
	int64_t expires_at;
	struct text ip_address; /* absent: null */
};

/* A refresh token that was presented. */
struct refresh {
	struct id user_id;
	char session[JTI_MAX + 1]; /* the jti of the first of its session */
	char jti[JTI_MAX + 1];
	int32_t generation; /* how many came before it in the session */
};

/* What a session goes on with. */
struct renewal {
	struct text email;  /* of its user */
	int32_t generation; /* of the token that was used last */
	int64_t used_at;    /* for the first time: its child was made then */
};

/* The newest living sessions of a user. */
struct session_page {
	int64_t total; /* of all that live */
	size_t count, room;
	struct session *items; /* the caller's, with that room */
};

#endif
