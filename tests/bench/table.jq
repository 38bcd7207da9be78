# Makes the JSON of the table of the measured windows, a line each:
#
#   ours ROW CONNECTIONS requests rate p50 p99 bad dropped SPENT
#   limit ROW CONNECTIONS requests rate SPENT
#
# SPENT is microseconds: wall time, then CPU time of the machine, lighttpd, the
# workers and Postgres. Of several rounds the medians count.

def median: sort | (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2;
def round_to($digits): . * pow(10; $digits) | round / pow(10; $digits);

def window:
	split(" ") as $words
	| ($words[2:] | map(tonumber)) as $n
	# A window of a second may be too short for a login.
	| ([$n[1], 1] | max) as $requests
	| $n[-5:] as [$wall, $machine, $front, $workers, $postgres]
	| {kind: $words[0], row: $words[1], connections: $n[0], rate: $n[2],
	   requests: $n[1], busy: ($machine / $wall),
	   lighttpd: ($front / $requests), workers: ($workers / $requests),
	   postgres: ($postgres / $requests)}
	+ if $words[0] == "ours"
	  then {p50: ($n[3] / 1000), p99: ($n[4] / 1000), errors: ($n[5] + $n[6])} else {} end;

# The median of one member of all windows.
def of($member): map(.[$member]) | median;

def limit_of($ours; $limit):
	if ($limit | length) == 0 then null else
	{rate: ($limit | of("rate") | round), postgres_us: ($limit | of("postgres") | round_to(1)),
	 busy_cores: ($limit | of("busy") | round_to(2)),
	 share: ([range($ours | length) | $ours[.].rate / $limit[.].rate] | median | round_to(3))}
	end;

def row:
	map(select(.kind == "ours")) as $ours
	| map(select(.kind == "limit")) as $limit
	| {row: .[0].row, connections: .[0].connections, requests: ($ours | map(.requests) | add),
	   rate: ($ours | of("rate") | round_to(1)), p50_ms: ($ours | of("p50") | round_to(2)),
	   p99_ms: ($ours | of("p99") | round_to(2)), errors: ($ours | map(.errors) | add),
	   cpu_us: ($ours | {lighttpd: of("lighttpd"), workers: of("workers"), postgres: of("postgres")}
	     | map_values(round_to(1))),
	   busy_cores: ($ours | of("busy") | round_to(2)), limit: limit_of($ours; $limit)};

[inputs | window] as $windows
| {machine: $machine[0], seconds: $seconds, rounds: $rounds, workers: $workers, memory: $memory,
   rows: [$windows | reduce .[].row as $name ([]; if index([$name]) then . else . + [$name] end)
     | .[] as $name | $windows | map(select(.row == $name)) | row]}
