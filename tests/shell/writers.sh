#!/bin/bash -p
# Clients that make todos one after the other while something happens to the database,
# and what they were promised. To be sourced after shell.sh.
#
#   start_writers NAME COUNT [BASE…]  each with one of these addresses; of $base if none
#   stop_writers
#   has_promised_since MOMENT         whether a todo was promised after it, µs
#   first_promise MOMENT              prints when
#   longest_gap MOMENT                prints the longest time without a promise since, ms
#   lost_or_twice COMMAND…            what the command, which prints the titles that are
#                                     there, lacks of the promised, or has twice
#
# $work/promised.* have the moment and title of each, $work/refused the statuses of others.
# shellcheck disable=SC2154 # $work and $base are the caller's

writers=()

write_todos() {
	local i status
	for ((i = 0; i < 20000; i++)); do
		[ ! -e "$work/stop" ] || break
		status=$(ask -o /dev/null -w '%{http_code}' -d "{\"title\":\"$1-$i\"}" "$2/todos") || true
		if [ "$status" = 201 ]; then
			echo "${EPOCHREALTIME/./} $1-$i" >>"$work/promised.$1"
		else
			echo "$status" >>"$work/refused"
			sleep 0.02
		fi
	done
}

start_writers() {
	local i name=$1 count=$2
	shift 2
	[ $# -gt 0 ] || set -- "$base"
	rm -f "$work/stop"
	for ((i = 0; i < count; i++)); do
		write_todos "$name$i" "${@:i % $# + 1:1}" &
		writers+=($!)
	done
}

stop_writers() {
	touch "$work/stop"
	[ "${#writers[@]}" = 0 ] || wait "${writers[@]}" || true
	writers=()
}

first_promise() {
	sort -n "$work"/promised.* 2>/dev/null | awk -v since="$1" '$1 > since { print $1; exit }'
}

has_promised_since() {
	[ -n "$(first_promise "$1")" ]
}

longest_gap() {
	sort -n "$work"/promised.* | awk -v last="$1" '$1 > last {
		if ($1 - last > longest) longest = $1 - last
		last = $1
	} END { print int(longest / 1000) }'
}

lost_or_twice() {
	awk '{ print $2 }' "$work"/promised.* | sort >"$work/promised"
	"$@" | sort >"$work/kept"
	comm -23 "$work/promised" "$work/kept"
	uniq -d "$work/kept"
}
