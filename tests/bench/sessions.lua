-- The requests of one session after the other, for wrk; BENCH_ROW says which:
--
--   refresh   exchanges BENCH_DATA's refresh token, then the one that came of it, …
--   sessions  lists the sessions of BENCH_DATA's first reader
--   logout    each token in the file BENCH_TOKENS once, BENCH_RATE in a second; without a
--             rate one after the other

local ffi = require("ffi")
local row, rate = os.getenv("BENCH_ROW"), tonumber(os.getenv("BENCH_RATE") or 0)
local count = 0

ffi.cdef("struct bench_time { long s; long ns; };" ..
	"int clock_gettime(int clock, struct bench_time *time);")
local time = ffi.new("struct bench_time")

function setup(thread)
	thread:set("number", count)
	count = count + 1
	thread:set("threads", 2)
	if rate == 0 then
		thread:set("threads", 1)
	end
end

local function milliseconds()
	ffi.C.clock_gettime(1, time)
	return tonumber(time.s) * 1000 + tonumber(time.ns) / 1e6
end

local data, tokens, turn, slot, start, tried = nil, {}, 0, 0, nil, false

-- A thread has every second token, or whatever its part is.
local function read_tokens()
	local line = 0
	for token in io.lines(os.getenv("BENCH_TOKENS")) do
		if line % threads == number then
			tokens[#tokens + 1] = token
		end
		line = line + 1
	end
end

function init()
	if row == "logout" then
		read_tokens()
	else
		data = dofile(os.getenv("BENCH_DATA"))
	end
end

-- Waits until it is the next one's turn; no connection gets past the last.
if rate > 0 then
	function delay()
		start = start or milliseconds()
		slot = slot + 1
		if slot > #tokens then
			return 3600000
		end
		return math.max(0, start + (slot - 1) * 1000 * threads / rate - milliseconds())
	end
end

local function bearer(token)
	return { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
end

local function logout(token)
	return wrk.format("POST", "/auth/logout", bearer(token), "{}")
end

function request()
	if row == "refresh" then
		return wrk.format("POST", "/auth/refresh", { ["Content-Type"] = "application/json" },
			'{"refresh_token":"' .. data.refresh .. '"}')
	elseif row == "sessions" then
		return wrk.format("GET", "/auth/sessions", bearer(data.readers[1]))
	end
	-- wrk asks the first thread once to see how many requests it makes at a time.
	if number == 0 and not tried then
		tried = true
		return logout(tokens[1])
	end
	turn = math.min(turn + 1, #tokens)
	if turn == #tokens and rate == 0 then
		wrk.thread:stop()
	end
	return logout(tokens[turn])
end

if row == "refresh" then
	function response(status, headers, body)
		data.refresh = body:match('"refresh_token": *"([^"]*)"') or data.refresh
	end
end

done = dofile((debug.getinfo(1, "S").source:match("@(.*/)") or "") .. "result.lua")
