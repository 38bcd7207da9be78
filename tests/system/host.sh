#!/bin/bash -p
# Proves that "make run", "make migrate", "make install", todo-admin and the tests
# do the same on any host: whatever the caller's environment, umask and path are,
# which versions of Postgres are installed, and whose files lie about.
# shellcheck disable=SC2016 # what a command's own shell expands
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/host.sh
. "$root/tests/shell/host.sh"

# What a caller may have exported: names that the scripts use, a file that bash
# reads first, a function, options of bash, and other programs' settings.
printf 'sed() { echo broken; }\necho "BASH_ENV spoke"\n' >"$work/bash_env"
hostile=(root=/x state=/x secret=leaked AS=x build=/x run=/x app=/x front=nginx worker=x
	host=evil bind=x temporary=/x packages=x CDPATH=/tmp:/usr "BASH_ENV=$work/bash_env"
	'BASH_FUNC_sed%%=() { echo broken; }' SHELLOPTS=noclobber:noglob GLOBIGNORE='*'
	TMPDIR=/nonexistent PGHOST=/nonexistent PGSERVICE=none PGDATABASE=none
	PGOPTIONS='-c bogus=1' SQITCH_CONFIG=/dev/null SQITCH_TARGET=none PERL5OPT=-Mbogus
	PERL5LIB=/nonexistent GREP_OPTIONS=-v MAKEFLAGS=-r LC_ALL=xx_XX.UTF-8)

last=$(sed -n 's/^\([a-z][a-z_]*\) .*/\1/p' "$root/schema/sqitch.plan" | tail -n 1)

check_locale() {
	local name
	holds 'make run serves where the locale is not installed' serves LC_ALL=xx_XX.UTF-8 make run
	holds '… and with the one that macOS sends' serves LANG= LC_CTYPE=UTF-8 make run
	holds '… and with none at all, nor any other variable' \
		serves -i TODO_API_STATE="$state" PORT="$PORT" "$(command -v make)" run
	# A perl that complains, of whatever it may be.
	mkdir -p "$work/bin"
	printf '#!/bin/sh\necho "perl: warning: Address already in use" >&2\nexec %s "$@"\n' \
		"$(command -v perl)" >"$work/bin/perl"
	chmod 0755 "$work/bin" "$work/bin/perl"
	holds '… and with a perl that says something on stderr' serves PATH="$work/bin:$PATH" fcgi/host/run.sh
	perl -MIO::Socket::INET -e '$| = 1; $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
		LocalPort => $ARGV[0], Listen => 1) or die; print "todo-api is ready at\n"; sleep 60' \
		"$PORT" >"$log" &
	job=$!
	eventually grep -q ready "$log"
	for name in xx_XX.UTF-8 C de_DE.UTF-8; do
		holds "a busy port is named as such with LC_ALL=$name" \
			refuses "port $PORT is in use" env LC_ALL=$name TODO_API_STATE="$work/none" fcgi/host/run.sh
	done
	stops || true
	holds 'a host that is not ours is not called a busy port' \
		refuses 'cannot listen on 192.0.2.1' env HOST=192.0.2.1 TODO_API_STATE="$work/none" fcgi/host/run.sh
}

check_environment() {
	holds 'make run serves with PATH=/usr/bin:/bin and no HOME' \
		serves -u HOME PATH=/usr/bin:/bin make run
	holds '… and with a HOME that is relative' serves HOME=home make run
	echo 'request = POST' >"$HOME/.curlrc"
	printf '\\q\n' >"$HOME/.psqlrc"
	mkdir -p "$HOME/.sqitch"
	printf '[user]\n\tname = \n[core]\n\tengine = mysql\n' >"$HOME/.sqitch/sqitch.conf"
	holds '… and with files of the user for curl, psql and sqitch' serves make run
	holds '… and in the POSIX mode of all programs' serves POSIXLY_CORRECT=1 make run
	holds '… and with variables that mean something to the scripts or their tools' \
		serves "${hostile[@]}" make run
	holds '… and run.sh alone' \
		starts env -C "$root" TODO_API_STATE="$state" "${hostile[@]}" fcgi/host/run.sh
	holds '… of which nothing is handed on, nor our secret' keeps_secret
	holds 'make migrate does its work with them' says 'up to date' \
		env TODO_API_STATE="$state" "${hostile[@]}" make --no-print-directory migrate
	holds '… make rollback, too' says "- $last" \
		env TODO_API_STATE="$state" "${hostile[@]}" make --no-print-directory rollback
	holds '… and make migrate again' says "+ $last" \
		env TODO_API_STATE="$state" "${hostile[@]}" make --no-print-directory migrate
	holds '… todo-admin, too' says '"total":0' \
		env TODO_API_STATE="$state" "${hostile[@]}" "$build/fcgi/todo-admin" user list --json
	holds 'make run stops' stops
	holds 'a test with a cluster runs with them' says '^0$' env "${hostile[@]}" \
		tests/shell/with_cluster.sh sh -c 'psql -XAtd "$TEST_DATABASE_URL" -c "SELECT count(*) FROM todos"'
	holds 'the list of packages, too, is read with them' says . \
		env "${hostile[@]}" sh -c 'fcgi/host/deps.sh run && echo done'
	holds 'a compiler runs with them' says 'text.c' env "${hostile[@]}" \
		make -B BUILD="$work/compiled" "$work/compiled/obj/lib/base/text.o"
}

# What in folder $1 has another mode than the type and name of it ask for.
odd_modes() {
	find "$1" -type d ! -perm 0755
	find "$1" -type f ! -perm 0644 ! \( -perm 0755 -regex '.*/\(todo.fcgi\|todo-admin\|\(migrate\|deploy\|cluster\|setup\|serve\|teardown\).sh\)' \)
}

has_modes() {
	odd_modes "$1" >"$said"
	[ ! -s "$said" ]
}

check_umask() {
	local mask
	for mask in 077 027 000; do
		if [ "$mask" = 077 ]; then state=$work/state.077; else move_state "$work/state.$mask"; fi
		holds "make run serves from nothing with umask $mask" serves_under "$mask" make run
		holds '… whose app is for all to read, and for us to write' has_modes "$state/app"
		holds '… and its secret for nobody else' [ "$(stat -c %a "$state/secret")" = 600 ]
		holds "make install installs with umask $mask" says /opt/t sh -c 'umask "$0" && exec "$@"' \
			"$mask" make install DESTDIR="$work/dest.$mask" prefix=/opt/t
		holds '… gives each file and folder its mode' has_modes "$work/dest.$mask"
	done
	chmod -R go= "$state/app" "$state/run/lighttpd.conf"
	holds 'what an earlier run left closed is opened' serves make run
}

# Makes a folder of versions of Postgres: version $1 is the real one, and others
# are files that are not all there, or that only note that they were called.
fake_versions() {
	local name
	mkdir -p "$work"/versions/{97,98}/bin "$work/none"
	ln -s "$installed/$1" "$work/versions/$1"
	printf '#!/bin/sh\necho "called $0"\nexit 1\n' >"$work/fake"
	chmod 0755 "$work/fake" "$work/none"
	for name in initdb postgres pg_ctl psql; do
		cp "$work/fake" "$work/versions/98/bin/$name"
	done
	cp "$work/fake" "$work/versions/97/bin/psql"
}

cluster() {
	timeout 100 "$root/schema/cluster.sh" "$@" >"$said" 2>&1
}

# The files of the cluster and their times; the log of Postgres may grow.
print_files() {
	find "$work/pg" ! -name postgres.log -printf '%p %u %m %s %T@ %C@\n' | sort
}

check_versions() {
	local version before
	installed=$("$root/schema/cluster.sh" bin "$work/pg")
	installed=${installed%/bin} version=${installed##*/} installed=${installed%/*}
	fake_versions "$version"
	export TODO_API_POSTGRESQL=$work/versions
	holds 'a new cluster passes by a newer Postgres that is not all there' cluster start "$work/pg"
	holds '… and is of the newest that is' [ "$(cat "$work/pg/data/PG_VERSION")" = "$version" ]
	cp "$work/fake" "$work/versions/98/bin/createdb"
	! cluster start "$work/new" || true
	holds '… which a later one is, when it is' grep -q 'called .*/98/bin/initdb' "$said"
	holds 'a running cluster ends though its programs are gone' \
		env TODO_API_POSTGRESQL="$work/none" "$root/schema/cluster.sh" stop "$work/pg"
	holds 'data are started by the programs of their version' cluster start "$work/pg"
	cluster stop "$work/pg"
	before=$(print_files)
	holds 'programs that are gone are named, with the package, in one line' \
		refuses "postgresql-$version. The data are safe" \
		env TODO_API_POSTGRESQL="$work/none" schema/cluster.sh start "$work/pg"
	rm "$work/versions/$version"
	holds '… and where newer ones are there' refuses "postgresql-$version. The data are safe" \
		schema/cluster.sh start "$work/pg"
	holds '… and nothing is touched' [ "$(print_files)" = "$before" ]
	holds 'no Postgres at all is said, too' refuses 'the Debian package is postgresql$' \
		env TODO_API_POSTGRESQL="$work/none" schema/cluster.sh start "$work/new"
	unset TODO_API_POSTGRESQL
}

check_paths() {
	local name
	for name in 'a blank' "it's" 'für' 'a"b\c$HOME`x` &#%;|*?[x],=:'; do
		clone_to "$work/$name/todo-api"
		move_state "$work/$name/state"
		touch "$work/$name/todo-api/fcgi/main.c"
		holds "make run serves from $name" \
			serves_in "$work/$name/todo-api" env TODO_API_STATE="$state" make run
		holds '… with its data in the state there' not_said creating
		holds '… and make has made what was to be made' \
			[ "$work/$name/todo-api/fcgi/todo.fcgi" -nt "$work/$name/todo-api/fcgi/main.c" ]
	done
	holds "Apache serves from a state in $name" \
		serves FRONT=apache fcgi/host/run.sh
	holds "a test's cluster runs in a path with a blank" \
		says '^1$' "$work/a blank/todo-api/tests/shell/with_cluster.sh" sh -c 'psql -XAtd "$TEST_DATABASE_URL" -c "SELECT 1"'
	name=$work/$'a\ttab'
	clone_to "$name"
	rm -r "$name/build"
	holds 'a control character in the path is refused at once' \
		refuses_in "$name" 'control character.*a\\ttab' make run
	holds '… with nothing made' [ ! -e "$name/build" ]
	holds '… and one in TODO_API_STATE' refuses 'TODO_API_STATE has a control character' \
		env TODO_API_STATE="$work/"$'b\ntab' fcgi/host/run.sh
	holds '… with nothing made' [ ! -e "$work/"$'b\ntab' ]
	for name in ' ' "'" : %; do
		holds "BUILD with '$name' is refused at once" \
			refuses "BUILD, .*, has the character '$name'" env BUILD="$work/B/a${name}b" make run
	done
	holds '… with nothing made' [ ! -e "$work/B" ]
	holds 'an empty BUILD is the default' says "^rm .* build/obj" env BUILD= make -n clean
}

check_moved() {
	local first=$work/first/todo-api second=$work/first/renamed had
	clone_to "$first"
	chown -R "$(id -u "$user_name")" "$work/first"
	holds 'a clone is served' serves_in "$first" "${user[@]}" fcgi/host/run.sh
	holds '… without a word of other data' not_said 'data that this clone had'
	"${user[@]}" mkdir "$work/first/copy"
	cp -a "$first" "$work/first/copy"
	holds 'a copy of it is served without that, too' \
		serves_in "$work/first/copy/todo-api" "${user[@]}" fcgi/host/run.sh
	holds '… for it is another clone' not_said 'data that this clone had'
	mv "$first" "$second"
	holds 'the clone is served when it was renamed' serves_in "$second" "${user[@]}" fcgi/host/run.sh
	holds '… and hears where its data are' grep -q "had at $first,.*TODO_API_STATE=$HOME/.*/todo-api-.* make run" "$log"
	mkdir "$work/first/deep"
	chown "$(id -u "$user_name")" "$work/first/deep"
	cp -a "$second" "$work/first/deep/renamed"
	rm -rf "$second"
	holds 'it is served when it was moved to another disk' \
		serves_in "$work/first/deep/renamed" "${user[@]}" fcgi/host/run.sh
	holds '… and hears it, too' grep -q "had at $second,.*TODO_API_STATE=.*/renamed-" "$log"
	had=$(sed -n "s/.*had at ${second//\//\\/},.*TODO_API_STATE=\(.*\) make run.*/\1/p" "$log")
	holds 'it is served with the data that it had' \
		serves_in "$work/first/deep/renamed" "${user[@]}" env TODO_API_STATE="$had" fcgi/host/run.sh
	holds '… for none were made' not_said 'creating'
}

# A clone of an ordinary user, in which root has built and served.
check_half_owned() {
	local clone=$work/half/todo-api own command
	if [ "${#user[@]}" = 0 ]; then
		skip 'half-owned clones and states' 'root'
		return
	fi
	clone_to "$clone"
	chown -R nobody "$work/half"
	touch "$clone/fcgi/main.c"
	move_state "$work/half/root"
	holds 'root serves from the clone of a user' \
		serves_in "$clone" env TODO_API_STATE="$state" make run
	touch "$clone/fcgi/main.c"
	for command in 'make' 'make run' 'make check' fcgi/host/run.sh; do
		# shellcheck disable=SC2086 # a list of words
		holds "the user is told whose files are in the way, by $command" refuses_in "$clone" \
			"cannot write to $clone/build.* belongs to root; either: sudo chown -R nobody $clone/build" \
			"${user[@]}" $command
	done
	chown -R nobody "$clone/build"
	holds '… whose cure helps' serves_in "$clone" "${user[@]}" make run
	holds "root's state is refused to the user" refuses_in "$clone" 'belongs to root; run it as root' \
		"${user[@]}" env TODO_API_STATE="$state" fcgi/host/run.sh
	own=$(dirname "$(grep -lxF "$clone" "$HOME"/.local/state/todo-api/*/clone)")
	holds "the user's state is refused to root" refuses_in "$clone" 'belongs to nobody; run it as nobody' \
		env TODO_API_STATE="$own" fcgi/host/run.sh
	holds '… and its cluster' refuses 'belongs to nobody' schema/cluster.sh start "$own/postgres"
	holds '… and is still served to the user' serves_in "$clone" "${user[@]}" fcgi/host/run.sh
}

# A clone that one may not write to is built and served from elsewhere.
check_elsewhere() {
	local clone=$work/closed/todo-api elsewhere=$work/elsewhere before
	clone_to "$clone"
	rm -r "$clone/build" "$clone"/fcgi/todo{.fcgi,-admin}
	mkdir "$elsewhere"
	chown "$(id -u "$user_name")" "$elsewhere"
	chmod -R a-w "$clone"
	before=$(find "$clone" -printf '%p %T@\n')
	holds 'a clone that one may not write to says so' refuses_in "$clone" \
		"cannot write to $clone.*BUILD=/elsewhere" "${user[@]}" make
	holds '… and is built elsewhere' "${user[@]}" make -s -C "$clone" BUILD="$elsewhere" \
		"$elsewhere/obj/lib/base/text.o"
	cp -a "$build"/{flags,obj,fcgi,libtodo.a} "$elsewhere"
	chown -R "$(id -u "$user_name")" "$elsewhere"
	touch "$elsewhere/config.mk" "$elsewhere"/obj/*/*/*.o "$elsewhere"/obj/*/*.o "$elsewhere"/libtodo.a "$elsewhere"/fcgi/*
	holds '… and served' serves_in "$clone" "${user[@]}" env BUILD="$elsewhere" make run
	holds '… with nothing made in it' [ "$(find "$clone" -printf '%p %T@\n')" = "$before" ]
	chmod -R u+w "$clone"
}

at_exit clean_up
check_locale
check_environment
check_umask
check_versions
check_paths
check_moved
check_half_owned
check_elsewhere
tell check-host
