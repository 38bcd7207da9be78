# Prints windows.jq's JSON for a table in Markdown, with tabs between: median and p99
# in milliseconds of each kind, and how many times the first kind's they are; without
# that one, how many were answered in a second.

def times($by): . / $by * 100 | round / 100;
def cell($first): if . == null then "" else "\(.p50_ms) / \(.p99_ms)" +
	(if $first == null then ", \(.per_second) a second" elif .kind == $first.kind then "" else
	  " (\(.p50_ms | times($first.p50_ms)) / \(.p99_ms | times($first.p99_ms)) ×)" end) +
	(if .errors > 0 then " \(.errors) errors" else "" end) end;

.kinds as $kinds
| (["p50 / p99 ms"] + $kinds),
  ([":--"] + ($kinds | map("--:"))),
  (.requests[] | (.measured | map({key: .kind, value: .}) | from_entries) as $by
    | $by[$kinds[0]] as $first | [.request] + [$kinds[] | $by[.] | cell($first)])
| @tsv
