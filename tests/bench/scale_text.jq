# Prints a part of scale.jq's JSON for a table in Markdown, with tabs between; the line after
# "# " stands above it. The part notes is what is assumed, and where it is from.

def commas: round | tostring | [while(length > 0; .[:-3]) | .[-3:]] | reverse | join(",");
# Two digits count.
def about: if . < 100 then round | tostring else pow(10; log10 | floor - 1) as $unit
	| . / $unit | round * $unit | commas end;
def span(f): map(f) | if length == 1 or .[0] == .[1] then .[0] else "\(.[0]) to \(.[1])" end;
def span: span(about);
def percent: "\(. * 100 | round) %";
def tenths: (if . >= 100 then round else . * 10 | round / 10 end) | tostring;
def time: if . < 90 then "\(tenths) s" elif . < 5400 then "\(. / 60 | tenths) min" else "\(. / 3600 | tenths) h" end;
def rule: [":--"] + [.[1:][] | "--:"];
def title: "# \(.)";

.assumed as $a | (.mean_us.stand_in != null) as $spread
| if $part == "requests" then
	("Requests a second of nodes with \($a.cores) cores, \($a.busy | percent) busy; CPU \u00b5s of a request" | title),
	(["", "of the mix", "hosts \u00b5s", "database \u00b5s"] + (if $spread then ["spread, stand-in"] else [] end)
	 + ["1 node", "3 nodes, Citus", "16 nodes, Citus"] | ., rule),
	(.requests[] | [.kind, "\(.share * 1000 | round / 10) %", (.host_us | tenths), (.database_us | tenths)]
	 + (if $spread then ["\(.stand_in_us | tenths) (\(.stand_in_us / .database_us * 100 | round / 100) \u00d7)"] else [] end)
	 + [(.one | about)] + (.more | map(.requests | span))),
	(["the mix", "", (.mean_us.host | tenths), (.mean_us.database | tenths)]
	 + (if $spread then ["\(.mean_us.stand_in | tenths) (\(.mean_us.stand_in / .mean_us.database * 100 | round / 100) \u00d7)"] else [] end)
	 + (.nodes | map(.carried | map(.requests) | span)))
  elif $part == "nodes" then
	("What nodes of the database carry, and what it takes before them" | title),
	(["nodes", "requests/s", "users", "hosts", "workers", "connections of a node", "max_connections", "pooler"] | ., rule),
	(.citus.connections as $each | .nodes[] | (.nodes > 1) as $many
	 | (.carried | map(.connections * (if $many then $each else 1 end))) as $connections
	 | [.nodes, (.carried | map(.requests) | span), (.carried | map(.users) | span), (.carried | map(.hosts) | span(commas)),
	   (.carried | map(.workers) | span(commas)), ($connections | span(commas)), ($a.connections | commas),
	   (if $connections[-1] <= $a.connections then "no" else "or more connections" end)])
  elif $part == "todos" then
	("Bytes of a todo, as they come one by one, and seconds of a million" | title),
	(["of"] + (.sizes | map("\(.todos | commas) todos, bytes")) + ["made anew, bytes", "making it, s a million"] | ., rule),
	(["the table"] + (.sizes | map(.table | tenths)) + ["-", "-"]),
	(.sizes as $sizes | $sizes[-1].indexes | to_entries[] | .key as $i
	 | [.value.name] + ($sizes | map(.indexes[$i].grown | tenths)) + [(.value.built | tenths), (.value.seconds_per_million | tenths)]),
	(["all"] + (.sizes | map(.bytes | tenths)) + [(.sizes[-1] | .table + .index_built | tenths),
	  (.sizes[-1].indexes | map(.seconds_per_million) | add | tenths)]),
	(["vacuum, s a million"] + (.sizes | map(.vacuum_per_million | tenths)) + ["-", "-"]),
	(["pg_dump -Fc, s a million"] + (.sizes | map(.dump_per_million | tenths)) + ["-", "-"]),
	(["pg_basebackup, MB/s"] + (.sizes | map(.copy_mb_per_second | tenths)) + ["-", "-"])
  elif $part == "ahead" then
	("What is ahead on one node, first what is furthest over what is allowed" | title),
	(["todos", "GiB", "of indexes", "vacuum", "passes", "pg_dump", "pg_basebackup", "longest index"] | ., rule),
	(.ahead[] | [(.todos | commas), (.gib | tenths), (.index_gib | tenths), (.vacuum_hours * 3600 | time), .vacuum_passes,
	  (.dump_hours * 3600 | time), (.copy_hours * 3600 | time), (.index_seconds | time)]),
	(.ahead[] | "- \(.todos | commas) todos: \(if .over == [] then "nothing is in the way" else
	  .over | map("\(.what) (\(.ratio | tenths) \u00d7)") | join("; ") end)")
  else
	"Measured here: CPU time of a request\(if .given.machine.date == .machine.date or .given.seconds == null then "" else
	  " (\(.given.machine.date), \(.given.machine.model), \(.given.machine.cores) cores, windows of \(.given.seconds) s)" end),\(
	  if $spread then " the stand-in of a spread database," else "" end) bytes, vacuum, dump, copy, indexes.",
	(if $spread then "The stand-in is four partitions on one node: what Citus' routing and its network cost is not in it." else
	  "The tables were not spread: schema/distribute.sql or its stand-in is not there." end),
	"Citus: not measured here, but taken from \(.citus.source). It says hot statements cost \(
	  .citus.range.coordinator) times plain CPU through a coordinator, \(.citus.range.owner) at the node of the user. A request is taken to enter at any node; at most as many times the database's time, at least the difference; \(
	  .citus.like | to_entries | map("\(.key) as \(.value)") | join(", ")). Connections of a node: \(.citus.connections) for each of a worker's.",
	"Assumed: \($a.daily) requests of a user a day, the mix above, \($a.peak) times the mean at the busiest time, machines busy to \(
	  $a.busy | percent), \($a.workers) + \($a.auth_workers) workers a host of \($a.cores) cores, \($a.ram_gib | tenths) GiB; \($a.large | percent) of the todos are of a user whose words are in the index. Refreshes are not in the mix.",
	"Connections: max_connections is \($a.connections); from \(.pooler_from_hosts) hosts on more are wanted than that. A backend has \(
	  .backend_kib / 1024 | tenths) MiB for itself, so that a tenth of the memory has \(.backends_in_tenth_of_ram | commas). Beyond, pgbouncer in transaction mode, with DATABASE_PREPARE=false, which costs 20 to 50 \u00b5s a statement (todo-api-hosting(7), A pooler; not measured here).",
	"Memory: the indexes of \(.in_ram.indexes | about) todos fit into it, and all of \(.in_ram.all | about).",
	"Extrapolated from the larger size; the smaller one differs by \(.deviation.bytes | percent) in bytes, \(.deviation.vacuum | percent) in vacuum, \(
	  .deviation.dump | percent) in the dump, \(.deviation.indexes | percent) in making indexes. All of it was in memory: where it is not, the disk's time comes on top, and the time of a vacuum counts all its passes over the indexes as whole vacuums. pg_restore makes all indexes anew.",
	"Allowed: \($a.backup_hours) h for a backup, \($a.vacuum_hours) h for a vacuum, \($a.pause_seconds) s without writes."
  end
| if type == "array" then map(tostring) | @tsv else . end
