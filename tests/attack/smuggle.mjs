// smuggle.mjs: requests that two servers in a row may cut in different places (RFC 9112, 11.2),
// each with a second request hidden in it, while a victim asks over connections of its own.
//
//   smuggle.mjs URL
//
// No hidden request may be carried out, but where all who do not refuse the first one
// end it at the same byte: then it is its sender's next. No connection may bring more
// answers than that; each of the victim's requests brings one answer, and its own.
import {ask, bearer, each, exchange, newPerson, parse} from './wire.mjs';

const service = parse(process.argv[2]);
const {port, root} = service;
const attacker = await newPerson(service, 'attacker');
const victim = await newPerson(service, 'victim');
const rows = [];
const crlf = '\r\n';

// The hidden request of row i would create a todo that tells which row it was.
const hidden = (i, token = attacker.access) => {
	const body = JSON.stringify({title: `smuggled-${i}`});
	return [`POST ${root}/todos HTTP/1.1`, 'Host: a', ...bearer(token), 'Content-Type: application/json',
		`Content-Length: ${body.length}`, '', body].join(crlf);
};

// make: from the hidden request to the bytes.
const add = (name, make) => rows.push({name, make});

// Those whose end is in no doubt: a field of another name or in another's value, what
// may follow a chunk's size (RFC 9112, 7.1.1), trailers.
const clear = [/^TE\.CL (Transfer_Encoding: chunked|X: y\r\n\tTransfer-Encoding: chunked|Transfer-Encoding:)$/,
	/^two lengths, (underscored|folded|HTTP_) /, /^a length that Connection names$/,
	/^a chunk size (followed by a blank|with an extension|with CR in an extension)$/,
	/^a chunk (with a trailer|with a length as trailer|with a trailer that is a request|with CR CR LF|ended by 000)$/];
const isClear = ({name}) => clear.some((pattern) => pattern.test(name));

const post = (headers, body, line = `POST ${root}/todos HTTP/1.1`, end = crlf) =>
	[line, 'Host: a', ...bearer(attacker.access), 'Content-Type: application/json', ...headers, '', ''].join(end) + body;
const chunk = (data) => `${data.length.toString(16)}${crlf}${data}${crlf}`;

const addCodings = () => {
	const codings = ['Transfer-Encoding: chunked', 'Transfer-Encoding : chunked', 'Transfer-Encoding:\tchunked',
		'Transfer-Encoding:chunked', 'Transfer-Encoding: xchunked', 'Transfer-Encoding: chunkedx', 'Transfer-Encoding: chunke',
		'Transfer-Encoding: CHUNKED', 'TRANSFER-ENCODING: chunked', 'Transfer-Encoding: "chunked"', 'Transfer-Encoding: [chunked]',
		'Transfer-Encoding: chunked, identity', 'Transfer-Encoding: identity, chunked', 'Transfer-Encoding: gzip, chunked',
		'Transfer-Encoding: chunked, chunked', 'Transfer-Encoding: chunked;q=1', 'Transfer-Encoding: ,chunked', 'Transfer-Encoding: identity',
		'Transfer-Encoding: \x0bchunked', 'Transfer-Encoding: chunked\x0b', 'Transfer-Encoding: chunked\x00', 'Transfer-Encoding\x00: chunked',
		'Transfer-Encoding: \xa0chunked', 'Transfer\u00ad-Encoding: chunked', 'Transfer_Encoding: chunked', 'X: y\nTransfer-Encoding: chunked',
		'X: y\rTransfer-Encoding: chunked', ' Transfer-Encoding: chunked', 'Transfer-Encoding:\r\n chunked', 'X: y\r\n\tTransfer-Encoding: chunked',
		'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', 'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked',
		'Transfer-Encoding: chunked\r\nTransfer-Encoding: x', 'Transfer-Encoding: x\r\nTransfer-Encoding: chunked', 'Transfer-Encoding:',
		'Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding'];
	for (const coding of codings) {
		add(`CL.TE ${coding}`, (h) => post([`Content-Length: ${h.length + 5}`, coding], `0${crlf}${crlf}${h}`));
		add(`TE.CL ${coding}`, (h) => post(['Content-Length: 4', coding], `${chunk(h)}0${crlf}${crlf}`));
		add(`TE.CL first ${coding}`, (h) => post([coding, `Content-Length: ${h.length + 5}`], `0${crlf}${crlf}${h}`));
	}
};

const addLengths = () => {
	const lengths = ['+2', '-2', '0x2', '2,2', '2, 3', '2 2', '2;', '2.0', '2e0', '02x', ' ', '', '2\t3', '2\x00', '\x002', '٢', '"2"',
		'99999999999999999999', '18446744073709551618', '4294967298', '-0', '1_0'];
	for (const length of lengths)
		add(`Content-Length: ${length}`, (h) => post([`Content-Length: ${length}`], `{}${h}`));
	for (const [name, second] of [['the same', 'Content-Length: 2'], ['0', 'Content-Length: 0'], ['spaced', 'Content-Length : 40'],
		['underscored', 'Content_Length: 40'], ['folded', 'X: y\r\n Content-Length: 40'], ['bare LF', 'X: y\nContent-Length: 40'],
		['bare CR', 'X: y\rContent-Length: 40'], ['NUL', 'Content-Length\x00: 40'], ['HTTP_', 'HTTP_CONTENT_LENGTH: 40']]) {
		add(`two lengths, ${name} second`, (h) => post(['Content-Length: 2', second], `{}${h}`));
		add(`two lengths, ${name} first`, (h) => post([second, 'Content-Length: 2'], `{}${h}`));
	}
	add('a length that Connection names', (h) => post(['Content-Length: 2', 'Connection: Content-Length'], `{}${h}`));
};

const addChunks = () => {
	const te = ['Transfer-Encoding: chunked'];
	for (const [name, size] of [['negative', '-1'], ['signed', '+2'], ['0x', '0x2'], ['overflowing', '10000000000000002'],
		['of 32 bit more', '100000002'], ['spaced', ' 2'], ['followed by a blank', '2 '], ['empty', ''], ['no digit', 'z'],
		['with NUL', '2\x00'], ['with an extension', '2;x=y'], ['with LF in an extension', '2;x\n'], ['with CR in an extension', '2;x\ry'],
		['with a quoted CR LF', '2;x="\r\n"'], ['underscored', '0_2'], ['ended by LF', '2\n{}\r\n0\r\n\r\nX']])
		add(`a chunk size ${name}`, (h) => post(te, `${size}${crlf}{}${crlf}0${crlf}${crlf}${h}`));
	for (const [name, body] of [['without its CR LF', '2\r\n{}0\r\n\r\n'], ['by LF alone', '2\n{}\n0\n\n'], ['longer than it says', '2\r\n{}xx\r\n0\r\n\r\n'],
		['shorter than it says', 'ff\r\n{}\r\n0\r\n\r\n'], ['with a trailer', '2\r\n{}\r\n0\r\nX: y\r\n\r\n'],
		['with a length as trailer', '2\r\n{}\r\n0\r\nContent-Length: 90\r\n\r\n'], ['with a trailer that is a request', '2\r\n{}\r\n0\r\nGET / HTTP/1.1\r\n\r\n'],
		['with CR CR LF', '2\r\r\n{}\r\n0\r\n\r\n'], ['ended by 000', '2\r\n{}\r\n000\r\n\r\n'], ['ended by -0', '2\r\n{}\r\n-0\r\n\r\n']])
		add(`a chunk ${name}`, (h) => post(te, body + h));
};

const addLines = () => {
	const lines = ['POST TODOS HTTP/1.0', 'POST TODOS HTTP/0.9', 'POST TODOS', 'POST TODOS HTTP/1.2', 'POST TODOS HTTP/2.0', 'POST TODOS HTTP/1.1 ',
		'POST  TODOS  HTTP/1.1', 'POST\tTODOS\tHTTP/1.1', ' POST TODOS HTTP/1.1', 'post TODOS HTTP/1.1', 'POST TODOS HTTP/1.1\r', 'POST TODOS HTTP/01.1',
		'POST TODOS http/1.1', 'POST http://bTODOS HTTP/1.1', 'POST //bTODOS HTTP/1.1', 'POST TODOS\x00 HTTP/1.1', 'POST TODOS HTTP/1.1\x00',
		'POST TODOS#x HTTP/1.1', 'POST TODOS HTTP/1.1 HTTP/1.1', 'GET TODOS HTTP/1.1', 'HEAD TODOS HTTP/1.1', 'OPTIONS * HTTP/1.1', 'TRACE TODOS HTTP/1.1',
		'CONNECT a:80 HTTP/1.1', 'PRI * HTTP/2.0', '\r\nPOST TODOS HTTP/1.1', '\nPOST TODOS HTTP/1.1', 'POST TODOS%0d%0aX:y HTTP/1.1', 'FOO TODOS HTTP/1.1'];
	// The length that is said covers the hidden request: it is the body.
	for (const line of lines) add(`the line ${JSON.stringify(line)}`, (h) => post([`Content-Length: ${h.length}`], h, line.replace('TODOS', `${root}/todos`)));
	for (const end of ['\n', '\r', '\r\r\n', '\n\r', '\r\n\x00'])
		add(`lines ended by ${JSON.stringify(end)}`, (h) => post([`Content-Length: ${h.length}`], h, undefined, end));
};

const addHeaders = () => {
	for (const header of ['Expect: 100-continue', 'Expect: 100-continue, x', 'Expect: x', 'Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA',
		'Connection: close, Authorization', 'Connection: keep-alive, Host', 'Host: b', 'Host:', 'Host: a, b', 'X y: z', ': x', 'x', 'X: \x00', 'X\x7f: y',
		'X: y\r\n z', 'X-HTTP-Method-Override: GET', 'Content-Encoding: chunked', 'Trailer: Content-Length', 'TE: chunked', 'Content-Length-X: 0',
		'Proxy-Connection: keep-alive', 'X-Original-URL: /admin', 'Forwarded: for=x', 'Range: bytes=0-1'])
		add(`the header ${JSON.stringify(header)}`, (h) => post([header, `Content-Length: ${h.length}`], h));
};

[addCodings, addLengths, addChunks, addLines, addHeaders].forEach((make) => make());
const wrong = [];
let answers = 0, attacking = true, asked = 0;

// The victim's own todo is what only the victim may see.
const secret = `of-the-victim-${Date.now()}`;
await ask(port, 'POST', `${root}/todos`, {headers: bearer(victim.access), body: JSON.stringify({title: secret})});
const watch = async () => {
	while (attacking) {
		const answer = await exchange(port, `GET ${root}/todos HTTP/1.1${crlf}Host: a${crlf}${bearer(victim.access)}${crlf}Connection: close${crlf}${crlf}`, 20000);
		asked++;
		if (answer.split('HTTP/1.1 ').length !== 2 || !answer.startsWith('HTTP/1.1 200') ||
			!answer.includes(secret) || answer.includes('smuggled-'))
			wrong.push(`the victim was answered ${answer.slice(0, 80)}`);
	}
};

const attack = async (row) => {
	const {name, make} = row;
	const answer = await exchange(port, make(hidden(rows.indexOf(row))));
	const count = answer.split(/HTTP\/1\.[01] (?!100)/).length - 1;
	answers += count;
	// What is left of the first one's body may be one more, which is refused.
	if (count > (isClear(row) ? 3 : 2)) wrong.push(`${name}: ${count} answers`);
	if (answer.includes(secret)) wrong.push(`${name}: what is the victim's`);
};

const watching = [watch(), watch()];
await each(rows, 8, attack);
// Two requests in one go, which is no smuggling: the tools are good. It takes the time that it takes.
const last = hidden('control').replace(crlf, `${crlf}Connection: close${crlf}`);
const control = await exchange(port, `GET ${root}/health HTTP/1.1${crlf}Host: a${crlf}${crlf}${last}`, 20000);
attacking = false;
await Promise.all(watching);
if (!/201 Created/.test(control)) wrong.push('what is no smuggling was not carried out');

const created = [];
for (let page = `${root}/todos?limit=100`; page;) {
	const {json} = await ask(port, 'GET', page, {headers: bearer(attacker.access)});
	created.push(...json.items ?? json.todos ?? json.data);
	page = json.next_cursor ? `${root}/todos?limit=100&cursor=${json.next_cursor}` : '';
}
const titles = created.map(({title}) => title).filter((title) => title !== 'smuggled-control');
if (new Set(titles).size !== titles.length) wrong.push('one was carried out twice');
for (const title of titles) {
	const row = rows[Number(title.slice('smuggled-'.length))];
	if (!row || !isClear(row)) wrong.push(`carried out: ${title}, ${row?.name}`);
}
const doubtful = rows.filter((row) => !isClear(row)).length;
console.log(`${rows.length} smuggling requests, the end of ${doubtful} in doubt, ${answers} answers, none of them another's; ` +
	`${asked} of a victim meanwhile`);
for (const line of wrong) console.log(`FAIL  ${line}`);
process.exitCode = wrong.length || doubtful < 176 ? 1 : 0;
