#!/bin/bash -p
# Builds /docs, the page that shows the API's document and tries its requests, and
# /app, the web client.
#
#   build.sh BUILD            to BUILD/docs, by npm; fails where that does
#   build.sh BUILD run [S]    the same, in S seconds (30) at most, and says what is in
#                             the way; after a failure of npm it rests for a day
#   build.sh BUILD put DIR    installs what is built of /docs to DIR, else the plain page; and
#                             where mandoc is, the manual pages to DIR/man
#   build.sh BUILD app DIR    installs the web client to DIR, else a plain page
#
# NPM names another npm, MANDOC another mandoc.
# A tarball of "make dist" has what npm brings in fcgi/docs/built, and needs no npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=schema/environment.sh
. "$here/../../schema/environment.sh"

build=$(realpath -m "$1") mode=${2:-} npm=${NPM:-npm} mandoc=${MANDOC:-mandoc}
docs=$build/docs lock=$here/package-lock.json
own=(index.html init.js docs.css)
# The licenses want to be with what they are for.
swagger=(swagger-ui-bundle.js swagger-ui.css favicon-32x32.png swagger-ui-bundle.js.LICENSE.txt LICENSE NOTICE)
web=$here/../web
preact=(preact.js htm.js preact.LICENSE htm.LICENSE)

# Whether what npm brings is there, of the versions that the lock file names.
is_built() {
	cmp -s "$lock" "$docs/.lock"
}

# Whether "make run" has tried in vain, a day ago at most.
has_failed() {
	cmp -s "$lock" "$docs/.failed" && [ -n "$(find "$docs/.failed" -mmin -1440)" ]
}

# Runs npm in the folder $1, for $2 seconds at most. None of what it installs may
# run anything: a package of these would phone home.
run_npm() {
	local options=(--ignore-scripts --no-audit --no-fund --no-update-notifier --cache "$1/cache")
	[ "$2" -gt 30 ] || options+=(--fetch-retries=0)
	install -m 0644 -t "$1" "$here"/package{,-lock}.json
	(cd "$1" && timeout -k 5 "$2" "$npm" ci "${options[@]}") >"$1/npm.log" 2>&1 </dev/null
}

# Prints why npm, whose exit status is $2, failed in the folder $1.
print_reason() {
	local code
	code=$(sed -nE 's/^npm (error|ERR!) code //p' "$1/npm.log" | head -n 1)
	[ "$2" != 124 ] || code='no answer'
	echo "npm: ${code:-exit status $2}"
}

# Gets what npm brings into the folder $1; fails with the reason in $why.
fetch() {
	local status=0
	if [ -d "$here/built" ]; then
		install -m 0644 -t "$1" "${swagger[@]/#/"$here/built/"}" "${preact[@]/#/"$here/built/"}"
		return
	fi
	command -v "$npm" >/dev/null || { why=$no_npm && return 1; }
	run_npm "$1" "$seconds" || { status=$? && why=$(print_reason "$1" "$status"); }
	[ "$status" = 0 ] || { [ "$mode" = run ] || cat "$1/npm.log" >&2; return 1; }
	mv "${swagger[@]/#/"$1/node_modules/swagger-ui-dist/"}" "$1"
	mv "$1/node_modules/preact/dist/preact.mjs" "$1/preact.js"
	mv "$1/node_modules/htm/dist/htm.module.js" "$1/htm.js"
	mv "$1/node_modules/preact/LICENSE" "$1/preact.LICENSE"
	mv "$1/node_modules/htm/LICENSE" "$1/htm.LICENSE"
}

# Gets it; who does so at the same time moves the same files to the same place.
get_packages() {
	local new status=0
	new=$(mktemp -d "$build/docs.XXXXXX") || return
	fetch "$new" && mv "${swagger[@]/#/"$new/"}" "${preact[@]/#/"$new/"}" "$docs" && install -m 0644 "$lock" "$docs/.lock" || status=1
	rm -rf "$new"
	return "$status"
}

build_docs() {
	local status=0
	mkdir -p "$docs"
	if is_built || get_packages; then
		install -C -m 0644 -t "$docs" "${own[@]/#/"$here/"}" || status=1
	else
		status=1
		[ "$why" = "$no_npm" ] || install -m 0644 "$lock" "$docs/.failed"
	fi
	# Root in another's clone, as "sudo make install" is, leaves nothing of its own.
	chown -R --reference="$build" "$docs" 2>/dev/null || true
	return "$status"
}

# Writes the plain page to $1.
put_plain() {
	local line endpoints
	endpoints=$("$build/fcgi/pages" --endpoints)
	while IFS= read -r line; do
		[ "$line" != @ENDPOINTS@ ] || line=$endpoints
		printf '%s\n' "$line"
	done <"$here/plain.html" >"$1/index.html"
	chmod 0644 "$1/index.html"
	install -m 0644 -t "$1" "$here/docs.css"
}

# Prints the manual page $1 as HTML, with links to ours, $2|…, and to Debian's. The web
# server lets no element have a style of its own.
render_manual() {
	"$mandoc" -T html -O style=man.css,man=https://manpages.debian.org/%N.%S "$1" |
		sed -E 's/ style="text-align: right;?"/ class="number"/g; s/ style="[^"]*"//g
			s|^<html>|<html lang="en">|
			s#href="https://manpages.debian.org/('"$2"')"#href="\1.html"#g
			s|^</head>|<link rel="icon" href="data:,">&|
			s|^<body>|&<nav><a href="./">Manual pages</a> <a href="../">API</a></nav>|'
}

# Prints the page that lists the manual pages $1….
list_manuals() {
	local page name
	sed '/@MANUALS@/,$d' "$here/manuals.html"
	for page; do
		name=${page##*/}
		printf '<li><a href="%s.html"><b>%s(%s)</b></a><br>%s</li>\n' \
			"$name" "${name%.*}" "${name##*.}" "$(sed -n 's/^\.Nd //p' "$page")"
	done
	sed '1,/@MANUALS@/d' "$here/manuals.html"
}

put_manuals() {
	local page ours pages=("$here"/../host/*.[1-8])
	ours=$(printf '%s\n' "${pages[@]##*/}" | paste -sd'|')
	install -d -m 0755 "$1"
	rm -f "$1"/*.html
	for page in "${pages[@]}"; do
		render_manual "$page" "$ours" >"$1/${page##*/}.html"
	done
	list_manuals "${pages[@]}" >"$1/index.html"
	chmod 0644 "$1"/*.html
	install -m 0644 -t "$1" "$here/man.css"
}

put() {
	install -d -m 0755 "$1"
	if is_built; then
		install -m 0644 -t "$1" "${own[@]/#/"$here/"}" "${swagger[@]/#/"$docs/"}"
	else
		put_plain "$1"
		(cd "$1" && rm -f init.js "${swagger[@]}")
	fi
	if command -v "$mandoc" >/dev/null; then
		put_manuals "$1/man"
	else
		rm -rf "$1/man"
		sed -i '/id="manuals"/d' "$1/index.html"
	fi
}

put_app() {
	install -d -m 0755 "$1"
	rm -f "$1"/*
	if is_built; then
		install -m 0644 -t "$1" "$web"/*.{js,css} "$web/index.html" "${preact[@]/#/"$docs/"}"
	else
		install -m 0644 -t "$1" "$web/style.css"
		install -m 0644 "$web/plain.html" "$1/index.html"
	fi
}

why='' seconds=600 no_npm='there is no npm'
case $mode in
'') build_docs || { echo "docs: $why" >&2; exit 1; } ;;
run)
	seconds=${3:-30}
	is_built || ! has_failed || exit 0
	build_docs || echo "todo-api: /docs is a plain page, without Swagger UI, and /app has no client ($why); \"make docs\" tries again"
	;;
put) put "$3" ;;
app) put_app "$3" ;;
*) sed -n '5,11s/^# *//p' "$0" >&2; exit 2 ;;
esac
