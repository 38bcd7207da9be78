// crowd.mjs: how many connections one address may have at once.
//
//   crowd.mjs COUNT ADDRESS PORT    prints how many of COUNT were made
import net from 'node:net';

const [count, localAddress, port] = process.argv.slice(2);
const made = await Promise.all(Array.from({length: Number(count)}, () => new Promise((resolve) => {
	const socket = net.connect({host: '127.0.0.1', port: Number(port), localAddress});
	const timer = setTimeout(() => resolve(false), 15000);
	socket.on('connect', () => { clearTimeout(timer); resolve(true); });
	socket.on('error', () => resolve(false));
})));
console.log(made.filter(Boolean).length);
process.exit();
