#!/bin/bash -p
# Lets an Apache that is not ours start the workers, by mod_fcgid and a folder that it
# shows. To be sourced by setup.sh, whose $share, $base, $dir, $config, $web,
# say, die and put_file it uses.
#
#   htaccess_check    that the folder is one that we may fill
#   htaccess_make     fills it: .htaccess, todo.fcgi, docs/, app/
# shellcheck disable=SC2154 # of the caller

mark_web='# Made by "todo-admin setup" from htaccess.example.'

# Says all that is wrong before anything is made. What is there already stays.
htaccess_check() {
	local name
	[ -n "$dir" ] || die '--front htaccess is for an ordinary user, whose folder Apache shows'
	[ -n "$web" ] || die '--front htaccess needs --web FOLDER, the one that Apache shows'
	web=$(realpath -m -- "$web")
	given[web]=$web
	[[ $web$base =~ ^[A-Za-z0-9/._+@=-]+$ ]] ||
		die "of the folders $web and $base one has a character that Apache or a loader stumbles over"
	[[ $dir/ != "$web"/* ]] || die "the settings would be shown: they are in $dir, within $web"
	[ -n "${given[database]}$(setting DATABASE_URL)" ] || die '--front htaccess needs --database URL'
	! grep -qsxF "$mark_web" "$web/.htaccess" || return 0
	for name in .htaccess todo.fcgi docs app; do
		[ ! -e "$web/$name" ] || die "$web/$name is there, and not ours: --web takes a folder of its own"
	done
}

# Writes the script $1, which runs the program $2 with our settings. mod_fcgid knows a
# program by its file: where that is another one, for another version or other settings,
# new workers come, and the earlier ones end when they have nothing to do.
put_script() {
	put_file "$1" 0755 <<-SCRIPT
		#!/bin/sh
		# Made by "todo-admin setup", for $version and settings of $(stat -c %.19y "$config").
		TODO_API_CONFIG=$config exec $2 "\$@"
	SCRIPT
}

# Without what tells how to upload it.
render_htaccess() {
	local origins
	origins=$(match_origins)
	origins=${origins//\\/\\\\} origins=${origins//&/\\&} origins=${origins//|/\\|}
	echo "$mark_web"
	sed "1,/^\$/d; /^\t/s|(?!)|$origins|" "$share/htaccess.example"
}

# Copies the folder $1 of pages.
put_pages() {
	[ -d "$share/$1" ] && ! diff -rq "$share/$1" "$web/$1" >/dev/null 2>&1 || return 0
	rm -rf "${web:?}/$1"
	cp -R "$share/$1" "$web/$1"
	say "made $web/$1"
}

htaccess_make() {
	local version
	version=$("$base/bin/todo-admin" --version)
	"$base/lib/todo-api/todo.fcgi" --check >/dev/null || die 'the worker will not run with these settings'
	install -d -m 0755 "$web"
	put_script "$dir/todo-admin" "$base/bin/todo-admin"
	put_pages docs
	put_pages app
	put_script "$web/todo.fcgi" "$base/lib/todo-api/todo.fcgi"
	render_htaccess | put_file "$web/.htaccess" 0644
}
