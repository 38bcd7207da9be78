// Slow clients: connections from one address that send a byte now and then, and
// come back when they are closed. Runs until standard input ends, then prints how
// many it opened and how many of them were closed or refused.
//
//   slow.mjs headers|bodies COUNT ADDRESS PORT [PATH]    ADDRESS is their own
import net from 'node:net';

const [kind, count, address, port, path = '/todos'] = process.argv.slice(2);
const pause = 3000; // between two bytes: less than any timeout that a byte renews
const counted = { opened: 0, ended: 0 };
let ending = false;

const beginnings = {
	headers: `GET ${path} HTTP/1.1\r\nHost: a\r\nX-Slow: `,
	bodies: `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n` +
		'Content-Length: 1000\r\n\r\n{',
};

function drip() {
	const socket = net.connect({ host: '127.0.0.1', port: Number(port), localAddress: address });
	let timer;
	socket.on('connect', () => {
		counted.opened++;
		socket.write(beginnings[kind]);
		timer = setInterval(() => socket.write(' '), pause);
	});
	socket.on('data', () => {});
	socket.on('end', () => socket.destroy());
	socket.on('error', () => {});
	socket.on('close', () => {
		clearInterval(timer);
		counted.ended++;
		if (!ending) setTimeout(drip, pause);
	});
}

// Not all at once, or the queue of those not yet accepted decides.
for (let i = 0; i < Number(count); i++) setTimeout(drip, i / 4);

process.stdin.resume();
process.stdin.on('end', () => {
	ending = true;
	console.log(`${counted.opened} opened, ${counted.ended} closed or refused`);
	process.exit();
});
