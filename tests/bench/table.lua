-- The requests of one row of the table, which BENCH_ROW names, for wrk.
--
-- BENCH_DATA is a Lua file: return { readers = { token, ... }, writers = { ... },
-- todos = how many each reader has, password = "..." }; own = how many each writer
-- has, a cursor, and each reader's token of changes, for the rows that need them. The ids of users and
-- todos are numbers: reader 1 has the todos 1 to todos, reader 2 the next ones.

local data = dofile(os.getenv("BENCH_DATA"))
local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

local function make(method, path, token, body, key)
	local headers = { ["Idempotency-Key"] = key }
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

function rows.first()
	return make("GET", "/todos?limit=20&include_total=false", data.readers[1])
end

-- A page from the middle of the list.
function rows.middle()
	return make("GET", "/todos?limit=20&include_total=false&cursor=" .. data.cursor, data.readers[1])
end

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

-- Each with a key of its own.
function rows.keyed(turn)
	return make("POST", "/todos", data.writers[turn % #data.writers + 1],
		'{"title":"Buy groceries","description":"Milk, eggs, bread"}',
		string.format("%d-%d-%d", number, turn, math.random(1e9)))
end

-- Ten todos at once.
function rows.bulk(turn)
	local create = '{"op":"create","title":"Buy groceries","description":"Milk, eggs, bread"}'
	return make("POST", "/todos/bulk", data.writers[turn % #data.writers + 1],
		'{"operations":[' .. string.rep(create .. ",", 9) .. create .. "]}")
end

function rows.patch(turn)
	local reader = turn % #data.readers + 1
	return make("PATCH", path_of(reader), data.readers[reader], string.format(
		'{"is_completed":%s}', math.random(2) == 1))
end

function rows.search(turn)
	return make("GET", "/todos?limit=20&q=milk+bre", data.readers[turn % #data.readers + 1])
end

-- As of a client that looks whether there is something new, and nothing is.
function rows.changes(turn)
	local reader = turn % #data.readers + 1
	return make("GET", "/todos/changes?since=" .. data.changes[reader], data.readers[reader])
end

-- Half of them complete a todo and half open it again.
function rows.update(turn)
	local reader = turn % #data.readers + 1
	return make("PUT", path_of(reader), data.readers[reader], string.format(
		'{"title":"Updated title","description":"Updated description","is_completed":%s}',
		math.random(2) == 1))
end

-- A todo of the writer's, of which each has data.own, numbered after the readers'.
local function own_path(writer)
	local todo = #data.readers * data.todos + (writer - 1) * data.own + math.random(data.own)
	return string.format("/todos/00000000-0000-0000-0000-%012d", todo)
end

-- Half of them create a todo and half update one of the same user's.
function rows.write(turn)
	local writer = turn % #data.writers + 1
	if math.random(2) == 1 then
		return rows.create(turn)
	end
	return make("PUT", own_path(writer), data.writers[writer],
		'{"title":"Updated title","is_completed":' .. tostring(math.random(2) == 1) .. "}")
end

-- As rows.write, but they only read.
function rows.read(turn)
	local writer = turn % #data.writers + 1
	return make("GET", own_path(writer), data.writers[writer])
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

-- They are made beforehand, so that making them takes none of the window; but those
-- that can be sent but once.
local requests, turn = {}, 0

function init()
	local row = rows[os.getenv("BENCH_ROW")]
	math.randomseed(os.time() + number)
	for i = 1, 6400 do
		requests[i] = row(number * 1000 + i)
	end
	if row == rows.keyed then
		function request()
			turn = turn + 1
			return row(turn)
		end
	end
end

function request()
	turn = turn % #requests + 1
	return requests[turn]
end

done = dofile((debug.getinfo(1, "S").source:match("@(.*/)") or "") .. "result.lua")
