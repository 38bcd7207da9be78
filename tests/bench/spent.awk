# Sums the CPU time of process trees from /proc/stat and each /proc/PID/stat.
#
# front, workers, postgres: pids of their roots. Prints microseconds: the whole
# machine's, then the three trees', with that of children who were waited for.

$1 == "cpu" { machine = $2 + $3 + $4 + $7 + $8 }

/^[0-9]+ \(/ {
	pid = $1
	# The name in parentheses may hold blanks and parentheses itself.
	sub(/.*\) /, "")
	parent[pid] = $2
	ticks[pid] = $12 + $13 + $14 + $15
}

function claim(pids, name,    list, count, i) {
	count = split(pids, list, " ")
	for (i = 1; i <= count; i++)
		owner[list[i]] = name
}

END {
	claim(front, "front")
	claim(workers, "workers")
	claim(postgres, "postgres")
	for (pid in ticks) {
		for (up = pid; up > 1 && !(up in owner); up = parent[up])
			continue
		if (up in owner)
			sum[owner[up]] += ticks[pid]
	}
	scale = 1e6 / tick
	# %d ends at 2^31 in mawk.
	printf "%.0f %.0f %.0f %.0f\n", machine * scale, sum["front"] * scale,
		sum["workers"] * scale, sum["postgres"] * scale
}
