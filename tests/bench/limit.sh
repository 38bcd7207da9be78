#!/bin/bash -p
# The limit: pgbench with the very statements that todo-api sends, and nothing
# in front of Postgres. Sourced by table.sh, after server.sh.
#
# The statements and the types of their parameters come from the database's own
# log of one request each; then each client has its own user, a random todo of
# that user's for the recorded one, a new id for a new id, and the time of day.
# shellcheck disable=SC2154 # the variables of who sources it
clients=$WORKERS # as many as there are workers, for each has one connection
defines=()
scripts=$work/limit
mkdir -p "$scripts"

# Turns the log of all statements on or off.
log_statements() {
	local i count
	database -c "ALTER SYSTEM SET log_statement = '$1'" -c 'SELECT pg_reload_conf()' >/dev/null
	for ((i = 0; i < 100; i++)); do
		count=$(database -c "SELECT count(*) FROM pg_settings WHERE name = 'log_statement'
			AND setting = '$1'")
		[ "$count" = 0 ] || break
		sleep 0.05
	done
	[ "$count" != 0 ] || die "Postgres does not take log_statement = $1"
	sleep 0.2 # until the workers' backends have heard of it, too
}

# Records what request $1 sends as reader 1: to file $1.seen, a line for each
# statement and a line for its parameters. $2… are curl's, from the path on.
record() {
	local name=$1 before caller
	shift
	caller=$(number_id 1)
	before=$(wc -c <"$work/state/postgres/postgres.log")
	call "$1" "$(cat "$work/token/1")" -o /dev/null "${@:2}"
	tail -c "+$((before + 1))" "$work/state/postgres/postgres.log" |
		sed -nE -e 's/^.* LOG:  execute [^:]*: (.*)$/\1/;T detail;h;b' \
			-e ":detail;/DETAIL:  parameters: .*'$caller'/{s/^.*parameters: //;x;p;x;p}" \
			>"$scripts/$name.seen"
	[ -s "$scripts/$name.seen" ] || die "request $name was not seen in Postgres' log"
}

# Prints the types of statement $1's parameters, one a line.
types_of() {
	printf 'PREPARE seen AS %s;\nSELECT unnest(parameter_types) FROM pg_prepared_statements;\n' \
		"$1" | database
}

# Prints what pgbench shall send in script $1 for a value $3 of type $4, which
# variable $2 otherwise holds.
parameter() {
	case $4,$3 in
	*,NULL) echo "NULL::$4" ;;
	uuid,"$(number_id 1)") echo ":$1_user::uuid" ;;
	uuid,"$todo") echo "lpad(:todo, 32, '0')::uuid" ;;
	uuid,*) echo 'gen_random_uuid()' ;;
	'timestamp with time zone',*) echo 'now()' ;;
	*) echo ":$2::$4" ;;
	esac
}

# Appends statement $3, the one numbered $2 to script $1 as pgbench takes it; $4
# are the recorded parameters. Their values go to defines.
adapt() {
	local name=$1 sql=$3 detail=$4 types number value variable expression
	mapfile -t types < <(types_of "$sql")
	for ((number = ${#types[@]}; number > 0; number--)); do
		[[ $detail =~ (^|\ )\$$number\ =\ (NULL|\'([^\']*)\') ]] ||
			die "parameter $number of $name is missing in: $detail"
		value=${BASH_REMATCH[3]}
		[ "${BASH_REMATCH[2]}" != NULL ] || value=NULL
		variable=$1_$2_$number
		defines+=(-D "$variable=$value")
		expression=$(parameter "$name" "$variable" "$value" "${types[number - 1]}")
		sql=${sql//"\$$number"/"$expression"}
	done
	echo "$sql;" >>"$scripts/$name"
}

# Makes script $1 of what was recorded. Client N is user $3 + N, of $2 users.
write_script() {
	local name=$1 sql detail count=0
	defines+=(-D "$1_ready=0")
	cat >"$scripts/$name" <<-END
		\\if :$1_ready = 0
		SELECT lpad((:client_id % $2 + $3)::text, 32, '0')::uuid AS $1_user \\gset
		\\set $1_ready 1
		\\endif
		\\set todo :client_id % $2 * $todos + random(1, $todos)
	END
	while read -r sql && read -r detail; do
		count=$((count + 1))
		adapt "$name" "$count" "$sql" "$detail"
	done <"$scripts/$name.seen"
}

# Makes the scripts of all requests. A row of the table is a mix of them.
make_limit() {
	local i json='{"title":"Updated title","description":"Updated description","is_completed":'
	todo=$(number_id 7)
	log_statements all
	record list '/todos?limit=20'
	record get "/todos/$todo"
	# A worker counts the todos of a user at the first that they add, and then not again.
	for ((i = 0; i < 16 * clients; i++)); do
		record create /todos -d '{"title":"Buy groceries","description":"Milk, eggs, bread"}'
		[ "$(wc -l <"$scripts/create.seen")" -gt 2 ] || break
	done
	record complete "/todos/$todo" -X PUT -d "${json}true}"
	record open "/todos/$todo" -X PUT -d "${json}false}"
	log_statements none
	echo 'SELECT 1;' >"$scripts/ping"
	write_script list "$readers" 1
	write_script get "$readers" 1
	write_script create "$writers" "$((readers + 1))"
	write_script complete "$readers" 1
	write_script open "$readers" 1
	check_limit
}

# That its callers are let in: for one who is not, nothing is written.
check_limit() {
	local before after
	before=$(database -c "SELECT count(*) FROM todos WHERE title <> 'Updated title'")
	run_pgbench -t 4 -f "$scripts/create"
	after=$(database -c "SELECT count(*) FROM todos WHERE title <> 'Updated title'")
	[ "$after" = $((before + 4 * clients)) ] || die 'the limit does not create todos'
	run_pgbench -t 4 -f "$scripts/complete" -f "$scripts/open"
	before=$(database -c "SELECT count(*) FROM todos WHERE title <> 'Updated title'")
	[ "$before" -lt "$after" ] || die 'the limit does not change todos'
}

run_pgbench() {
	# The time limits are a worker's.
	PGOPTIONS='-c statement_timeout=5000 -c lock_timeout=5000' \
		pgbench -n -M prepared -c "$clients" -j 2 "${defines[@]}" "$@" "$database_url" \
		>"$work/pgbench" 2>&1 || { cat "$work/pgbench" >&2; die 'pgbench failed'; }
	! grep -E 'ERROR|aborted' "$work/pgbench" >&2 || die 'pgbench failed'
}

# Runs pgbench for $1 seconds with the scripts $2…, each with its weight; prints
# the requests and how many a second.
run_limit() {
	local seconds=$1 script files=()
	shift
	for script; do
		files+=(-f "$scripts/$script")
	done
	run_pgbench -T "$seconds" "${files[@]}"
	awk '/^number of transactions actually processed:/ { count = $NF }
		/^tps = / { rate = $3 }
		END { print count, rate }' "$work/pgbench"
}
