// rules_test.mjs: proves that the rules see each kind of difference: the document is
// changed, one place at a time, and the answers that it held are held to it again.
//
//   rules_test.mjs DOCUMENT RECORD    a record of the whole suite
import {readFileSync} from 'node:fs';
import {Document} from './document.mjs';
import {Rules, readLine} from './rules.mjs';

const [documentFile, recordFile] = process.argv.slice(2);
const original = readFileSync(documentFile, 'utf8');

// Of each kind of answer the first ones are enough.
const sample = () => {
	const seen = new Map();
	return readFileSync(recordFile, 'utf8').split('\n').filter((line) => line).map(readLine)
		.filter((line) => {
			const path = line.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '{id}');
			const names = [...new URLSearchParams(line.query).keys()].sort();
			const key = [line.method, path, names, line.status, line.code].join(' ');
			seen.set(key, (seen.get(key) ?? 0) + 1);
			return seen.get(key) <= 10;
		});
};
const lines = sample();

// All that is wrong with the answers by a document, as one text.
const judge = (document, excused = []) => {
	const rules = new Rules(new Document(document));
	const wrong = lines.flatMap((line) => {
		const found = rules.check(line);
		return found.wrong.map((what) => `${found.name}: ${what}`);
	});
	return [...wrong, ...rules.whole(excused)].join('\n');
};

const todos = (document) => document.paths['/todos'];
const schema = (document, name) => document.components.schemas[name];
// Writes out a response of the document that others share.
const own = (document, operation, status) => {
	const ref = operation.responses[status].$ref;
	const response = ref ? structuredClone(document.components.responses[ref.split('/').pop()])
		: operation.responses[status];
	operation.responses[status] = response;
	return response;
};
const codesOf = (response) =>
	response.content['application/json'].schema.allOf[1].properties.error_code.enum;

// What is changed, how, and what has to be said then.
const changes = [
	['a member of an answer that the document lacks',
		(document) => delete schema(document, 'Todo').properties.title,
		'/todos 201: / must NOT have additional properties (title)'],
	['a member of the document that an answer lacks',
		(document) => schema(document, 'Todo').required.push('colour'),
		"must have required property 'colour'"],
	['a member of another type',
		(document) => schema(document, 'Todo').properties.is_completed.type = 'string',
		'/is_completed must be string'],
	['a member that may not be null',
		(document) => schema(document, 'Todo').properties.description.type = 'string',
		'/description must be string'],
	['a status', (document) => delete todos(document).post.responses[201],
		'POST /todos: status 201  is not documented'],
	['a header', (document) => delete todos(document).post.responses[201].headers.Location,
		'POST /todos 201: header location is not documented'],
	['a header that is missing', (document) => own(document, todos(document).get, '200')
		.headers['X-Nothing'] = {required: true, schema: {type: 'string'}},
		'GET /todos 200: header x-nothing is missing'],
	['a header of another form', (document) => own(document, todos(document).get, '200')
		.headers['X-Request-ID'] = {schema: {type: 'integer'}},
		'GET /todos 200: header x-request-id / must be integer'],
	['a media type', (document) => {
		const response = own(document, todos(document).get, '200');
		response.content = {'text/plain': response.content['application/json']};
	}, 'GET /todos 200: media type application/json is not documented'],
	['a body where none is documented',
		(document) => delete own(document, todos(document).get, '200').content,
		'GET /todos 200: has a body, and none is documented'],
	['an error code', (document) => codesOf(own(document, todos(document).get, '401')).shift(),
		'GET /todos 401: error code AUTH_002 is not documented'],
	['an operation', (document) => delete todos(document).post,
		'POST /todos: is not in the document, but answered 201'],
	['a path', (document) => delete document.paths['/todos/{id}'],
		': is not in the document, but answered 200'],
	['a method that Allow does not name',
		(document) => todos(document).patch = structuredClone(todos(document).post),
		'Allow says GET,HEAD,POST,OPTIONS'],
	['a limit that is none', (document) => schema(document, 'NewTodo').properties.title.maxLength = 2,
		'accepted body: /title must NOT have more than 2 characters'],
	['a limit of an operation that is none',
		(document) => schema(document, 'TodoOperation').properties.title.maxLength = 2,
		'accepted body: /operations/0/title must NOT have more than 2 characters'],
	['a limit of a parameter that is none', (document) => todos(document).get.parameters
		.find(({name}) => name === 'limit').schema.maximum = 2,
		'accepted parameter limit='],
	['a token that is not needed', (document) => document.paths['/health'].get.security =
		structuredClone(todos(document).get.security),
		'GET /health 200: needs no token'],
	['an operation that is never answered',
		(document) => document.paths['/nothing'] = {get: structuredClone(todos(document).get)},
		'GET /nothing: documented, and never answered'],
	['a status that is never answered', (document) => todos(document).get.responses[418] =
		structuredClone(todos(document).get.responses[401]),
		'GET /todos 418: documented, and never answered'],
	['an error code that is never answered', (document) =>
		codesOf(own(document, todos(document).get, '401')).push('AUTH_003'),
		'GET /todos 401 AUTH_003: documented, and never answered'],
];

let failed = 0;
const holds = (sentence, is) => {
	failed += is ? 0 : 1;
	console.log(`${is ? 'ok   ' : 'FAIL '} ${sentence}`);
};

holds('the document as it is holds', judge(JSON.parse(original)) === '');
for (const [what, change, said] of changes) {
	const document = JSON.parse(original);
	change(document);
	holds(`seen: ${what}`, judge(document).includes(said));
}
holds('seen: an excuse that nothing needs', judge(JSON.parse(original), [{answer: '* 418'}])
	.includes('* 418: excused, and nothing of it is missing'));
console.log(`contract rules: ${changes.length + 2 - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
