// api.js: the session, and the requests that are made in it.
//
// The access token is kept in memory alone. What outlives the page is the refresh
// token, in a cookie that no script can read. Tabs share both: one of them renews at a
// time, and tells the others.

// The API is where this folder is.
const root = new URL("..", document.baseURI);
const PATIENCE = 15000; // ms until a request that has no answer is given up
const LONG = 600000; // ms that a file may take
const SLOW = 800; // ms until a request that has none is told of
const PAUSES = [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]; // ms before each new try
// Whether there may be a cookie: without, a new visitor's page asks for nothing.
const MARK = `session of ${root.pathname}`;

const tabs = new BroadcastChannel(MARK);
let token = null;
let listen = () => {};

// What the service, or the way to it, refused.
export class Refusal extends Error {
	constructor(status, body) {
		const needed = body?.details?.expected;
		super(needed ? `Needed: ${needed}` : body?.message ?? "The service does not answer.");
		this.status = status;
		this.code = body?.error_code;
		this.field = body?.details?.field;
	}
}

// Calls back with an event's name and value: "session" (whether there is one; a new one
// may be another user's), "connection" ("good", "slow", "lost"), and what tabs tell.
export function watch(listener) {
	listen = listener;
}

// Tells the other tabs something, with what it is about.
export function tell(event, value) {
	tabs.postMessage({ event, value });
}

tabs.onmessage = ({ data: { event, value } }) => {
	if (event === "token")
		token = value;
	else
		listen(event, value);
};

function keep(access_token) {
	token = access_token;
	localStorage.setItem(MARK, "yes");
	tell("token", token);
}

function forget() {
	token = null;
	localStorage.removeItem(MARK);
}

// Both are for secure contexts only: without them the server's grace for a refresh
// token that was used twice has to do.
function exclusively(work) {
	return navigator.locks ? navigator.locks.request(MARK, work) : work();
}

function new_key() {
	return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), String).join("-");
}

const pause = (ms) => new Promise((done) => {
	const go = () => { clearTimeout(timer); removeEventListener("online", go); done(); };
	const timer = setTimeout(go, ms);
	addEventListener("online", go);
});

// How often the browser said that the network went.
let losses = 0;
addEventListener("offline", () => losses++);

// Tells of the connection, but not once the network went since: what was asked before
// says nothing of it.
function teller() {
	const before = losses;
	return (connection) => losses === before && listen("connection", connection);
}

// Sends once. Gives null where no answer came.
async function send(method, path, { query, body, headers, keepalive, is_file }) {
	const url = new URL(path, root);
	const slow = setTimeout(teller(), SLOW, "slow");
	for (const [name, value] of Object.entries(query ?? {}))
		if (value !== undefined && value !== "")
			url.searchParams.set(name, value);
	try {
		return await fetch(url, {
			method, keepalive, body: body && JSON.stringify(body), cache: "no-store",
			headers: {
				...body && { "Content-Type": "application/json" },
				...token && path !== "auth/refresh" && { Authorization: `Bearer ${token}` },
				...headers,
			},
			signal: AbortSignal.timeout(is_file ? LONG : PATIENCE),
		});
	} catch {
		return null;
	} finally {
		clearTimeout(slow);
	}
}

// Whether asking again may help: no answer, a pool that is reloaded, a database that
// is restarted.
const may_pass = (answer) => !answer || answer.status >= 500;

// Sends until it is answered. Whether the first one had arrived is not known: so a
// request must have the same effect when it is sent twice, as GET, DELETE and a PATCH
// that says what is to be there have, and POST by its Idempotency-Key.
async function send_again(method, path, options) {
	const headers = { ...options.headers, ...method === "POST" && { "Idempotency-Key": new_key() } };
	for (let i = 0; ; i++) {
		const tell_connection = teller();
		const answer = await send(method, path, { ...options, headers });
		tell_connection(may_pass(answer) ? "lost" : "good");
		if (!may_pass(answer) || i >= PAUSES.length || options.once)
			return { answer, tries: i + 1 };
		await pause(PAUSES[i]);
	}
}

async function read(answer) {
	const is_json = /json/.test(answer?.headers.get("Content-Type") ?? "");
	const body = is_json ? await answer.json().catch(() => null) : null;
	if (!answer?.ok)
		throw new Refusal(answer?.status ?? 0, body);
	return body;
}

// A file and its name. One that breaks off is none.
async function read_file(answer) {
	const [, name] = /filename="(.*)"/.exec(answer.headers.get("Content-Disposition")) ?? [];
	const blob = await answer.blob().catch(() => null);
	if (!blob)
		throw new Refusal(0, { message: "The file did not come to its end. Try again." });
	return { blob, name };
}

// Gets a new access token for the one that has run out, unless that was done meanwhile.
function renew(stale) {
	return exclusively(async () => {
		// What the tab before us has told may still be on its way.
		await pause(50);
		if (token !== stale)
			return;
		const { answer } = await send_again("POST", "auth/refresh", {});
		keep((await read(answer)).access_token);
	});
}

// Makes a request of the session, and gives the body of its answer, or a file.
export async function request(method, path, options = {}) {
	const used = token;
	let { answer, tries } = await send_again(method, path, options);
	if (answer?.status === 401 && used && path !== "auth/login") {
		const { error_code } = await answer.clone().json();
		try {
			if (error_code !== "AUTH_002")
				throw new Refusal(401, await answer.json());
			await renew(used);
		} catch (error) {
			if (error.status === 401)
				end();
			throw error;
		}
		({ answer, tries } = await send_again(method, path, options));
	}
	// The first try had done it, and its answer was lost.
	if (method === "DELETE" && answer?.status === 404 && tries > 1)
		return null;
	return options.is_file && answer?.ok ? read_file(answer) : read(answer);
}

// Goes on with the session of the cookie; gives whether there is one.
export async function resume() {
	if (!localStorage.getItem(MARK))
		return false;
	try {
		await renew(token);
		return true;
	} catch (error) {
		if (error.status !== 401)
			throw error;
		forget();
		return false;
	}
}

export async function log_in(email, password) {
	keep((await request("POST", "auth/login", { body: { email, password } })).access_token);
	tell("session", true);
}

// The session has ended, here and for all tabs.
export function end() {
	forget();
	tell("session", false);
	listen("session", false);
}

// Logs out of this session, or of all of the user's.
export async function log_out(everywhere) {
	await request("POST", everywhere ? "auth/logout-all" : "auth/logout");
	end();
}

// Deletes the account, and with it the session.
export async function delete_account(password) {
	await request("DELETE", "auth/me", { body: { password } });
	end();
}
