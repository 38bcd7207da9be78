# Makes the JSON of what scale.sh measured: $one and $spread have the rows of table.jq (the
# second null where there is no stand-in), $sizes what was measured of two numbers of todos,
# $settings the cluster's, $assumed what is said of other machines, $citus what it costs.

def round_to($digits): . * pow(10; $digits) | round / pow(10; $digits);

$assumed[0] as $a | $citus[0] as $c | $settings[0] as $s
# CPU time that a machine gives in a second.
| ($a.cores * $a.busy * 1000000) as $given
| ($a.mix | map(.weight) | add) as $weights

# What a request of a kind takes of the hosts of the program, and of a database.
| def row($rows; $kind): ($rows[0] // {rows: []}).rows | map(select(.row == $kind))[0];
def kind: .kind as $kind | row($one; $kind) as $row
	| if $row then . else error("no row \($kind) in what was measured") end
	| row($spread; $kind) as $stand_in
	| {kind: $kind, share: (.weight / $weights), host_us: ($row.cpu_us | .lighttpd + .workers),
	   database_us: $row.cpu_us.postgres, stand_in_us: ($stand_in.cpu_us.postgres // null)};

# What it takes of all of n databases when a user's is entered by chance: at least what the
# statement takes more than on plain Postgres, at most as many times what was measured.
def nodes_us($n): (.stand_in_us // .database_us) as $us
	| $c.kinds[.kind] // $c.kinds[$c.like[.kind]] | ((.owner + .other * ($n - 1)) / $n) as $there
	| [$us + $there - .plain, $us * $there / .plain];

def carried($n; $us; $host_us): ($given * $n / $us) as $rate
	| {requests: $rate, users: ($rate * 86400 / $a.daily / $a.peak),
	   hosts: ($rate * $host_us / $given | ceil)}
	| .workers = .hosts * $a.workers
	| .connections = .hosts * ($a.workers + $a.auth_workers) + 3;

($a.mix | map(kind)) as $kinds
| def mean(f): $kinds | map(.share * f) | add;
mean(.host_us) as $host_us | mean(.database_us) as $database_us
| [3, 16] as $more
| ($kinds | map(. + {one: ($given / .database_us),
	more: [$more[] as $n | {nodes: $n, requests: (nodes_us($n) | reverse | map($given * $n / .))}]})) as $requests
| ([{nodes: 1, carried: [carried(1; $database_us; $host_us)]}]
  + [$more[] as $n | {nodes: $n, carried: [
	  carried($n; mean(nodes_us($n)[1]); $host_us), carried($n; mean(nodes_us($n)[0]); $host_us)]}]) as $nodes

# Of each number of todos: bytes and seconds for one.
| def per($n): . / $n;
def size: . as $all | .todos as $n | {todos: $n,
	table: (.table_bytes | per($n)),
	indexes: (.indexes | map({name, grown: (.grown_bytes | per($n)), built: (.built_bytes | per($n)),
	  seconds_per_million: (.seconds * 1e6 | per($n))})),
	vacuum_per_million: (.vacuum_seconds * 1e6 | per($n)), dump_per_million: (.dump.seconds * 1e6 | per($n)),
	dump_mb_per_second: (.dump.written / .dump.seconds / 1e6),
	copy_mb_per_second: (.copy.written / .copy.seconds / 1e6), load_seconds}
	| .index = (.indexes | map(.grown) | add) | .index_built = (.indexes | map(.built) | add)
	| .bytes = .table + .index;
# Kinds that write; each takes a transaction's number, all of which a vacuum has to have passed.
def writes: map(select(.kind | IN("create", "keyed", "bulk", "patch", "update", "login")) | .share) | add // 0;
($s.freeze_max_age / ([$nodes[0].carried[0].requests / $a.peak * ($kinds | writes), 1] | max) / 3600) as $freeze_hours
| ($sizes | map(size)) as $per
| $per[-1] as $last
| ($a.ram_gib * 1073741824) as $ram

# What is to come at n todos on one node, each with what is allowed of it.
| def ahead($n): ($n * $s.vacuum_share * 6 / $s.vacuum_memory | ceil | if . < 1 then 1 else . end) as $passes
	| {todos: $n, gib: ($n * $last.bytes / 1073741824), index_gib: ($n * $last.index / 1073741824),
	   vacuum_passes: $passes, vacuum_hours: ($n * $last.vacuum_per_million / 1e6 / 3600 * $passes),
	   dump_hours: ($n * $last.dump_per_million / 1e6 / 3600),
	   copy_hours: ($n * $last.bytes / 1e6 / $last.copy_mb_per_second / 3600),
	   index_seconds: ($n * ($last.indexes | map(.seconds_per_million) | max) / 1e6)}
	| .over = ([
	    {what: "a migration that makes an index lets writes wait for \(.index_seconds | round) s", ratio: (.index_seconds / $a.pause_seconds)},
	    {what: "the indexes are larger than the memory: requests wait for the disk", ratio: (.index_gib / $a.ram_gib)},
	    {what: "table and indexes are larger than the memory: what is old comes from the disk", ratio: (.gib / $a.ram_gib)},
	    {what: "pg_dump takes \(.dump_hours | round_to(1)) h: pg_basebackup and WAL instead", ratio: (.dump_hours / $a.backup_hours)},
	    {what: "pg_basebackup takes \(.copy_hours | round_to(1)) h", ratio: (.copy_hours / $a.backup_hours)},
	    {what: "a vacuum takes \(.vacuum_hours | round_to(1)) h", ratio: (.vacuum_hours / $a.vacuum_hours)},
	    {what: "a vacuum takes longer than the writes of \($freeze_hours | round_to(1)) h, after which one is due",
	     ratio: (.vacuum_hours / $freeze_hours)}]
	  | map(select(.ratio > 1)) | sort_by(-.ratio));

{machine: $machine[0], assumed: $a, settings: $s, backend_kib: $backend, citus: $c,
 given: {machine: $one[0].machine, seconds: $one[0].seconds},
 errors: ([$one[0], $spread[0] | values | .rows[].errors] | add),
 mean_us: {host: $host_us, database: $database_us,
   stand_in: (if $spread[0] then mean(.stand_in_us) else null end)},
 requests: $requests, nodes: $nodes,
 pooler_from_hosts: (($a.connections - 3) / ($a.workers + $a.auth_workers) | floor + 1),
 backends_in_tenth_of_ram: ($ram / 10 / 1024 / ([$backend, 1] | max) | floor),
 sizes: $per,
 deviation: ($per[0] as $first | {bytes: ($first.bytes / $last.bytes - 1),
   vacuum: ($first.vacuum_per_million / $last.vacuum_per_million - 1),
   dump: ($first.dump_per_million / $last.dump_per_million - 1),
   indexes: (($first.indexes | map(.seconds_per_million) | add) / ($last.indexes | map(.seconds_per_million) | add) - 1)}),
 freeze_hours: $freeze_hours,
 in_ram: {indexes: ($ram / $last.index | floor), all: ($ram / $last.bytes | floor)},
 ahead: [1e6, 1e8, 1e9 | ahead(.)]}
