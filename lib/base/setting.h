/* setting.h: the settings, read once at start from environment and file. */
#ifndef BASE_SETTING_H
#define BASE_SETTING_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Every setting: kind, member, name, default (NULL: must be given), least,
 * greatest, what it should be, and what it does, as todo-api.conf(5) tells it. TEXT's
 * limits are bytes, and are not for its default: "" means that there is none. HIDDEN is a TEXT that is never shown.
 * CHOICE is the place of the value in the list that says what it should be.
 */
/* clang-format off */
#define SETTING_LIST(X)										\
	X(HIDDEN, database_url, "DATABASE_URL", NULL, 1, 4096,					\
	  "a Postgres URI such as postgresql://user@host/database",				\
	  "a libpq URI; `postgresql+asyncpg://` is read as `postgresql://`; several "		\
	  "hosts are allowed")									\
	X(CHOICE, host_order, "DATABASE_HOST_ORDER", "given", 0, 0, "given random",		\
	  "in which order a worker tries the hosts of DATABASE_URL: as given, or in one of "	\
	  "its own, `random`, so that a pool spreads over hosts that all take writes")		\
	X(HIDDEN, migrate_url, "MIGRATE_URL", "", 1, 4096,					\
	  "a Postgres URI such as postgresql://owner@host/database",				\
	  "the database for its owner, as whom `todo-admin migrate` works; the role of "	\
	  "DATABASE_URL gets the rights that workers need. Not for the workers' file")		\
	X(NUMBER, statement_timeout_ms, "DATABASE_STATEMENT_TIMEOUT_MS", "5000", 100, 600000,	\
	  "milliseconds",									\
	  "the longest that a statement, or its wait for a lock, may take")			\
	X(FLAG, database_prepare, "DATABASE_PREPARE", "true", 0, 0, "true or false",		\
	  "`false` leaves nothing in a session, for a pooler in transaction mode")		\
	X(HIDDEN, jwt_secret_key, "JWT_SECRET_KEY", NULL, 32, 1024, "a random secret",		\
	  "signs tokens; 32 to 1024 bytes, random")						\
	X(HIDDEN, jwt_previous_keys, "JWT_PREVIOUS_KEYS", "[]", 0, 16384,			\
	  "a JSON list of earlier secrets of 32 to 1024 bytes",					\
	  "a JSON list of earlier secrets, which still verify")					\
	X(CHOICE, jwt_algorithm, "JWT_ALGORITHM", "HS256", 0, 0, "HS256",			\
	  "nothing else is accepted")								\
	X(TEXT, jwt_issuer, "JWT_ISSUER", "todo-api", 1, 255, "a name, in UTF-8",		\
	  "who signs tokens, as their `iss`; those of another one are refused. Two "		\
	  "services that share a secret have two names")					\
	X(NUMBER, access_minutes, "ACCESS_TOKEN_EXPIRE_MINUTES", "60", 1, 1440, "minutes",	\
	  "how long an access token lives")							\
	X(NUMBER, refresh_days, "REFRESH_TOKEN_EXPIRE_DAYS", "7", 1, 365, "days",		\
	  "how long a session lives, and so its refresh tokens")				\
	X(NUMBER, reuse_seconds, "REFRESH_REUSE_GRACE_SECONDS", "10", 0, 3600, "seconds",	\
	  "how long a refresh token may still come after the one that it was exchanged "	\
	  "for was used; later it ends the session")						\
	X(NUMBER, sessions, "SESSIONS_PER_USER", "100", 0, 1000000,				\
	  "living sessions of a user, 0 for no limit",						\
	  "how many sessions of a user live at once: a login beyond ends the oldest; "		\
	  "0: no limit")									\
	X(NUMBER, todos, "TODOS_PER_USER", "100000", 0, 1000000000,				\
	  "todos of a user, 0 for no limit",							\
	  "how many todos a user may have before LIMIT_001; 0: no limit")			\
	X(CHOICE, registration, "REGISTRATION", "open", 0, 0, "open closed",			\
	  "who may register: `open`: anybody; `closed`: who has an invitation that "		\
	  "`todo-admin user invite` printed")							\
	X(NUMBER, api_tokens, "API_TOKENS_PER_USER", "50", 1, 100, "API tokens of a user",	\
	  "how many API tokens a user may have before LIMIT_002")				\
	X(NUMBER, bcrypt_cost, "BCRYPT_COST_FACTOR", "10", 10, 15, "the log2 of rounds",	\
	  "each step doubles the time of a login. A password is hashed anew at its next "	\
	  "login after a change")								\
	X(CHOICE, password_rule, "PASSWORD_RULE", "composition", 0, 0, "composition length",	\
	  "what a new password has to be: `composition`: 8 or more characters, with an "		\
	  "upper-case letter, a lower-case letter, a digit and a special character; `length`: "	\
	  "12 or more of any kind, no common one (`PASSWORD_COMMON_FILE`) and nothing that is "	\
	  "runs, such as `abcd1234efgh`, or a short unit repeated; at most 72 bytes both")	\
	X(TEXT, password_common_file, "PASSWORD_COMMON_FILE", "/usr/share/dict/cracklib-small",	\
	  1, 1024, "the path of a list of common passwords",					\
	  "a list of passwords that many use, one a line, for `PASSWORD_RULE=length`: a new "	\
	  "one is none of them, in upper or lower case, nor one of 4 or more characters with "	\
	  "only digits or runs around it; the default, 0.5 MB that each worker keeps in memory, "	\
	  "comes with Debian's package `cracklib-runtime`")					\
	X(NUMBER, login_failures, "LOGIN_FAILURES_PER_MINUTE", "60", 0, 1000000,		\
	  "wrong passwords from one address, 0 for no limit",					\
	  "wrong passwords from one address (an IPv6 /64 counts as one) before "		\
	  "RATE_001; 0: no limit. Behind a proxy see `TRUSTED_PROXIES`")					\
	X(NUMBER, registrations, "REGISTRATIONS_PER_MINUTE", "120", 0, 1000000,			\
	  "registrations from one address, 0 for no limit",					\
	  "the same for registrations")								\
	X(NUMBER, hashes, "HASHES_PER_MINUTE", "120", 0, 1000000,				\
	  "hashed passwords from one address, 0 for no limit",					\
	  "the same for logins, registrations and changes of a password, whatever comes "	\
	  "of them, for each hashes a password")						\
	X(NUMBER, account_hashes, "ACCOUNT_HASHES_PER_MINUTE", "60", 0, 1000000,		\
	  "hashed passwords of one account, 0 for no limit",					\
	  "the same of one account, from anywhere")						\
	X(NUMBER, account_failures, "ACCOUNT_FAILURES", "30", 0, 1000000,			\
	  "wrong passwords of one account, 0 for no limit",					\
	  "wrong passwords of one account before each further try waits, 1 s at first and "	\
	  "twice as long each time, up to 15 minutes; not from where its user logged in "	\
	  "within 30 days. 0: no limit")							\
	X(NUMBER, pair_failures, "ACCOUNT_ADDRESS_FAILURES", "10", 0, 1000000,			\
	  "wrong passwords of one account from one address, 0 for no limit",			\
	  "the same of one account from one address")						\
	X(NUMBER, refreshes, "REFRESHES_PER_MINUTE", "600", 0, 1000000,				\
	  "refreshes from one address, 0 for no limit",						\
	  "refreshes from one address before RATE_001; 0: no limit")				\
	X(NUMBER, session_refreshes, "SESSION_REFRESHES_PER_MINUTE", "60", 0, 1000000,		\
	  "refreshes of one session, 0 for no limit",						\
	  "the same of one session")								\
	X(NUMBER, exports, "EXPORTS_PER_MINUTE", "6", 0, 1000000,				\
	  "exports of one user, 0 for no limit",						\
	  "exports of one user before RATE_001; 0: no limit")					\
	X(NUMBER, hash_queue, "HASH_QUEUE_MAX", "32", 0, 1000000,				\
	  "requests, 0 for no limit",								\
	  "requests that may wait at the socket of a pool before those that hash a "		\
	  "password are SERVER_005 at once; 0: no limit")					\
	X(TEXT, allowed_origins, "ALLOWED_ORIGINS", "[]", 0, 16384,				\
	  "a JSON list of origins such as [\"https://app.example\"]",				\
	  "a JSON list of the origins whose pages may use the API: scheme, host and "		\
	  "port, without a path. Those of apps count too: `capacitor://localhost`")		\
	X(CHOICE, log_level, "LOG_LEVEL", "INFO", 0, 0, "DEBUG INFO WARNING ERROR CRITICAL",	\
	  "`DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`")					\
	X(FLAG, json_logs, "JSON_LOGS", "true", 0, 0, "true or false",				\
	  "`false` writes lines for people")							\
	X(NUMBER, log_slow_ms, "LOG_SLOW_MS", "1000", 0, 600000, "milliseconds, 0 for never",	\
	  "a request that takes so many milliseconds is a WARNING; 0: none is")			\
	X(TEXT, log_file, "LOG_FILE", "", 0, 1024, "a path; the terminal when empty",		\
	  "a file to append to; standard error when empty. A line that there is no room "	\
	  "for is lost. HUP to a worker (never to multiwatch, which would stop) opens "		\
	  "it again")										\
	X(TEXT, metrics_file, "METRICS_FILE", "/run/todo-api/metrics", 1, 1024,			\
	  "the path of the file that the workers count in",					\
	  "the file that all workers of the host count in, see todo-api-metrics(7); `make run` "	\
	  "has its own")									\
	X(HIDDEN, metrics_token, "METRICS_TOKEN", "", 16, 256,					\
	  "a random secret of those who may read /metrics",					\
	  "16 to 256 random bytes; clients that send them as a Bearer token may read "		\
	  "`/metrics`, from anywhere")								\
	X(TEXT, metrics_addresses, "METRICS_ADDRESSES", "[\"127.0.0.1\",\"::1\"]", 0, 4096,	\
	  "a JSON list of the IP addresses that may read /metrics",				\
	  "a JSON list of the IP addresses that may read `/metrics` while there is no "		\
	  "token")										\
	X(FLAG, server_timing, "SERVER_TIMING", "false", 0, 0, "true or false",			\
	  "`true` tells clients in `Server-Timing` how long the database and all of a request "	\
	  "took; never of one that checks a password")						\
	X(TEXT, trusted_proxies, "TRUSTED_PROXIES", "[]", 0, 4096,				\
	  "a JSON list of IP addresses and networks such as [\"10.0.0.0/8\"]",			\
	  "a JSON list of the addresses and networks (`10.0.0.0/8`) of the proxies in front "	\
	  "of the web server, whose `X-Forwarded-For` or `Forwarded` says who the client is. "	\
	  "See todo-api-metrics(7)")									\
	X(NUMBER, max_body_bytes, "MAX_BODY_BYTES", "65536", 1024, 1048576, "bytes",		\
	  "the largest body of a request")							\
	X(NUMBER, cleanup_seconds, "CLEANUP_INTERVAL_SECONDS", "300", 0, 86400,			\
	  "seconds, 0 for never",								\
	  "how often an idle worker deletes what has run out; 0: never. See todo.fcgi(8)")	\
	X(FLAG, sandbox, "SANDBOX", "true", 0, 0, "true or false",				\
	  "workers make the system calls only that serving takes; `false` is for debuggers, "	\
	  "or a library that needs others")				\
	X(TEXT, host, "HOST", "127.0.0.1", 1, 255, "an address to listen on",			\
	  "where `make run` listens")								\
	X(NUMBER, port, "PORT", "8000", 1, 65535, "a TCP port",					\
	  "where `make run` listens")
/* clang-format on */

/* The values of password_rule. */
enum password_rule { PASSWORD_COMPOSITION, PASSWORD_LENGTH };

/* The values of host_order. */
enum host_order { HOST_ORDER_GIVEN, HOST_ORDER_RANDOM };

/* The values of registration. */
enum registration { REGISTRATION_OPEN, REGISTRATION_CLOSED };

#define SETTING_TYPE_TEXT const char *
#define SETTING_TYPE_HIDDEN const char *
#define SETTING_TYPE_NUMBER long
#define SETTING_TYPE_CHOICE int
#define SETTING_TYPE_FLAG bool
#define SETTING_MEMBER(kind, member, ...) SETTING_TYPE_##kind member;

#define SETTING_PLACE(kind, member, ...) SETTING_##member,

/* Each setting's place in the list. */
enum setting { SETTING_LIST(SETTING_PLACE) SETTING_COUNT };

enum setting_source { SETTING_DEFAULT, SETTING_FILE, SETTING_ENVIRONMENT };

/* The checked settings. */
struct settings {
	SETTING_LIST(SETTING_MEMBER)
	enum setting_source source[SETTING_COUNT]; /* where each comes from */
	char *texts; /* what texts point into, but for defaults */
	size_t size; /* bytes of texts */
};

/*
 * Fills settings from the environment, which wins, and the KEY=value file
 * that TODO_API_CONFIG names. In the file blank lines and lines that begin
 * with "#" are skipped, and one pair of quotes around a value is dropped. An
 * empty value counts as not given. False when a setting is missing, unknown
 * in the file, or wrong: why (of size bytes) then says which one and what it
 * should be, never its value, and settings are empty. Once all is well the secrets are in settings
 * alone: the file's text is wiped, and the environment, which /proc shows.
 */
bool base_setting_load(struct settings *settings, char *why, size_t size);

/* Fills settings with the defaults; texts that have to be given are NULL. */
void base_setting_default(struct settings *settings);

/* Wipes and frees what base_setting_load took. */
void base_setting_clear(struct settings *settings);

#endif
