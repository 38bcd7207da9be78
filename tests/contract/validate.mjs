// validate.mjs: holds the answers that the API suite recorded to the OpenAPI document.
//
//   validate.mjs DOCUMENT RECORD            every answer must be documented
//   validate.mjs DOCUMENT RECORD --whole    and all that is documented have been answered,
//                                           but for what unproduced.json gives reasons for
import {readFileSync} from 'node:fs';
import {Document} from './document.mjs';
import {Rules, readLine} from './rules.mjs';

const shown = 40;

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

// Each kind of fault once: how often, where first, and what.
const checkAnswers = (rules, lines) => {
	const faults = new Map();
	for (const [index, text] of lines.entries()) {
		const line = readLine(text);
		const {name, wrong} = rules.check(line);
		for (const what of wrong) {
			const key = `${name}: ${what}`;
			const seen = `${line.method} ${line.target.slice(0, 100)} -> ${line.body?.slice(0, 200)}`;
			const fault = faults.get(key) ?? {count: 0, text: `line ${index + 1}, ${key}`, seen};
			fault.count++;
			faults.set(key, fault);
		}
	}
	return [...faults.values()].map(({count, text, seen}) => `${text} (${count} times)\n      | ${seen}`);
};

const [documentFile, recordFile, option] = process.argv.slice(2);
if (!recordFile || (option && option !== '--whole')) {
	console.error('usage: validate.mjs DOCUMENT RECORD [--whole]');
	process.exit(2);
}
const rules = new Rules(new Document(readJson(documentFile)));
const lines = readFileSync(recordFile, 'utf8').split('\n').filter((line) => line);
const faults = checkAnswers(rules, lines);
if (option)
	faults.push(...rules.whole(readJson(new URL('unproduced.json', import.meta.url))));
if (lines.length === 0)
	faults.push('no answer was recorded');
for (const fault of faults.slice(0, shown))
	console.error(`FAIL  ${fault}`);
if (faults.length > shown)
	console.error(`      and ${faults.length - shown} more`);
console.log(`contract: ${lines.length} answers held to ${rules.document.operations().length} ` +
	`operations, ${faults.length} kinds of fault`);
process.exitCode = faults.length > 0 ? 1 : 0;
