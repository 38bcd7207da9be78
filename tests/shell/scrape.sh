#!/bin/bash -p
# What a test of /metrics needs: requests whose end is known, sent by curl, and
# scrapes, taken apart. To be sourced.
#
# A ledger has a line for each request: method, endpoint, status, X-Request-ID.
# shellcheck disable=SC2154 # $base and $work are the caller's

# Prints curl's configuration for a request: method, endpoint, path, what else.
request() {
	local method="request = \"$1\""
	[ "$1" != HEAD ] || method='head'
	printf '%s\n' 'no-progress-meter' "$method" "url = \"$base$3\"" 'output = "/dev/null"' \
		'max-time = 60' "header = \"Authorization: Bearer ${token:-}\"" \
		'header = "Content-Type: application/json"' "${@:4}" \
		"write-out = \"$1 $2 %{http_code} %header{x-request-id}\\n\"" 'next'
}

# The configuration of $1 rounds, each of requests of all kinds.
mixed_requests() {
	local i id
	for ((i = 0; i < $1; i++)); do
		printf -v id '%08x-0000-4000-8000-000000000000' "$i"
		request GET /todos '/todos?limit=5'
		request HEAD /todos /todos
		request POST /todos /todos 'data = "{\"title\":\"counted\"}"'
		request POST /todos /todos 'data = "{\"title\":5}"'
		request GET '/todos/{id}' "/todos/$id"
		request PUT '/todos/{id}' "/todos/$id" 'data = "{\"title\":\"changed\"}"'
		request DELETE '/todos/{id}' "/todos/$id"
		request GET unmatched "/no/such/$i"
		request OTHER unmatched "/no/such/$i" 'request = "PROPFIND"'
		request POST /auth/refresh /auth/refresh 'data = "{\"refresh_token\":\"none\"}"'
		((i % 25)) || request POST /auth/login /auth/login \
			'data = "{\"email\":\"nobody@example.org\",\"password\":\"Wrong-horse-1\"}"'
	done
}

# The configuration of $1 requests for paths that nobody ever asked for.
random_requests() {
	local i methods=(GET HEAD PUT DELETE PATCH PROPFIND LOCK REPORT)
	local paths=(/ /todos/ /auth/ /todos/x/ /caf%C3%A9%20 /health/)
	for ((i = 0; i < $1; i++)); do
		request "${methods[i % 8]}" any "${paths[RANDOM % 6]}$i.$RANDOM$RANDOM?a=$RANDOM"
	done
}

# Sends what configuration $1 says, 16 at a time, and writes ledger $2.
send() {
	sed '$d' "$1" | no_proxy='*' curl -q --parallel --parallel-max 16 -K - >"$2"
}

# Puts what /metrics says into file $1, which is only there if it was said.
scrape() {
	! curl -fs --noproxy '*' -m 30 -o "$1.new" "$base/metrics" || mv "$1.new" "$1"
	rm -f "$1.new"
}

# Prints what scrape $1 says of requests: method, endpoint, status, number.
requests_of() {
	sed -nE 's/^http_requests_total\{method="([^"]*)",endpoint="([^"]*)",status="([^"]*)"\} /\1 \2 \3 /p' "$1"
}

# Prints by how much the counters of requests rose from scrape $1 to $2.
risen() {
	awk '{ key = $1 " " $2 " " $3 }
		NR == FNR { before[key] = $4; next }
		$4 != before[key] { print key, $4 - before[key] }' \
		<(requests_of "$1") <(requests_of "$2") | sort
}

# The same from ledgers.
sent_by() {
	awk '{ sent[$1 " " $2 " " $3]++ } END { for (key in sent) print key, sent[key] }' "$@" |
		sort
}

# Adds up the fourth word of the lines.
total() {
	awk '{ total += $4 } END { print total + 0 }'
}

# Prints the series of scrape $1, without their values.
series_of() {
	sed '/^#/d; s/ [^ ]*$//' "$1" | sort
}

# Prints the value of series $2 in scrape $1.
value_of() {
	awk -v series="$2" '$1 == series { print $2 }' "$1"
}

# Prints each counter that went back, or away, from one scrape to the next.
gone_back() {
	awk 'function miss() {
			for (series in last) if (!(series in seen)) print file, series
			split("", seen)
			file = FILENAME
		}
		FNR == 1 { miss() }
		/^# TYPE/ { kind[$3] = $4 }
		/^#/ { next }
		{
			name = $1
			sub(/\{.*/, "", name)
			family = name
			sub(/_(bucket|sum|count)$/, "", family)
			if (kind[name] != "counter" && kind[family] != "histogram") next
			if ($2 + 0 < last[$1] + 0) print FILENAME, $1, last[$1], $2
			last[$1] = $2
			seen[$1]
		}
		END { miss() }' "$@"
}

# Prints the metrics that PromQL expressions name, one a line.
names_used() {
	sed -E 's/"[^"]*"//g; s/\{[^}]*\}//g; s/\b(by|on) *\([a-z_, ]*\)/ /g' |
		grep -oE '\b[a-z]+(_[a-z]+)+\b( *\()?' | grep -v '($' | sort -u
}

# Prints the metrics that scrape $1 can have, whether it has them yet or not.
names_offered() {
	awk '$1 == "#" && $2 == "TYPE" {
		if ($4 != "histogram") print $3
		else printf "%s_bucket\n%s_sum\n%s_count\n", $3, $3, $3
	}' "$1" | sort
}
