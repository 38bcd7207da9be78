// rules.mjs: what an answer must be by the document.
//
// An answer is that of an operation, and then all of it is documented: status, media
// type, headers, members, error code. HEAD is answered as GET is, without a body.
// OPTIONS is no operation of the document: 204 with Allow, on every path of it. What
// the document lacks is refused: another path by REQUEST_002, another method of a path
// by REQUEST_003 with the methods that it has.
//
// The files below /docs and /app are the web server's, and not held to anything here,
// nor is the way to them from /.
//
// A web server refuses some requests itself, on any path: by a page of its own that
// knows neither the moment nor the request (fcgi/error_pages.c).

// For connections, caches and browsers, and not of an operation: on any answer, by the
// server's or our own rules.
const general = new Set(['cache-control', 'connection', 'content-encoding', 'content-length',
	'content-security-policy', 'content-type', 'date', 'keep-alive', 'server',
	'transfer-encoding', 'vary', 'x-content-type-options']);
// Said to pages of other origins only.
const cors = /^access-control-(allow-(origin|credentials|methods|headers)|expose-headers|max-age)$/;

const files = /^\/(docs|app)(\/|$)/;
const pages = {
	AUTHZ_002: [403], REQUEST_001: [400, 408, 411, 414, 417, 431, 505], REQUEST_002: [404],
	REQUEST_003: [405, 501], REQUEST_004: [413], SERVER_002: [500, 502, 503, 504],
};

// On shared hosting, the host has the first word: on paths that it takes for malformed,
// by its own page, and on TRACE.
const isHosts = ({front, method, type, target}) => front === 'fcgid' && (method === 'TRACE' ||
	(type === 'text/html' && /%(2f|00|zz)/i.test(target)));

// A browser that goes to the API's address is led to the client.
const isToClient = ({path, status, sent}) => path === '/' && status === 303 &&
	/text\/html/.test(sent.get('accept'));

const decode = (text) => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};

// A parameter's text as what its schema says it is.
const typed = (text, schema) => {
	if (schema.type === 'integer' || schema.type === 'number')
		return /^-?\d+$/.test(text) ? Number(text) : text;
	if (schema.type === 'boolean')
		return {true: true, false: false}[text] ?? text;
	return text;
};

const isJson = (type) => type === 'application/json' || type === 'application/problem+json';

const parse = (text) => {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
};

// A line of the record with what the rules ask of it.
export const readLine = (text) => {
	const line = JSON.parse(text);
	const [path, query = ''] = line.target.split(/\?(.*)/s);
	const headers = line.headers.split('\n').filter((header) => header)
		.map((header) => [header.slice(0, header.indexOf(':')),
			header.slice(header.indexOf(':') + 1).trim()]);
	const sent = new Map(line.sent.map((header) =>
		[header.split(':')[0].toLowerCase(), header.slice(header.indexOf(':') + 1).trim()]));
	const value = (name) => headers.find(([other]) => other === name)?.[1];
	const type = value('content-type')?.split(';')[0].trim();
	const json = isJson(type) && line.body ? parse(line.body) : undefined;
	return {...line, path: decode(path), query, headers, sent, value, type, json,
		code: json?.error_code, coded: value('content-encoding') !== undefined,
		authorized: line.token || sent.has('authorization')};
};

export class Rules {
	constructor(document) {
		this.document = document;
		this.error = document.at('components', 'schemas', 'Error');
		this.problem = document.at('components', 'schemas', 'Problem');
		if (!this.error.value)
			throw new Error('the document has no schema "Error"');
		this.produced = new Set();
	}

	// What is wrong with an answer, as texts, and the operation that it is of.
	check(line) {
		if (line.front && line.code && line.json.timestamp === null)
			return {name: `${line.front}'s own page`, wrong: this.#page(line)};
		if (line.front && (files.test(line.path) || isToClient(line)))
			return {name: 'a file', wrong: []};
		if (isHosts(line))
			return {name: "the host's own answer", wrong: []};
		const route = this.document.match(line.path);
		const operation = route?.operations[line.method === 'HEAD' ? 'GET' : line.method];
		if (!operation || line.code === 'REQUEST_002')
			return {name: `${line.method} ${line.path}`, wrong: this.#outside(line, route)};
		this.produced.add(operation.name);
		const response = operation.responses.get(String(line.status));
		if (!response)
			return {name: operation.name,
				wrong: [`status ${line.status} ${line.code ?? ''} is not documented`]};
		this.produced.add(`${operation.name} ${line.status}`);
		return {name: `${operation.name} ${line.status}`, wrong: [
			...this.#headers(line, response),
			...this.#body(line, operation, response),
			...(line.status < 400 ? this.#accepted(line, operation) : []),
		]};
	}

	// What the document has and no answer had, and rows that excuse what was answered. A
	// row's answer is "GET /todos 401 AUTH_002", or "* 401 AUTH_002" for all operations.
	whole(excused) {
		const missing = this.#documented().filter((name) => !this.produced.has(name));
		const isAbout = ({answer}, name) =>
			answer === name || (answer.startsWith('* ') && name.endsWith(answer.slice(1)));
		return [
			...missing.filter((name) => !excused.some((row) => isAbout(row, name)))
				.map((name) => `${name}: documented, and never answered`),
			...excused.filter((row) => !missing.some((name) => isAbout(row, name)))
				.map(({answer}) => `${answer}: excused, and nothing of it is missing`),
		];
	}

	#documented() {
		return this.document.operations().flatMap(({name, responses}) =>
			[name, ...[...responses].flatMap(([status, {codes}]) =>
				[`${name} ${status}`, ...[...codes].map((code) => `${name} ${status} ${code}`)])]);
	}

	#page(line) {
		const known = pages[line.code]?.includes(line.status);
		return [...(known ? [] : [`${line.status} ${line.code} is none of its pages`]),
			...this.document.errors(this.error, line.json)];
	}

	// Answers to what is no operation of the document.
	#outside(line, route) {
		const methods = route ? Object.keys(route.operations) : [];
		const wrong = [];
		const expect = (status, code) => {
			if (line.status !== status || (line.body && line.code !== code))
				wrong.push(`is not in the document, but answered ${line.status} ${line.code ?? ''}`);
		};
		if (line.code === 'SERVER_002' && line.status === 500)
			return this.#refusal(line);
		if (!route || line.code === 'REQUEST_002')
			expect(404, 'REQUEST_002');
		else if (line.method === 'OPTIONS')
			expect(204, undefined);
		else
			expect(405, 'REQUEST_003');
		if (line.status === 204 || line.status === 405)
			wrong.push(...this.#allow(line, methods));
		if (line.status === 405)
			wrong.push(...this.#stands(line, Object.values(route?.operations ?? {})));
		return [...wrong, ...this.#refusal(line)];
	}

	// An operation that documents 405 does so for the other methods of its path.
	#stands(line, operations) {
		return operations.filter(({responses}) => responses.has('405')).flatMap((operation) => {
			this.produced.add(`${operation.name} 405`);
			const response = operation.responses.get('405');
			return [...this.#headers(line, response), ...this.#body(line, operation, response)];
		});
	}

	#allow(line, methods) {
		const all = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
		const said = (line.value('allow') ?? '').split(/, */);
		return [...said].sort().join() === all.sort().join() ? []
			: [`Allow says ${said}, the document ${all}`];
	}

	#refusal(line) {
		if (!line.body || line.coded || line.status < 400)
			return [];
		const form = line.type === 'application/json' ? this.error : this.problem;
		return line.json ? this.document.errors(form, line.json)
			: [`a refusal of type ${line.type} that is no JSON`];
	}

	#headers(line, response) {
		const wrong = [];
		for (const [name, text] of line.headers) {
			const place = response.headers.get(name);
			const schema = this.document.within(place, 'schema');
			if (schema)
				wrong.push(...this.document.errors(schema, typed(text, schema.value))
					.map((what) => `header ${name} ${what}`));
			else if (!place && !general.has(name) && !(cors.test(name) && line.sent.has('origin')))
				wrong.push(`header ${name} is not documented`);
		}
		for (const [name, {value}] of response.headers) {
			if (value.required && line.value(name) === undefined)
				wrong.push(`header ${name} is missing`);
		}
		return wrong;
	}

	#body(line, operation, response) {
		const head = line.method === 'HEAD';
		if (response.content.size === 0)
			return line.body || line.type ? ['has a body, and none is documented'] : [];
		const media = response.content.get(line.type);
		if (!media)
			return [`media type ${line.type} is not documented`];
		if (head)
			return line.body ? ['an answer to HEAD has a body'] : [];
		if (line.body === null || line.coded)
			return [];
		const schema = this.document.within(media, 'schema');
		const value = isJson(line.type) ? line.json : line.body;
		if (value === undefined)
			return ['the body is no JSON'];
		const wrong = schema ? this.document.errors(schema, value) : [];
		return [...wrong, ...this.#code(line, operation, response)];
	}

	#code(line, operation, response) {
		if (line.status < 400 || response.codes.size === 0)
			return [];
		if (!response.codes.has(line.code))
			return [`error code ${line.code} is not documented`];
		this.produced.add(`${operation.name} ${line.status} ${line.code}`);
		return [];
	}

	// What was accepted has to be allowed: the document is not narrower than the service.
	#accepted(line, operation) {
		const wrong = [];
		if (operation.secured && !line.authorized)
			wrong.push('needs no token, and the document says it does');
		for (const [name, text] of new URLSearchParams(line.query)) {
			const parameter = operation.query.find(({value}) => value.name === name);
			const schema = this.document.within(parameter, 'schema');
			if (schema)
				wrong.push(...this.document.errors(schema, typed(text, schema.value))
					.map((what) => `accepted parameter ${name}=${text}: ${what}`));
		}
		return [...wrong, ...this.#acceptedBody(line, operation)];
	}

	#acceptedBody(line, operation) {
		if (!operation.body)
			return [];
		if (!line.request)
			return operation.body.value.required && line.request === '' ? ['accepted no body'] : [];
		const schema = this.document.within(operation.body, 'content', 'application/json', 'schema');
		const value = parse(line.request);
		if (!schema || value === undefined)
			return [];
		// An item that has an error of its own among the results was not accepted.
		const refused = (parse(line.body ?? '')?.results ?? []).flatMap(({error}, index) =>
			error ? [`/operations/${index}`] : []);
		return this.document.errors(schema, value)
			.filter((what) => !refused.some((item) =>
				what.startsWith(`${item} `) || what.startsWith(`${item}/`)))
			.map((what) => `accepted body: ${what}`);
	}
}
