#!/bin/bash -p
# Suites of the API, where not all are run, for API_ONLY and API_LEAVE_OUT. To be sourced.
# shellcheck disable=SC2034 # used there

# About how requests come and answers go, in which ways may differ: addresses, methods,
# headers, bodies and what a server answers itself.
transport_suites='health fronts front_docs front_errors front_cors faults login cookie export export_pieces'
transport_suites+=' authorization proxies idempotency patches etags bodies messages allowances uploads codings'
transport_suites+=' routes headers document cors logs metrics spills crowd'

# That ask nothing of a database which others do not ask, too.
no_database_suites='fronts front_docs front_errors front_cors queue password_rule bodies messages strict problems'
no_database_suites+=' allowances uploads codings routes headers document cors logs metrics metrics_guard spills crowd'
