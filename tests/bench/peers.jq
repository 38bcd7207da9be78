# Makes the JSON of the peers' table of what the harness wrote for each round: of each
# scenario the medians of each server, and our rate as a multiple of each peer's.

def median: sort | (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2;
def of($member): map(.[$member]) | median;
def errors: map(.non2xx + .sockerr) | add;

def row:
	{rate: (of("rps") | round), p99_ms: (of("p99_ms") * 100 | round / 100), errors: errors,
	 app_us: (of("app_us") | round), postgres_us: (of("pg_us") | round)};

map(.rows[] + {name}) as $windows
| [$windows[].name] | unique | map(select(. != "todo-api")) as $peers
| {rounds: ([$windows[] | select(.name == "todo-api") | .scenario] | group_by(.) | map(length) | max),
   rows: [$windows | reduce .[].scenario as $s ([]; if index([$s]) then . else . + [$s] end) | .[] as $scenario
     | ($windows | map(select(.scenario == $scenario))) as $these
     | ($these | map(select(.name == "todo-api")) | row) as $ours
     | {row: $scenario, ours: $ours,
	peers: [$peers[] as $name | $these | map(select(.name == $name)) | select(length > 0) | row
	  | . + {name: $name, ratio: ($ours.rate / .rate * 100 | round / 100)}]}]}
