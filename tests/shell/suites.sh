#!/bin/bash -p
# Suites of the API, where not all are run, for API_ONLY and API_LEAVE_OUT. To be sourced.
# shellcheck disable=SC2034 # used there

# In which a web server has a hand: addresses, methods, headers, bodies, its own answers.
server_suites='health fronts front_docs front_errors front_cors cookie authorization proxies patches uploads'
server_suites+=' codings routes headers cors'

# About how requests come and answers go, in which ways may differ.
transport_suites="$server_suites faults login export export_pieces idempotency etags bodies messages allowances"
transport_suites+=' document logs metrics spills crowd'

# That ask nothing of a database which others do not ask, too.
no_database_suites='fronts front_docs front_errors front_cors queue password_rule bodies messages strict problems'
no_database_suites+=' allowances uploads codings routes headers document cors logs metrics metrics_guard spills crowd'
