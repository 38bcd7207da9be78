#!/bin/bash -p
# A Debian of a test's own, made by debootstrap in $work/debian. To be sourced, after
# open_work; as root, with a mirror of Debian that answers.
#
#   find_debian [SUITE]       sets $suite, by default this host's, $own, which is that, and
#                             $mirror; fails, with $lacking set, where it cannot be made
#   make_debian [NAME [PACKAGE…]]    the bare system and these packages, in $work/NAME
#   inside COMMAND…           runs it there, in an environment of root's
#   begin_inside              from now on that Debian has processes and a network of its
#                             own, and nothing in it but the interface "lo"
#   stand_in_systemd          tests/shell/systemctl.sh for systemctl: see what it leaves out
#   ask_inside, status_inside CURL-ARGUMENTS    as ask and status_of, in that network
#   quietly COMMAND…          keeps what it says in $said
#   says TEXT COMMAND…        whether it succeeds and says what matches
#   end_debian                ends what runs there; $work may be removed then
# shellcheck disable=SC2034,SC2154 # used there; $root and $work are the caller's

debian=$work/debian said=$work/said inside='' holder='' lacking=''

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

# Runs a command in that Debian: inside it once begin_inside has been called.
inside() {
	local enter=()
	[ -z "$inside" ] || enter=(nsenter -t "$inside" --net --mount --pid)
	"${enter[@]}" chroot "$debian" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
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

make_debian() {
	debian=$work/${1:-debian}
	debootstrap --variant=minbase "$suite" "$debian" "$mirror" >"$work/debootstrap.log" 2>&1 ||
		{ tail -n 5 "$work/debootstrap.log"; return 1; }
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

is_running_inside() {
	inside systemctl is-active "$1"
}

# Ends what runs there.
end_debian() {
	[ -z "$holder" ] || end "$holder" KILL || true
	holder='' inside=''
}
