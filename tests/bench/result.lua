-- What a script of ours says at its end, for the line RESULT that the shell reads:
-- answers, a second, p50 and p99 in microseconds, not 2xx, failed connections.
return function(summary, latency)
	local e = summary.errors
	io.write(string.format("RESULT %d %.1f %d %d %d %d\n", summary.requests,
		summary.requests * 1e6 / summary.duration, latency:percentile(50),
		latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
