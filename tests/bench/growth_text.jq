# Prints growth.jq's JSON for a table in Markdown, with tabs between: each size's
# median and p99 in milliseconds, and how many times the smallest's median it is.

def cell($first): "\(.median_ms) / \(.p99_ms)" +
	if . == $first then "" else " (\(.median_ms / $first.median_ms * 100 | round / 100) ×)" end;

(["median / p99 ms"] + (.sizes | map("\(.) todos"))),
([":--"] + (.sizes | map("--:"))),
(.requests[] | .measured[0] as $first | [.request] + (.measured | map(cell($first)))),
(select(.total_ms != []) | ["the exact total"] + (.total_ms | map("\(.median_ms)")))
| @tsv
