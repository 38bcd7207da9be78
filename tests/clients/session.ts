// session.ts: a whole session with the client that is generated for TypeScript.
//
//   session.js BASE    the address of the service, such as http://127.0.0.1:8000
import createClient from 'openapi-fetch';
import type {components, paths} from './schema.js';

type Todo = components['schemas']['Todo'];

declare const process: {argv: string[]};

const password = 'Correct-horse-1';
const email = `typescript-${Date.now()}@example.org`;
const api = createClient<paths>({baseUrl: process.argv[2] ?? ''});
let access: string | undefined;

api.use({
	onRequest({request}) {
		if (access !== undefined)
			request.headers.set('Authorization', `Bearer ${access}`);
		// A typing error that got past the compiler is refused, not ignored.
		request.headers.set('Prefer', 'handling=strict');
		return request;
	},
});

function expect(holds: boolean, sentence: string): asserts holds {
	console.log(`${holds ? 'ok   ' : 'FAIL '} TypeScript: ${sentence}`);
	if (!holds)
		throw new Error(sentence);
}

async function register(): Promise<void> {
	const {data, response} = await api.POST('/auth/register', {body: {email, password}});
	expect(response.status === 201 && data?.email === email, 'a user registers');
}

async function logIn(): Promise<string> {
	const {data} = await api.POST('/auth/login', {body: {email, password}});
	expect(data?.token_type === 'bearer', 'they log in');
	access = data.access_token;
	return data.refresh_token;
}

async function create(title: string): Promise<Todo> {
	const {data, response} = await api.POST('/todos', {body: {title}});
	expect(data?.title === title && response.headers.has('Location'), `they create "${title}"`);
	const {user_id, description, due_date, priority, is_completed, created_at, completed_at, updated_at} = data;
	expect(user_id.length === 36 && description === null && due_date === null && priority === 0 &&
		!is_completed && completed_at === null && updated_at === created_at, 'it has each member');
	return data;
}

// A request that may be sent again has a key, and is done once.
async function createOnce(title: string): Promise<void> {
	const key = {params: {header: {'Idempotency-Key': crypto.randomUUID()}}};
	const {data} = await api.POST('/todos', {...key, body: {title}});
	const again = await api.POST('/todos', {...key, body: {title}});
	expect(data !== undefined && again.data?.id === data.id, 'the same request twice makes one todo');
	const other = await api.POST('/todos', {...key, body: {title: `${title}?`}});
	expect(other.error?.error_code === 'VALIDATION_009', 'another one needs a key of its own');
	const bulk = await api.POST('/todos/bulk', {body: {operations: [{op: 'delete', id: data.id},
		{op: 'create', title}], atomic: false}});
	const [gone, made] = bulk.data?.results ?? [];
	expect(gone?.status === 204 && made?.todo?.title === title, 'several operations go at once');
	await remove(made.todo);
}

// Reads all pages, from each to the next by its cursor.
async function list(): Promise<Todo[]> {
	const todos: Todo[] = [];
	let cursor: string | undefined;
	do {
		const query = {limit: 2, include_total: false, ...(cursor === undefined ? {} : {cursor})};
		const {data} = await api.GET('/todos', {params: {query}});
		expect(data !== undefined && data.items.length > 0, 'they get a page of todos');
		todos.push(...data.items);
		cursor = data.next_cursor;
	} while (cursor !== undefined);
	return todos;
}

async function complete({id, title}: Todo): Promise<void> {
	const {data} = await api.PUT('/todos/{id}', {params: {path: {id}}, body: {is_completed: true}});
	const since: string | null | undefined = data?.completed_at;
	expect(typeof since === 'string' && data?.title === title, 'they complete one');
}

async function remove({id}: Todo): Promise<void> {
	const gone = await api.DELETE('/todos/{id}', {params: {path: {id}}});
	expect(gone.response.status === 204, 'they delete one');
	const {error} = await api.GET('/todos/{id}', {params: {path: {id}}});
	expect(error?.error_code === 'RESOURCE_001', 'then it is not found');
}

async function refresh(refresh_token: string): Promise<string> {
	const {data} = await api.POST('/auth/refresh', {body: {refresh_token}});
	expect(data !== undefined && data.access_token !== access, 'they get a new access token');
	expect(data.refresh_token !== refresh_token, 'and the refresh token to come with next');
	access = data.access_token;
	return data.refresh_token;
}

// Each refusal is a value whose code is one of those of its operation.
async function meetErrors(): Promise<void> {
	const untitled = await api.POST('/todos', {body: {title: ' '}});
	expect(untitled.error?.error_code === 'VALIDATION_004' &&
		untitled.error.details?.field === 'title',
		'a blank title is refused, and the error names the field');
	const typo = {title: 'Milk', completed: true};
	const unknown = await api.POST('/todos', {body: typo});
	expect(unknown.error?.error_code === 'VALIDATION_006' &&
		unknown.error.details?.errors[0]?.field === 'completed',
		'a member that nothing reads is refused by its name');
	const again = await api.POST('/auth/register', {body: {email, password}});
	expect(again.error?.error_code === 'VALIDATION_003', 'nobody registers twice');
	const wrong = await api.POST('/auth/login', {body: {email, password: `${password}?`}});
	expect(wrong.error?.error_code === 'AUTH_001', 'a wrong password is refused');
	expect(wrong.response.headers.get('X-Request-ID') === wrong.error.request_id,
		'the error has the id of its request');
}

async function logOut(refresh_token: string): Promise<void> {
	const {data} = await api.POST('/auth/logout', {body: {refresh_token}});
	expect(data?.message === 'Logout successful', 'they log out');
	const {error} = await api.GET('/todos');
	expect(error?.error_code === 'AUTH_004', 'then the access token is refused');
}

// What must not compile: never called.
export function mistakes(todo: Todo, error: components['schemas']['Error']): void {
	// @ts-expect-error no such path
	void api.GET('/todoz');
	// @ts-expect-error no such method of it
	void api.PUT('/todos');
	// @ts-expect-error a body is needed
	void api.POST('/todos');
	// @ts-expect-error a title is a text
	void api.POST('/todos', {body: {title: 1}});
	// @ts-expect-error not a word to sort by
	void api.GET('/todos', {params: {query: {sort_by: 'size'}}});
	// @ts-expect-error no such member
	void todo.colour;
	// @ts-expect-error a description may be null
	void todo.description.length;
	// @ts-expect-error no such error code
	void (error.error_code === 'RESOURCE_999');
}

await register();
const token = await logIn();
const todos = [];
for (const title of ['Milk', 'Bread', 'Salt', 'Tea', 'Jam'])
	todos.push(await create(title));
await createOnce('Tea');
const listed = await list();
const titles = listed.map(({title}) => title).sort().join();
expect(titles === 'Bread,Jam,Milk,Salt,Tea', 'the pages have each todo once');
const [first, second] = todos;
expect(first !== undefined && second !== undefined, 'there are todos');
await complete(first);
await remove(second);
await meetErrors();
const next = await refresh(token);
await refresh(next);
await logOut(next);
