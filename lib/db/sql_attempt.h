/* sql_attempt.h: the statements of the table attempts. */
#ifndef DB_SQL_ATTEMPT_H
#define DB_SQL_ATTEMPT_H

#include "db/sql.h"

/* clang-format off */
/*
 * $1: now; $2 to $4: the keys, how many attempts each has, and its kind, joined
 * by commas; $5: the key by which an account knows the address. Kind m has
 * its attempts in each minute. Kinds p (an account from one address) and a (an
 * account) have theirs in all, then one more after each wait, of 1 s at first,
 * doubled by each to 15 minutes; an hour after the last one all is forgotten.
 */
#define ATTEMPT_WINDOW "interval '1 minute'"
#define ATTEMPT_MEMORY "interval '1 hour'"
#define ATTEMPT_KNOWN "interval '30 days'"

#define WITH_ATTEMPTS(lock)                                                \
	"WITH asked AS (SELECT k.key, k.most, k.kind, k.place,"            \
	" CASE k.kind WHEN 'm' THEN " ATTEMPT_WINDOW                       \
	"  ELSE " ATTEMPT_MEMORY " END AS memory"                          \
	" FROM unnest(string_to_array($2, ','),"                           \
	"  string_to_array($3, ',')::int[], string_to_array($4, ','))"     \
	"  WITH ORDINALITY AS k (key, most, kind, place)),"                \
	/* In one order, so that nobody waits for who waits for them. */   \
	" held AS (SELECT a.key, least(a.started_at, $1) AS started_at,"   \
	"  a.count FROM attempts a"                                        \
	" WHERE a.key = ANY (string_to_array($2, ',')) ORDER BY a.key"     \
	lock "),"                                                          \
	" state AS (SELECT k.*, coalesce(h.count, 0) AS count,"            \
	"  h.started_at,"                                                  \
	"  h.started_at + CASE k.kind WHEN 'm' THEN " ATTEMPT_WINDOW       \
	"  ELSE least(2 ^ least(greatest(h.count - k.most, -10), 10), 900)" \
	"   * interval '1 second' END AS opens_at"                         \
	" FROM asked k LEFT JOIN held h ON h.key = k.key"                  \
	"  AND h.started_at > $1 - k.memory)"

/* Whether the account knows the address. */
#define ATTEMPT_FROM_KNOWN                                                 \
	"EXISTS (SELECT 1 FROM attempts k"                                 \
	"  WHERE k.key = $5 AND k.expires_at > $1)"

/* When the last of the closed keys opens; null where none is closed. */
#define ATTEMPT_OPENS                                                      \
	"SELECT max(s.opens_at) AS opens_at FROM state s"                  \
	" WHERE s.count >= s.most AND s.opens_at > $1"                     \
	" AND NOT (s.kind = 'a' AND " ATTEMPT_FROM_KNOWN ")"

/* The wait, and of each key its count, with this one, and the rest of its minute. */
#define ATTEMPT_WAIT(this_one)                                             \
	"SELECT coalesce(ceil(extract(epoch FROM c.opens_at - $1)), 0)::int," \
	" (SELECT string_agg(s.count + " this_one " || ' ' || ceil(extract(epoch FROM" \
	"  coalesce(s.opens_at, $1 + " ATTEMPT_WINDOW ") - $1))::int, ','" \
	"  ORDER BY s.place) FROM state s) FROM closed c"

/* Whether a row goes on counting what a new one for its key begins to. */
#define ATTEMPT_GOES_ON                                                    \
	"a.started_at > excluded.started_at"                               \
	" - (excluded.expires_at - excluded.started_at)"

/* Whether none came to the account after the attempt of $1. */
#define ATTEMPT_IS_LAST "s.kind = 'a' AND a.started_at = $1"

/* The keys of the account $1, some of which go on by an address. */
#define ATTEMPT_OF(word)                                                   \
	"key BETWEEN '" word " ' || $1::text AND '" word " ' || $1 || ' ~'"

#define ATTEMPT_STATEMENTS(X)                                              \
	X(ATTEMPT_READ, READS | NOWHERE,                                             \
	  WITH_ATTEMPTS("") ", closed AS (" ATTEMPT_OPENS ") " ATTEMPT_WAIT("0")) \
	/* None is counted where one is closed; and once an account's      \
	 * attempts from one address have to wait, they are not the        \
	 * account's: no address alone can close it. Nor are those from an \
	 * address that it knows: they do not prolong what others did. A   \
	 * row of kind a is kept longer by the time since the attempt      \
	 * before, by which ATTEMPT_FORGIVE finds when that was. */        \
	X(ATTEMPT_ADD, WRITES | LOCAL | NOWHERE,                                     \
	  WITH_ATTEMPTS(" FOR UPDATE") ", closed AS (" ATTEMPT_OPENS "),"  \
	  " added AS (INSERT INTO attempts AS a"                           \
	  " (key, started_at, count, expires_at)"                          \
	  " SELECT s.key, $1, 1, $1 + s.memory + CASE s.kind WHEN 'a'"     \
	  "   THEN coalesce($1 - s.started_at, '0') ELSE '0' END"          \
	  " FROM state s, closed c"                                        \
	  " WHERE c.opens_at IS NULL AND NOT (s.kind = 'a' AND ("          \
	  "  " ATTEMPT_FROM_KNOWN " OR EXISTS"                             \
	  "  (SELECT 1 FROM state p WHERE p.kind = 'p' AND p.count >= p.most)))" \
	  " ORDER BY s.key ON CONFLICT (key) DO UPDATE SET"                \
	  " count = CASE WHEN " ATTEMPT_GOES_ON                            \
	  "  THEN a.count + 1 ELSE 1 END,"                                 \
	  " started_at = CASE WHEN " ATTEMPT_GOES_ON                       \
	  "  AND excluded.expires_at <= $1 + " ATTEMPT_WINDOW              \
	  "  THEN a.started_at ELSE excluded.started_at END,"              \
	  " expires_at = excluded.expires_at RETURNING a.key) "            \
	  ATTEMPT_WAIT("(s.key IN (SELECT d.key FROM added d))::int"))     \
	/* What one address failed at was its owner's mistyping, and no    \
	 * longer counts; others' failures at the account still do, for as \
	 * long as without this attempt: where none came after it the      \
	 * moment of the one before is again the account's. $6: whether    \
	 * the address is known from now on. */                            \
	X(ATTEMPT_FORGIVE, WRITES | LOCAL | NOWHERE,                                 \
	  WITH_ATTEMPTS(" FOR UPDATE") ", known AS (INSERT INTO attempts"  \
	  " (key, started_at, count, expires_at)"                          \
	  " SELECT $5, $1, 0, $1 + " ATTEMPT_KNOWN                         \
	  " WHERE $5::text IS NOT NULL AND $6"                             \
	  " ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at)" \
	  " UPDATE attempts a SET count = greatest(0, a.count - CASE s.kind" \
	  "  WHEN 'm' THEN 1 WHEN 'p' THEN a.count ELSE coalesce("         \
	  "  (SELECT least(p.count, p.most) FROM state p"                  \
	  "   WHERE p.kind = 'p'), 1) END),"                               \
	  " started_at = CASE WHEN " ATTEMPT_IS_LAST                       \
	  "  THEN $1 - (a.expires_at - $1 - s.memory) ELSE a.started_at END," \
	  " expires_at = CASE WHEN " ATTEMPT_IS_LAST                       \
	  "  THEN $1 + s.memory - (a.expires_at - $1 - s.memory)"          \
	  "  ELSE a.expires_at END"                                        \
	  " FROM state s WHERE a.key = s.key"                              \
	  " AND NOT (s.kind = 'a' AND " ATTEMPT_FROM_KNOWN ")")            \
	X(ATTEMPT_FORGET, WRITES | LOCAL | NOWHERE,                                  \
	  "DELETE FROM attempts WHERE " ATTEMPT_OF("hash")                 \
	  " OR " ATTEMPT_OF("account") " OR " ATTEMPT_OF("known"))
/* clang-format on */

#endif
