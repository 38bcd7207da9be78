// chromium.js: drives a headless Chromium through its debugging pipe, by itself:
// Node and Debian's chromium, and nothing from npm.
"use strict";

const { spawn } = require("node:child_process");

const PATIENCE = 60000; // ms until what a test waits for has to be there

// One page, and what it has done that a good page does not do.
class Page {
	constructor(chromium, session) {
		this.chromium = chromium;
		this.session = session;
		this.requests = []; // addresses asked for
		this.complaints = []; // errors, warnings and violations of the policy
	}

	send(method, params) {
		return this.chromium.send(method, params, this.session);
	}

	// Takes note of what the page asks for and complains of.
	hear({ method, params }) {
		if (method === "Network.requestWillBeSent")
			this.requests.push(params.request.url);
		else if (method === "Runtime.exceptionThrown")
			this.complaints.push(params.exceptionDetails.exception?.description ?? "exception");
		else if (method === "Runtime.consoleAPICalled" && /^(error|warning|assert)$/.test(params.type))
			this.complaints.push(params.args.map((arg) => arg.value ?? arg.description).join(" "));
		else if (method === "Log.entryAdded" && /^(error|warning)$/.test(params.entry.level))
			this.complaints.push(`${params.entry.source}: ${params.entry.text} ${params.entry.url ?? ""}`);
		else if (method === "Audits.issueAdded" && params.issue.code === "ContentSecurityPolicyIssue")
			this.complaints.push(`policy: ${JSON.stringify(params.issue.details)}`);
	}

	async evaluate(expression) {
		const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
			expression, awaitPromise: true, returnByValue: true,
		});
		if (exceptionDetails)
			throw new Error(`${exceptionDetails.exception?.description}\n  in ${expression}`);
		return result.value;
	}

	// Waits until an expression is true, and its value good; gives it, true for an element.
	async until(expression, is_good = () => true) {
		const end = Date.now() + PATIENCE;
		for (;;) {
			const value = await this.evaluate(`((it) => it instanceof Node || it)(${expression})`);
			if (value && is_good(value))
				return value;
			if (Date.now() > end)
				throw new Error(`never came true: ${expression}`);
			await new Promise((done) => setTimeout(done, 50));
		}
	}

	async open(url) {
		await this.send("Page.navigate", { url });
		await this.until("document.readyState === 'complete'");
	}

	// Clicks where the element is, as a finger or a mouse would, once it stays there.
	async click(selector) {
		let last = "";
		const { x, y } = await this.until(`(() => {
			const element = document.querySelector(${JSON.stringify(selector)});
			element?.scrollIntoView({ block: "center", behavior: "instant" });
			const box = element?.getBoundingClientRect();
			return box?.width && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
		})()`, (value) => last === (last = JSON.stringify(value)));
		for (const type of ["mousePressed", "mouseReleased"])
			await this.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
	}

	// Presses a key: "Tab", "Enter".
	async press(key) {
		const codes = { Tab: 9, Enter: 13 };
		const text = key === "Enter" ? "\r" : undefined;
		const event = { key, code: key, text, windowsVirtualKeyCode: codes[key] };
		await this.send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", ...event });
		await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
	}

	// Writes a text in place of what an input field has.
	async type(selector, text) {
		await this.until(`document.querySelector(${JSON.stringify(selector)})`);
		await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).select()`);
		await this.send("Input.insertText", { text });
	}

	async screenshot() {
		return Buffer.from((await this.send("Page.captureScreenshot")).data, "base64");
	}
}

class Chromium {
	constructor(profile) {
		this.process = spawn("chromium", [
			"--headless=new", "--remote-debugging-pipe", `--user-data-dir=${profile}`,
			"--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
			"--disable-background-networking", "--disable-component-update", "--disable-extensions",
			"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
		], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
		this.waiting = new Map();
		this.pages = new Map();
		this.count = 0;
		this.rest = "";
		this.process.stdio[4].setEncoding("utf8").on("data", (data) => this.read(data));
		this.process.on("exit", (code) => this.fail(new Error(`chromium ended (${code})`)));
		this.process.on("error", (error) => this.fail(error));
		this.process.stdio[3].on("error", () => {});
	}

	fail(error) {
		this.waiting.forEach(({ fail }) => fail(error));
		this.waiting.clear();
	}

	send(method, params = {}, sessionId = undefined) {
		const id = ++this.count;
		this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
		return new Promise((done, fail) => this.waiting.set(id, { done, fail, method }));
	}

	// Messages end with a NUL.
	read(data) {
		const messages = (this.rest + data).split("\0");
		this.rest = messages.pop();
		for (const message of messages.map((text) => JSON.parse(text))) {
			const waiting = this.waiting.get(message.id);
			this.waiting.delete(message.id);
			if (message.error)
				waiting?.fail(new Error(`${waiting.method}: ${message.error.message}`));
			else if (waiting)
				waiting.done(message.result);
			else
				this.pages.get(message.sessionId)?.hear(message);
		}
	}

	// Opens a page of its own, of this width and height, that likes the dark or not.
	async page({ width, height, mobile = false, dark = false }) {
		const { browserContextId } = await this.send("Target.createBrowserContext");
		const { targetId } = await this.send("Target.createTarget", { url: "about:blank", browserContextId });
		const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
		const page = new Page(this, sessionId);
		this.pages.set(sessionId, page);
		for (const domain of ["Page", "Runtime", "Network", "Log", "Audits"])
			await page.send(`${domain}.enable`);
		await page.send("Emulation.setDeviceMetricsOverride", { width, height, mobile, deviceScaleFactor: 1 });
		await page.send("Emulation.setEmulatedMedia", {
			features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
		});
		return page;
	}

	// Ends it, so that nothing of its profile is written any more.
	async close() {
		const end = new Promise((done) => this.process.once("close", done));
		this.process.kill();
		await end;
	}
}

module.exports = { Chromium };
