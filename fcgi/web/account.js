// account.js: who one is, the sessions, the password, and what leaves.
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

function Data({ error }) {
	return html`<section data-form="data">
		<h2>Your data</h2>
		<p class="hint">JSON has all that is yours: account, sessions, API tokens, todos. CSV has the todos, for a
			spreadsheet: import its columns as text.</p>
		<${FormError} error=${error} />
		<p class="buttons"><button onClick=${() => store.save_all("json")}>Download JSON</button>
			<button onClick=${() => store.save_all("csv")}>Download CSV</button></p>
	</section>`;
}

function Removal({ error }) {
	return html`<form data-form="removal" onSubmit=${submits(store.delete_account)}>
		<h2>Delete the account</h2>
		<p class="hint">All todos, sessions and API tokens are deleted with it, at once and for good. Nobody can
			bring them back.</p>
		<${Field} form="removal" name="password" label="Your password" type="password" required
			autocomplete="current-password" error=${error} />
		<${FormError} error=${error} fields=${["password"]} />
		<button class="bad">Delete my account</button>
	</form>`;
}

export function Account({ me, sessions, errors }) {
	return html`<main>
		<h1>Account</h1>
		${me && html`<p id="me">${me.email}<span class="description">since ${moment(me.created_at)}</span></p>`}
		<section data-form="sessions">
			<h2 id="sessions" tabindex="-1">Sessions</h2>
			<${FormError} error=${errors.sessions} />
			<ul class="sessions">${sessions.map((session) => html`<${Session} key=${session.id}
				session=${session} />`)}</ul>
			<p class="buttons"><button onClick=${() => store.log_out(true)}>Log out everywhere</button></p>
		</section>
		<${Password} error=${errors.password} />
		<${Data} error=${errors.data} />
		<${Removal} error=${errors.removal} />
	</main>`;
}
