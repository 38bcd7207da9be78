#!/bin/bash -p
# A Debian of a test's own, made by debootstrap in $work/debian. To be sourced, after
# open_work; as root, with a mirror of Debian that answers.
#
#   find_debian [SUITE]       sets $suite, by default this host's, $own, which is that, and
#                             $mirror; fails, with $lacking set, where it cannot be made
#   make_debian [NAME [PACKAGE…]]    the bare system and these packages, in $work/NAME;
#                             what debootstrap made is kept for the day in the build
#   inside COMMAND…           runs it there, in an environment of root's
#   type_inside LINE [QUESTION ANSWER]…    types it to a shell at a terminal there, root's
#                             or "${shell[@]}"; the screen is in $said
#   begin_inside              from now on that Debian has processes and a network of its
#                             own, and nothing in it but the interface "lo"
#   stand_in_systemd          tests/shell/systemctl.sh for systemctl: see what it leaves out
#   ask_inside, status_inside CURL-ARGUMENTS    as ask and status_of, in that network
#   serves                    whether what is at $base is ready
#   begin_session, has_todo   makes an account, its $token and a todo there; whether it is seen
#   quietly COMMAND…          keeps what it says in $said
#   says TEXT COMMAND…        whether it succeeds and says what matches
#   end_debian                ends what runs there; $work may be removed then
# shellcheck disable=SC2034,SC2154 # used there; $root and $work are the caller's

debian=$work/debian said=$work/said inside='' holder='' lacking=''
shell=(bash -c)

find_debian() {
	lacking=root
	[ "$(id -u)" = 0 ] || return
	own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	suite=${1:-$own}
	# shellcheck disable=SC2016 # apt's own variables
	# Of apt's own sources: the URI and the name of each part of this host's suite.
	sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		grep " $own\(-updates\|-security\)\? main$" | sort -u)
	lacking='source of Debian in the settings of apt'
	[ -n "$sources" ] || return
	mirror=$(sed -n "s/ $own main$//p" <<<"$sources" | head -n 1)
	lacking=debootstrap
	command -v debootstrap >/dev/null || return
	lacking="mirror of Debian to reach"
	curl -sfI -m 20 -o /dev/null "${mirror%/}/dists/$suite/Release"
}

# Sets $enter, the words before a command in that Debian: inside it once begin_inside
# has been called.
find_way() {
	enter=()
	[ -z "$inside" ] || enter=(nsenter -t "$inside" --net --mount --pid)
	enter+=(chroot "$debian" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
		HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive)
}

inside() {
	local enter
	find_way
	"${enter[@]}" "$@"
}

# Types a command line at a terminal, and each answer once its question is on the screen.
type_inside() {
	local enter typing=("${shell[@]}" "$1") keys=$work/keys answered=0 typist status=0
	shift
	find_way
	rm -f "$keys" "$said"
	mkfifo "$keys"
	SHELL=/bin/bash script -qefc "$(printf '%q ' "${enter[@]}" "${typing[@]}")" "$said" <"$keys" >/dev/null 2>&1 &
	typist=$!
	exec 7>"$keys"
	while [ $# -gt 1 ]; do
		eventually is_asked "$answered" "$1" || break
		answered=$(stat -c %s "$said")
		printf '%s\n' "$2" >&7
		shift 2
	done
	# A terminal does not end before the command does, but where a question never came.
	[ $# = 0 ] || exec 7>&-
	wait "$typist" || status=$?
	exec 7>&-
	return "$status"
}

# Whether the screen, after its first $1 bytes, has the question $2.
is_asked() {
	tail -c +"$(($1 + 1))" "$said" 2>/dev/null | grep -qaF -- "$2"
}

# Runs it and keeps what it says.
quietly() {
	"$@" >"$said" 2>&1 </dev/null
}

# Whether a command succeeds and says what matches $1.
says() {
	local text=$1
	shift
	quietly "$@" && grep -q -- "$text" "$said"
}

# Unpacks the suite's bare system into $debian. The first to ask for it makes it, which
# takes most of a minute, and keeps it in the build for the day; others wait meanwhile.
unpack_base() {
	local folder=${TODO_API_BUILD:-$root/build}/bare kept
	kept=$folder/$suite-$(date +%F).tar
	mkdir -p "$folder" "$debian"
	(
		flock 8
		[ -e "$kept" ] || keep_base "$folder" "$kept"
	) 8>"$folder/lock"
	tar -C "$debian" --numeric-owner -xpf "$kept"
}

keep_base() {
	local bare=$work/bare
	debootstrap --variant=minbase "$suite" "$bare" "$mirror" >"$work/debootstrap.log" 2>&1 8>&- ||
		{ tail -n 5 "$work/debootstrap.log"; return 1; }
	rm -f "$1/$suite"-*.tar*
	tar -C "$bare" --numeric-owner --one-file-system -cf "$2.new" .
	mv "$2.new" "$2"
	rm -rf --one-file-system "$bare"
}

make_debian() {
	debian=$work/${1:-debian}
	unpack_base || return
	sed "s/ $own/ $suite/; s/^/deb /" <<<"$sources" >"$debian/etc/apt/sources.list"
	# It lives for minutes: nothing has to reach the disk.
	echo force-unsafe-io >"$debian/etc/dpkg/dpkg.cfg.d/fast"
	install -d -m 1777 "$debian/dev/shm"
	quietly inside apt-get update
	[ "$#" -lt 2 ] || quietly inside apt-get install -y --no-install-recommends "${@:2}"
}

# Processes and a network of its own, with nothing in it but the host's "lo".
begin_inside() {
	# shellcheck disable=SC2016 # the inner shells' and perl's
	unshare --net --mount --pid --fork --kill-child sh -c 'ip link set lo up &&
		mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/run" &&
		exec perl -e "\$SIG{CHLD} = q(IGNORE); sleep while 1"' "$debian" &
	holder=$!
	eventually has_begun
}

stand_in_systemd() {
	local name
	inside mkdir -p /run/systemd/system /run/lock
	# By either name that systemd may have it.
	for name in /bin/systemctl /usr/bin/systemctl; do
		quietly inside dpkg-divert --local --no-rename --divert "$name.real" --add "$name"
	done
	[ ! -e "$debian/usr/bin/systemctl" ] || mv "$debian/usr/bin/systemctl" "$debian/usr/bin/systemctl.real"
	install -m 0755 "$root/tests/shell/systemctl.sh" "$debian/usr/bin/systemctl"
}

has_begun() {
	inside=$(cat "/proc/$holder/task/$holder/children") && inside=${inside% } &&
		[ "$(cat "/proc/$inside/comm")" = perl ]
} 2>/dev/null

# curl in that network.
ask_inside() {
	nsenter -t "$inside" --net curl -q -s --noproxy '*' -m 30 -H 'Content-Type: application/json' "$@"
}

status_inside() {
	ask_inside -o /dev/null -w '%{http_code}' "$@"
}

# Whether $base is ready to serve.
serves() {
	[ "$(status_inside "$base/health/ready")" = 200 ]
}

# As a user of the API there: makes an account, a $token of it and a todo.
begin_session() {
	local account='{"email":"me@example.org","password":"Correct-horse-1"}'
	ask_inside -o /dev/null -d "$account" "$base/auth/register"
	token=$(ask_inside -d "$account" "$base/auth/login" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
	holds 'a user registers, logs in and makes a todo' \
		[ "$(status_inside -H "Authorization: Bearer $token" -d '{"title":"one"}' "$base/todos")" = 201 ]
	holds '/docs is served' [ "$(status_inside "$base/docs/")" = 200 ]
}

has_todo() {
	says '"title": *"one"' ask_inside -H "Authorization: Bearer $token" "$base/todos"
}

is_running_inside() {
	inside systemctl is-active "$1"
}

# Ends what runs there.
end_debian() {
	[ -z "$holder" ] || end "$holder" KILL || true
	holder='' inside=''
}
