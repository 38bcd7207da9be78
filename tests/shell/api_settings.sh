#!/bin/bash -p
# The settings that the API suite expects of the service, exported, and the password that
# its database never asks for. To be sourced.
# shellcheck disable=SC2034 # used there

database_password=the-password-of-the-tests-that-nobody-asks-for
export JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
export JWT_PREVIOUS_KEYS='["the-secret-that-signed-tokens-before-this"]'
export ALLOWED_ORIGINS='["https://App.example:443","capacitor://localhost"]'
# A busy machine may stand still. A pooler that has lost its server says nothing for as long.
export DATABASE_STATEMENT_TIMEOUT_MS=20000
[ -z "${TEST_POOLER_URL:-}" ] || DATABASE_STATEMENT_TIMEOUT_MS=5000
export LOG_LEVEL=DEBUG # what must not be logged must not be at any level
export LOG_SLOW_MS=0   # on a busy machine any request may be slow, and say so
export LOGIN_FAILURES_PER_MINUTE=5 REGISTRATIONS_PER_MINUTE=100 HASHES_PER_MINUTE=150 \
	ACCOUNT_HASHES_PER_MINUTE=60 REFRESHES_PER_MINUTE=500 SESSION_REFRESHES_PER_MINUTE=50 \
	EXPORTS_PER_MINUTE=5
# Nobody sends from these by chance but with a header that says for whom.
export TRUSTED_PROXIES='["127.0.0.1","127.255.0.0/16"]'
export SESSIONS_PER_USER=5 TODOS_PER_USER=1000
