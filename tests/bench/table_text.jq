# Prints the rows of table.jq's JSON for a table in Markdown, with tabs between.

def text: if . == null then "-" else tostring end;

(["", "clients", "req/s", "p50 ms", "p99 ms", "errors", "lighttpd µs", "workers µs",
  "Postgres µs", "busy cores", "limit req/s", "limit µs", "of limit"]),
([":--"] + [range(12) | "--:"]),
(.rows[] | [.row, .connections, (.rate | if . > 100 then round else . end), .p50_ms, .p99_ms, .errors,
  .cpu_us.lighttpd, .cpu_us.workers, .cpu_us.postgres, .busy_cores,
  .limit.rate, .limit.postgres_us,
  (if .limit then "\(.limit.share * 100 | round) %" else null end)])
| map(text) | @tsv
