// bodies.mjs: eight todos whose bodies come byte by byte, over connections of their own,
// and what others see until they are whole. Fails unless others are answered before the
// first of them has ended, and each slow one by its own todo.
//
//   bodies.mjs URL
import net from 'node:net';
import {ask, bearer, newPerson, parse} from './wire.mjs';

const service = parse(process.argv[2]);
const {port, root} = service;
const person = await newPerson(service, 'slow');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// ms that Apache's example gives a body of this size, less some.
const SLOWEST = 2500;
let whole = 0, between = 0, ended = false;
const wrong = [];

// Larger than a socket's buffer and what a worker looks at at once, or small.
const bodyOf = (i) => JSON.stringify({title: `slow-${i}`, description: 'd'.repeat(i % 2 ? 5 : 900)}) +
	' '.repeat(i % 2 ? 0 : 60000);

// Sends a body slowly; gives the answer, and how long the body took in ms.
const send = async (i) => {
	const body = bodyOf(i);
	const began = Date.now();
	const socket = net.connect({host: '127.0.0.1', port});
	socket.setNoDelay(true);
	let answer = '';
	socket.on('data', (data) => { answer += data; });
	const closed = new Promise((resolve) => socket.on('close', resolve));
	socket.on('error', () => {});
	socket.write([`POST ${root}/todos HTTP/1.1`, 'Host: a', ...bearer(person.access), 'Content-Type: application/json',
		'Connection: close', `Content-Length: ${body.length}`, '', ''].join('\r\n'));
	const step = Math.ceil(body.length / 40);
	for (let at = 0; at < body.length; at += step) {
		await pause(50);
		socket.write(body.slice(at, at + step));
	}
	const took = Date.now() - began;
	if (took < SLOWEST) whole++;
	await closed;
	return {answer, took};
};

// Again where the machine stood still, so that Apache rightly called it too slow.
const sendInTime = async (i) => {
	let {answer, took} = await send(i);
	for (let left = 4; left > 0 && took >= SLOWEST && answer.startsWith('HTTP/1.1 408'); left--)
		({answer, took} = await send(i));
	if (!answer.startsWith('HTTP/1.1 201') || !answer.includes(`"slow-${i}"`)) wrong.push(`${i}: ${answer.slice(0, 60)}`);
};

const sending = Array.from({length: 8}, (_, i) => sendInTime(i));
const all = Promise.all(sending).then(() => { ended = true; });
await pause(300);
while (whole === 0 && !ended) {
	const {status} = await ask(port, 'GET', `${root}/todos`, {headers: bearer(person.access)});
	if (status !== 200) wrong.push(`others got ${status}`);
	if (whole === 0) between++;
}
await all;
if (between < 3) wrong.push(`others were answered ${between} times until the first was whole`);
console.log(`8 slow bodies, each with its own answer; others were answered ${between} times meanwhile`);
for (const line of wrong) console.log(`FAIL  ${line}`);
process.exitCode = wrong.length ? 1 : 0;
