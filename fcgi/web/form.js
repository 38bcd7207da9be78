// form.js: what all forms are made of.
import { h } from "./preact.js";
import htm from "./htm.js";

export const html = htm.bind(h);

// Calls with what the form holds, and the form.
export const submits = (act) => (event) => {
	event.preventDefault();
	act(Object.fromEntries(new FormData(event.target)), event.target);
};

// A labelled input of form $form, with what was refused of it; with options, pairs of
// value and text, one chooses of them.
export function Field({ form, name, label, error, is_hidden, options, defaultValue, ...input }) {
	const id = `${form}-${name}`;
	const refused = error?.field === name;
	const tag = options ? "select" : input.rows ? "textarea" : "input";

	return html`<div class="field">
		<label for=${id} class=${is_hidden ? "unseen" : ""}>${label}</label>
		<${tag} id=${id} name=${name} ...${input} ...${!options && { defaultValue }} aria-invalid=${refused}
			aria-describedby=${refused ? `${id}-error` : undefined}>${options?.map(([value, text]) =>
				html`<option value=${value} selected=${value === defaultValue}>${text}</option>`)}</${tag}>
		${refused && html`<p class="error" id="${id}-error">${error.message}</p>`}
	</div>`;
}

// What was refused of a form, where none of its fields is to blame.
export function FormError({ error, fields = [] }) {
	return html`<p role="alert" class="error">${error && !fields.includes(error.field) && error.message}</p>`;
}

// A day as its reader's place writes it: of the calendar alone, so no time zone moves it.
export const day = (text) => new Date(`${text}T00:00:00Z`).toLocaleDateString([], { dateStyle: "medium", timeZone: "UTC" });

// The day that it is here.
export function today() {
	const now = new Date();
	return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

// A moment as its reader's place writes it.
export const moment = (text) => new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
