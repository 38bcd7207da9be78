#!/bin/bash -p
# Does with the services of a compose file what a container engine does, as far as is
# asked: an image's entry point as the first process of its own, the user, environment,
# volumes, tmpfs and a read-only root. To be sourced after debian.sh, as root with
# buildah, whose storage is in $work.
#
#   open_images, close_images    buildah's storage
#   open_image NAME              sets $rootfs, where it is mounted
#   image_config FILTER          prints what the image says of itself, by jq
#   read_compose FILE            the services of a compose file, in short syntax
#   of_service NAME FILTER       prints what it says of one
#   add_service NAME OPTION… IMAGE [COMMAND…]    one as options of "docker run" say
#   start_container SERVICE NAME [KEY=value…] [-- COMMAND…]    its output is in $work/NAME.out
#   await_container NAME, end_container NAME    sets $ended, its exit status; after 30 s it is
#                                killed
#   exec_container NAME COMMAND…     runs it in that container, as its user
#   exec_health NAME             the image's health check there
#   pkill_container NAME COMM    kills the first process of that name in it
#   end_containers
# shellcheck disable=SC2034,SC2154 # used there; $work, $inside are the caller's

rootfs='' ended='' volumes=$work/volumes
declare -A container_pid=()

open_images() {
	export CONTAINERS_STORAGE_CONF=$work/storage.conf BUILDAH_ISOLATION=chroot
	printf '[storage]\ndriver = "vfs"\ngraphroot = "%s"\nrunroot = "%s"\n' \
		"$work/graph" "$work/runroot" >"$CONTAINERS_STORAGE_CONF"
	install -d -m 0711 "$volumes"
	echo '127.0.0.1 localhost db' >"$work/hosts"
}

close_images() {
	buildah umount -a >/dev/null 2>&1 || true
}

open_image() {
	rootfs=$(buildah mount "$(buildah from "$1")")
	buildah inspect --type image "$1" >"$work/image.json"
}

image_config() {
	jq -r ".Docker.config | $1" "$work/image.json"
}

read_compose() {
	python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' <"$1" >"$work/compose.json"
}

# Lists are printed as [a,b].
of_service() {
	jq -r --arg name "$1" ".services[\$name] | $2 |
		if type == \"array\" then \"[\" + join(\",\") + \"]\" else . // empty end" "$work/compose.json"
}

# Variables without a value are the caller's; ports are those of the network anyway.
# shellcheck disable=SC2016 # jq's variables
add_service() {
	local name=$1 options=() filter='.services[$name] = {environment: {}, tmpfs: [], command: $ARGS.positional}'
	shift
	while [[ $1 = -* ]]; do
		case $1 in
		-e) options+=(--arg "$2" "${!2}") filter+=" | .services[\$name].environment.$2 = \$$2" && shift ;;
		--tmpfs) filter+=" | .services[\$name].tmpfs += [\"$2\"]" && shift ;;
		--read-only) filter+=' | .services[$name].read_only = true' ;;
		-p) shift ;;
		-d | --rm) ;;
		*) return 1 ;;
		esac
		shift
	done
	shift
	jq --arg name "$name" "${options[@]}" "$filter" "$work/compose.json" --args "$@" >"$work/compose.new"
	mv "$work/compose.new" "$work/compose.json"
}

# Prints the mounts of service $1: kind, source, target, ro or rw.
list_mounts() {
	local volume name target mode
	while read -r target; do
		echo "tmpfs - $target rw"
	done < <(jq -r --arg name "$1" '.services[$name].tmpfs[]?' "$work/compose.json")
	while IFS=: read -r name target mode; do
		# Postgres' socket is where Postgres has put it.
		volume=$volumes/$name
		[ "$name" != socket ] || volume=$debian/srv/socket
		# A new volume is as the image has that folder.
		[ -d "$volume" ] || cp -a "$rootfs$target" "$volume"
		echo "bind $volume $target ${mode:-rw}"
	done < <(jq -r --arg name "$1" '.services[$name].volumes[]?' "$work/compose.json")
	echo "bind $work/hosts /etc/hosts ro"
}

# In a namespace of its own: makes the mounts of standard input below $1, and begins.
# What a volume is mounted at has to be in the image, or in a tmpfs.
# shellcheck disable=SC2016 # the inner shell's
enter='
	root=$1 read_only=$2
	shift 2
	mount --bind "$root" "$root"
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	while read -r kind source target mode; do
		if [ "$kind" = tmpfs ]; then
			mount -t tmpfs -o mode=1777,nosuid,nodev,noexec tmpfs "$root$target"
		else
			real=$(chroot "$root" realpath -m "$target")
			[ -e "$root$real" ] || mkdir -p "$root$real"
			mount --bind "$source" "$root$real"
			[ "$mode" = rw ] || mount -o "remount,bind,ro" "$root$real"
		fi
	done
	[ "$read_only" != true ] || mount -o remount,bind,ro "$root"
	exec "$@" </dev/null'

# What is in front of all that runs in container of service $1, with the environment of
# the list $environment.
find_user() {
	local user
	user=$(image_config .User)
	as=(chroot "$rootfs" setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs
		--inh-caps=-all --bounding-set=-all env -i
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${environment[@]}")
}

start_container() {
	local service=$1 name=$2 command=() environment as
	shift 2
	mapfile -t environment < <(jq -r --arg name "$service" '(.services[$name].environment // {}) | to_entries[] | "\(.key)=\(.value)"' "$work/compose.json")
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		environment+=("$1") && shift
	done
	[ $# -eq 0 ] || command=("${@:2}")
	[ "${#command[@]}" -gt 0 ] || mapfile -t command < <(jq -r --arg name "$service" '.services[$name].command[]?' "$work/compose.json")
	[ "${#command[@]}" -gt 0 ] || mapfile -t command < <(image_config '.Cmd[]')
	find_user
	mapfile -t -O "${#as[@]}" as < <(image_config '.Entrypoint[]')
	list_mounts "$service" >"$work/$name.mounts"
	nsenter -t "$inside" --net unshare --mount --pid --uts --ipc --fork --kill-child sh -ec "$enter" - \
		"$rootfs" "$(of_service "$service" .read_only)" "${as[@]}" "${command[@]}" \
		<"$work/$name.mounts" >"$work/$name.out" 2>&1 &
	container_pid[$name]=$!
}

# The first process, in our numbers.
first_of() {
	local pid
	pid=$(<"/proc/${container_pid[$1]}/task/${container_pid[$1]}/children")
	echo "${pid% }"
}

has_ended() {
	! is_running "${container_pid[$1]}"
}

await_container() {
	ended=0
	eventually has_ended "$1" || kill -KILL "${container_pid[$1]}"
	wait "${container_pid[$1]}" || ended=$?
	unset "container_pid[$1]"
}

end_container() {
	kill -TERM "$(first_of "$1")"
	await_container "$1"
}

exec_container() {
	local environment as name=$1
	shift
	mapfile -t environment < <(jq -r --arg name "$name" '(.services[$name].environment // {}) | to_entries[] | "\(.key)=\(.value)"' "$work/compose.json")
	find_user
	nsenter -t "$(first_of "$name")" --net --mount --pid --uts --ipc "${as[@]}" "$@"
}

exec_health() {
	local check
	mapfile -t check < <(image_config '.Healthcheck.Test[1:][]')
	[ "${#check[@]}" -gt 0 ] && quietly exec_container "$1" "${check[@]}"
}

pkill_container() {
	local pid
	# shellcheck disable=SC2016 # the inner shell's
	pid=$(exec_container "$1" sh -c 'grep -lx "$0" /proc/[0-9]*/comm | head -n 1' "$2")
	pid=${pid#/proc/}
	exec_container "$1" kill -KILL "${pid%/comm}"
}

end_containers() {
	local name
	for name in "${!container_pid[@]}"; do
		kill -KILL "${container_pid[$name]}" 2>/dev/null || true
		wait "${container_pid[$name]}" || true
	done
} 2>/dev/null
