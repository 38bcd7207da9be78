// mixed.mjs: so many requests of all kinds, good and bad ones, eight at once. Prints how
// many of each status came back; fails on a 5xx, and on no answer.
//
//   mixed.mjs URL COUNT TOKEN    an admin's access token
import {ask, bearer, each, encode, newPerson, parse} from './wire.mjs';

const [url, count, token] = process.argv.slice(2);
const service = parse(url);
const {port, root} = service;
const person = await newPerson(service, 'mixed');
const me = bearer(person.access);
const admin = bearer(token);
const nobody = '5f0c4b9e-6a55-4f0e-8f3a-123456789abc';
const made = [];
let since = '';
const json = (value) => JSON.stringify(value);
// Too long, empty, twice, and no encoding.
const emails = ['a'.repeat(1600), '', 'a&email=b', '%zz'];
const filters = ['q=todo&due_after=2026-11-01&due_before=2026-11-20', 'q=%zz', 'due_after=2026-02-30&priority=9',
	'updated_since=2026-01-01T00:00:00Z&sort_by=due_date&priority=1', 'q=todo+n&include_total=true', 'due_before=', 'q=a&q=b'];
const login = (password) => ({body: json({email: person.email, password})});

// Weight, method, path, and headers or body; made as it is sent.
const kinds = [
	[20, 'POST', () => '/todos', (i) => ({headers: me, body: json({title: `todo ${i}`, description: 'é'.repeat(i % 400), priority: i % 5,
		due_date: i % 3 ? `2026-11-${10 + i % 20}` : null})})],
	[20, 'GET', () => '/todos?limit=20', () => ({headers: me})],
	[8, 'GET', () => '/todos?limit=100&sort_by=title&sort_order=asc&is_completed=false&include_total=true', () => ({headers: me})],
	[10, 'GET', (i) => `/todos/${made[i % made.length] ?? nobody}`, () => ({headers: me})],
	[10, 'PUT', (i) => `/todos/${made[i % made.length] ?? nobody}`, (i) => ({headers: me, body: json({title: `new ${i}`, is_completed: i % 2 === 0})})],
	[6, 'DELETE', () => `/todos/${made.pop() ?? nobody}`, () => ({headers: me})],
	[3, 'GET', () => `/todos/${nobody}`, () => ({headers: me})],
	[3, 'POST', () => '/todos', (i) => ({headers: me, body: '{"title":'.repeat(i % 40)})],
	[3, 'POST', () => '/todos', (i) => ({headers: me, body: json({title: 'x'.repeat(i % 600), unknown: [{}]})})],
	[1, 'POST', () => '/todos', () => ({headers: me, body: ' '.repeat(70000)})],
	[3, 'GET', (i) => `/todos?limit=${'9'.repeat(i % 60)}&sort_by=%zz&cursor=${encode(String(i))}`, () => ({headers: me})],
	[3, 'GET', () => '/todos', (i) => ({headers: bearer(`${person.access.slice(0, -1 - i % 80)}A`)})],
	[2, 'GET', () => '/todos', (i) => ({headers: [`Authorization: ${'x'.repeat(i % 2000)}`]})],
	[3, 'POST', () => '/auth/refresh', () => ({body: json({refresh_token: person.refresh})})],
	[2, 'POST', () => '/auth/refresh', () => ({headers: [`Cookie: refresh_token=${person.refresh}x`, 'Origin: https://a.example'], body: ''})],
	[1, 'GET', () => '/auth/sessions', () => ({headers: me})],
	[1, 'POST', () => '/auth/login', (i) => login(i % 2 ? 'Correct-horse-1' : 'x'.repeat(100))],
	[1, 'POST', () => '/auth/register', (i) => ({body: json({email: `${'a'.repeat(i % 300)}@example.org`, password: 'weak'})})],
	[2, 'GET', (i) => `/admin/users?email=${'%C3%A9'.repeat(i % 500)}`, () => ({headers: me})],
	[4, 'GET', (i) => `/admin/users?email=${emails[i % 4]}`, () => ({headers: me})],
	[4, 'GET', (i) => `/admin/users?email=${emails[i % 4]}`, () => ({headers: admin})],
	[2, 'GET', () => '/admin/users?email=MIXED&limit=5', () => ({headers: admin})],
	[1, 'POST', () => `/admin/users/${nobody}/revoke-tokens`, () => ({headers: admin, body: ''})],
	[7, 'GET', (i) => `/todos?${filters[i % 7]}`, () => ({headers: me})],
	[2, 'GET', (i) => `/todos?q=${'%C3%A9'.repeat(i % 300)}`, () => ({headers: me})],
	[4, 'GET', (i) => `/todos/changes?limit=5${i % 4 ? since : `&since=${encode(String(i))}`}`, () => ({headers: me})],
	[1, 'GET', (i) => `/auth/me/export?format=${['json', 'csv', 'xml'][i % 3]}`, () => ({headers: me})],
	[2, 'OPTIONS', () => '/todos', () => ({headers: ['Origin: https://a.example', 'Access-Control-Request-Method: PUT']})],
	[2, 'HEAD', () => '/health', () => ({})],
	[1, 'GET', () => '/openapi.json', () => ({})],
	[1, 'GET', () => '/metrics', () => ({})],
	[2, 'FOO', (i) => `/${'%41/'.repeat(i % 100)}`, () => ({headers: ['X-Request-ID: \u001b[2J', 'traceparent: 00-x']})],
	[2, 'DELETE', () => '/todos', () => ({headers: me})],
];
// 137 long, a prime number, so that each kind meets each rest of i.
const wheel = kinds.flatMap((kind) => Array(kind[0]).fill(kind));
const statuses = new Map();

// The same order each time: prime steps through the wheel.
await each(Array.from({length: Number(count)}, (_, i) => i), 8, async (i) => {
	const [, method, path, options] = wheel[(i * 37) % wheel.length];
	const {status, json: body} = await ask(port, method, root + path(i), options(i));
	statuses.set(status, (statuses.get(status) ?? 0) + 1);
	if (status === 201 && body.title) made.push(body.id);
	if (body?.next) since = `&since=${body.next}`;
});
const told = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${times} x ${status}`);
console.log(`${count} requests: ${told.join(', ')}`);
process.exitCode = [...statuses.keys()].some((status) => !(status >= 200 && status < 500) && status !== 501) ? 1 : 0;
