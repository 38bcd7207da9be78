// tokens.mjs: a table of forged tokens, each refused with its code, beside genuine ones,
// which are let in: RFC 8725's attacks by each value that a parser may stumble over.
//
//   tokens.mjs URL    JWT_SECRET_KEY is the service's
import {ask, bearer, each, encode, newPerson, parse, read, sign} from './wire.mjs';

const service = parse(process.argv[2]);
const {port, root} = service;
const secret = process.env.JWT_SECRET_KEY;
const person = await newPerson(service, 'forger');
const [header, claims] = read(person.access);
const rows = [];

const malformed = ['AUTH_005'];
const unsigned = ['AUTH_006'];
const either = ['AUTH_005', 'AUTH_006'];

const add = (name, token, codes) => rows.push({name, token, codes});

// Of texts rather than objects, for a forger writes JSON as it likes.
const join = (head, body, key = secret, hash = 'sha256') => {
	const parts = `${encode(head)}.${encode(body)}`;
	return `${parts}.${key === null ? '' : sign(parts, key, hash)}`;
};
const text = JSON.stringify;
const good = (changes) => text({...claims, ...changes});
const signature = person.access.split('.')[2];

const addAlgorithms = () => {
	const names = ['none', 'None', 'NONE', 'nOnE', '', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512',
		'ES256', 'ES384', 'ES512', 'PS256', 'EdDSA', 'ES256K', 'hs256', 'HS256 ', ' HS256', 'HS256\u0000',
		'HS-256', 'dir', 'A128KW', null, 0, 256, true, false, [], {}, ['HS256'], {alg: 'HS256'}, undefined];
	for (const alg of names) {
		const head = text({...header, alg});
		const parts = `${encode(head)}.${encode(text(claims))}`;
		add(`alg ${text(alg)} unsigned`, `${parts}.`, malformed);
		add(`alg ${text(alg)}, a genuine signature`, `${parts}.${signature}`, malformed);
		add(`alg ${text(alg)} signed`, join(head, text(claims)), malformed);
	}
	for (const [alg, hash] of [['HS384', 'sha384'], ['HS512', 'sha512']])
		add(`alg ${alg}, truly`, join(text({...header, alg}), text(claims), secret, hash), malformed);
	add('HS256 without a signature', join(text(header), text(claims), null), unsigned);
};

const addKeys = () => {
	const {kid} = header;
	const texts = ['', 'unknown', '../../../../dev/null', '/dev/null', "' OR 1=1 --", '| sleep 5', '%s%s%n',
		`${kid} `, ` ${kid}`, kid.toUpperCase() === kid ? kid.toLowerCase() : kid.toUpperCase(),
		`${kid}\u0000`, kid.slice(0, -1), `${kid}${kid}`, 'x'.repeat(1000)];
	for (const value of texts) {
		// What libjwt reads as another kid is none of ours; a NUL is no character of a header.
		add(`kid ${text(value)}`, join(text({...header, kid: value}), text(claims)), either);
		add(`kid ${text(value)} and the empty key`, join(text({...header, kid: value}), text(claims), ''), either);
	}
	for (const value of [null, 0, 1, -1, 1.5, true, false, [], {}, [kid], {kid}])
		add(`kid ${text(value)}`, join(text({...header, kid: value}), text(claims)), malformed);
	for (const key of ['', ' ', 'secret', 'password', 'changeme', 'null', 'undefined', 'key', kid, `${secret} `,
		secret.slice(1), secret.toUpperCase(), 'your-256-bit-secret', '\u0000'.repeat(32)])
		add(`the key ${text(key)}`, join(text(header), text(claims), key), unsigned);
};

const addHeaders = () => {
	const key = 'the-key-of-somebody-else-altogether-here';
	const jwk = {kty: 'oct', k: encode(key), alg: 'HS256', kid: header.kid};
	for (const extra of [{jwk}, {jku: 'http://127.0.0.1/jwks'}, {x5u: 'http://127.0.0.1/x'}, {x5c: ['AA==']},
		{x5t: 'AA'}, {'x5t#S256': 'AA'}, {cty: 'JWT'}, {zip: 'DEF'}, {enc: 'A128GCM'}, {epk: {}}, {apu: 'AA'}])
		add(`${Object.keys(extra)} of a stranger`, join(text({...header, ...extra}), text(claims), key), unsigned);
	for (const crit of [['exp'], ['b64'], [], '', 'exp', null, 0, true, {}, ['x', 'y'], [null]])
		add(`crit ${text(crit)}`, join(text({...header, crit}), text(claims)), malformed);
	for (const b64 of [false, true, 0, '', null, [], {}])
		add(`b64 ${text(b64)}`, join(text({...header, b64}), text(claims)), malformed);
	for (const typ of ['JOSE', 'at+jwt', 'refresh', 'JWT ', 'JWE', 'x'])
		add(`typ ${typ}`, join(text({...header, typ}), text(claims)), malformed);
};

const addClaims = () => {
	const mistyped = [undefined, null, true, false, [], {}, '', [claims.sub], {x: 1}];
	for (const name of ['sub', 'jti', 'sid', 'type', 'exp'])
		for (const value of mistyped)
			add(`${name} ${text(value)}`, join(text(header), good({[name]: value})), malformed);
	for (const name of ['sub', 'jti', 'sid', 'type'])
		for (const value of [0, 1, -1, 1.5])
			add(`${name} ${value}`, join(text(header), good({[name]: value})), malformed);
	for (const name of ['nbf', 'iat'])
		for (const value of [null, true, '', '1', [], {}])
			add(`${name} ${text(value)}`, join(text(header), good({[name]: value})), malformed);
	for (const sub of ['me', '1', `${claims.sub}0`, claims.sub.slice(1), `{${claims.sub}}`, `${claims.sub}\u0000`,
		"' OR ''='", '*', '%', '../1', claims.sub.replaceAll('-', '')])
		add(`sub ${text(sub)}`, join(text(header), good({sub})), malformed);
	for (const type of ['refresh', 'Access', 'ACCESS', 'access ', 'access\u0000', 'id', 'admin', '*'])
		add(`type ${text(type)}`, join(text(header), good({type})), malformed);
	for (const exp of [0, 1, -1, -1e9, Math.floor(Date.now() / 1000) - 1])
		add(`exp ${exp}`, join(text(header), good({exp})), ['AUTH_002', 'AUTH_005']);
	for (const exp of ['9999999999', '9'.repeat(400), '1e999', '0x7fffffff', 'NaN'])
		add(`exp as text ${exp.slice(0, 12)}`, join(text(header), good({exp})), malformed);
	const ahead = Math.floor(Date.now() / 1000) + 3600;
	add('iat in an hour', join(text(header), good({iat: ahead})), malformed);
	add('nbf in an hour', join(text(header), good({nbf: ahead})), malformed);
	for (const aud of ['x', '', root, 'todo-api', null, 0, false, [], ['x', 'todo-api'], {}])
		add(`aud ${text(aud)}`, join(text(header), good({aud})), malformed);
	add('sub of nobody', join(text(header), good({sub: '5f0c4b9e-6a55-4f0e-8f3a-123456789abc'})), ['AUTH_007']);
};

const addSignatures = () => {
	const parts = person.access.slice(0, -signature.length);
	for (let i = 0; i < signature.length; i++)
		add(`signature altered at ${i}`, parts + signature.slice(0, i) +
			(signature[i] === 'A' ? 'B' : 'A') + signature.slice(i + 1), either);
	for (const len of [0, 1, 2, 21, 41, 42])
		add(`${len} characters of the signature`, parts + signature.slice(0, len), either);
	for (const end of ['A', '=', '==', 'AAAA', '.', '.A', ' A', '%00', '\u00ff', ';', '"'])
		add(`signature and ${text(end)}`, person.access + end, either);
};

const addParts = () => {
	const [h, c, s] = person.access.split('.');
	for (const token of ['x', h, `${h}.${c}`, '.', '..', '...', `${h}..${s}`, `.${c}.${s}`, `${h}.${c}.${s}.${s}`,
		`${c}.${h}.${s}`, `${s}.${c}.${h}`, `${h}=.${c}.${s}`, `${h}.${c}=.${s}`, `${h}+.${c}.${s}`, `${h}/.${c}.${s}`,
		`${h}A.${c}.${s}`, `${h}.${c}A.${s}`, `${h}.${c};.${s}`, `${h} .${c}.${s}`, `${h}.${c}.${s},${h}.${c}.${s}`,
		`"${h}.${c}.${s}"`, `${h}.${c}.${s} x`, 'x'.repeat(4097), '.'.repeat(4000), `${h}.${'A'.repeat(4000)}.${s}`])
		add(`the form ${token.slice(0, 8)}…, ${token.length} characters`, token, either);
};

// Properly signed, but no JSON object or one that parsers disagree on.
const addJson = () => {
	const bodies = ['', '{', '{}', '[]', 'null', '0', '"x"', `${text(claims)}x`, `${text(claims)}\u0000`, `x${text(claims)}`,
		`${text(claims)}${text(claims)}`, `\ufeff${text(claims)}`, `/**/${text(claims)}`, text(claims).replaceAll('"', "'"),
		`[${text(claims)}]`, '{"a":'.repeat(100), text(claims).replace('}', ',}'),
		text(claims).replace('{', `{"sub":"${claims.sub}",`), text(claims).replace('{', '{"type":"refresh",'),
		text(claims).replace('{', '{"exp":1,'), Buffer.from(text(claims), 'utf16le').toString('latin1')];
	for (const [i, body] of bodies.entries()) add(`claims ${i}: ${body.slice(0, 16)}`, join(text(header), body), malformed);
	const heads = ['', '{', '[]', 'null', '"HS256"', `${text(header)}x`, `${text(header)}\u0000`, `\ufeff${text(header)}`,
		text(header).replace('{', '{"alg":"none",'), text(header).replace('}', ',"alg":"HS256"}'),
		text(header).replace('{', `{"kid":"${header.kid}",`)];
	for (const [i, head] of heads.entries()) add(`header ${i}: ${head.slice(0, 16)}`, join(head, text(claims)), malformed);
};

// Other places and schemes; a token is believed in one place only.
const addPlaces = () => {
	const other = (name, headers, path = `${root}/todos`) =>
		rows.push({name, headers, path, codes: malformed});
	for (const scheme of ['', 'Basic ', 'Token ', 'JWT ', 'Digest ', 'Bearer: ', 'Bearer', 'Bearer=', 'xBearer ', 'Bearer Bearer '])
		other(`the scheme "${scheme}"`, [`Authorization: ${scheme}${person.access}`]);
	for (const name of ['X-Authorization', 'Proxy-Authorization', 'X-Access-Token', 'Token', 'Authorization-', 'Authentication'])
		other(`the header ${name}`, [`${name}: Bearer ${person.access}`]);
	for (const name of ['access_token', 'token', 'refresh_token'])
		other(`the cookie ${name}`, [`Cookie: ${name}=${person.access}`]);
	for (const name of ['token', 'authorization'])
		other(`the query's ${name}`, [], `${root}/todos?${name}=${person.access}`);
	other('two headers', [...bearer(person.access), ...bearer(person.access)]);
	other('a refresh token', bearer(person.refresh));
};

const controls = [
	person.access,
	join(text(header), text(claims)),
	join(text({...header, unknown: 1}), text(claims)),
	join(text(header), good({unknown: [{}]})),
	join(text(header), good({unknown: {aud: 'x'}})),
	join(text({typ: 'JWT', alg: 'HS256', kid: header.kid}), text(claims)),
];

[addAlgorithms, addKeys, addHeaders, addClaims, addSignatures, addParts, addJson, addPlaces].forEach((make) => make());
const wrong = [];
await each(rows, 8, async ({name, token, headers, path = `${root}/todos`, codes}) => {
	const {status, code} = await ask(port, 'GET', path, {headers: headers ?? bearer(token)});
	if (status !== 401 || !codes.includes(code)) wrong.push(`${name}: ${status} ${code}, wanted ${codes}`);
});
await each(controls, 1, async (token) => {
	const {status} = await ask(port, 'GET', `${root}/todos`, {headers: bearer(token)});
	if (status !== 200) wrong.push(`a genuine token got ${status}`);
});
console.log(`${rows.length} forged tokens, ${rows.length - wrong.length} refused as they should be; ` +
	`${controls.length} genuine ones tried`);
for (const line of wrong) console.log(`FAIL  ${line}`);
process.exitCode = wrong.length || rows.length < 257 ? 1 : 0;
