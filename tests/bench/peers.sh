#!/bin/bash -p
# Measures todo-api beside what users would pick instead, all of them on one Postgres
# cluster and by the peers' own harness. Prints a table and writes it as JSON.
#
#   peers.sh FOLDER [JSON]    the folder with bench.py, measure.sh and a folder for each
#                             peer; build/bench-peers.json when no file is named
#
# PEER_NAMES (go php go-ours) says which; go-ours is Go's program on our schema, with our
# indexes, checks and foreign keys. A round measures each of them and us, one after the
# other; BENCH_ROUNDS (3) rounds, BENCH_SECONDS (5) a window, and the medians count.
# WORKERS (8) and AUTH_WORKERS are make run's.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"

folder=${1:?the folder of the peers} seconds=${BENCH_SECONDS:-5} rounds=${BENCH_ROUNDS:-3}
json=$(realpath -m "${2:-$root/build/bench-peers.json}")
read -ra names <<<"${PEER_NAMES:-go php go-ours}"
# In the order in which they are measured: who writes first finds the tables small.
scenarios=create,update,list,get,mixed
cluster=$work/peers/pg.sh peer=''
export PEERS_PGDATA=$work/cluster PEERS_PGSOCK=$work/socket GOCACHE=$work/go

# The folder may be one that nobody may write to.
copy_peers() {
	local copy
	for copy in peers ours; do
		cp -a "$folder" "$work/$copy"
		chmod -R u+w "$work/$copy"
	done
	{
		printf '\\set only_tell false\n\\set app\n\\i %s/schema/deploy.sql\n' "$root"
		# What the peer leaves to its tables, and the revoked tokens that its own have. A
		# program that knows of no revisions gets them one after the other; here by the
		# sequence alone, without the lock for readers of changes.
		cat <<-'SQL'
			ALTER TABLE users ALTER id SET DEFAULT gen_random_uuid(),
			  ALTER created_at SET DEFAULT now(), ALTER updated_at SET DEFAULT now();
			ALTER TABLE todos ALTER id SET DEFAULT gen_random_uuid(),
			  ALTER created_at SET DEFAULT now(), ALTER updated_at SET DEFAULT now();
			ALTER TABLE todos ALTER revision SET DEFAULT nextval('todo_revisions');
			ALTER TABLE refresh_tokens ALTER id SET DEFAULT gen_random_uuid(), ALTER issued_at SET DEFAULT now();
			INSERT INTO token_blacklist (id, token_jti, token_type, revoked_at, reason, expires_at)
			SELECT gen_random_uuid(), gen_random_uuid()::text, 'access', now(), 'logout', now() + interval '1 hour'
			FROM generate_series(1, 10000);
		SQL
	} >"$work/ours/schema.sql"
}

start_cluster() {
	PEERS_PGPORT=$(free_port)
	export PEERS_PGPORT
	# The harness runs Postgres as its own user where we are root.
	chmod 0755 "$work"
	mkdir -m 0777 "$PEERS_PGDATA" "$PEERS_PGSOCK"
	trap clean_up_peers EXIT
	"$cluster" start >/dev/null
}

# shellcheck disable=SC2317 # a trap calls it
clean_up_peers() {
	stop_peer
	[ -z "$server" ] || { kill -TERM "$server" && wait "$server"; } 2>/dev/null || true
	server=''
	"$cluster" destroy >/dev/null 2>&1 || true
	clean_up
}

stop_peer() {
	[ -z "$peer" ] || { kill -TERM "$peer" && wait "$peer"; } 2>/dev/null || true
	peer=''
}

# Measures who serves at $2 as $1 and is the processes $4…, with its data in database $3.
ask_peers_harness() {
	local name=$1 url=$2 base=$3 pid apps=()
	shift 3
	for pid; do
		apps+=(--app "$pid")
	done
	"$work/peers/bench.py" --name "$name" --url "$url" "${apps[@]}" --psql "$cluster psql $base -q" --no-verify \
		--scenarios "$scenarios" --conc 32 --secs "$seconds" --warmup 1 --max-other "${MAX_OTHER:-0.25}" \
		--json "$work/window.json" >"$work/said" 2>&1 || { cat "$work/said" >&2; die "$name cannot be measured"; }
	jq -c --arg name "$name" '{name: $name, rows: .rows, pss_kib: ([.pss_kib[]] | add)}' "$work/window.json" >>"$work/windows"
}

measure_us() {
	local pids
	(cd "$work/ours" && ./pg.sh newdb todo_api) || die 'the schema cannot be deployed'
	rm -rf "$work/state"
	DATABASE_URL="postgresql://postgres@/todo_api?host=$PEERS_PGSOCK&port=$PEERS_PGPORT" start_server
	trap clean_up_peers EXIT
	read -ra pids < <(echo "$(service_pids lighttpd) $(service_pids multiwatch)")
	ask_peers_harness todo-api "$base" todo_api "${pids[@]}"
	kill -TERM "$server"
	wait "$server" || true
	server=''
}

# Starts and measures peer $1.
measure_peer() {
	local kind=${1%-ours} copy=peers port pool=32 i
	[ "$1" = "$kind" ] || copy=ours
	[ "$kind" != php ] || pool=8
	port=$(free_port)
	PGHOST=$PEERS_PGSOCK PGPORT=$PEERS_PGPORT PGDATABASE=peer_${1//-/_} DATABASE_POOL_SIZE=$pool "$work/$copy/$kind/run.sh" "$port" >"$work/peer.log" 2>&1 &
	peer=$!
	for ((i = 0; i < 1200; i++)); do
		! curl -sf --noproxy '*' -o /dev/null "http://127.0.0.1:$port/health" || break
		kill -0 "$peer" 2>/dev/null || break
		sleep 0.1
	done
	kill -0 "$peer" 2>/dev/null || { tail -n 5 "$work/peer.log" >&2; die "$1 does not start: what it needs is in $folder/README.md"; }
	ask_peers_harness "$1" "http://127.0.0.1:$port" "peer_${1//-/_}" "$peer"
	stop_peer
}

need wrk jq curl python3
copy_peers
start_cluster
for ((round = 0; round < rounds; round++)); do
	measure_us
	for name in "${names[@]}"; do
		measure_peer "$name"
	done
done
jq -s -f "$bench/peers.jq" "$work/windows" >"$json"
jq -r -f "$bench/peers_text.jq" "$json" | column -t -s $'\t' -o ' | ' | sed 's/^/| /; s/$/ |/'
echo "also in $json"
