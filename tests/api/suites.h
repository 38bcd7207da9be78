/* suites.h: the suites of the API, each run over every way. */
#ifndef TESTS_API_SUITES_H
#define TESTS_API_SUITES_H

#include <check.h>

#define API_SUITES(X)                                                          \
	X(health)                                                              \
	X(order)                                                               \
	X(fronts)                                                              \
	X(front_docs)                                                          \
	X(front_errors)                                                        \
	X(front_cors)                                                          \
	X(faults)                                                              \
	X(standby)                                                             \
	X(register)                                                            \
	X(email)                                                               \
	X(login)                                                               \
	X(renewal)                                                             \
	X(refresh)                                                             \
	X(rotation)                                                            \
	X(quota)                                                               \
	X(logout)                                                              \
	X(cookie)                                                              \
	X(change_password)                                                     \
	X(sessions)                                                            \
	X(me)                                                                  \
	X(export)                                                              \
	X(export_pieces)                                                       \
	X(api_tokens)                                                          \
	X(api_token_ends)                                                      \
	X(codes)                                                               \
	X(admin)                                                               \
	X(admin_rights)                                                        \
	X(tokens)                                                              \
	X(authorization)                                                       \
	X(each_route)                                                          \
	X(limits)                                                              \
	X(budgets)                                                             \
	X(accounts)                                                            \
	X(known)                                                               \
	X(proxies)                                                             \
	X(queue)                                                               \
	X(password_rule)                                                       \
	X(failing_memory)                                                      \
	X(failing_statements)                                                  \
	X(shortage)                                                            \
	X(todos)                                                               \
	X(due)                                                                 \
	X(todo_life)                                                           \
	X(idempotency)                                                         \
	X(bulk)                                                                \
	X(patches)                                                             \
	X(etags)                                                               \
	X(changes)                                                             \
	X(links)                                                               \
	X(lists)                                                               \
	X(list_params)                                                         \
	X(cursors)                                                             \
	X(find)                                                                \
	X(find_index)                                                          \
	X(isolation)                                                           \
	X(bodies)                                                              \
	X(messages)                                                            \
	X(strict)                                                              \
	X(problems)                                                            \
	X(allowances)                                                          \
	X(uploads)                                                             \
	X(codings)                                                             \
	X(routes)                                                              \
	X(headers)                                                             \
	X(document)                                                            \
	X(cors)                                                                \
	X(logs)                                                                \
	X(metrics)                                                             \
	X(metrics_guard)                                                       \
	X(spills)                                                              \
	X(crowd)

#define SUITE_PROTOTYPE(name) Suite *api_suite_##name(void);
API_SUITES(SUITE_PROTOTYPE)
#undef SUITE_PROTOTYPE

#endif
