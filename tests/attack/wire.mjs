// wire.mjs: what attackers' tools share: bytes to a port, accounts, and signing.
import {createHmac} from 'node:crypto';
import net from 'node:net';

const host = '127.0.0.1';

// The port and the path that a service's URL ends in, "" at the root.
export const parse = (url) => {
	const {port, pathname} = new URL(url);
	return {port: Number(port), root: pathname.replace(/\/$/, '')};
};

// Sends bytes and resolves to all that comes back, as latin1: until the server closes,
// is silent for so many milliseconds after its first byte, or says nothing for ten times that.
export const exchange = (port, bytes, silence = 400) => new Promise((resolve) => {
	const socket = net.connect({host, port});
	let answer = '';
	let timer = setTimeout(() => socket.destroy(), 10 * silence);
	socket.on('connect', () => socket.write(Buffer.from(bytes, 'latin1')));
	socket.on('data', (data) => {
		answer += data.toString('latin1');
		clearTimeout(timer);
		timer = setTimeout(() => socket.destroy(), silence);
	});
	socket.on('end', () => socket.destroy());
	socket.on('error', () => {});
	socket.on('close', () => {
		clearTimeout(timer);
		resolve(answer);
	});
});

// One well-formed request; its status, error code and JSON.
export const ask = async (port, method, path, {headers = [], body} = {}) => {
	const lines = [`${method} ${path} HTTP/1.1`, 'Host: a', 'Connection: close', ...headers];
	const bytes = Buffer.from(body ?? '').toString('latin1');
	if (body !== undefined)
		lines.push('Content-Type: application/json', `Content-Length: ${bytes.length}`);
	const answer = await exchange(port, `${lines.join('\r\n')}\r\n\r\n${bytes}`, 20000);
	let json = null;
	try {
		json = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
	} catch { /* an answer without any */ }
	return {status: Number(answer.slice(9, 12)), code: json?.error_code ?? '', json};
};

export const bearer = (token) => [`Authorization: Bearer ${token}`];

// Makes an account and logs in: its email and what the login answered.
export const newPerson = async ({port, root}, name) => {
	const email = `${name}-${process.pid}-${Date.now()}@example.org`;
	const body = JSON.stringify({email, password: 'Correct-horse-1'});
	await ask(port, 'POST', `${root}/auth/register`, {body});
	const {json, status} = await ask(port, 'POST', `${root}/auth/login`, {body});
	if (status !== 200) throw new Error(`cannot log in: ${status}`);
	return {email, access: json.access_token, refresh: json.refresh_token};
};

export const encode = (text) => Buffer.from(text).toString('base64url');

export const sign = (text, secret, hash = 'sha256') =>
	createHmac(hash, secret).update(text).digest('base64url');

// Header and claims of a token.
export const read = (token) => token.split('.').slice(0, 2)
	.map((part) => JSON.parse(Buffer.from(part, 'base64url')));

// Runs do(item) over all items, so many at once.
export const each = async (items, atOnce, run) => {
	let next = 0;
	const worker = async () => {
		while (next < items.length) await run(items[next++]);
	};
	await Promise.all(Array.from({length: atOnce}, worker));
};
