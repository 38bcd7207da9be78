#!/bin/bash -p
# Clients that make todos one after the other while something happens to the service,
# others that read, and what they were promised. To be sourced after shell.sh.
#
#   start_writers NAME COUNT [BASE…]  each with one of these addresses; of $base if none
#   start_readers NAME COUNT [BASE…]
#   stop_writers                      the readers, too
#   has_promised_since MOMENT         whether a todo was promised after it, µs
#   first_promise MOMENT              prints when
#   longest_gap MOMENT                prints the longest time without a promise since, ms
#   lost_or_twice COMMAND…            what the command, which prints the titles that are
#                                     there, lacks of the promised, or has twice
#
#   refusals                          prints what else was answered, as "N × STATUS"
#   refused_since MOMENT              prints how many of these were asked after it
#   reads_since MOMENT                prints how many readers were answered
#
# $work/promised.* have the moment and title of each, $work/read.* the moment of each, and
# $work/refused the status of others and the moment when it was asked for.
# shellcheck disable=SC2154 # $work and $base are the caller's

writers=()

start_writers() {
	start_clients write "$@"
}

start_readers() {
	start_clients read "$@"
}

start_clients() {
	local i do=$1 name=$2 count=$3
	shift 3
	[ $# -gt 0 ] || set -- "$base"
	rm -f "$work/stop"
	for ((i = 0; i < count; i++)); do
		work=$work token=$token "$root/tests/shell/client.pl" "$do" "$name$i" "${@:i % $# + 1:1}" &
		writers+=($!)
	done
}

stop_writers() {
	touch "$work/stop"
	[ "${#writers[@]}" = 0 ] || wait "${writers[@]}" || true
	writers=()
}

first_promise() {
	awk -v since="$1" '$1 > since && (!first || $1 < first) { first = $1 }
		END { if (first) print first }' "$work"/promised.* 2>/dev/null
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

refusals() {
	cut -d' ' -f1 "$work/refused" | sort | uniq -c | awk '{ print $1 " × " $2 }' | xargs
}

refused_since() {
	awk -v since="$1" '$2 > since' "$work/refused" | wc -l
}

reads_since() {
	cat "$work"/read.* | awk -v since="$1" '$1 > since' | wc -l
}

lost_or_twice() {
	awk '{ print $2 }' "$work"/promised.* | sort >"$work/promised"
	"$@" | sort >"$work/kept"
	comm -23 "$work/promised" "$work/kept"
	uniq -d "$work/kept"
}
