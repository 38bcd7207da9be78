# Makes the JSON of the measured windows, a line each with tabs between: the request,
# with which data or beside what, answers, a second, p50 and p99 in microseconds,
# not 2xx, failed connections. Of several rounds the medians count.

def median: sort | (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2;
def in_order: reduce .[] as $name ([]; if index([$name]) then . else . + [$name] end);

[inputs | split("\t") | .[:2] as [$request, $kind] | (.[2:] | map(tonumber)) as $n
	| {request: $request, kind: $kind, sent: $n[0], rate: $n[1], p50: $n[2], p99: $n[3],
	   errors: ($n[4] + $n[5])}] as $all
| {machine: $machine[0], kinds: ($all | map(.kind) | in_order)} + $more
+ {requests: [($all | map(.request) | in_order)[] as $request
	| {request: $request, measured: [($all | map(select(.request == $request)) | group_by(.kind)[])
	  | {kind: .[0].kind, windows: length, sent: (map(.sent) | add),
	     p50_ms: (map(.p50) | median / 1000), p99_ms: (map(.p99) | median / 1000),
	     per_second: (map(.rate) | median | round), errors: (map(.errors) | add)}]}]}
