#!/bin/bash -p
# Measures requests of users with more and more todos, among many others' todos.
#
#   growth.sh [JSON]    build/bench-growth.json, and a plot beside it as .png
#
# GROWTH_SIZES ("10 1000 100000 1000000") are the users' numbers of todos, and
# GROWTH_OTHERS (10000000) the todos of others, 100 each. One client sends one
# request after the other to one worker, at most GROWTH_REQUESTS (1000) of a
# kind or for GROWTH_SECONDS (4), for one user after the other, so that what else the
# machine does falls on all; the medians are compared with the smallest user's.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"
read -ra sizes <<<"${GROWTH_SIZES:-10 1000 100000 1000000}"
others=${GROWTH_OTHERS:-10000000} most=${GROWTH_REQUESTS:-1000} seconds=${GROWTH_SECONDS:-4}
json=$(realpath -m "${1:-${GROWTH_JSON:-$root/build/bench-growth.json}}")
has_cursor='' places=() tokens=() starts=()

# The users 1, 2, … have the sizes' todos, and all lie mixed in the table as they
# came over a year. Indexes are made afterwards, which is faster, and as deployed.
load_data() {
	local start=$SECONDS
	database -v others="$others" -v sizes="{$(IFS=,; echo "${sizes[*]}")}" -f "$bench/growth.sql"
	echo "$others todos of others and ${sizes[*]} loaded in $((SECONDS - start)) s," \
		"$(database -c "SELECT pg_size_pretty(pg_total_relation_size('todos'))")"
}

# A new session for each user.
log_in_all() {
	local number
	tokens=()
	for number in "${!sizes[@]}"; do
		tokens+=("$(login $((number + 1)))")
	done
}

# The place in their changes at which each user has none, where the API tells it.
find_starts() {
	local number
	starts=()
	for number in "${!sizes[@]}"; do
		starts+=("$(call /todos/changes "${tokens[number]}" | jq -r .next || true)")
	done
}

# Asks path $1 as the user with token $2, again and again over one connection;
# prints the seconds that each took. $3… are curl's. The first ones are not
# counted: Postgres plans a statement anew five times.
ask() {
	local path=$1 token=$2 count=$3 mark='?'
	shift 3
	[[ $path != *\?* ]] || mark='&'
	call "$path${mark}turn=[1-$count]" "$token" -o /dev/null \
		-w '%{time_total}\n' "$@"
}

# Measures the request called $2 of the user with $1 todos, as ask does; a line to
# the file measured.
measure() {
	local size=$1 name=$2 path=$3 token=$4 count
	shift 4
	count=$(ask "$path" "$token" 7 "$@" | tail -n 1 | awk -v most="$most" -v seconds="$seconds" '
		{ count = int(seconds / $1); print (count < 5 ? 5 : count > most ? most : count) }')
	ask "$path" "$token" "$((count + 1))" "$@" | tail -n +2 | sort -n |
		awk -v size="$size" -v name="$name" '{ time[NR] = $1 * 1000 }
			END { printf "%s\t%d\t%.3f\t%.3f\t%d\n", name, size, time[int((NR + 1) / 2)],
				time[int((NR * 99 + 99) / 100)], NR }' >>"$work/measured"
}

# Measures the request called $1 of each user; "@" in path $2 stands for what the
# user has in places.
measure_all() {
	local name=$1 path=$2 number
	shift 2
	for number in "${!sizes[@]}"; do
		measure "${sizes[number]}" "$name" "${path//@/${places[number]:-}}" \
			"${tokens[number]}" "$@"
	done
}

# Where the last page begins, for each user.
find_last_pages() {
	local size
	places=()
	for size in "${sizes[@]}"; do
		places+=($((size < 20 ? 0 : size - 20)))
	done
}

# The cursor after the first half of the list of path $1, for each user.
find_cursors() {
	local number
	places=()
	for number in "${!sizes[@]}"; do
		places+=("$(call "${1/limit=20/limit=1}&skip=$((sizes[number] / 2 - 1))" \
			"${tokens[number]}" | jq -er '.next_cursor // empty | @uri')") ||
			die 'there is no cursor in the middle'
	done
}

# Every order and filter; those without the total too, and a page from the
# middle by cursor, where the API has them.
measure_orders() {
	local sort order filter page
	for sort in created_at completed_at title due_date priority updated_at; do
		for order in desc asc; do
			page="/todos?limit=20&sort_by=$sort&sort_order=$order"
			for filter in all open completed; do
				# What a total costs the first orders have told.
				[[ $sort =~ ^(due_date|priority|updated_at)$ ]] ||
					measure_all "$sort $order, $filter" "$page${filters[$filter]}"
				[ -z "$has_cursor" ] || measure_all "$sort $order, $filter, no total" \
					"$page${filters[$filter]}&include_total=false"
			done
			[ -n "$has_cursor" ] || continue
			find_cursors "$page"
			measure_all "$sort $order, deep by cursor" "$page&include_total=false&cursor=@"
		done
	done
}

# What a client asks for each day: each a range of an index, or as much as is found,
# but by updated_at all of the user's todos are read.
measure_finds() {
	local few='include_total=false&limit=20' open='is_completed=false'
	measure_all 'due within a week' "/todos?$few&$open&sort_by=due_date&sort_order=asc$(
		date -u +'&due_after=%F')$(date -u -d '8 days' +'&due_before=%F')"
	measure_all 'of a priority' "/todos?$few&$open&priority=3"
	measure_all 'changed within a day' "/todos?$few&sort_by=updated_at&sort_order=asc$(
		date -u -d yesterday +'&updated_since=%FT%TZ')"
	measure_all 'q, ten found' '/todos?q=milk+saff'
	measure_all 'q, all found' '/todos?q=milk'
}

# The first of all changes, and that there is none.
measure_changes() {
	[ -n "${starts[0]}" ] || return 0
	places=("${starts[@]}")
	measure_all 'changes, all to come' '/todos/changes?limit=20&since=@'
	find_starts
	places=("${starts[@]}")
	measure_all 'changes, none' '/todos/changes?limit=20&since=@'
}

# Draws what has no filter, so that the plot can be read.
draw() {
	jq -r '[.requests[] | select(.request | test("open|completed$|completed,") | not)] as $shown
		| (["todos"] + ($shown | map(.request))),
		  (.sizes | keys[] as $i | [.[$i]] + ($shown | map(.measured[$i].median_ms))) | @tsv' \
		"$json" >"$work/plot.tsv"
	gnuplot -e "data='$work/plot.tsv'; out='${json%.json}.png'" \
		-e "requests=$(awk -F'\t' '{ print NF - 1; exit }' "$work/plot.tsv")" "$bench/growth.gp"
}

write_json() {
	describe_machine >"$work/machine"
	mkdir -p "$(dirname "$json")"
	jq -n -R --slurpfile machine "$work/machine" --argjson others "$others" \
		-f "$bench/growth.jq" <"$work/measured" >"$json"
}

print_table() {
	print_machine "$work/machine"
	jq -r -f "$bench/growth_text.jq" "$json" | column -t -s $'\t' -o ' | ' | sed 's/^/| /; s/$/ |/'
	echo "also in $json, plotted in ${json%.json}.png"
}

declare -A filters=([all]='' [open]='&is_completed=false' [completed]='&is_completed=true')
# A page of a million may take longer than the 5 s that a statement has, and a
# user with so many may add one.
export WORKERS=1 AUTH_WORKERS=1 DATABASE_STATEMENT_TIMEOUT_MS=60000 TODOS_PER_USER=0
need curl jq gnuplot
start_server
make_users 1 "${#sizes[@]}"
log_in_all
find_starts
load_data
# Access tokens may have run out meanwhile.
log_in_all
has_cursor=$(call '/todos?limit=1' "${tokens[-1]}" |
	jq -r 'if has("next_cursor") then 1 else "" end')
[ -n "$has_cursor" ] ||
	echo 'this API has no cursors: pages by them, and without the total, are left out'
find_last_pages
measure_all 'last page, by skip' '/todos?limit=20&skip=@'
measure_orders
[ -z "$has_cursor" ] || measure_finds
measure_changes
measure_all create /todos -d '{"title":"Buy groceries","description":"Milk, eggs, bread"}'
write_json
draw
print_table
