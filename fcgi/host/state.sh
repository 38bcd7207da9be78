#!/bin/bash -p
# The state folder of "make run": where it is, whose, and of which clone. To be
# sourced by run.sh, whose $root, $state, ${AS[@]}, say and die it uses.
#
# A state remembers its clone, so that one that was moved or renamed is told of
# the data that it had: by its path, and by its inode, which a rename keeps.
# shellcheck disable=SC2154 # $root and $state are the caller's

# The state folder: one for each clone, named so that one can tell whose.
state_dir() {
	local base=$HOME/.local/state
	# One that is relative counts for nothing, says its specification.
	[[ ${XDG_STATE_HOME:-} != /* ]] || base=$XDG_STATE_HOME
	[ "$(id -u)" != 0 ] || base=/var/lib
	echo "$base/todo-api/$(basename "$root")-$(printf '%s' "$root" | sha256sum | head -c 8)"
}

# Refuses, before it is touched, a state that another user's run has made.
state_check() {
	local file=$state/lock
	[[ $state != *[[:cntrl:]]* ]] ||
		die "TODO_API_STATE has a control character: $(printf %q "$state")"
	if [ "$(id -u)" != 0 ]; then
		file=$(find "$state" -name data -prune -o ! -uid "$(id -u)" -print -quit 2>/dev/null) || true
	fi
	[ -e "$file" ] && [ "$(stat -c %u "$file")" != "$(id -u)" ] || return 0
	die "the state $state is not ours: $file belongs to $(stat -c %U "$file");" \
		"run it as $(stat -c %U "$file"), or set TODO_API_STATE to another folder"
}

# Makes the state folder and locks it (the descriptor 9 is the lock).
state_open() {
	local mode=0700 why
	[ "${#AS[@]}" = 0 ] || mode=0755
	why=$(mkdir -p "$(dirname "$state")" 2>&1 && install -d -m "$mode" "$state" 2>&1) ||
		die "cannot make the folder $state (${why##*: }); set TODO_API_STATE to another"
	# The parent may be there from a time when the umask decided.
	[ "${#AS[@]}" = 0 ] || [ -n "${TODO_API_STATE:-}" ] || chmod 0755 "$(dirname "$state")"
	"${AS[@]}" test -x "$state" ||
		die "the user www-data cannot enter $state; choose another TODO_API_STATE"
	exec 9>"$state/lock"
	flock -n 9 || die "already running on $state; stop it, or set TODO_API_STATE to another folder"
}

# Whether the clone that a state remembers, at path $1 with inode $2, is this one:
# by another name of it, or by the one that it had.
state_is_ours() {
	[ ! "$1" -ef "$root" ] || return 0
	[ ! -e "$1/schema/migrate.sh" ] || return 1
	[ "$2" = "$(stat -c %i "$root")" ] || [ "${1##*/}" = "${root##*/}" ]
}

# Tells of another state with data of this clone, if there is one.
state_tell_others() {
	local other path inode
	[ -z "${TODO_API_STATE:-}" ] || return 0
	for other in "${state%/*}"/*/; do
		other=${other%/} path=''
		if [ ! -d "$other/postgres" ] || [ "$other" -ef "$state" ]; then
			continue
		elif [ -e "$other/clone" ]; then
			{ read -r inode && IFS= read -r path; } <"$other/clone" || continue
			state_is_ours "$path" "$inode" || continue
		elif [ -e "$state/clone" ] || [[ ${other##*/} != "${root##*/}"-???????? ]]; then
			# Made before states remembered their clone: a new one hears of it.
			continue
		fi
		say "data that this clone had${path:+ at $path}, or one of its name, are in $other:" \
			"TODO_API_STATE=$(printf %q "$other") make run uses them"
	done
}

# Remembers of which clone the state is.
state_keep_clone() {
	printf '%s\n' "$(stat -c %i "$root")" "$root" >"$state/clone"
}
