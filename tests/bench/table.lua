-- The requests of one row of the table, which BENCH_ROW names, for wrk.
--
-- BENCH_DATA is a Lua file: return { readers = { token, ... }, writers = { ... },
-- todos = how many each reader has, password = "..." }. The ids of users and
-- todos are numbers: reader 1 has the todos 1 to todos, reader 2 the next ones.

local data = dofile(os.getenv("BENCH_DATA"))
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

local function make(method, path, token, body)
	local headers = {}
	if token then
		headers["Authorization"] = "Bearer " .. token
	end
	if body then
		headers["Content-Type"] = "application/json"
	end
	return wrk.format(method, path, headers, body)
end

local function path_of(reader)
	local todo = (reader - 1) * data.todos + math.random(data.todos)
	return string.format("/todos/00000000-0000-0000-0000-%012d", todo)
end

local rows = {}

function rows.health()
	return make("GET", "/health")
end

function rows.list(turn)
	return make("GET", "/todos?limit=20", data.readers[turn % #data.readers + 1])
end

function rows.get(turn)
	local reader = turn % #data.readers + 1
	return make("GET", path_of(reader), data.readers[reader])
end

function rows.create(turn)
	return make("POST", "/todos", data.writers[turn % #data.writers + 1],
		'{"title":"Buy groceries","description":"Milk, eggs, bread"}')
end

-- Half of them complete a todo and half open it again.
function rows.update(turn)
	local reader = turn % #data.readers + 1
	return make("PUT", path_of(reader), data.readers[reader], string.format(
		'{"title":"Updated title","description":"Updated description","is_completed":%s}',
		math.random(2) == 1))
end

local mix = { "list", "get", "list", "get", "list", "get", "list", "get", "create", "update" }

function rows.mixed(turn)
	return rows[mix[turn % #mix + 1]](math.floor(turn / #mix) * 7 + turn)
end

function rows.login(turn)
	return make("POST", "/auth/login", nil, string.format(
		'{"email":"user-%d@example.org","password":"%s"}',
		turn % #data.readers + 1, data.password))
end

-- They are made beforehand, so that making them takes none of the window.
local requests, turn = {}, 0

function init()
	local row = rows[os.getenv("BENCH_ROW")]
	math.randomseed(number)
	for i = 1, 6400 do
		requests[i] = row(number * 1000 + i)
	end
end

function request()
	turn = turn % #requests + 1
	return requests[turn]
end

-- answers, a second, p50 and p99 in microseconds, not 2xx, failed connections
function done(summary, latency)
	local e = summary.errors
	io.write(string.format("RESULT %d %.1f %d %d %d %d\n", summary.requests,
		summary.requests * 1e6 / summary.duration, latency:percentile(50),
		latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
