// form.js: what all forms are made of.
import { h } from "./preact.js";
import htm from "./htm.js";

export const html = htm.bind(h);

// Calls with what the form holds, and the form.
export const submits = (act) => (event) => {
	event.preventDefault();
	act(Object.fromEntries(new FormData(event.target)), event.target);
};

// A labelled input of form $form, with what was refused of it.
export function Field({ form, name, label, error, is_hidden, ...input }) {
	const id = `${form}-${name}`;
	const refused = error?.field === name;
	const tag = input.rows ? "textarea" : "input";

	return html`<div class="field">
		<label for=${id} class=${is_hidden ? "unseen" : ""}>${label}</label>
		<${tag} id=${id} name=${name} ...${input} aria-invalid=${refused}
			aria-describedby=${refused ? `${id}-error` : undefined} />
		${refused && html`<p class="error" id="${id}-error">${error.message}</p>`}
	</div>`;
}

// What was refused of a form, where none of its fields is to blame.
export function FormError({ error, fields = [] }) {
	return html`<p role="alert" class="error">${error && !fields.includes(error.field) && error.message}</p>`;
}

// A moment as its reader's place writes it.
export const moment = (text) => new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
