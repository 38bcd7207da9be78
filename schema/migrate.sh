#!/bin/bash -p
# Moves the schema of the database that DATABASE_URL names, by sqitch: what
# developers want. A host needs psql alone, see deploy.sh.
#
#   migrate.sh up|down|status    all steps, one step back, or tell
#
# A database that was deployed by hand, or restored without sqitch's records, is
# adopted: what each step makes is read off its file, and the steps whose things
# are there are recorded. Where these belong to no step nothing is done.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/environment.sh"
# shellcheck source=schema/url.sh
. "$(dirname "$0")/url.sh"
# DBI, of which sqitch makes use, has variables too.
unset "${!DBI_@}"

die() {
	echo "migrate: $*" >&2
	exit 1
}

# Reads the plan: $steps, and $left[N], what is there after the first N steps, of which
# $names are all.
read_plan() {
	mapfile -t steps < <(sed -n 's/^\([a-z][a-z0-9_]*\) .*/\1/p' sqitch.plan)
	# shellcheck disable=SC2016 # Perl's variables
	mapfile -t left < <(cd deploy && perl -ne '
		BEGIN { print "\n" }
		if (/^(CREATE|DROP) ((UNIQUE|UNLOGGED|OR REPLACE) )*(TABLE|INDEX|VIEW) ([a-z_]+)/) {
			$names{$5} = $there{$5} = 1;
			delete $there{$5} if $1 eq "DROP";
		}
		print join(" ", sort keys %there), "\n" if eof;
		END { print join(",", keys %names), "\n" }' "${steps[@]/%/.sql}")
	names=${left[-1]}
	unset 'left[-1]'
	[ ${#left[@]} = $((1 + ${#steps[@]})) ] || die 'a step of the plan has no file, or an empty one'
}

in_order() {
	printf '%s\n' "$@" | sort | xargs
}

# What sqitch records, what is there, and the step that the view tells.
ask() {
	psql -qAtX -v ON_ERROR_STOP=1 -v names="{$names}" <<-'SQL'
		SELECT to_regclass('sqitch.changes') IS NOT NULL AS known,
		       to_regclass('schema_version') IS NOT NULL AS told \gset
		\if :known
		SELECT 'step ' || change FROM sqitch.changes WHERE project = 'todo-api';
		\endif
		SELECT 'part ' || c.relname
		  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		 WHERE n.nspname = current_schema() AND c.relname = ANY (:'names'::name[]);
		\if :told
		SELECT 'version ' || version FROM schema_version;
		\endif
	SQL
}

# Sets $recorded, how many steps sqitch knows of, $parts and $version.
look() {
	local said steps_said
	said=$(ask) || exit 1
	mapfile -t steps_said < <(sed -n 's/^step //p' <<<"$said")
	recorded=${#steps_said[@]}
	# shellcheck disable=SC2046 # words
	parts=$(in_order $(sed -n 's/^part //p' <<<"$said"))
	version=$(sed -n 's/^version //p' <<<"$said")
	if [ "$(in_order "${steps_said[@]}")" != "$(in_order "${steps[@]:0:recorded}")" ] ||
		[ "${version:-0}" -gt "${#steps[@]}" ]; then
		die "the database is at a later step than ${steps[-1]}, the last that is known here:" \
			'use the files of the version that deployed it'
	fi
}

# The words of $1 that are not in $2.
lacking() {
	comm -23 <(xargs -n 1 <<<"$1") <(xargs -n 1 <<<"$2") | xargs
}

# Fails, for the things that are there are not those of the first $1 steps,
# which $2 claims.
differ() {
	local missing extra
	missing=$(lacking "${left[$1]}" "$parts") extra=$(lacking "$parts" "${left[$1]}")
	die "$2 step $1 (${steps[$1 - 1]}), but the database differs:${missing:+ missing: $missing;}${extra:+ too many: $extra;}" \
		'nothing was done'
}

# Prints the last step of which something is there.
last_begun() {
	local i new last=0
	for ((i = 1; i <= ${#steps[@]}; i++)); do
		new=$(lacking "${left[i]}" "${left[i - 1]}")
		[ "$(lacking "$new" "$parts")" = "$new" ] || last=$i
	done
	echo "$last"
}

# Sets $at, how many steps the things that are there are of.
find_step() {
	local i
	for ((i = 0; i <= ${#steps[@]}; i++)); do
		[ "$parts" != "${left[i]}" ] || at=$i
	done
	if [ -n "$version" ]; then
		[ "$parts" = "${left[version]}" ] || differ "$version" 'schema_version says'
		at=$version
	fi
	if [ "$recorded" -gt "${at:-0}" ]; then
		differ "$recorded" 'sqitch has recorded'
	elif [ -z "$at" ]; then
		differ "$(last_begun)" 'the database has things of'
	fi
}

# Fails where the things of a step are there, but not as they should be.
verify() {
	local step files=() why
	for step in "${steps[@]:0:at}"; do
		files+=(-f "verify/$step.sql")
	done
	[ "$at" = 0 ] || why=$(psql -qAtX -v ON_ERROR_STOP=1 "${files[@]}" 2>&1 >/dev/null) ||
		die "${why%%$'\n'*}; nothing was done"
}

# Records the steps that are there and that sqitch does not know of.
adopt() {
	[ "$at" -gt "$recorded" ] || return 0
	echo "Adopting what is there, the steps up to ${steps[at - 1]}:"
	sqitch deploy --log-only --target database --to-change "${steps[at - 1]}"
}

up() {
	adopt
	# Starting sqitch for nothing takes long.
	if [ "$at" = "${#steps[@]}" ]; then
		echo 'The schema is up to date.'
	else
		sqitch deploy --verify --target database
	fi
	[ -z "$app" ] || psql -qX -v app="$app" -f grant.sql
}

down() {
	adopt
	if [ "$at" -gt 1 ]; then
		sqitch revert -y --target database --to '@HEAD^'
	else
		sqitch revert -y --target database
	fi
}

status() {
	if [ "$at" -gt "$recorded" ]; then
		echo "The database is at step $at (${steps[at - 1]}), of which sqitch has no record: up makes one."
	else
		sqitch status --target database
	fi
}

command -v sqitch >/dev/null || die 'sqitch is missing; the Debian package is sqitch'
cd "$(dirname "$0")"
url_hand_over
read_plan
at=''

case ${1:-} in
up | down | status)
	look
	find_step
	verify
	"$1"
	;;
*) die 'say up, down or status' ;;
esac
