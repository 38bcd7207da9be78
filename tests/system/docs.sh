#!/bin/bash -p
# Proves /docs: how it is built, with and without npm, and, in a real browser, that
# a person can try the API on it.
#
#   docs.sh [SCREENSHOTS]    a folder for what the browser shows
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/host.sh
. "$root/tests/shell/host.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
screenshots=${1:+$(realpath "$1")}
shared='' base=http://127.0.0.1:$PORT
: >"$log"

# shellcheck disable=SC2317 # a trap calls it
stop_shared() {
	[ -z "$shared" ] || end "$shared" TERM || true
	shared=''
}

# Runs the build in a folder of its own, $work/built, with the npm $1.
builds() {
	local npm=$1 began=$SECONDS status=0
	shift
	NPM=$npm "$root/fcgi/docs/build.sh" "$work/built" "$@" >"$said" 2>&1 || status=$?
	took=$((SECONDS - began))
	return "$status"
}

# Makes a folder for it without anything built.
bare() {
	rm -rf "$work/built"
	mkdir -p "$work/built/fcgi"
	cp "$build/fcgi/pages" "$work/built/fcgi"
}

said_line() {
	[ "$(wc -l <"$said")" = 1 ] && grep -q -- "$1" "$said"
}

# What "put" installs, by its first file's name and the page's kind.
puts() {
	rm -rf "$work/put" && builds /nonexistent put "$work/put" && [ -e "$work/put/swagger-ui.css" ] &&
		grep -q 'id="swagger-ui"' "$work/put/index.html"
}

# The same of the web client.
puts_app() {
	rm -rf "$work/app" && builds /nonexistent app "$work/app" &&
		[ -e "$work/app/preact.js" ] && grep -q 'src="main.js"' "$work/app/index.html"
}

puts_plain_app() {
	rm -rf "$work/app" && builds /nonexistent app "$work/app" &&
		[ "$(ls "$work/app")" = $'index.html\nstyle.css' ] && grep -q '<pre>make docs' "$work/app/index.html"
}

puts_plain() {
	rm -rf "$work/put" && builds /nonexistent put "$work/put" &&
		[ "$(ls -I man "$work/put")" = $'docs.css\nindex.html' ] && grep -q '<pre>make docs' "$work/put/index.html"
}

check_build() {
	printf '#!/bin/sh\nsleep 60\n' >"$work/slow-npm"
	printf '#!/bin/sh\necho "npm error code ENOTFOUND"\nexit 1\n' >"$work/cut-off-npm"
	chmod 0755 "$work"/*-npm
	bare
	holds 'without npm make run is told so in a line' builds /nonexistent run
	holds '… by the reason' said_line 'there is no npm'
	holds '… and /docs is a plain page' puts_plain
	holds '… and /app says where a client comes from' puts_plain_app
	holds '… while make docs fails' is_refused /nonexistent 'there is no npm'
	holds 'without a registry, too, make run is told so' builds "$work/cut-off-npm" run
	holds '… by what npm says' said_line 'npm: ENOTFOUND'
	holds '… once, for it then rests' builds "$work/cut-off-npm" run
	holds '… and says no more' [ ! -s "$said" ]
	holds '… while make docs tries again' is_refused "$work/cut-off-npm" ENOTFOUND
	bare
	holds 'a registry that does not answer is not waited for' builds "$work/slow-npm" run 1
	holds '… longer than that' [ "$took" -lt 40 ]
	holds '… and is named' said_line 'npm: no answer'
	bare
	NPM_CONFIG_REGISTRY=http://127.0.0.1:9/ holds 'nor is one where nobody listens' builds npm run
	holds '… which the real npm says' said_line 'npm: ECONNREFUSED'
	holds '… and leaves nothing behind' [ -z "$(find "$work/built" -name 'docs.*')" ]
	cp -a "$build/docs" "$work/built"
	holds 'what is built needs no npm any more' builds /nonexistent
	holds '… and is what make install installs' puts
	holds '… with the web client' puts_app
	echo '{}' >"$work/built/docs/.lock"
	holds 'of another version than the lock file names it is not used' puts_plain
}

is_refused() {
	! builds "$1" && grep -q "$2" "$said"
}

# Of a released tarball: its pages are built, whoever has npm or not.
check_dist() {
	local archive=$work/dist
	git -C "$root" rev-parse HEAD >"$said" 2>&1 || { skip 'make dist has the pages' 'git repository' && return; }
	holds 'make dist makes a tarball' says . make -C "$root" dist BUILD="$build"
	mkdir "$archive"
	tar -xzf "$build/todo-api-$(cat "$build/.version").tar.gz" -C "$archive" --strip-components=1
	holds '… which needs no npm for /docs' env NPM=/nonexistent "$archive/fcgi/docs/build.sh" "$archive/build"
	holds '… the same one' cmp "$build/docs/swagger-ui-bundle.js" "$archive/build/docs/swagger-ui-bundle.js"
	holds '… with the license of what is not ours' [ -s "$archive/build/docs/LICENSE" ]
	holds '… and the web client' cmp "$build/docs/htm.js" "$archive/build/docs/htm.js"
}

# Takes a tour of kind $2 at the address $1, with screenshots to $3, counting what it tells.
tour() {
	local line
	while IFS= read -r line; do
		case $line in
		ok*) holds "${line#ok    }" true ;;
		FAIL*) holds "${line#FAIL  }" false ;;
		*) echo "$line" ;;
		esac
	done < <(node "$root/tests/browser/tour.js" "$1" "$work/profile" "$2" ${3:+"$3"} 2>&1 ||
		echo 'FAIL  the tour ends well')
}

# The service in a clone of its own, by what README has typed.
serve() {
	starts env -C "$work/clone" TODO_API_STATE="$state" "$@" bash -c "exec $(typed "$root/README.md" try | head -n 1)"
}

# The same service below a folder of a shared host.
start_shared() {
	local dir=$work/shared port
	port=$(free_port)
	make -s -C "$root" install BUILD="$build" DESTDIR= prefix="$dir/app" >"$said" 2>&1
	(umask 077 && TODO_API_STATE=$state "$root/fcgi/host/run.sh" --settings >"$dir/settings")
	"$root/tests/shell/fronts.sh" fcgid "$dir" "$port" >"$work/shared.log" 2>&1 &
	shared=$!
	prefixed=http://127.0.0.1:$port/api
	eventually is_up "$prefixed/health"
}

is_up() {
	[ "$(status_of "$1")" = 200 ]
}

# What is installed, without mandoc: neither pages nor a link to them.
puts_no_manuals() {
	MANDOC=/nonexistent builds /nonexistent put "$work/put" && [ ! -e "$work/put/man" ] &&
		! grep -q 'href="man/"' "$work/put/index.html"
}

has_no_styles() {
	! grep -l ' style=' "$work"/put/man/*.html >"$said"
}

# Whether each manual page of ours that another one names is a link to it.
links_manuals() {
	local page name section files=("$root"/fcgi/host/*.[1-8])
	for page in "${files[@]}"; do
		while read -r name section; do
			[ ! -e "$root/fcgi/host/$name.$section" ] ||
				grep -q "href=\"$name.$section.html\"" "$work/put/man/${page##*/}.html" ||
				{ echo "${page##*/}: $name($section)" >>"$said" && return 1; }
		done < <(sed -nE 's/^\.Xr (\( )?([^ ]+) ([1-8]).*/\2 \3/p' "$page")
	done
}

# Whether the type of each code's problem leads to where the page explains it.
anchors_errors() {
	local code codes
	mapfile -t codes < <(sed -nE 's/^\tX\(([A-Z]+_[0-9]{3}), .*/\1/p' "$root/lib/base/error.h")
	for code in "${codes[@]:?none in error.h}"; do
		grep -q "id=\"$code\"" "$work/put/man/todo-api.7.html" || { echo "$code" >>"$said" && return 1; }
	done
}

check_manuals() {
	command -v mandoc >/dev/null || { skip 'the manual pages are shown below /docs/man/' mandoc && return; }
	holds 'mandoc has nothing to warn of in the manual pages' mandoc -T lint -W warning "$root"/fcgi/host/*.[1-8]
	bare
	holds 'where mandoc is the manual pages are installed for /docs/man/' builds /nonexistent put "$work/put"
	holds '… with a style' [ -s "$work/put/man/man.css" ]
	holds '… and none of an element, which would not be heeded' has_no_styles
	holds '… and links to each other' links_manuals
	holds '… and one from /docs' grep -q 'href="man/"' "$work/put/index.html"
	holds '… and an anchor for each error code' anchors_errors
	holds 'where it is not they are not there, nor a link to them' puts_no_manuals
}

check_plain() {
	clone_to "$work/clone"
	rm -rf "$work/clone/build/docs"
	holds 'make run serves without npm' serve NPM=/nonexistent
	holds '… and CI runs the other command that README has typed first' \
		grep -qx "step $(typed "$root/README.md" try | sed -n 2p)" "$root/.ci/run"
	holds '… and says why /docs is plain' grep -q 'plain page, without Swagger UI.*(there is no npm)' "$log"
	holds '… and where it is' grep -q "$base/docs\$" "$log"
	tour "$base" plain "$screenshots"
	! command -v mandoc >/dev/null || tour "$base" manuals "$screenshots"
	stops
}

check_swagger() {
	cp -a "$build/docs" "$work/clone/build"
	holds 'make run serves what was built, without npm' serve NPM=/nonexistent
	holds '… and has nothing to say of it' not_said 'plain page'
	tour "$base" swagger "$screenshots"
	holds 'below a folder of a shared host it is there, too' start_shared
	tour "$prefixed" short
	! command -v mandoc >/dev/null || tour "$prefixed" manuals
	stop_shared
	stops
}

# Whether path $1 comes compressed, asked by curl with the rest.
is_compressed() {
	ask -D "$work/head" -o "$work/body" -H 'Accept-Encoding: gzip' "${@:2}" "$base$1" &&
		grep -qi '^Content-Encoding: gzip' "$work/head"
}

# It is what comes uncompressed, in at most a third of the bytes.
is_the_same() {
	[ "$(($(stat -c %s "$work/body") * 3))" -lt "$(ask "$base$1" | wc -c)" ] &&
		cmp -s <(ask "$base$1") <(zcat <"$work/body")
}

is_not_modified() {
	local tag
	tag=$(sed -n 's/^ETag: *//Ip' "$work/head" | tr -d '\r')
	[ "$(status_of "$base$1" -H 'Accept-Encoding: gzip' -H "If-None-Match: $tag")" = 304 ]
}

gets_plain_tokens() {
	! is_compressed /auth/login -d "$1" && grep -q access_token "$work/body"
}

check_compression() {
	local path credentials='{"email":"me@example.org","password":"Correct-horse-1"}'
	holds "$1 serves" serve NPM=/nonexistent FRONT="$1"
	for path in /openapi.json /docs/swagger-ui-bundle.js /app/style.css /docs/; do
		holds "… $path compressed, where that is understood" is_compressed "$path"
		[ "$path" = /docs/ ] || holds '… the same in fewer bytes' is_the_same "$path"
		holds '… and not again while it is as it was' is_not_modified "$path"
	done
	ask -o /dev/null -d "$credentials" "$base/auth/register" || true
	holds '… but no answer with a token' gets_plain_tokens "$credentials"
	stops
}

at_exit 'stop_shared; clean_up'
check_manuals
check_plain
[ -e "$build/docs/.lock" ] || "$root/fcgi/docs/build.sh" "$build" run 600
if [ -e "$build/docs/.lock" ]; then
	check_build
	check_dist
	check_swagger
	check_compression lighttpd
	check_compression apache
else
	skip 'Swagger UI is built, served and works' "registry of npm's to reach"
fi
tell check-docs
