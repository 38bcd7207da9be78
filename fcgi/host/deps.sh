#!/bin/bash -p
# Installs the Debian packages that are missing, and starts no service by it.
#
#   deps.sh GROUP...    run: to build and run, apache: to run with FRONT=apache,
#                   install: to build and serve, by a web server and Postgres of one's choice,
#                   schema: to take steps back, NAME, check-NAME: to make and to try
#                   the package NAME, test: to test, dev: to develop
#
# Says nothing and needs no rights when everything is there.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

# The one list of packages; "a|b" is content with either and installs the first.
serving='make gcc libc6-dev autoconf pkgconf|pkg-config libfcgi-dev libpq-dev
	libjson-c-dev libjwt-dev libcrypt-dev uuid-dev libseccomp-dev spawn-fcgi multiwatch curl'
declare -A packages=(
	[run]="$serving lighttpd
		postgresql|postgresql-15|postgresql-16|postgresql-17|postgresql-18"
	[install]="$serving procps postgresql-client|postgresql-client-15|postgresql-client-16|postgresql-client-17"
	[schema]='sqitch libdbd-pg-perl'
	[apache]='apache2-bin'
	[test]='sqitch libdbd-pg-perl check mandoc libcurl4-openssl-dev|libcurl4-gnutls-dev procps apache2
		libapache2-mod-fcgid pgbouncer openssl prometheus jq nodejs npm g++ nlohmann-json3-dev
		chromium strace nginx haproxy caddy lighttpd-mod-deflate lighttpd-mod-openssl nftables
		iproute2 patroni etcd-server'
	[deb]='debhelper build-essential mandoc'
	[check-deb]='debhelper build-essential mandoc debootstrap iproute2 lintian'
	[check-source]='debootstrap iproute2'
	[bundle]='xz-utils cracklib-runtime mandoc'
	[check-bundle]='xz-utils cracklib-runtime mandoc debootstrap iproute2 openssl'
	[image]='buildah|podman|docker.io|docker-ce'
	[check-image]='buildah debootstrap iproute2 docker-compose python3-yaml jq'
	[dev]='clang libclang-rt-dev|libclang-rt-14-dev clang-format clang-tidy cppcheck gcovr shellcheck
		wrk jq gnuplot-nox mandoc groff-base sqlmap valgrind'
)

# What of it Debian would start at once and at each boot.
services='lighttpd apache2 postgresql pgbouncer prometheus nginx haproxy caddy etcd patroni'

policy=/usr/sbin/policy-rc.d
cluster_conf=/etc/postgresql-common/createcluster.d/todo-api.conf
mark='todo-api: while its packages are being installed'

die() {
	echo "deps: $*" >&2
	exit 1
}

# Prints the packages of all groups given.
packages_of() {
	local group
	for group; do
		echo "${packages[$group]:?there is no such group of packages}"
	done
}

# Prints which of the packages have to be installed. What an installed one of them
# provides is there, too: npm comes with some packages of nodejs.
missing_of() {
	local package installed words
	read -ra words <<<"${*//|/ }"
	# shellcheck disable=SC2016 # dpkg-query's own variables
	installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}, ${Provides}\n' \
		"${words[@]}" 2>/dev/null | sed -n 's/^installed / /p' | tr ',\n' '  ') || true
	for package; do
		local choice found=
		for choice in ${package//|/ }; do
			case $installed in *" $choice "*) found=1 ;; esac
		done
		[ -n "$found" ] || echo "${package%%|*}"
	done
}

has_service() {
	[ -e "/etc/init.d/$1" ] || [ -e "/lib/systemd/system/$1.service" ]
}

# Keeps maintainer scripts from starting services and creating a cluster.
hold_services() {
	if [ ! -e "$policy" ]; then
		printf '#!/bin/sh\n# %s\nexit 101\n' "$mark" >"$policy"
		chmod 0755 "$policy"
	fi
	if [ ! -e "$cluster_conf" ]; then
		mkdir -p "${cluster_conf%/*}"
		printf '# %s\ncreate_main_cluster = false\n' "$mark" >"$cluster_conf"
	fi
}

# Takes away what hold_services made, and nobody else's.
# shellcheck disable=SC2317 # a trap calls it
release_services() {
	local file
	for file in "$policy" "$cluster_conf"; do
		! grep -qsF "$mark" "$file" || rm -f "$file"
	done
	rmdir "${cluster_conf%/*}" 2>/dev/null || true
}

# Services that came with this installation shall not start at boot either.
disable_service() {
	if command -v systemctl >/dev/null; then
		systemctl --quiet disable "$1" 2>/dev/null || true
		[ ! -d /run/systemd/system ] || systemctl --quiet stop "$1" || true
	elif command -v update-rc.d >/dev/null; then
		update-rc.d "$1" disable >/dev/null 2>&1 || true
	fi
}

apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=600 \
		-o Dpkg::Use-Pty=0 "$@" </dev/null
}

has_lists() {
	compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null
}

install_packages() {
	local log status=0
	log=$(mktemp)
	{ has_lists || apt update; } >"$log" 2>&1 || status=$?
	if [ "$status" = 0 ]; then
		apt install --no-install-recommends "$@" >"$log" 2>&1 ||
			{ apt update && apt install --no-install-recommends "$@"; } >"$log" 2>&1 ||
			status=$?
	fi
	[ "$status" = 0 ] || { cat "$log" >&2; rm -f "$log"; die "could not install: $*"; }
	rm -f "$log"
}

# As root: installs the packages, one deps.sh at a time.
install_held() {
	local service before=
	for service in $services; do
		! has_service "$service" || before+=" $service "
	done
	trap release_services EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	hold_services
	install_packages "$@"
	for service in $services; do
		case $before in *" $service "*) continue ;; esac
		! has_service "$service" || disable_service "$service"
	done
}

[ $# -gt 0 ] || { sed -n '4,7s/^# *//p' "$0" >&2; exit 2; }
command -v dpkg-query >/dev/null ||
	die "this is not Debian; install the counterparts of: $(packages_of "$@" | xargs)"
wanted=$(packages_of "$@")
# shellcheck disable=SC2086 # a list of words
missing=$(missing_of $wanted | sort -u | xargs)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null ||
		die "missing: $missing. There is no sudo here; as root: apt-get install $missing"
	echo "Missing Debian packages: $missing. Installing needs sudo." >&2
	exec sudo -- bash -p "$0" "$@"
fi

exec 9>/var/lock/todo-api-deps.lock
flock 9
# Another run may have been faster.
# shellcheck disable=SC2086
missing=$(missing_of $wanted | sort -u | xargs)
[ -n "$missing" ] || exit 0
echo "Installing Debian packages (this once): $missing" >&2
# shellcheck disable=SC2086
install_held $missing
