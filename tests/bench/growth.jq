# Makes the JSON of what was measured, a line each with tabs between: the request's
# name, the user's todos, median and p99 in milliseconds, how often it was sent.

[inputs | split("\t") as [$name, $size, $median, $p99, $count]
	| {request: $name, todos: ($size | tonumber), median_ms: ($median | tonumber),
	   p99_ms: ($p99 | tonumber), sent: ($count | tonumber)}] as $all
| {machine: $machine[0], others: $others, sizes: ($all | map(.todos) | unique),
   requests: ($all | reduce .[].request as $name ([]; if index([$name]) then . else . + [$name] end)
     | map({request: ., measured: [. as $name | $all[] | select(.request == $name) | del(.request)]}
       | .ratio = (.measured[-1].median_ms / .measured[0].median_ms * 100 | round / 100)))}
# What the exact total costs: a page with it, less the same page without it.
| (.requests | map({key: .request, value: .measured}) | from_entries) as $by
| .total_ms = [.sizes | keys[] as $i | {todos: .[$i],
	median_ms: (($by["created_at desc, all, no total"] // empty) as $bare
	  | ($by["created_at desc, all"][$i].median_ms - $bare[$i].median_ms) * 1000 | round / 1000)}]
