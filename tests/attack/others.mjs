// What others see meanwhile: four clients that ask again and again, each request
// over a connection of its own. Prints requests, failures, and p50, p99 and the
// longest in milliseconds; one that failed counts as PATIENCE.
//
//   others.mjs SECONDS PORT TOKEN    reads GET /todos and POST /auth/refresh
import net from 'node:net';

const [seconds, port, token, refresh] = process.argv.slice(2);
const patience = 5000;
const body = JSON.stringify({ refresh_token: refresh });
const requests = [
	`GET /todos HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
	`POST /auth/refresh HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n` +
		`Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
];
const times = [];
let failures = 0;

function ask(text) {
	return new Promise(resolve => {
		const begun = performance.now();
		let answer = '';
		const socket = net.connect({ host: '127.0.0.1', port: Number(port), localAddress: '127.0.0.2' });
		const timer = setTimeout(() => socket.destroy(), patience);
		socket.on('connect', () => socket.write(text));
		socket.on('data', data => { answer += data; });
		socket.on('error', () => {});
		socket.on('close', () => {
			clearTimeout(timer);
			const good = answer.startsWith('HTTP/1.1 200 ');
			if (!good) failures++;
			times.push(good ? performance.now() - begun : patience);
			resolve();
		});
	});
}

async function client(end, number) {
	for (let i = number; Date.now() < end; i++) await ask(requests[i % 4 ? 0 : 1]);
}

const end = Date.now() + seconds * 1000;
await Promise.all([0, 1, 2, 3].map(number => client(end, number)));
times.sort((a, b) => a - b);
const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
console.log(times.length, failures, at(0.5), at(0.99), at(1));
