// logins.mjs: whether the time of a refused login tells why it was refused. Prints the
// median of each kind in milliseconds, and fails where one is more than 10 % from their mean.
//
//   logins.mjs URL ROUNDS EMAIL DISABLED    an account, and one that is disabled
import {ask, parse} from './wire.mjs';

const [url, rounds, email, disabled] = process.argv.slice(2);
const {port, root} = parse(url);
const right = 'Correct-horse-1';
const kinds = {
	'an unknown email': () => ({email: `nobody-${Math.random()}@example.org`, password: right}),
	'a wrong password': () => ({email, password: `${right}x`}),
	'a disabled user': () => ({email: disabled, password: right}),
	'a password of 72 bytes': () => ({email, password: right.padEnd(72, 'x')}),
	'an over-long password': () => ({email, password: right.padEnd(1000, 'x')}),
	'unknown and over-long': () => ({email: 'nobody@example.org', password: right.padEnd(1000, 'x')}),
	'an empty password': () => ({email, password: ' '}),
};
const times = new Map(Object.keys(kinds).map((kind) => [kind, []]));
const codes = new Map();

// In turns, so that what else the machine does falls on all of them alike.
for (let i = 0; i < Number(rounds); i++) {
	for (const [kind, make] of Object.entries(kinds)) {
		const begun = performance.now();
		const {status, code} = await ask(port, 'POST', `${root}/auth/login`, {body: JSON.stringify(make())});
		times.get(kind).push(performance.now() - begun);
		codes.set(kind, `${status} ${code}`);
	}
}
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
const medians = new Map([...times].map(([kind, list]) => [kind, median(list)]));
const mean = [...medians.values()].reduce((a, b) => a + b) / medians.size;
let most = 0;
for (const [kind, value] of medians) {
	const off = (value / mean - 1) * 100;
	most = Math.max(most, Math.abs(off));
	console.log(`${kind.padEnd(24)} ${codes.get(kind)} ${value.toFixed(1).padStart(8)} ms ${off.toFixed(1).padStart(6)} %`);
}
console.log(`${rounds} refused logins of each of ${medians.size} kinds: medians within ${most.toFixed(1)} % of their mean`);
process.exitCode = most > 10 ? 1 : 0;
