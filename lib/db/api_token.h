/* api_token.h: the table api_tokens. */
#ifndef DB_API_TOKEN_H
#define DB_API_TOKEN_H

#include "base/error.h"
#include "model/api_token.h"
#include "model/session.h"

#include <stdbool.h>

struct db;

/*
 * Texts that these fill live until db_conn_release. Where they check a caller:
 * AUTH_004, AUTH_007; all: SERVER_001, SERVER_002, SERVER_003.
 */

/*
 * Adds an API token of the caller's, of whose secret the hash is kept. LIMIT_002:
 * they have so many living ones.
 */
enum error db_api_token_insert(struct db *db, const struct caller *caller,
    const struct api_token *token, const char *secret, long limit) MUST_CHECK;

/*
 * Finds the API token that a caller came by, whose id the caller is given; *is_full
 * when it may change todos. Statements that check their caller look at the user
 * alone: this is to come before, at the price of a round trip. AUTH_004: there is
 * none; AUTH_007: its user is disabled; AUTH_002: it has run out.
 */
enum error db_api_token_find(struct db *db, struct caller *caller, int64_t now,
    bool *is_full) MUST_CHECK;

/* The caller's living API tokens, the newest first. */
enum error db_api_token_list(struct db *db, const struct caller *caller,
    int64_t now, struct api_token_page *page) MUST_CHECK;

/* Deletes one of them. RESOURCE_005: there is none of this id. */
enum error db_api_token_delete(struct db *db, const struct caller *caller,
    const struct id *id, int64_t now) MUST_CHECK;

/*
 * Notes that the API token that a caller came by was used, unless that was noted
 * within the last minute.
 */
enum error db_api_token_touch(
    struct db *db, const struct caller *caller, int64_t now) MUST_CHECK;

#endif
