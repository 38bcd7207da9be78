#!/bin/bash -p
# The environment of all that the scripts start, said in this one place: they do
# the same whatever the caller's locale, PATH, umask, HOME and settings of psql,
# sqitch, perl and curl are. To be sourced before anything else is done.
#
# A database is named by DATABASE_URL alone: libpq's variables and files (.pgpass,
# .pg_service.conf) have no say. Sqitch has the settings of this folder only.
#
# "bash -p" in each script's first line keeps out what comes too early for us:
# BASH_ENV, exported functions, CDPATH, and options in SHELLOPTS and BASHOPTS.

# Perl and others complain of a locale that is not installed; this one always is.
unset "${!LC_@}" LANG LANGUAGE
export LC_ALL=C.UTF-8

# What a short PATH lacks; what the caller put first stays first.
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH

# Files that are made for others are readable; what is secret gets its mode by name.
umask 022

unset "${!PG@}" "${!SQITCH_@}" "${!PERL@}" "${!GREP_@}" BASH_ENV ENV CDPATH GLOBIGNORE \
	POSIXLY_CORRECT CURL_HOME MAKEFILES GNUMAKEFLAGS
# It may be a folder of root's own, which www-data cannot enter, or be gone.
unset TMPDIR TMP TEMP

# Names in lower case are the scripts' own: one that the caller exported would take
# what we keep in it, a secret perhaps, to all that we start.
for name in $(compgen -e); do
	case $name in
	*_proxy) ;;
	*[[:lower:]]*) export -n "${name?}" ;;
	esac
done
unset name
export PGPASSFILE=/nonexistent PGSERVICEFILE=/nonexistent
export SQITCH_SYSTEM_CONFIG=/dev/null SQITCH_USER_CONFIG=/dev/null
# Else sqitch guesses who we are from the password file and the host's name.
export SQITCH_FULLNAME=todo-api SQITCH_EMAIL=todo-api@localhost

# A service has no HOME at all; some programs insist on one.
if [[ ${HOME:-} != /* ]]; then
	HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
	export HOME="${HOME:-/}"
fi
