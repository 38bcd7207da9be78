// account.js: the password, and the sessions.
import { Field, FormError, html, moment, submits } from "./form.js";
import * as store from "./store.js";

function Password({ error }) {
	return html`<form data-form="password" onSubmit=${submits(store.change_password)}>
		<h2>Password</h2>
		<${Field} form="password" name="current_password" label="Current password" type="password" required
			autocomplete="current-password" error=${error} />
		<${Field} form="password" name="new_password" label="New password" type="password" required
			autocomplete="new-password" error=${error} />
		<${FormError} error=${error} fields=${["current_password", "new_password"]} />
		<button class="main">Change password</button>
	</form>`;
}

function Session({ session }) {
	const from = session.ip_address ?? "unknown address";

	return html`<li>
		<span>${moment(session.issued_at)}<span class="description">from ${from}, until ${
			moment(session.expires_at)}</span></span>
		${session.current ? html`<strong>This one</strong>` : html`<button aria-label="End the session of ${
			moment(session.issued_at)} from ${from}" onClick=${() => store.end_session(session)}>End</button>`}
	</li>`;
}

export function Account({ sessions, errors }) {
	return html`<main>
		<h1>Account</h1>
		<section data-form="sessions">
			<h2 id="sessions" tabindex="-1">Sessions</h2>
			<${FormError} error=${errors.sessions} />
			<ul class="sessions">${sessions.map((session) => html`<${Session} key=${session.id}
				session=${session} />`)}</ul>
			<p class="buttons"><button onClick=${() => store.log_out(true)}>Log out everywhere</button></p>
		</section>
		<${Password} error=${errors.password} />
	</main>`;
}
