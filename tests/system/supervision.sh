#!/bin/bash -p
# Proves what a supervised pool promises: killed workers come back, a reload loses
# no request, a stop finishes what is in flight, a late Postgres is waited for;
# and that what "make install" gives to systemd, and todo.fcgi(8) to its admin, works.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"

check_kill() {
	local before
	read -ra before <<<"$(workers_of api)"
	kill -KILL "${before[@]}"
	holds 'workers killed with -9 are replaced' eventually are_others "${before[@]}"
	holds '… and serve' eventually is_healthy
}

# One login; its status is the first line of a file of its own.
log_in() {
	status_of -H 'Content-Type: application/json' "$base/auth/login" \
		-d "$(account_of fault@example.org)" >"$work/login.$1"
}

# Whether each worker of pool $1 has a request in its hands: together one less
# than the metrics count, which are asked for.
are_busy() {
	local count
	count=$(curl -s --noproxy '*' "$base/metrics" | sed -n 's/^http_requests_in_flight //p')
	[ "${count:-0}" -gt "${pool_workers[$1]}" ]
}

# A password's hash of that cost takes half a second: time to come in between.
check_stop() {
	local i logins=()
	holds 'TERM ends an idle pool' stop_pool auth
	start_pool auth BCRYPT_COST_FACTOR=13 LOGIN_FAILURES_PER_MINUTE=0
	new_token fault@example.org >"$work/token"
	for i in 1 2; do
		log_in "$i" &
		logins+=("$!")
	done
	holds 'each worker has a login in its hands' eventually are_busy auth
	holds 'TERM ends the pool' stop_pool auth
	wait "${logins[@]}"
	for i in 1 2; do
		holds "TERM: login $i is finished and answered" test "$(cat "$work/login.$i")" = 200
	done
	holds 'without its pool /auth is refused' \
		test "$(status_of -d '{}' "$base/auth/login")" = 503
	holds '… and only /auth is' is_healthy
	start_pool auth
	holds 'it is served again when the pool is back' eventually serves_auth
}

# Whether a login without a JSON body is refused by the program itself.
serves_auth() {
	[ "$(status_of -d '{}' "$base/auth/login")" = 415 ]
}

# Sends requests until the file "stop" is there; prints how many gave no 200.
keep_asking() {
	local bad=0 status count=0
	while [ ! -e "$work/stop" ]; do
		while read -r status; do
			count=$((count + 1))
			[ "$status" = 200 ] || bad=$((bad + 1))
		done < <(curl -s --noproxy '*' -m 30 -o /dev/null -w '%{http_code}\n' \
			"$base/health/live?[1-50]")
	done
	echo "$bad $count"
}

# TERM to a worker alone, as a careful operator would, and reloads, under load.
check_reload() {
	local i asking=() bad total=0
	rm -f "$work/stop"
	for i in 1 2 3 4; do
		keep_asking >"$work/asked.$i" &
		asking+=("$!")
	done
	for i in 1 2 3; do
		read -ra before <<<"$(workers_of api)"
		kill -USR2 "${pool[api]}"
		holds "reload $i: all workers are others" eventually are_others "${before[@]}"
		sleep 1
	done
	touch "$work/stop"
	wait "${asking[@]}"
	for i in 1 2 3 4; do
		read -r bad count <"$work/asked.$i"
		total=$((total + count))
		holds "reload: client $i saw nothing but 200" test "$bad" = 0
	done
	echo "      ($total requests)"
}

are_others() {
	local pid
	is_full api || return
	for pid; do
		[[ " $(workers_of api) " != *" $pid "* ]] || return
	done
}

# The clock ticks, 100 a second, that pool $1's workers have used.
ticks_of() {
	local pid sum=0 user system
	for pid in $(workers_of "$1"); do
		read -r user system < <(sed 's/.*) //' "/proc/$pid/stat" | cut -d' ' -f 12,13)
		sum=$((sum + user + system))
	done
	echo "$sum"
}

check_late_database() {
	local before ticks lines seconds
	stop_pool api
	stop_postgres fast
	start_pool api
	holds 'a pool starts without Postgres, and /health says 503' \
		test "$(status_of "$base/health")" = 503
	before=$(workers_of api) ticks=$(ticks_of api) lines=$(wc -l <"$log") seconds=$SECONDS
	sleep 3
	seconds=$((SECONDS - seconds + 1))
	holds '… its workers wait without spinning' \
		lies_within $(($(ticks_of api) - ticks)) 0 $((seconds * 100 * pool_workers[api] / 20))
	holds '… and say so, but not often' lies_within $(($(wc -l <"$log") - lines)) \
		"${pool_workers[api]}" $((2 * seconds * pool_workers[api]))
	start_postgres
	holds 'it serves as soon as Postgres is there' eventually is_healthy
	holds '… by the same workers' test "$(workers_of api)" = "$before"
}

# A new log after it was moved away, by the script that logrotate runs.
check_rotation() {
	local script
	script=$(sed -n '/postrotate/,/endscript/{//!p}' "$app/share/todo-api/todo-api.logrotate")
	holds 'rotation: HUP goes to the workers by their name' \
		grep -q '^[[:space:]]*pkill -HUP .* todo.fcgi ' <<<"$script"
	mv "$log" "$log.1"
	# shellcheck disable=SC2046 # a list of pids
	kill -HUP $(workers_of api)
	holds 'rotation: … who open a new log' eventually log_grows
	holds 'rotation: … and stay' is_full api
	if command -v logrotate >/dev/null; then
		holds 'logrotate accepts the snippet' logrotate -d "$app/share/todo-api/todo-api.logrotate"
	else
		skip 'logrotate accepts the snippet' logrotate
	fi
}

log_grows() {
	is_healthy && [ -s "$log" ]
}

check_units() {
	local unit=$app/lib/systemd/system/todo-api@.service
	holds 'the unit starts what was installed' grep -q "^ExecStart=.* $app/lib/todo-api/todo.fcgi$" "$unit"
	holds 'the unit runs them in SCHED_BATCH' grep -qx 'CPUSchedulingPolicy=batch' "$unit"
	holds 'the unit of /auth has workers of its own number' \
		grep -q "^Environment=WORKERS=${pool_workers[auth]}$" "${unit%@*}@auth.service.d/auth.conf"
	if command -v systemd-analyze >/dev/null; then
		holds 'systemd accepts the units' systemd_accepts "$unit"
		holds 'systemd says that they are exposed by 1.0 at most' is_exposed_by 10 "$unit"
		take_credential "$unit"
		holds 'systemd accepts the settings as a credential' systemd_accepts "$unit"
	else
		skip 'systemd accepts the units, and how far they are exposed' systemd-analyze
	fi
	if command -v systemd-tmpfiles >/dev/null && [ "$(id -u)" = 0 ]; then
		mkdir -p "$work/fs/etc"
		cp /etc/passwd /etc/group "$work/fs/etc"
		sed -i '/^todo-api:/d' "$work"/fs/etc/{passwd,group}
		systemd-sysusers --root="$work/fs" "$app/lib/sysusers.d/todo-api.conf" 2>/dev/null
		holds 'systemd-sysusers makes a user beside the web server'"'"'s' grep -q '^todo-api:' "$work/fs/etc/passwd"
		holds '… and lets that to the sockets' grep -qE '^todo-api:.*:www-data$' "$work/fs/etc/group"
		systemd-tmpfiles --create --root="$work/fs" "$app/lib/tmpfiles.d/todo-api.conf"
		holds 'systemd-tmpfiles makes the folder of the sockets' \
			test "$(stat -c '%u %a' "$work/fs/run/todo-api")" = \
			"$(sed -n 's/^todo-api:x:\([0-9]*\):.*/\1/p' "$work/fs/etc/passwd") 750"
	else
		skip 'systemd-tmpfiles makes the folder of the sockets' 'systemd-tmpfiles, or no root,'
	fi
}

# Whether the unit would start a pool, with these variables in its environment.
would_start() {
	local condition
	condition=$(sed -n 's/^ExecCondition=//p' "$app/lib/systemd/system/todo-api@.service")
	env "$@" sh -c "${condition//\$\$/\$}"
}

check_condition() {
	local none=TODO_API_CONFIG=$work/none
	printf '#DATABASE_URL=x\nDATABASE_URL=\nJWT_SECRET_KEY=x\n' >"$work/none"
	holds 'the unit starts a pool whose settings name a database' would_start TODO_API_CONFIG="$work/settings"
	holds '… or whose environment does' would_start "$none" DATABASE_URL=x
	holds '… and no other' [ -z "$(would_start "$none" && echo starts)" ]
}

# Whether the exposure, in tenths, is $1 at most: of the template, and of /auth's pool
# with what that has of its own.
is_exposed_by() {
	local whole=$work/units/todo-api@.service
	mkdir -p "$work/units"
	sed '/^\[Install\]/,$d' "$2" | cat - "${2%@*}@auth.service.d/auth.conf" >"$whole"
	systemd-analyze security --offline=true --no-pager --threshold="$1" "$2" >/dev/null &&
		systemd-analyze security --offline=true --no-pager --threshold="$1" "$whole" >/dev/null
}

# Does as todo.fcgi(8) has it for settings that only systemd may read.
take_credential() {
	mkdir -p "$1.d"
	shown "$root/fcgi/host/todo.fcgi.8" credential >"$1.d/credential.conf" &&
		grep -q LoadCredential= "$1.d/credential.conf"
}

# Not a word of warning about the template and the instance that has a drop-in.
systemd_accepts() {
	local said
	said=$(SYSTEMD_UNIT_PATH=$(dirname "$1"): systemd-analyze verify --man=no \
		"$1" "${1%@*}@auth.service" 2>&1) || true
	[ -z "$said" ] || { echo "$said"; return 1; }
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	tear_down_stack
}

at_exit clean_up
set_up_stack
start_pool api
start_pool auth
start_front
check_units
check_condition
check_kill
check_stop
check_reload
check_late_database
check_rotation
tell check-supervision
