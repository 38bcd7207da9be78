#!/bin/bash -p
# Proves what /metrics says of a whole pool: request by request, while workers are
# killed and reloaded, by promtool, and through a Prometheus with our rules.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
# shellcheck source=tests/shell/scrape.sh
. "$root/tests/shell/scrape.sh"
open_work metrics
unset FRONT METRICS_TOKEN METRICS_ADDRESSES
export LOG_LEVEL=WARNING
share=$root/fcgi/host
pool='' prometheus='' asked=0

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	touch "$work/stop"
	[ -z "$prometheus" ] || end "$prometheus" TERM || true
	stop_service
	service=$pool
	stop_service
	wait
	rm -rf "$work"
}

# The pool that is watched, as make run serves it.
start_pool() {
	start_service WORKERS=8 AUTH_WORKERS=2
	pool=$service service=''
	mv "$work/run.log" "$work/pool.log"
	database_url=$("$root/schema/cluster.sh" url "$work/state/postgres")
	token=$(new_token metrics@example.org)
}

# Prints the pids of the supervisors, of one pool each.
supervisors() {
	pgrep -P "$pool" -x multiwatch
}

random_worker() {
	local pids
	read -ra pids <<<"$(supervisors | xargs -I{} cat /proc/{}/task/{}/children | xargs)"
	echo "${pids[RANDOM % ${#pids[@]}]}"
}

# Whether a scrape, noted in file $1, finds so many workers and nothing in hand
# but itself.
has_settled() {
	asked=$((asked + 1))
	scrape "$1"
	[ "$(value_of "$1" fcgi_workers) $(value_of "$1" http_requests_in_flight)" = "$2 1" ]
}

# The scrape $1, once all is quiet; further scrapes have been counted from 0.
settle() {
	asked=0
	rm -f "$1"
	eventually has_settled "$1" 10
}

test_calm() {
	mixed_requests 100 >"$work/mixed"
	holds 'ten workers are counted, and the scrape is what is in flight' settle "$work/before"
	send "$work/mixed" "$work/calm"
	scrape "$work/after"
	sent_by "$work/calm" <(echo 'GET /metrics 200') >"$work/expected"
	risen "$work/before" "$work/after" >"$work/counted"
	holds 'each request is counted by its method, endpoint and status' \
		diff "$work/expected" "$work/counted"
	holds '… and what was sent was of many kinds' [ "$(wc -l <"$work/expected")" -ge 10 ]
	holds 'promtool finds nothing to say' says_nothing promtool check metrics <"$work/after"
}

# Runs a command whose words matter only when it fails.
quietly() {
	"$@" >"$work/said" 2>&1 || { head -n 20 "$work/said" && return 1; }
}

# Whether the command succeeds and has nothing to say.
says_nothing() {
	quietly "$@" || return
	[ ! -s "$work/said" ] || { head -n 20 "$work/said" && return 1; }
}

test_random_paths() {
	local sent
	random_requests 400 >"$work/some"
	random_requests 10000 >"$work/many"
	send "$work/some" "$work/ledger.some"
	scrape "$work/before"
	send "$work/many" "$work/ledger.many"
	scrape "$work/after"
	sent=$(($(wc -l <"$work/ledger.many") + 1))
	series_of "$work/before" >"$work/expected"
	series_of "$work/after" >"$work/found"
	holds '10,000 random paths are counted' \
		[ "$(risen "$work/before" "$work/after" | total) $sent" = "$sent 10001" ]
	holds '… and add no series' diff "$work/expected" "$work/found"
}

# Scrapes into a folder, one file after the other, until told to stop.
scrape_on() {
	local i
	for ((i = 10000; i < 20000; i++)); do
		[ ! -e "$work/stop" ] || break
		echo >>"$work/scrapes.asked"
		scrape "$work/scrapes/$i"
		sleep 0.02
	done
}

# Load, and meanwhile workers killed at random, the last ones while all that have
# to do with todos wait for the table and have a request in hand; then a reload.
storm() {
	local load lock
	send "$work/mixed" "$work/storm.$1" &
	load=$!
	kill_workers 2
	psql -XAtq -d "$database_url" -c 'BEGIN' -c 'LOCK TABLE todos' -c 'SELECT pg_sleep(0.5)' \
		-c 'COMMIT' >"$work/locked" &
	lock=$!
	kill_workers 2
	# shellcheck disable=SC2046 # a list of pids
	kill -USR2 $(supervisors)
	wait "$load" "$lock" || true
}

# A worker killed before lighttpd had written a byte to it has cost a connection;
# lighttpd says so and sends the request to another worker. Prints how often.
sent_anew() {
	grep -c 'request not sent.*reconnecting' "$work/pool.log" || true
}

kill_workers() {
	local i
	for ((i = 0; i < $1; i++)); do
		sleep 0.15
		kill -KILL "$(random_worker)" || true
	done
}

test_storm() {
	local i sent died counted scraper
	mixed_requests 150 >"$work/mixed"
	mkdir "$work/scrapes"
	settle "$work/scrapes/0"
	scrape_on &
	scraper=$!
	for i in 1 2 3 4 5; do
		storm "$i"
		# A worker that lived for less than a second counts as one that failed.
		sleep 1
	done
	touch "$work/stop"
	wait "$scraper"
	holds 'ten workers are counted after the kills and reloads' settle "$work/scrapes/99999"
	# The first scrape is counted, the last is not yet.
	sent=$(($(cat "$work"/storm.* "$work/scrapes.asked" | wc -l) + asked))
	counted=$(risen "$work/scrapes/0" "$work/scrapes/99999" | total)
	died=$(awk 'NF < 4' "$work"/storm.* | wc -l)
	echo "      ($sent sent, $counted counted; $died were lost with their workers)"
	# A kill in the microsecond between accepting and marking is seen by nobody;
	# two of them, among twenty kills, would be no accident.
	holds 'the sum of http_requests_total is the number of requests sent' \
		lies_within "$counted" $((sent - 1)) $((sent + $(sent_anew)))
	holds '… though some were lost with their workers' lies_within "$died" 1 20
	holds 'no counter went back, nor away' says_nothing gone_back "$work/scrapes"/*
}

ask_prometheus() {
	curl -fsS --noproxy '*' -G "$prometheus_url/api/v1/$1" "${@:2}"
}

# Prints the value of a PromQL expression.
value_by() {
	ask_prometheus query --data-urlencode "query=$1" | jq -r '.data.result[0].value[1]'
}

is_value() {
	[ "$(value_by "$1")" = "$2" ]
}

# The example as shipped, but for the address and the pace.
start_prometheus() {
	local port
	port=$(free_port)
	mkdir "$work/prometheus"
	cp "$share"/*.yml "$work/prometheus"
	sed -i "s|127\.0\.0\.1:8000|${base#http://}|; s|15s|1s|" "$work/prometheus/todo-api.scrape.yml"
	prometheus_url=http://127.0.0.1:$port
	prometheus --config.file="$work/prometheus/todo-api.scrape.yml" --log.level=warn \
		--storage.tsdb.path="$work/prometheus/data" --web.listen-address="127.0.0.1:$port" \
		>"$work/prometheus/log" 2>&1 &
	prometheus=$!
	holds 'Prometheus scrapes the pool' eventually is_value 'up{job="todo-api"}' 1 2>"$work/said"
}

# Prints the queries of the dashboard, with its variables put in.
queries() {
	jq -r '.. | .expr? // empty' "$share/todo-api.dashboard.json" | sort -u |
		sed 's/[$]job/todo-api/g; s/[$]instance/.*/g; s/[$]__rate_interval/1m/g'
}

# Whether a PromQL expression has an answer.
is_answered() {
	[ "$(ask_prometheus query --data-urlencode "query=$1" | jq '.data.result | length')" -gt 0 ]
}

are_evaluated() {
	ask_prometheus rules >"$work/rules"
	jq -e '[.data.groups[].rules[].health] | all(. == "ok")' "$work/rules" >"$work/said"
}

test_prometheus() {
	local query before lines
	start_prometheus
	query='sum(http_requests_total{endpoint!="/metrics"})'
	settle "$work/before"
	before=$(requests_of "$work/before" | awk '$2 != "/metrics"' | total)
	holds 'PromQL has the counts from before it was there' eventually is_value "$query" "$before"
	send "$work/mixed" "$work/ledger"
	lines=$(wc -l <"$work/ledger")
	holds '… and those of the requests that follow' \
		eventually is_value "$query" $((before + lines))
	while read -r query; do
		holds "the dashboard has an answer to: ${query::60}…" eventually is_answered "$query"
	done < <(queries)
	holds 'all rules are evaluated without an error' eventually are_evaluated
	holds '… each that is in the file' [ "$(jq '.data.groups[].rules | length' "$work/rules")" = \
		"$(grep -c -- '- alert:' "$share/todo-api.rules.yml")" ]
	holds 'Prometheus has no complaints' [ ! -s "$work/prometheus/log" ]
}

# The dashboard and the rules name nothing that the program does not have.
test_names() {
	scrape "$work/after"
	names_offered "$work/after" >"$work/offered"
	{ queries && jq -r '.data.groups[].rules[].query' "$work/rules"; } >"$work/queries"
	names_used <"$work/queries" >"$work/used"
	holds 'dashboard and rules name many metrics' [ "$(wc -l <"$work/used")" -ge 10 ]
	holds '… that the program has' says_nothing comm -23 "$work/used" "$work/offered"
	grep -oE '\b(event|error_code|endpoint|le)="[^"]*"' "$work/queries" | sort -u >"$work/used"
	grep -oE '\b(event|error_code|endpoint|le)="[^"]*"' "$work/after" | sort -u >"$work/offered"
	holds '… and values of labels that it has' says_nothing comm -23 "$work/used" "$work/offered"
}

# promtool's own tests of what ships.
test_files() {
	local alert tests=$root/tests/system/metrics_rules.yml
	holds 'the rules are valid' quietly promtool check rules "$share/todo-api.rules.yml"
	holds 'the example configuration is valid' \
		quietly promtool check config "$share/todo-api.scrape.yml"
	holds 'each alert fires when it should and not otherwise' quietly promtool test rules "$tests"
	while read -r alert; do
		holds "… $alert too" grep -q "alertname=\"$alert\", alertstate=\"firing\"" "$tests"
	done < <(sed -n 's/.*- alert: //p' "$share/todo-api.rules.yml")
}

# Counters that cannot be had cost no request.
test_unwritable() {
	start_service TODO_API_STATE="$work/blind" WORKERS=1 AUTH_WORKERS=1 \
		METRICS_FILE=/proc/none DATABASE_URL="$database_url"
	mixed_requests 5 >"$work/few"
	send "$work/few" "$work/ledger"
	sent_by "$work/ledger" >"$work/said"
	holds 'without counters requests are served' [ "$(grep -c ' 50[0-9] ' "$work/said")" = 0 ]
	holds '… each with an answer of ours' [ "$(awk 'NF < 4' "$work/ledger" | wc -l)" = 0 ]
	holds '… while /metrics says SERVER_002' [ "$(status_of "$base/metrics")" = 500 ]
	grep -o '"level":"WARNING".*METRICS_FILE.*"worker_pid":[0-9]*' "$work/run.log" >"$work/warnings" || true
	holds '… and each worker warns once' [ "$(wc -l <"$work/warnings")" = 2 ]
}

at_exit clean_up
start_pool
test_files
test_calm
test_random_paths
test_storm
test_prometheus
test_names
test_unwritable
tell check-metrics
