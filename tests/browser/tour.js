// tour.js: takes the tour of /docs in a browser, as a person who has just found it.
//
//   node tour.js BASE PROFILE [swagger|short|plain|manuals] [SCREENSHOTS]
//
// Prints a line for each thing that should hold: "ok    …" or "FAIL  …".
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { Chromium } = require("./chromium.js");

const [base, profile, kind = "swagger", screenshots] = process.argv.slice(2);
const email = `tour-${Date.now()}@example.org`;
const account = JSON.stringify({ email, password: "Correct-horse-1" });
let failed = 0;

function holds(sentence, value, why = "") {
	console.log(value ? `ok    ${sentence}` : `FAIL  ${sentence} ${why}`);
	failed += value ? 0 : 1;
}

async function keep(page, name) {
	if (screenshots)
		fs.writeFileSync(path.join(screenshots, `${name}.png`), await page.screenshot());
}

// The block of an operation, by its id in the document.
function block(operation) {
	return `.opblock[id$="-${operation}"]`;
}

// Opens an operation's block and its form.
async function show(page, operation) {
	if (!await page.evaluate(`document.querySelector('${block(operation)}.is-open') !== null`))
		await page.click(`${block(operation)} .opblock-summary-control`);
	await page.click(`${block(operation)} .try-out__btn`);
	await page.until(`document.querySelector('${block(operation)} .execute')`);
}

// Sends an operation's request, with a body if one is given, and gives what the page
// shows of the answer.
async function send(page, operation, body) {
	const live = `${block(operation)} .live-responses-table tbody`;
	if (body)
		await page.type(`${block(operation)} textarea.body-param__text`, body);
	if (await page.evaluate(`document.querySelector('${live}') !== null`)) {
		await page.click(`${block(operation)} .btn-clear`);
		await page.until(`document.querySelector('${live}') === null`);
	}
	await page.click(`${block(operation)} .execute`);
	const status = await page.until(`document.querySelector('${live} .response-col_status')?.innerText`);
	const text = await page.evaluate(`document.querySelector('${live} .response-col_description')?.innerText`);
	await page.evaluate(`document.querySelector('${live}').scrollIntoView({ block: "center", behavior: "instant" })`);
	return { status: parseInt(status, 10), text };
}

async function ask(page, operation, body) {
	await show(page, operation);
	return send(page, operation, body);
}

// Statuses of errors that were asked for are told by the browser, too.
function check_quiet(page, expected) {
	const said = page.complaints.filter((text) => !expected.some((status) =>
		text.includes(`status of ${status}`)));
	const outside = page.requests.filter((url) => !url.startsWith(`${base}/`) && !url.startsWith("data:"));
	holds("… without an error or a violation of the policy", said.length === 0, said.join("\n"));
	holds("… and without a request to elsewhere", outside.length === 0, outside.join(" "));
}

// Whether nothing is wider than the screen; a phone's window grows with what it shows.
function fits(page) {
	return page.evaluate("document.documentElement.scrollWidth <= screen.width");
}

async function open(page) {
	await page.open(`${base}/docs`);
	await page.until("document.querySelectorAll('.opblock').length > 15");
}

// A person tours on a screen: account, login, todos, an error.
async function tour(page) {
	await open(page);
	holds("/docs shows the operations", true);
	holds("… at /docs/", await page.evaluate("location.pathname.endsWith('/docs/')"));
	await keep(page, "desktop");
	let answer = await ask(page, "listTodos");
	holds("a request without a token is shown as AUTH_005", answer.status === 401 &&
		answer.text.includes("AUTH_005"), answer.text);
	answer = await ask(page, "register", account);
	holds("an account is made on the page", answer.status === 201, answer.text);
	await page.click("#login a");
	await page.until(`document.querySelector('${block("login")}.is-open')`);
	holds("the line above leads to the login", true);
	answer = await ask(page, "login", account);
	holds("and logged in", answer.status === 200 && answer.text.includes("access_token"), answer.text);
	holds("… which the page says", /logged in/.test(await page.evaluate(
		"document.getElementById('login').innerText")));
	holds("… and has authorized", await page.until(
		`document.querySelector('${block("createTodo")} .authorization__btn .locked') !== null`));
	answer = await ask(page, "createTodo", JSON.stringify({ title: "Read the document" }));
	holds("a todo is created", answer.status === 201, answer.text);
	await keep(page, "desktop-created");
	answer = await send(page, "listTodos");
	holds("and is in the list", answer.status === 200 && answer.text.includes("Read the document"), answer.text);
	answer = await send(page, "createTodo", JSON.stringify({ title: "" }));
	holds("an error is shown with its code", answer.status === 422 &&
		answer.text.includes("VALIDATION_"), answer.text);
	await keep(page, "desktop-error");
	answer = await send(page, "createTodo", JSON.stringify({ title: "x", completed: true }));
	holds("… and so is a member that nothing reads, by its name", answer.status === 422 &&
		answer.text.includes("completed should be one of"), answer.text);
	answer = await ask(page, "logout");
	holds("a logout ends it", answer.status === 200 && await page.until(
		`document.querySelector('${block("createTodo")} .authorization__btn .unlocked') !== null`), answer.text);
	check_quiet(page, [401, 422]);
}

// Presses Tab until the expression is true of the element that has the focus.
async function tab_to(page, expression) {
	for (let i = 0; i < 90; i++) {
		if (await page.evaluate(`((focus) => Boolean(${expression}))(document.activeElement)`))
			return true;
		await page.press("Tab");
	}
	return false;
}

// Without a mouse, and with a token from elsewhere.
async function keyboard(page) {
	await open(page);
	const { access_token: token } = await (await fetch(`${base}/auth/login`, {
		method: "POST", body: account, headers: { "Content-Type": "application/json" },
	})).json();
	holds("Tab reaches Authorize", await tab_to(page, "focus.matches('.btn.authorize')"));
	await page.press("Enter");
	await page.until("document.querySelector('.modal-ux input')");
	holds("… and in its form the token's field", await tab_to(page, "focus.matches('.modal-ux input')"));
	holds("… which is the only one", await page.evaluate("document.querySelectorAll('.modal-ux input').length") === 1);
	await page.send("Input.insertText", { text: token });
	await page.press("Enter");
	await page.until("document.querySelector('.btn.authorize.locked')");
	await keep(page, "desktop-authorize");
	holds("… which Enter takes", true);
	holds("… and the form can be closed", await tab_to(page, "focus.matches('.modal-ux .btn-done')"));
	await page.press("Enter");
	await page.until("!document.querySelector('.modal-ux')");
	holds("Tab reaches an operation", await tab_to(page, `focus.closest('${block("listTodos")}')`));
	await page.press("Enter");
	// It opens in steps: what Tab has passed by then it does not come back to.
	await page.until(`document.querySelector('${block("listTodos")}.is-open .try-out__btn')`);
	holds("… its form", await tab_to(page, "focus.matches('.try-out__btn')"));
	await page.press("Enter");
	await page.until(`document.querySelector('${block("listTodos")} .execute')`);
	holds("… and its button", await tab_to(page, "focus.matches('.execute')"));
	await page.press("Enter");
	const live = `${block("listTodos")} .live-responses-table tbody`;
	holds("… which sends it with the token", await page.until(
		`document.querySelector('${live} .response-col_status')?.innerText`) === "200");
	check_quiet(page, []);
}

async function phone(page) {
	await open(page);
	holds("on a phone the page is as wide as the screen", await fits(page));
	await keep(page, "phone");
	const answer = await ask(page, "login", account);
	holds("… a request can be sent", answer.status === 200, answer.text);
	holds("… and the answer fits", await fits(page));
	await keep(page, "phone-login");
	holds("in the dark the page is dark", await page.evaluate(
		"getComputedStyle(document.documentElement).backgroundColor") === "rgb(28, 32, 34)");
	check_quiet(page, []);
}

// What shows that the page and the API know where they are.
async function short(page) {
	await fetch(`${base}/auth/register`, {
		method: "POST", body: account, headers: { "Content-Type": "application/json" },
	});
	await open(page);
	holds("/docs is at /docs/", await page.evaluate("location.pathname.endsWith('/docs/')"));
	let answer = await ask(page, "login", account);
	holds("… and logs in", answer.status === 200, answer.text);
	answer = await ask(page, "listTodos");
	holds("… and lists todos with the token", answer.status === 200 && answer.text.includes("items"), answer.text);
	check_quiet(page, []);
}

// What there is without Swagger UI.
async function plain(page) {
	await page.open(`${base}/docs`);
	const text = await page.evaluate("document.body.innerText");
	holds("without npm /docs is a plain page", /^make docs$/m.test(text), text);
	const documented = await (await fetch(`${base}/openapi.json`)).json();
	const missing = Object.entries(documented.paths).flatMap(([route, item]) => Object.keys(item)
		.filter((method) => /^(get|put|post|delete)$/.test(method))
		.map((method) => `${method.toUpperCase()} ${route}`))
		.filter((line) => !text.split("\n").some((listed) => listed.replace(/\s+/g, " ").startsWith(line)));
	holds("… which lists every endpoint", missing.length === 0, missing.join(", "));
	await keep(page, "plain");
	check_quiet(page, []);
	await page.click("a[href$='openapi.json']");
	await page.until("location.pathname.endsWith('/openapi.json')");
	holds("… and leads to the document", true);
}

// The same of any screen.
async function shows_all(page) {
	return await page.evaluate("screen.width > 400 && document.documentElement.scrollWidth <= innerWidth") || fits(page);
}

// Each manual page, and that its links within the site lead somewhere.
async function read_manuals(page, name) {
	await page.open(`${base}/docs/man/`);
	const pages = await page.evaluate("[...document.querySelectorAll('.manuals a')].map((a) => a.href)");
	holds(`${name}: the manual pages are listed`, pages.length >= 8, pages.join(" "));
	holds("… and the list fits", await shows_all(page));
	await keep(page, `manuals-${name}`);
	for (const url of pages) {
		const file = url.replace(/.*\//, "");
		await page.open(url);
		holds(`… ${file} fits`, await shows_all(page));
		const broken = await page.evaluate(`Promise.all([...document.querySelectorAll('a[href]')]
			.filter((a) => a.origin === location.origin)
			.map(async (a) => a.pathname === location.pathname ?
				!a.hash || document.getElementById(decodeURIComponent(a.hash.slice(1))) ? null : a.href :
				(await fetch(a.href)).ok ? null : a.href))
			.then((all) => all.filter(Boolean))`);
		holds("… and its links lead somewhere", broken.length === 0, broken.join(" "));
		await keep(page, `manual-${name}-${file}`);
	}
	check_quiet(page, []);
}

async function main() {
	const screen = { width: 1280, height: 900 };
	const small = { width: 390, height: 844, mobile: true, dark: true };
	const chromium = new Chromium(profile);
	try {
		if (kind === "plain") {
			await plain(await chromium.page(small));
			return;
		}
		if (kind === "manuals") {
			await read_manuals(await chromium.page(screen), "screen");
			await read_manuals(await chromium.page(small), "phone in the dark");
			return;
		}
		if (kind === "short") {
			await short(await chromium.page(screen));
			return;
		}
		await tour(await chromium.page(screen));
		await keyboard(await chromium.page(screen));
		await phone(await chromium.page(small));
	} finally {
		await chromium.close();
	}
}

main().catch((error) => holds("the tour goes on", false, error.stack)).finally(() => {
	process.exitCode = failed ? 1 : 0;
});
