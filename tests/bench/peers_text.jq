# Prints the rows of peers.jq's JSON for a table in Markdown, with tabs between.

def micro: "\(.app_us) + \(.postgres_us)";

.rows[0].peers as $peers
| ["", "todo-api req/s", "p99 ms", "app + Postgres µs"]
  + [$peers[].name | "\(.) req/s", "ratio", "p99 ms", "app + Postgres µs"],
  [":--"] + [range(3 + 4 * ($peers | length)) | "--:"],
  (.rows[] | [.row, .ours.rate, .ours.p99_ms, (.ours | micro)]
    + [.peers[] | .rate, .ratio, .p99_ms, micro])
| map(tostring) | @tsv
