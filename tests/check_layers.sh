#!/bin/bash -p
# Holds the house rules: which package includes which, one door to each library,
# no unbounded string functions, sizes, what lies at the top level, that each suite of
# tests is in the list of those that run, and that what documents have typed is tested.
#
#   check_layers.sh [DIR]    DIR is the tree to check, by default this one
set -euo pipefail
export LC_ALL=C.UTF-8

# Reads the C files named; prints what breaks a rule. FILENAME begins with lib/,
# fcgi/ or tests/.
# shellcheck disable=SC2016 # awk's variables
rules='
BEGIN {
	# The packages that each one may include: the arrows point one way.
	allowed["lib/base"] = "base"
	allowed["lib/model"] = "model base"
	allowed["lib/metric"] = "metric base"
	allowed["lib/http"] = "http base"
	allowed["lib/json"] = "json model base"
	allowed["lib/auth"] = "auth metric model base"
	allowed["lib/db"] = "db metric model base"
	allowed["lib/api"] = "api auth json db http metric model base"
	allowed["fcgi"] = "api json metric base"
	allowed["fcgi/admin"] = "api auth json db model base"
	# The one place that may include each library.
	door["^fcgi.*\\.h$"] = "^fcgi/worker\\.c$"
	door["^(libpq|libpq-fe|libpq-events|postgres_ext|pg_config)[./]"] = "^lib/db/"
	door["^(json-c/|json\\.h$)"] = "^lib/json/"
	door["^jwt\\.h$"] = "^lib/auth/token\\.c$"
	door["^crypt\\.h$"] = "^lib/auth/password\\.c$"
	door["^seccomp\\.h$"] = "^lib/base/sandbox\\.c$"
	door["^uuid(/uuid)?\\.h$"] = "^lib/base/"
}
function broken(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what
}
function package_of(path) {
	if (match(path, /^(lib|fcgi)\/[^\/]+\//))
		return substr(path, 1, RLENGTH - 1)
	return substr(path, 1, index(path, "/") - 1)
}
FNR == 1 {
	package = package_of(FILENAME)
	if (package !~ /^tests/ && !(package in allowed))
		broken("there is no package " package " in the house")
	if ($0 !~ /^\/\* .*[.:]/)
		broken("line 1 should say the file'"'"'s job in one sentence")
}
FNR == 351 { broken("longer than 350 lines") }
package !~ /^tests/ && /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
	own = /"/
	header = $0
	sub(/^[^<"]*[<"]/, "", header)
	sub(/[>"].*/, "", header)
	used = substr(header, 1, index(header, "/") - 1)
	if (own && used == "" && package !~ /^fcgi/)
		broken("include " header " with its package'"'"'s name")
	if (own && used != "" && index(" " allowed[package] " ", " " used " ") == 0)
		broken(package " must not include " header)
	for (pattern in door) {
		if (!own && header ~ pattern && FILENAME !~ door[pattern])
			broken("only " door[pattern] " may include " header)
	}
}
/(^|[^A-Za-z0-9_])(strcpy|strcat|sprintf|atoi)[ \t]*\(/ {
	broken("strcpy, strcat, sprintf and atoi are not for us")
}
/typedef[ \t]+struct/ { broken("no typedef for structs") }
/^\{/ { start = FNR }
/^\}/ {
	if (start && FNR - start - 1 > 60)
		broken("a function of " FNR - start - 1 " lines; 60 is the most")
	start = 0
}
'

# Prints each include as a pair: the file, without its ending, and the other.
# shellcheck disable=SC2016 # awk's variables
pairs='
/^[ \t]*#[ \t]*include[ \t]*"/ {
	file = folder = FILENAME
	sub(/\.[ch]$/, "", file)
	sub(/[^\/]*$/, "", folder)
	header = $0
	sub(/^[^"]*"/, "", header)
	sub(/\.h".*/, "", header)
	header = (header ~ /\// ? "lib/" : folder) header
	if (header != file)
		print file, header
}
'

top_level='^(Makefile|configure\.ac|fcgi|lib|schema|tests|(lighttpd|apache)\.conf\.example|README\.md|LICENSE|\..*)$'

# Prints what breaks a rule in the tree $1.
find_broken() {
	local files
	mapfile -t files < <(cd "$1" && find lib fcgi tests -name '*.[ch]' | sort)
	(cd "$1" && awk "$rules" "${files[@]}")
	if git -C "$1" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		git -C "$1" ls-files | cut -d/ -f1 | sort -u | grep -vE "$top_level" |
			sed 's/$/: does not belong at the top level/' || true
	fi
}

# Prints the files of tree $1 that include each other in a circle; a header and
# its .c file are one.
find_circles() {
	local files
	mapfile -t files < <(cd "$1" && find lib fcgi -name '*.[ch]' | sort)
	(cd "$1" && awk "$pairs" "${files[@]}" /dev/null) | tsort 2>&1 >/dev/null |
		sed 's/.*contains a loop:$/these include each other in a circle:/; s/^tsort: /  /' || true
}

# Prints what is wrong with the numbers of the schema of tree $1: the program
# needs a step of the plan, whose last one says its place in it.
find_misnumbered() {
	local needed last steps
	needed=$(sed -n 's/^#define DB_SCHEMA_VERSION //p' "$1/lib/db/schema.h")
	mapfile -t steps < <(sed -n 's/^\([a-z][a-z_]*\) .*/\1/p' "$1/schema/sqitch.plan")
	last=schema/deploy/${steps[-1]}.sql
	[ "$needed" -le "${#steps[@]}" ] ||
		echo "lib/db/schema.h: DB_SCHEMA_VERSION is $needed, the plan has ${#steps[@]} steps"
	grep -q "VIEW schema_version AS SELECT ${#steps[@]} AS version;" "$1/$last" ||
		echo "$last: the view schema_version should say ${#steps[@]}"
}

# Prints the steps of tree $1 after the one that lets tables be spread which do not say what
# they do where they are, by the name of the table that is there then.
find_unspread() {
	local step file
	grep -qs '^spread ' "$1/schema/sqitch.plan" || return 0
	while read -r step; do
		grep -q user_emails "$1/schema/deploy/$step.sql" ||
			echo "schema/deploy/$step.sql: should say what it does where the table user_emails is"
	done < <(sed -n '/^spread /,$s/^\([a-z][a-z_]*\) .*/\1/p' "$1/schema/sqitch.plan")
	for file in schema/distribute.sql schema/undistribute.sql; do
		grep -qs "^.set knows $(grep -c '^[a-z]' "$1/schema/sqitch.plan")$" "$1/$file" ||
			echo "$file: should know the last step of the plan"
	done
}

# Prints the suites of tree $1 that no list names, so that none of them ever runs:
# of unit/ and api/ in their suites.h, of system/ among the parts in Makefile.
find_unlisted() {
	local folder name parts
	for folder in unit api; do
		while read -r name; do
			grep -qE "^.(X|ALONE)\($name\)" "$1/tests/$folder/suites.h" ||
				echo "tests/$folder/suites.h: does not list $name"
		done < <(sed -nE 's/^api_suite_(.*)\(void\)$/\1/p; s/^(.*)_suite\(void\)$/\1/p' \
			"$1/tests/$folder"/*.c)
	done
	parts=$(sed -n '/^parts := /,/[^\\]$/p' "$1/Makefile" | tr '\n\t,()' ' ')
	while read -r name; do
		[[ "$parts " = *" $name "* ]] || echo "Makefile: the parts of check lack $name"
	done < <(cd "$1/tests/system" && find . -name '*.sh' ! -name api.sh -printf '%f\n' | sed 's/\.sh$//' &&
		sed -n 's/.*|| set -- //p' api.sh | xargs -rn 1 printf 'api-%s\n')
} 2>/dev/null

# Prints the sentences that the section SECURITY of tree $1's todo-api(7) names as its
# tests, in the form of ".Em sentence ,", and that no test is.
find_unproved() {
	local said
	said=$(cd "$1" && bash -p tests/sentences.sh)
	sed -n '/^\.Sh SECURITY/,/^\.Sh SEE/s/^\.Em //p' "$1/fcgi/host/todo-api.7" |
		sed 's/ [,;]$//' | while IFS= read -r sentence; do
		grep -qF -- "$sentence" <<<"$said" || echo "todo-api.7: no test says: $sentence"
	done
} 2>/dev/null

# Reads README or a manual page; prints each block that has no mark, see
# tests/shell/typed.sh.
# shellcheck disable=SC2016 # awk's variables
unmarked='
function begin() {
	if (before !~ /^(<!-- (typed|shown): [a-z-]+ -->|\.\\" (typed|shown): [a-z-]+)$/)
		printf "%s:%d: a block needs a mark, \"typed: NAME\" or \"shown: NAME\"\n", FILENAME, FNR
}
FNR == 1 { fenced = within = 0; before = "" }
FILENAME ~ /\.md$/ && /^```/ { if (!fenced) begin(); fenced = !fenced }
FILENAME ~ /\.md$/ && !fenced && /^    / { if (!within) begin(); within = 1 }
!/^    / { within = 0 }
FILENAME !~ /\.md$/ && /^\.Bd/ { begin() }
FILENAME !~ /\.md$/ && /^\.D[l1]/ { printf "%s:%d: .Bd -literal is the form of a block\n", FILENAME, FNR }
{ before = $0 }
'

# Prints what is wrong with the blocks in the documents of tree $1: each has a mark;
# what has the same one says the same; and what is typed a test names.
find_untyped() {
	local files name file
	mapfile -t files < <(cd "$1" && find README.md fcgi/host -maxdepth 1 -name 'README.md' -o -name '*.[1-8]' | sort)
	(cd "$1" && awk "$unmarked" "${files[@]}" /dev/null)
	# shellcheck source=tests/shell/typed.sh
	. "$(dirname "${BASH_SOURCE[0]}")/shell/typed.sh"
	cd "$1" || return
	while read -r name; do
		grep -rqE --include='*.sh' "\b(typed|types(_in_clone)?|line|commands(_of)?|are_targets|find_typed|follow(_with)?)\b.*(\b$name\b|[ \"]${name%%-*}-\\$)" tests ||
			echo "tests: none types \"$name\" of the documents"
		while read -r file; do
			typed "$file" "$name" | cksum
		done < <(grep -lE "typed: $name( -->)?$" "${files[@]}") | sort -u | sed 1d | sed "s/.*/documents differ about \"$name\"/"
	done < <(sed -nE 's/^(<!--|\.\\") typed: ([a-z-]+)( -->)?$/\2/p' "${files[@]}" | sort -u)
} 2>/dev/null

# Prints what is wrong in an empty tree with the line $2 in its file $1, and $4 in
# $3, …
probe() {
	local copy
	copy=$(mktemp -d)
	mkdir -p "$copy/lib" "$copy/fcgi" "$copy/tests"
	while [ $# -gt 0 ]; do
		mkdir -p "$copy/$(dirname "$1")"
		printf '/* probe.c: a file that breaks a rule. */\n%b\n' "$2" >"$copy/$1"
		shift 2
	done
	find_broken "$copy" && find_circles "$copy" && find_unspread "$copy" && find_unlisted "$copy" && (find_untyped "$copy")
	rm -rf "$copy"
}

must_find() {
	[ -z "$(probe "$@")" ] || return 0
	echo "check_layers.sh itself fails: it does not see \"$2\" in $1"
	status=1
}

must_pass() {
	[ -n "$(probe "$@")" ] || return 0
	echo "check_layers.sh itself fails: it does not like \"$2\" in $1"
	status=1
}

# shellcheck disable=SC2016 # fences, no commands
self_test() {
	local long
	must_find lib/base/probe.c '#include "http/request.h"'
	must_find lib/base/probe.c '#include "metric/count.h"'
	must_find lib/metric/probe.c '#include "db/statement.h"'
	must_find lib/http/probe.c '#include "json/parser.h"'
	must_find lib/http/probe.c '#include "metric/count.h"'
	must_find lib/json/probe.c '#include "db/todo.h"'
	must_find lib/auth/probe.c '#include "db/user.h"'
	must_find lib/auth/probe.c '#include "http/address.h"'
	must_find lib/json/probe.c '#include "http/request.h"'
	must_find lib/db/probe.c '#include "http/request.h"'
	must_find lib/api/probe.c '#include <libpq-fe.h>'
	must_find lib/api/probe.c '#include <fcgiapp.h>'
	must_find fcgi/cgi.c '#include <fcgiapp.h>'
	must_find fcgi/admin/worker.c '#include <fcgi_stdio.h>'
	must_find fcgi/probe.c '#include <json-c/json.h>'
	must_find fcgi/probe.c '#include "db/conn.h"'
	must_find fcgi/probe.c '#include "auth/token.h"'
	must_find fcgi/admin/probe.c '#include "http/request.h"'
	must_find fcgi/admin/probe.c '#include "metric/count.h"'
	must_find fcgi/admin/probe.c '#include "../worker.h"'
	must_find fcgi/extra/probe.c 'int probe;'
	must_find lib/auth/probe.c '#include <jwt.h>'
	must_find lib/auth/token.c '#include <crypt.h>'
	must_find lib/db/probe.c '  #  include <uuid/uuid.h>'
	must_find lib/extra/probe.c 'int probe;'
	must_find fcgi/probe.c '\tstrcpy(a, b);'
	must_find tests/unit/probe.c 'typedef struct probe probe;'
	long=$(printf '\\tprobe();\\n%.0s' {1..61})
	must_find lib/base/probe.c "void probe(void)\n{\n$long}"
	must_find lib/base/probe.c "$(printf '\\n%.0s' {1..350})"
	must_find lib/db/a.c '#include "db/b.h"' lib/db/b.c '#include "db/a.h"'
	must_find lib/db/a.h '#include "db/b.h"' lib/db/b.h '#include "db/c.h"' lib/db/c.c '#include "db/a.h"'
	must_find fcgi/admin/a.c '#include "b.h"' fcgi/admin/b.c '#include "a.h"'
	must_find tests/unit/probe.c 'probe_suite(void)' tests/unit/suites.h '\tX(probed)'
	must_pass tests/unit/probe.c 'probe_suite(void)' tests/unit/suites.h '\tX(probe)'
	must_find tests/api/probe.c 'api_suite_probe(void)' tests/api/suites.h '\tX(probed)'
	must_pass tests/api/probe.c 'api_suite_probe(void)' tests/api/suites.h '\tX(probe)'
	must_find tests/system/probe.sh : Makefile 'parts := probed unit-probe'
	must_pass tests/system/probe.sh : Makefile 'parts := (check-,unit \\\n\tprobe)'
	must_find tests/system/api.sh '[ $# -gt 0 ] || set -- cgi probe' Makefile 'parts := api-cgi'
	must_pass tests/system/api.sh '[ $# -gt 0 ] || set -- cgi' Makefile 'parts := api-cgi'
	must_find schema/sqitch.plan 'spread x\nlater x' schema/deploy/spread.sql '-- user_emails' \
		schema/deploy/later.sql 'ALTER TABLE todos' schema/distribute.sql '\\set knows 2' schema/undistribute.sql '\\set knows 2'
	must_find schema/sqitch.plan 'spread x' schema/deploy/spread.sql '-- user_emails' \
		schema/distribute.sql '\\set knows 2' schema/undistribute.sql '\\set knows 1'
	must_find schema/sqitch.plan 'spread x' schema/deploy/spread.sql '-- user_emails' \
		schema/distribute.sql '\\set knows 1' schema/undistribute.sql '\\set knows 2'
	must_pass schema/sqitch.plan 'spread x' schema/deploy/spread.sql '-- user_emails' \
		schema/distribute.sql '\\set knows 1' schema/undistribute.sql '\\set knows 1'
	must_find README.md '\n    make'
	must_find README.md '\n```\nmake\n```'
	must_find README.md '<!-- typed: probe -->\n    make'
	must_pass README.md '<!-- typed: probe -->\n    make' tests/probe.sh 'typed README.md probe'
	must_pass README.md '<!-- shown: probe -->\n```\nPORT=8000\n```'
	must_find fcgi/host/probe.7 '.Bd -literal\nmake\n.Ed'
	must_find fcgi/host/probe.7 '.Dl make'
	must_pass fcgi/host/probe.7 '.\\" shown: probe\n.Bd -literal\nmake\n.Ed'
	must_find README.md '<!-- typed: probe -->\n    make' tests/probe.sh 'typed README.md probe' \
		fcgi/host/probe.7 '.\\" typed: probe\n.Bd -literal\nmake all\n.Ed'
}

status=0
tree=${1:-$(dirname "$0")/..}
self_test
broken=$(find_broken "$tree" && find_circles "$tree" &&
	find_misnumbered "$tree" && find_unspread "$tree" && find_unlisted "$tree" && find_unproved "$tree" && (find_untyped "$tree"))
if [ -n "$broken" ]; then
	echo "$broken"
	status=1
fi
[ "$status" != 0 ] || echo 'check-layers: the house rules hold'
exit "$status"
