// client.mjs: uses the web client in a browser, as people do.
//
//   node client.mjs BASE WAY [SCREENSHOTS]
//
// WAY is "short" for a walk through it, or a command that is given "reload" or "restart"
// (of the pool, of Postgres) after it. The environment has JWT_SECRET_KEY, the service's.
// Prints a line for each thing that should hold: "ok    …" or "FAIL  …".
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const [base, way, screenshots] = process.argv.slice(2);
// By the debugger, which the page's policy does not bind.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PASSWORD = 'Correct-horse-1';
let count = 0;

function holds(sentence, value, why = '') {
	console.log(value ? `ok    ${sentence}` : `FAIL  ${sentence} ${why}`);
}

async function host(what) {
	await promisify(execFile)(way, [what]);
}

// Waits until it is so, 30 s at most.
async function comes(check) {
	for (let i = 0; i < 300; i++) {
		if (await check().catch(() => false))
			return true;
		await new Promise((done) => setTimeout(done, 100));
	}
	return false;
}

const shows = (locator) => locator.waitFor({ timeout: 30000 }).then(() => true, () => false);

// The same token, of an hour ago.
function expired(token) {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const [head, body] = token.split('.').slice(0, 2).map((text) => JSON.parse(Buffer.from(text, 'base64url')));
	const signed = `${part(head)}.${part({ ...body, iat: body.iat - 7200, exp: body.exp - 7200 })}`;
	return `${signed}.${createHmac('sha256', process.env.JWT_SECRET_KEY).update(signed).digest('base64url')}`;
}

// What a page complains of, and asks elsewhere; errors that were asked for aside.
function listen(page, expected = []) {
	page.complaints = [];
	page.on('console', (message) => {
		if (/error|warning/.test(message.type()) && !expected.some((text) => message.text().includes(text)))
			page.complaints.push(message.text());
	});
	page.on('pageerror', (error) => page.complaints.push(error.stack));
	page.on('request', (request) => {
		if (!request.url().startsWith(`${base}/`) && !request.url().startsWith('data:'))
			page.complaints.push(request.url());
	});
}

async function check_view(page, name) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => window.axe.run(document));
	holds(`${name}: axe finds nothing`, violations.length === 0,
		violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).join(' ')}`).join('\n'));
	holds('… and nothing is wider than the screen', await page.evaluate(() =>
		document.documentElement.scrollWidth <= innerWidth));
	if (screenshots)
		await page.screenshot({ path: `${screenshots}/${name.replace(/ /g, '-')}.png` });
}

const row = (page, title) => page.locator('.todos li').filter({ hasText: title });
const titles = (page) => page.locator('.todos .title').evaluateAll((all) => all.map((it) => it.firstChild.data));

async function open(context, expected) {
	const page = await context.newPage();
	listen(page, expected);
	await page.goto(`${base}/`);
	return page;
}

async function fill_login(page, email, password = PASSWORD) {
	await page.getByLabel('Email').fill(email);
	await page.getByLabel('Password').fill(password);
	await page.keyboard.press('Enter');
}

const new_email = () => `client-${Date.now()}-${++count}@example.org`;

async function register(page, email) {
	await page.getByRole('button', { name: 'Register' }).click();
	await fill_login(page, email);
	await page.getByLabel('New todo').waitFor();
}

async function add(page, title) {
	await page.getByLabel('New todo').fill(title);
	await page.keyboard.press('Enter');
	await row(page, title).waitFor();
}

const answered = (page, method, path) => page.waitForResponse((answer) =>
	answer.request().method() === method && answer.url().includes(path));

/* The walks. */

// Register, log in, add, tick, edit, delete, log out.
async function walk(browser, kind, options) {
	const context = await browser.newContext(options);
	const page = await open(context, ['status of 4']);
	const email = new_email();
	holds(`${kind}: / leads a browser to the client`, new URL(page.url()).pathname.endsWith('/app/'), page.url());
	holds('… where one logs in', await shows(page.getByRole('heading', { name: 'Log in' })));
	await check_view(page, `${kind} login`);
	await fill_login(page, email);
	holds('… and a wrong password is refused', await shows(page.getByRole('alert').filter({ hasText: /password/i })));
	await page.getByRole('button', { name: 'Register' }).click();
	await fill_login(page, email, 'short');
	holds('a weak password is refused at its field', await shows(page.locator('#login-password-error')));
	holds('… which has the focus', await page.evaluate(() => document.activeElement.id) === 'login-password');
	await check_view(page, `${kind} refused`);
	await fill_login(page, email);
	holds('an account is made, and logged in', await shows(page.getByLabel('New todo')));
	await page.getByText('Nothing here.').waitFor();

	await add(page, 'Water the plants');
	await add(page, 'Call <b>Ann</b> & "Bob"');
	holds('todos are added', (await titles(page)).join() === 'Call <b>Ann</b> & "Bob",Water the plants');
	await page.getByLabel('New todo').fill('   ');
	await page.keyboard.press('Enter');
	holds('… but no blank one', await shows(page.locator('#add-title-error')));
	let [answer] = await Promise.all([answered(page, 'PATCH', '/todos/'),
		page.getByRole('checkbox', { name: 'Done: Water the plants' }).click()]);
	holds('one is ticked', (await answer.json()).is_completed === true);
	await row(page, 'Ann').locator('.title').click();
	holds('one is edited in place', await page.evaluate(() => document.activeElement.name) === 'title');
	await page.getByLabel('Title', { exact: true }).fill('Call Ann');
	await page.getByLabel('Description').fill('Before noon.\nAbout the garden.');
	await page.locator('#edit-due_date').fill('2026-02-28');
	await page.locator('#edit-priority').selectOption('High');
	await check_view(page, `${kind} edit`);
	await page.getByRole('button', { name: 'Save' }).click();
	holds('… and saved', await shows(row(page, 'Call Ann').getByText('About the garden.')));
	holds('… with the day, wherever one is', await shows(row(page, 'Call Ann').getByText('Due Feb 28, 2026, overdue')));
	holds('… and the priority', await shows(row(page, 'Call Ann').getByText('High priority')));
	holds('… the focus is where it was', await comes(() => page.evaluate(() =>
		document.activeElement.textContent.startsWith('Call Ann'))));
	await check_view(page, `${kind} todos`);

	await page.getByLabel('Order').selectOption('Due first');
	holds('what is due comes first', await comes(async () => (await titles(page)).join() === 'Call Ann,Water the plants'));
	await page.getByLabel('Search').fill('plan');
	holds('one is found by the beginning of a word', await comes(async () => (await titles(page)).join() === 'Water the plants'));
	await page.getByLabel('Search').fill('garden about');
	holds('… or by words of its description', await comes(async () => (await titles(page)).join() === 'Call Ann'));
	await check_view(page, `${kind} found`);
	await page.getByLabel('Search').fill('');
	await page.getByLabel('Order').selectOption('Newest first');
	await row(page, 'Water').waitFor();
	await row(page, 'Call Ann').locator('.title').click();
	await page.locator('#edit-due_date').fill('');
	[answer] = await Promise.all([answered(page, 'PATCH', '/todos/'), page.getByRole('button', { name: 'Save' }).click()]);
	holds('a day is taken away, and nothing else is sent', answer.request().postData() === '{"due_date":null}' &&
		(await answer.json()).due_date === null, answer.request().postData());

	await page.getByRole('button', { name: 'Delete Call Ann' }).click();
	holds('one is deleted', await comes(async () => (await titles(page)).join() === 'Water the plants'));
	// While it has the focus it stays for as long as it takes.
	await page.getByRole('button', { name: 'Undo' }).focus();
	await check_view(page, `${kind} deleted`);
	await page.getByRole('button', { name: 'Undo' }).click();
	holds('… and had back', (await titles(page)).join() === 'Call Ann,Water the plants');
	await page.getByRole('button', { name: 'Delete Call Ann' }).click();
	[answer] = await Promise.all([answered(page, 'DELETE', '/todos/'),
		page.getByRole('button', { name: 'Delete Water the plants' }).click()]);
	holds('… and deleted for good by the next one', answer.status() === 204);
	await page.reload();
	holds('a page that is left deletes it, too', await comes(async () => {
		await page.reload();
		return await page.getByText('Nothing here.').waitFor({ timeout: 2000 }).then(() => true);
	}));
	holds('… and the session goes on by the cookie', await shows(page.getByLabel('New todo')));

	await page.getByRole('link', { name: 'Account' }).click();
	holds('the account shows the session', await shows(page.getByText('This one')));
	await check_view(page, `${kind} account`);
	await page.getByLabel('Current password').fill('Wrong-horse-1');
	await page.getByLabel('New password').fill(`${PASSWORD}x`);
	await page.keyboard.press('Enter');
	holds('a wrong password changes none', await shows(page.locator('#password-current_password-error')));
	await page.getByLabel('Current password').fill(PASSWORD);
	await page.keyboard.press('Enter');
	holds('the password is changed', await shows(page.getByText('The password is changed.')));
	await page.getByRole('button', { name: 'Log out', exact: true }).click();
	await page.getByRole('heading', { name: 'Log in' }).waitFor();
	await page.reload();
	holds('a logout ends the session', await shows(page.getByRole('heading', { name: 'Log in' })));
	await fill_login(page, email, `${PASSWORD}x`);
	holds('… and one logs in again', await shows(page.getByRole('link', { name: 'Todos' })));
	holds('… all of it without an error, a violation of the policy or a request to elsewhere',
		page.complaints.length === 0, page.complaints.join('\n'));
	await context.close();
}

// All that is one's own is taken along, and then deleted.
async function own(browser) {
	const context = await browser.newContext();
	const page = await open(context, ['status of 401', 'status of 422', 'status of 429']);
	const email = new_email();
	const save = async (name) => {
		const [download] = await Promise.all([page.waitForEvent('download'),
			page.getByRole('button', { name }).click()]);
		return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
	};
	await register(page, email);
	await add(page, 'To be taken along');
	await page.getByRole('link', { name: 'Account' }).click();
	holds('the account shows whose it is', await shows(page.locator('#me').getByText(email)));
	const json = await save('Download JSON');
	holds('all is saved as JSON', /^todo-export-\d{4}-\d\d-\d\d\.json$/.test(json.name) &&
		JSON.parse(json.text).account.email === email &&
		JSON.parse(json.text).todos[0].title === 'To be taken along', json.name);
	const csv = await save('Download CSV');
	holds('… and the todos as CSV', /\.csv$/.test(csv.name) && csv.text.split('\r\n').length === 3 &&
		csv.text.includes(',"To be taken along",'), csv.text);
	await page.getByText(`Saved as ${csv.name}`).waitFor();
	await page.route('**/auth/me/export**', (route) => route.fulfill({ status: 429, json: {
		error_code: 'RATE_001', message: 'Too many attempts', details: null } }), { times: 1 });
	await page.getByRole('button', { name: 'Download CSV' }).click();
	holds('… or told why not', await shows(page.locator('[data-form="data"] .error').getByText('Too many attempts')));

	await page.getByLabel('Your password').fill('Wrong-horse-1');
	await page.keyboard.press('Enter');
	holds('a wrong password deletes no account', await shows(page.locator('#removal-password-error')));
	holds('… and has the focus to be written anew', await page.evaluate(() => document.activeElement.id) ===
		'removal-password');
	await check_view(page, 'account refused');
	await page.getByLabel('Your password').fill(PASSWORD);
	await page.keyboard.press('Enter');
	holds('the right one does, and one is told', await shows(page.getByRole('heading', { name: 'Log in' })) &&
		await shows(page.getByText('The account is deleted')));
	await check_view(page, 'account deleted');
	await page.reload();
	await fill_login(page, email);
	holds('… and is let in no more', await shows(page.getByText('Invalid email or password')));
	holds('… all of it without a violation of the policy', page.complaints.length === 0, page.complaints.join('\n'));
	await context.close();
}

// Without a mouse.
async function keyboard(browser) {
	const context = await browser.newContext();
	const page = await open(context);
	const tab_to = async (check) => {
		for (let i = 0; i < 30; i++) {
			if (await page.evaluate(check))
				return true;
			await page.keyboard.press('Tab');
		}
		return false;
	};
	await register(page, new_email());
	await add(page, 'By keyboard');
	holds('Tab reaches a todo’s box', await tab_to(() => document.activeElement.type === 'checkbox'));
	await Promise.all([answered(page, 'PATCH', '/todos/'), page.keyboard.press('Space')]);
	holds('… which Space ticks', await page.getByRole('checkbox').isChecked());
	holds('… and its title', await tab_to(() => document.activeElement.matches('.title')));
	await page.keyboard.press('Enter');
	await page.keyboard.type(' alone');
	await page.keyboard.press('Enter');
	holds('… which is edited', await shows(row(page, 'By keyboard alone')));
	await page.keyboard.press('Enter');
	await page.keyboard.type(' not');
	await page.keyboard.press('Escape');
	holds('… unless Escape is pressed', (await titles(page)).join() === 'By keyboard alone');
	holds('… and its deletion', await tab_to(() => document.activeElement.matches('.delete')));
	await page.keyboard.press('Enter');
	holds('… and the way back', await tab_to(() => document.activeElement.id === 'undo'));
	await page.keyboard.press('Enter');
	holds('… which gives the focus back', await page.evaluate(() => document.activeElement.textContent) ===
		'By keyboard alone');
	await context.close();
}

// More than a page.
async function paging(browser) {
	const context = await browser.newContext();
	const page = await open(context);
	await register(page, new_email());
	await page.evaluate(async () => {
		const api = await import('./api.js');
		for (let i = 1; i <= 70; i++)
			await api.request('POST', 'todos', { body: { title: `Todo ${i}`, is_completed: i % 2 === 0 } });
	});
	await page.reload();
	await page.getByText('30 of 70').waitFor();
	holds('a page of a long list is loaded', (await titles(page)).length === 30);
	holds('… and by scrolling all of it', await comes(async () => {
		await page.locator('#count').scrollIntoViewIfNeeded();
		return await page.locator('#count').textContent() === '70 of 70';
	}));
	holds('… each once', new Set(await titles(page)).size === 70);
	await page.getByText('Done', { exact: true }).click();
	holds('what is done is found', await shows(page.getByText(/ of 35$/)) &&
		(await titles(page)).every((title) => title.split(' ')[1] % 2 === 0));
	await page.getByText('All', { exact: true }).click();
	await page.getByLabel('Order').selectOption('Oldest first');
	holds('… and what is the oldest', await comes(async () => (await titles(page))[0] === 'Todo 1'));
	await context.close();
}

// Two tabs of one browser.
async function tabs(browser) {
	const context = await browser.newContext();
	const one = await open(context, ['status of 401']);
	const email = new_email();
	await register(one, email);
	const two = await open(context, ['status of 401']);
	holds('a second tab is logged in, too', await shows(two.getByLabel('New todo')));
	await add(one, 'From the first');
	holds('… and shows what the first has added', await shows(row(two, 'From the first')));
	await two.getByRole('checkbox', { name: 'Done: From the first' }).click();
	holds('… which shows what is done there', await comes(() => one.getByRole('checkbox').isChecked()));

	// The token that both have runs out, and both notice at once, in many requests.
	let renewals = 0;
	let stale = null;
	context.on('response', (answer) => { renewals += answer.url().endsWith('/auth/refresh') && answer.status() === 200; });
	await context.route('**/todos**', (route) => {
		const headers = route.request().headers();
		const [, token] = headers.authorization.split(' ');
		stale ??= token;
		route.continue({ headers: token === stale ? { ...headers, authorization: `Bearer ${expired(token)}` } : headers });
	});
	const many = () => import('./api.js').then((api) => Promise.all(
		Array.from({ length: 8 }, () => api.request('GET', 'todos')))).then((all) => all.length);
	const both = await Promise.all([one.evaluate(many), two.evaluate(many)]);
	holds('a token that has run out is renewed in both', both.join() === '8,8');
	holds('… by one of them', renewals === 1, `but ${renewals} times`);
	await context.unroute('**/todos**');
	await add(two, 'From the second');
	holds('… and the session goes on', await shows(row(one, 'From the second')));

	await one.getByRole('button', { name: 'Log out' }).click();
	holds('a logout in one is one in the other', await shows(two.getByRole('heading', { name: 'Log in' })));
	await fill_login(two, email);
	holds('… and so is a login', await shows(row(one, 'From the second')));
	holds('… without an error', one.complaints.concat(two.complaints).length === 0,
		one.complaints.concat(two.complaints).join('\n'));
	await context.close();
}

// Has the list asked for once more, whose answer is held. Gives what lets it go, and what
// waits until the page has it.
async function hold_list(page) {
	let arrive, asked;
	const held = new Promise((done) => { arrive = done; }), begun = new Promise((done) => { asked = done; });
	await page.route(/\/todos(\?|$)/, async (route) => {
		const answer = await route.fetch();
		asked();
		await held;
		await route.fulfill({ response: answer });
	}, { times: 1 });
	const late = page.waitForEvent('requestfinished', (request) => /\/todos(\?|$)/.test(request.url()));
	await page.evaluate(() => dispatchEvent(new HashChangeEvent('hashchange')));
	await begun;
	return [arrive, late];
}

// A network that is not there, slow, or loses an answer.
async function network(browser) {
	const context = await browser.newContext();
	const page = await open(context, ['ERR_', 'status of 5']);
	const status = page.locator('#connection');
	await register(page, new_email());
	const [arrive, late] = await hold_list(page);
	await context.setOffline(true);
	holds('that there is no network is shown', await shows(status.getByText('No connection.')));
	arrive();
	await late;
	holds('… though an answer to what was asked before comes', await shows(status.getByText('No connection.')));
	await page.getByLabel('New todo').fill('Made without a network');
	await page.keyboard.press('Enter');
	if (screenshots)
		await page.screenshot({ path: `${screenshots}/offline.png` });
	await context.setOffline(false);
	holds('… and when it is back, the todo is added', await shows(row(page, 'Made without a network')));
	holds('… and that it was not there no more shown', await comes(async () => await status.textContent() === ''));

	let let_go;
	const held = new Promise((done) => { let_go = done; });
	await page.route('**/todos', async (route) => {
		await held;
		await route.continue();
	}, { times: 1 });
	await page.getByLabel('New todo').fill('Made slowly');
	await page.keyboard.press('Enter');
	holds('a slow one is shown', await shows(status.getByText('Waiting')));
	let_go();
	holds('… until the answer comes', await shows(row(page, 'Made slowly')) &&
		await comes(async () => await status.textContent() === ''));

	const keys = [];
	page.on('request', (request) => request.method() === 'POST' && keys.push(request.headers()['idempotency-key']));
	await page.route('**/todos', (route) => route.abort(), { times: 1 });
	await add(page, 'Made twice');
	holds('a request that got no answer is sent again with its key', keys.length === 2 && keys[0] &&
		keys[0] === keys[1], keys.join());
	await add(page, 'Made once');
	holds('… and the next one has another', keys[2] && keys[2] !== keys[0]);
	await page.route('**/todos/*', (route) => route.fulfill({ status: 404, json: {
		error_code: 'RESOURCE_001', message: 'Todo not found', details: null } }), { times: 1 });
	await page.getByRole('checkbox', { name: 'Done: Made once' }).click();
	holds('what is refused is told', await shows(page.getByText('Todo not found')));
	holds('… and put right', !await page.getByRole('checkbox', { name: 'Done: Made once' }).isChecked());
	await context.close();
}

// What the operator does meanwhile.
async function operation(browser) {
	const context = await browser.newContext();
	const page = await open(context, ['status of 5', 'ERR_']);
	await register(page, new_email());
	await add(page, 'Before');
	await host('reload');
	await add(page, 'After the reload');
	holds('a reload of the pool is not noticed', true);
	const restarted = host('restart');
	await page.getByLabel('New todo').fill('While Postgres restarts');
	await page.keyboard.press('Enter');
	await restarted;
	holds('a restart of Postgres is waited for', await shows(row(page, 'While Postgres restarts')));
	await page.reload();
	holds('… and nothing is there twice', await comes(async () =>
		(await titles(page)).join() === 'While Postgres restarts,After the reload,Before'), await titles(page));
	holds('… or complained of', page.complaints.length === 0, page.complaints.join('\n'));
	await context.close();
}

async function look(browser) {
	const context = await browser.newContext({ colorScheme: 'dark' });
	const page = await open(context);
	holds('in the dark the page is dark', await page.evaluate(() =>
		getComputedStyle(document.documentElement).backgroundColor) === 'rgb(21, 24, 26)');
	await context.close();
}

// Where it is another day than in UTC for most of the day.
const screen = { timezoneId: 'America/Los_Angeles' };
const phone = { timezoneId: 'Pacific/Kiritimati', viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, colorScheme: 'dark' };
const walks = way === 'short' ? [(browser) => walk(browser, 'screen', screen)] : [
	(browser) => walk(browser, 'screen', screen), (browser) => walk(browser, 'phone in the dark', phone),
	look, own, keyboard, paging, tabs, network, operation,
];
const browser = await chromium.launch({
	executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
for (const each of walks)
	await each(browser).catch((error) => holds('each walk ends well', false, error.stack));
await browser.close();
