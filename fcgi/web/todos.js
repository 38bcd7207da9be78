// todos.js: the list of todos.
import { Field, FormError, day, html, submits, today } from "./form.js";
import * as store from "./store.js";

const PRIORITIES = ["None", "Low", "Medium", "High", "Urgent"];

// What can be told of a todo; a new one has its title alone.
const FIELDS = [
	{ name: "title", label: "Title", required: true, maxlength: 255 },
	{ name: "description", label: "Description", rows: 4, maxlength: 10000 },
	{ name: "due_date", label: "Due", type: "date" },
	{ name: "priority", label: "Priority", options: PRIORITIES.map((text, value) => [value, text]) },
];

const FILTERS = [
	["", "All"],
	["false", "Open"],
	["true", "Done"],
];

const ORDERS = [
	["created_at desc", "Newest first"],
	["created_at asc", "Oldest first"],
	["due_date asc", "Due first"],
	["priority desc", "Most important first"],
	["title asc", "Title"],
	["completed_at desc", "Last done first"],
];

function Add({ errors }) {
	const add = submits(async (todo, form) => await store.add(todo) && form.reset());

	return html`<form data-form="add" class="line" onSubmit=${add}>
		<${Field} form="add" ...${FIELDS[0]} label="New todo" is_hidden placeholder="What is to be done?"
			autocomplete="off" error=${errors.add} />
		<button class="main">Add</button>
		<${FormError} error=${errors.add} fields=${["title"]} />
	</form>`;
}

// Searches when nothing was typed for a while, ms.
const WHILE = 300;
let timer = 0;

function search({ target }) {
	clearTimeout(timer);
	timer = setTimeout(() => store.find({ q: target.value.trim() }), WHILE);
}

function Find({ query }) {
	const order = (event) => {
		const [sort_by, sort_order] = event.target.value.split(" ");
		store.find({ sort_by, sort_order });
	};

	return html`<div class="line find" role="search">
		<${Field} form="find" name="q" label="Search" is_hidden type="search" placeholder="Search"
			autocomplete="off" defaultValue=${query.q} onInput=${search} />
		<fieldset><legend class="unseen">Which</legend>${FILTERS.map(([value, label]) => html`<label>
			<input type="radio" name="is_completed" value=${value} checked=${query.is_completed === value}
				onChange=${() => store.find({ is_completed: value })} /><span>${label}</span></label>`)}
		</fieldset>
		<label>Order <select onChange=${order}>${ORDERS.map(([value, label]) => html`<option value=${value}
			selected=${value === `${query.sort_by} ${query.sort_order}`}>${label}</option>`)}</select></label>
	</div>`;
}

function Edit({ todo, error }) {
	const save = submits(({ description, due_date, priority, ...fields }) => store.save(todo, {
		...fields, description: description || null, due_date: due_date || null, priority: Number(priority),
	}));
	const cancel = () => store.edit(null);

	return html`<form data-form="edit" class="edit" onSubmit=${save}
		onKeyDown=${(event) => event.key === "Escape" && cancel()}>
		${FIELDS.map((field) => html`<${Field} form="edit" ...${field} defaultValue=${todo[field.name] ?? ""}
			error=${error} />`)}
		<${FormError} error=${error} fields=${FIELDS.map((field) => field.name)} />
		<p class="buttons"><button class="main">Save</button>
			<button type="button" onClick=${cancel}>Cancel</button></p>
	</form>`;
}

// What is told of a todo below its title.
function Details({ description, due_date, priority, is_completed }) {
	const is_late = due_date && !is_completed && due_date < today();

	return html`
		${description && html`<span class="description">${description}</span>`}
		${(due_date || priority > 0) && html`<span class="description">${[
			due_date && html`<span class=${is_late ? "late" : ""}>Due ${day(due_date)}${is_late && ", overdue"}</span>`,
			due_date && priority > 0 && " · ", priority > 0 && `${PRIORITIES[priority]} priority`]}</span>`}`;
}

function Todo({ todo, is_edited, is_busy, error }) {
	if (is_edited)
		return html`<li id="todo-${todo.id}"><${Edit} todo=${todo} error=${error} /></li>`;
	return html`<li id="todo-${todo.id}" class=${todo.is_completed ? "done" : ""} aria-busy=${is_busy}>
		<input type="checkbox" aria-label="Done: ${todo.title}" checked=${todo.is_completed}
			onChange=${() => store.tick(todo)} />
		<button class="title" title="Edit" onClick=${() => store.edit(todo)}>${todo.title}<${Details}
			...${todo} /></button>
		<button class="delete" aria-label="Delete ${todo.title}" title="Delete"
			onClick=${() => store.remove(todo)}>✕</button>
	</li>`;
}

// Loads the next page when the end of the list comes near.
const watcher = new IntersectionObserver((entries) => {
	if (entries.some((entry) => entry.isIntersecting))
		store.load_more();
}, { rootMargin: "400px" });
let watched = null;

function watch_end(element) {
	if (watched)
		watcher.unobserve(watched);
	if (watched = element)
		watcher.observe(element);
}

export function Todos({ todos, total, cursor, loading, editing, busy, query, errors }) {
	return html`<main>
		<h1 class="unseen">Todos</h1>
		<${Add} errors=${errors} />
		<${Find} query=${query} />
		<ul class="todos" aria-label="Todos" aria-busy=${loading}>${todos.map((todo) => html`<${Todo} key=${todo.id}
			todo=${todo} is_edited=${editing === todo.id} is_busy=${busy.has(todo.id)} error=${errors.edit} />`)}</ul>
		<p role="status" id="count">${loading && !todos.length ? "Loading…" : !todos.length ? "Nothing here." :
			`${todos.length} of ${total}`}</p>
		${cursor && html`<button id="more" key=${todos.length} ref=${watch_end} disabled=${loading}
			onClick=${store.load_more}>More</button>`}
	</main>`;
}
