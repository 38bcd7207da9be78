// store.js: what the page shows, and what can be done to it.
import * as api from "./api.js";

const PAGE = 30; // todos in a page
const UNDO = 10000; // ms in which a deletion can be taken back

export const state = {
	view: "start", // "start", "login", "todos", "account"
	registering: false,
	todos: [], // those that were loaded, in the order of the query
	cursor: null, // of the page after them
	total: 0,
	loading: false,
	query: { q: "", is_completed: "", sort_by: "created_at", sort_order: "desc" },
	editing: null, // a todo's id
	busy: new Set(), // ids of todos with a request under way
	removed: null, // the todo that can be had back
	me: null, // the account
	sessions: [],
	errors: {}, // the last one, by the name of the form that was refused
	notice: "",
	connection: "good",
};

let show = () => {};
let focus = "";

// Calls back after each change.
export function watch(listener) {
	show = listener;
}

// Changes the state, shows it, and puts the focus where it was asked for.
function set(change) {
	Object.assign(state, change);
	show();
	const element = focus && document.querySelector(focus);
	focus = "";
	element?.focus?.();
	// One goes on writing at the end; of an email only the browser knows where that is.
	if (element?.selectionStart === 0)
		element.setSelectionRange(element.value.length, element.value.length);
}

// Runs what a form asks for, with its refusal shown in the form.
async function submit(form, work) {
	set({ errors: {}, notice: "" });
	try {
		await work();
	} catch (error) {
		focus = `[data-form="${form}"] [name="${error.field}"]`;
		set({ errors: { [form]: error } });
		return false;
	}
	return true;
}

// Runs a request about one todo. What was shown before its answer is put right by
// undo where it is refused.
async function about(id, work, undo) {
	state.busy.add(id);
	set({});
	try {
		await work();
	} catch (error) {
		undo?.();
		set({ notice: error.message });
	} finally {
		state.busy.delete(id);
		set({});
	}
}

// Puts a todo in the place of what is known of it, a new one before all.
function put(todo) {
	if (state.todos.some((other) => other.id === todo.id))
		set({ todos: state.todos.map((other) => other.id === todo.id ? todo : other) });
	else
		set({ todos: [todo, ...state.todos], total: state.total + 1 });
}

function drop(id) {
	const todos = state.todos.filter((todo) => todo.id !== id);
	set({ todos, total: state.total - (state.todos.length - todos.length) });
}

/* Lists. */

let latest = 0; // of several loads only the last one counts

async function load(more) {
	const mine = ++latest;
	set({ loading: true });
	try {
		const page = await api.request("GET", "todos", { query: {
			...state.query, limit: PAGE, ...more && { cursor: state.cursor, include_total: false },
		} });
		if (mine !== latest)
			return;
		const known = new Set(more ? state.todos.map((todo) => todo.id) : [state.removed?.id]);
		const todos = page.items.filter((todo) => !known.has(todo.id));
		set({
			todos: more ? [...state.todos, ...todos] : todos, cursor: page.next_cursor ?? null,
			total: more ? state.total : page.total - (page.items.length - todos.length),
		});
	} catch (error) {
		if (mine === latest)
			set({ notice: error.message });
	} finally {
		if (mine === latest)
			set({ loading: false });
	}
}

export function load_more() {
	if (state.cursor && !state.loading)
		return load(true);
}

// Shows what another filter, order or text finds.
export function find(change) {
	set({ query: { ...state.query, ...change }, editing: null });
	return load();
}

/* Todos. */

export const add = (todo) => submit("add", async () => {
	const made = await api.request("POST", "todos", { body: todo });
	put(made);
	api.tell("put", made);
	set({ notice: `Added “${made.title}”` });
});

// Sends a change of a todo, and shows the answer. What others changed meanwhile of its
// other members stays.
async function change(id, fields) {
	const todo = await api.request("PATCH", `todos/${id}`, { body: fields });
	put(todo);
	api.tell("put", todo);
}

export function tick(todo) {
	const is_completed = !todo.is_completed;
	// One at a time, or they might arrive the other way round.
	if (state.busy.has(todo.id))
		return set({});
	put({ ...todo, is_completed });
	return about(todo.id, () => change(todo.id, { is_completed }), () => put(todo));
}

export function edit(todo) {
	focus = todo ? '[data-form="edit"] [name="title"]' : `#todo-${state.editing} .title`;
	set({ editing: todo?.id ?? null, errors: {} });
}

// Saves what differs from the todo as it was when its form was shown.
export async function save(todo, fields) {
	const changed = Object.entries(fields).filter(([name, value]) => value !== todo[name]);

	if (!changed.length || await submit("edit", () => change(todo.id, Object.fromEntries(changed))))
		edit(null);
}

/* A deletion is sent when it can no longer be taken back. */

let timer = 0;

export function remove(todo) {
	const place = state.todos.findIndex((other) => other.id === todo.id);
	const next = state.todos[place + 1] ?? state.todos[place - 1];
	settle();
	focus = next ? `#todo-${next.id} .title` : '[data-form="add"] [name="title"]';
	timer = setTimeout(settle, UNDO);
	state.removed = { ...todo, place };
	drop(todo.id);
}

export function undo() {
	const { place, ...todo } = state.removed;
	clearTimeout(timer);
	focus = `#todo-${todo.id} .title`;
	set({ removed: null, todos: state.todos.toSpliced(place, 0, todo), total: state.total + 1 });
}

// The time to take it back waits while someone is at the button.
export function hold(is_held) {
	clearTimeout(timer);
	if (!is_held && state.removed)
		timer = setTimeout(settle, UNDO);
}

export async function settle() {
	const todo = state.removed;
	if (!todo)
		return;
	clearTimeout(timer);
	set({ removed: null });
	await about(todo.id, async () => {
		await api.request("DELETE", `todos/${todo.id}`, { keepalive: true });
		api.tell("drop", todo.id);
	}, load);
}

/* The account. */

export function show_form(registering) {
	focus = '[data-form="login"] [name="email"]';
	set({ registering, errors: {} });
}

export const log_in = ({ email, password }) => submit("login", async () => {
	if (state.registering)
		await api.request("POST", "auth/register", { body: { email, password } });
	await api.log_in(email, password);
	await enter();
});

export const change_password = (passwords, form) => submit("password", async () => {
	await api.request("POST", "auth/change-password", { body: passwords });
	form.reset();
	set({ notice: "The password is changed. All other sessions have ended." });
	await load_sessions();
});

async function load_account() {
	set({ me: await api.request("GET", "auth/me") });
	await load_sessions();
}

async function load_sessions() {
	set({ sessions: (await api.request("GET", "auth/sessions")).items });
}

export const end_session = (session) => submit("sessions", async () => {
	await api.request("DELETE", `auth/sessions/${session.id}`);
	focus = "#sessions";
	await load_sessions();
});

export const log_out = (everywhere) => submit("sessions", async () => {
	await settle();
	await api.log_out(everywhere);
});

// Has the browser save all that is one's own.
export const save_all = (format) => submit("data", async () => {
	set({ notice: "The file is being made…" });
	const { blob, name } = await api.request("GET", "auth/me/export", { query: { format }, is_file: true });
	const link = document.createElement("a");
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	URL.revokeObjectURL(link.href);
	set({ notice: `Saved as ${name}` });
});

export const delete_account = ({ password }) => submit("removal", async () => {
	await settle();
	await api.delete_account(password);
	set({ notice: "The account is deleted, with all that it had." });
});

/* Views. */

function leave() {
	focus = '[data-form="login"] [name="email"]';
	set({
		view: "login", registering: false, todos: [], cursor: null, total: 0, editing: null, removed: null,
		me: null, sessions: [], errors: {}, notice: "",
	});
}

// Shows what the address names, of a session.
async function enter() {
	const is_account = location.hash === "#account";
	set({ view: is_account ? "account" : "todos", editing: null, errors: {}, notice: "" });
	if (is_account)
		await submit("sessions", load_account);
	else
		await load();
}

const tabs = {
	session: (is_there) => is_there ? enter() : leave(),
	connection: (connection) => connection !== state.connection && set({ connection }),
	put, // what another tab has made or changed
	drop,
};

export async function start() {
	api.watch((event, value) => tabs[event](value));
	addEventListener("hashchange", () => state.view !== "login" && enter());
	addEventListener("pagehide", settle);
	addEventListener("offline", () => set({ connection: "lost" }));
	addEventListener("online", () => set({ connection: "good" }));
	try {
		await (await api.resume() ? enter() : leave());
	} catch (error) {
		set({ notice: error.message });
	}
}
