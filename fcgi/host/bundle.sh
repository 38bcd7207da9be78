#!/bin/bash -p
# Builds the bundle, BUILD/todo-api-VERSION-MACHINE.tar.xz: the programs, psql, and the
# loader and libraries that they run by, for hosts where one is no more than a user.
#
#   bundle.sh BUILD     in the sources' folder; the work is done in BUILD/bundle
#
# The same sources and packages give the same bytes, in whatever folder and when.
# In it bin/ has a script for each program, which starts that of libexec/ by the loader
# in lib/; all else is where "make install" puts it.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

# Without debugging information, whose paths would make one build differ from another.
# What make was told for this build is not for that one.
build_programs() {
	env -i PATH="$PATH" HOME="$HOME" LC_ALL="$LC_ALL" make --no-print-directory -j"$(nproc)" \
		BUILD="$work/build" CFLAGS=-g0 all >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; return 1; }
	# Swagger UI, too, where npm has brought it.
	[ ! -d "$build/docs" ] || cp -a "$build/docs" "$work/build/docs"
}

# The newest psql, and not the script that looks for one.
find_psql() {
	printf '%s\n' /usr/lib/postgresql/*/bin/psql | sort -rV | head -n 1
}

put_programs() {
	local name
	fcgi/host/install.sh "$work/build" "$top" ''
	# These are for root.
	rm -r "$top"/lib/{systemd,sysusers.d,tmpfiles.d}
	install -D -t "$top/libexec" "$work"/build/fcgi/todo{.fcgi,-admin} "$(find_psql)"
	strip "$top"/libexec/*
	for name in todo.fcgi todo-admin psql; do
		install -m 0755 fcgi/host/bundle/start.sh "$top/bin/$name"
	done
	ln -sf ../../bin/todo.fcgi "$top/lib/todo-api/todo.fcgi"
	install -m 0755 fcgi/host/bundle/setup.sh "$top"
	install -m 0644 LICENSE "$top"
}

# Prints the paths of all that the programs load.
list_libraries() {
	ldd "$top"/libexec/* | sed -nE 's/^\t(.* => )?(\/[^ ]*) \(.*/\2/p' | sort -u
}

# Prints which package, of which version, the file $1 is of.
package_of() {
	local file package
	file=$(realpath "$1")
	# A library that is in /usr/lib may be known as one of /lib.
	package=$(dpkg-query -S "$file" 2>/dev/null || dpkg-query -S "${file#/usr}")
	# shellcheck disable=SC2016 # dpkg-query's own variables
	dpkg-query -W -f '${Package} ${Version}\n' "${package%%: *}"
}

# With each library its license, and the version that tells what it was cured of.
put_libraries() {
	local path package
	while read -r path; do
		install -m "$([[ $path = */ld-* ]] && echo 0755 || echo 0644)" "$path" "$top/lib/${path##*/}"
		package=$(package_of "$path")
		printf '%s %s\n' "${path##*/}" "$package" >>"$top/lib/versions"
		install -D -m 0644 "/usr/share/doc/${package% *}/copyright" "$top/share/doc/${package% *}/copyright"
	done < <(list_libraries)
}

# What PASSWORD_RULE=length takes, for hosts that lack it.
put_words() {
	install -m 0644 -t "$top/share/todo-api" /usr/share/dict/cracklib-small
	install -D -m 0644 -t "$top/share/doc/cracklib-runtime" /usr/share/doc/cracklib-runtime/copyright
}

# When these sources were made; an archive of "make dist" has its time.
made_at() {
	if [ -e .git ]; then git log -1 --format=%ct; else stat -c %Y LICENSE; fi
}

pack() {
	tar -C "$work" --format=gnu --sort=name --mtime="@$(made_at)" --owner=0 --group=0 --numeric-owner \
		--mode=u=rwX,go=rX -c "$name" | xz -T1 -8e >"$build/$name.tar.xz.new"
	mv "$build/$name.tar.xz.new" "$build/$name.tar.xz"
}

build=$(realpath -m "$1") work=$build/bundle
rm -rf "$work"
mkdir -p "$work"
build_programs
name=todo-api-$(<"$work/build/.version")-$(uname -m)
top=$work/$name
put_programs
put_libraries
put_words
pack
rm -rf "$work"
printf '%s\n' "$build/$name.tar.xz"
