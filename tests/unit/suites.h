/* suites.h: the list of unit suites, and how their files make them. */
#ifndef UNIT_SUITES_H
#define UNIT_SUITES_H

#include "support/assert.h"

/*
 * One or more for each file in lib/, named after it, in the order they run. Each test has a
 * process of its own; where CK_FORK=no each suite has one for all its tests, but for those
 * that are ALONE: their tests change what a process cannot change back, or end it.
 */
#define SUITE_LIST(X, ALONE)                                                   \
	X(base_buffer)                                                         \
	X(base_text)                                                           \
	ALONE(base_random)                                                     \
	X(base_id)                                                             \
	X(base_date)                                                           \
	X(base_time)                                                           \
	X(base_base64)                                                         \
	X(base_hash)                                                           \
	X(model_email)                                                         \
	X(base_error)                                                          \
	X(base_setting)                                                        \
	X(base_setting_file)                                                   \
	X(base_excerpt)                                                        \
	ALONE(base_log)                                                        \
	X(base_log_text)                                                       \
	ALONE(metric_count)                                                    \
	ALONE(metric_slot)                                                     \
	ALONE(metric_file)                                                     \
	ALONE(metric_text)                                                     \
	ALONE(metric_fault)                                                    \
	X(base_sandbox)                                                        \
	X(base_path)                                                           \
	ALONE(base_process)                                                    \
	ALONE(base_log_file)                                                   \
	X(http_request)                                                        \
	X(http_body)                                                           \
	X(http_response)                                                       \
	X(http_router)                                                         \
	X(http_cookie)                                                         \
	X(http_query)                                                          \
	X(http_media)                                                          \
	X(http_prefer)                                                         \
	X(http_quota)                                                          \
	X(http_origin)                                                         \
	X(http_cors)                                                           \
	X(http_address)                                                        \
	X(http_forwarded)                                                      \
	X(http_trace)                                                          \
	X(http_etag)                                                           \
	X(http_idempotency)                                                    \
	X(json_syntax)                                                         \
	X(json_parser)                                                         \
	X(json_parser_list)                                                    \
	X(json_parser_fault)                                                   \
	X(json_unknown)                                                        \
	X(json_strings)                                                        \
	X(json_write)                                                          \
	X(json_stream)                                                         \
	X(json_todo)                                                           \
	X(json_todo_bulk)                                                      \
	X(json_credentials)                                                    \
	X(json_answer)                                                         \
	X(json_user)                                                           \
	X(json_session)                                                        \
	X(auth_token)                                                          \
	X(auth_token_forgery)                                                  \
	X(auth_token_claims)                                                   \
	X(auth_yield)                                                          \
	X(auth_password)                                                       \
	X(auth_rule)                                                           \
	X(auth_verdict)                                                        \
	X(auth_code)                                                           \
	X(auth_gate)                                                           \
	X(auth_cache)                                                          \
	X(api_service)                                                         \
	X(api_advice)                                                          \
	X(api_route)                                                           \
	X(api_lease)                                                           \
	X(api_metrics)                                                         \
	X(api_todo_cursor)                                                     \
	X(api_todo_cursor_find)                                                \
	X(api_todo_tag)                                                        \
	X(api_todo_token)                                                      \
	X(api_todo_query)                                                      \
	X(api_user_query)                                                      \
	X(api_openapi)                                                         \
	X(api_openapi_schema)                                                  \
	X(api_openapi_cache)                                                   \
	X(db_hosts)                                                            \
	X(db_conn_url)                                                         \
	X(db_connect)                                                          \
	X(db_conn)                                                             \
	X(db_setup)                                                            \
	X(db_outcome)                                                          \
	X(db_run_race)                                                         \
	X(db_run)                                                              \
	X(db_placeholder)                                                      \
	X(db_route)                                                            \
	X(db_statement)                                                        \
	ALONE(db_params)                                                       \
	X(db_params_row)                                                       \
	X(db_caller)                                                           \
	X(db_todo)                                                             \
	X(db_idempotency)                                                      \
	X(db_todo_bulk)                                                        \
	X(db_todo_bulk_away)                                                   \
	X(db_todo_match)                                                       \
	X(db_todo_sync)                                                        \
	X(db_todo_crowd)                                                       \
	X(db_todo_list)                                                        \
	X(db_todo_list_cursor)                                                 \
	X(db_find)                                                             \
	X(db_user)                                                             \
	X(db_user_password)                                                    \
	X(db_user_leave)                                                       \
	X(db_api_token)                                                        \
	X(db_code)                                                             \
	X(db_session)                                                          \
	X(db_attempt)                                                          \
	X(db_attempt_left)                                                     \
	X(db_attempt_known)                                                    \
	X(db_session_renew)                                                    \
	X(db_session_list)                                                     \
	X(db_revoke)                                                           \
	X(db_user_admin)                                                       \
	X(db_user_list)                                                        \
	X(db_revoke_all)                                                       \
	X(db_user_operator)                                                    \
	X(db_upkeep)                                                           \
	X(db_schema)                                                           \
	X(db_schema_rights)                                                    \
	ALONE(api_upkeep)                                                      \
	X(documents)                                                           \
	/* Last, for it changes the server's settings. */                      \
	ALONE(db_cancel)

/* A test, and how often it runs, each time with the next _i from 0 on. */
struct suite_test {
	const TTest *test;
	int times;
};

#define ONCE(test)                                                             \
	{                                                                      \
		test, 1                                                        \
	}
#define EACH(test, cases)                                                      \
	{                                                                      \
		test, (int)COUNT(cases)                                        \
	}

/* A suite of these tests. */
Suite *suite_of(const char *name, const struct suite_test *tests, size_t count);

#define SUITE_DECLARE(name) Suite *name##_suite(void);
SUITE_LIST(SUITE_DECLARE, SUITE_DECLARE)
#undef SUITE_DECLARE

#endif
