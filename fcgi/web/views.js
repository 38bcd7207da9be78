// views.js: the whole page, and what is there before one has logged in.
import { Account } from "./account.js";
import { Field, FormError, html, submits } from "./form.js";
import * as store from "./store.js";
import { Todos } from "./todos.js";

const CONNECTION = {
	good: "",
	slow: "Waiting for the server…",
	lost: "No connection. Trying again…",
};

function Login({ registering, errors }) {
	const error = errors.login;

	return html`<main class="narrow">
		<h1>${registering ? "New account" : "Log in"}</h1>
		<form data-form="login" onSubmit=${submits(store.log_in)}>
			<${Field} form="login" name="email" label="Email" type="email" autocomplete="username"
				required error=${error} />
			<${Field} form="login" name="password" label="Password" type="password" required error=${error}
				autocomplete=${registering ? "new-password" : "current-password"} />
			${registering && html`<p class="hint">At least 8 characters, with an upper-case letter, a lower-case
				letter, a digit and a special character.</p>`}
			<${FormError} error=${error} fields=${["email", "password"]} />
			<button class="main">${registering ? "Register" : "Log in"}</button>
		</form>
		<p>${registering ? "You have an account?" : "No account yet?"}${" "}
			<button class="link" onClick=${() => store.show_form(!registering)}>
				${registering ? "Log in" : "Register"}</button></p>
	</main>`;
}

function Navigation({ view }) {
	const link = (name, text) => html`<a href="#${name}" aria-current=${view === name ? "page" : undefined}>${text}</a>`;

	return html`<nav aria-label="Views">${link("todos", "Todos")}${link("account", "Account")}
		<button onClick=${() => store.log_out(false)}>Log out</button></nav>`;
}

const views = { login: Login, todos: Todos, account: Account };

export function App(state) {
	return html`
		<header>
			<p class="brand">Todos</p>
			${(state.view === "todos" || state.view === "account") && html`<${Navigation} ...${state} />`}
		</header>
		<p role="status" id="connection" class=${state.connection}>${CONNECTION[state.connection]}</p>
		${views[state.view] && html`<${views[state.view]} key=${state.view} ...${state} />`}
		<section id="notices" aria-label="Notices">
			<p role="status" id="notice">${state.notice}</p>
			${state.removed && html`<div class="toast" onPointerEnter=${() => store.hold(true)}
				onPointerLeave=${() => store.hold(false)} onFocusIn=${() => store.hold(true)}
				onFocusOut=${() => store.hold(false)}>
				<p role="status">Deleted “${state.removed.title}”</p>
				<button id="undo" onClick=${store.undo}>Undo</button></div>`}
		</section>`;
}
