// types.mjs: the types of the OpenAPI document, in a language that quicktype knows.
//
//   types.mjs DOCUMENT LANGUAGE [OPTION=VALUE...]    prints them
import {readFileSync} from 'node:fs';
import {InputData, JSONSchemaInput, FetchingJSONSchemaStore, quicktype} from 'quicktype-core';

const [file, lang, ...options] = process.argv.slice(2);
if (!lang) {
	console.error('usage: types.mjs DOCUMENT LANGUAGE [OPTION=VALUE...]');
	process.exit(2);
}
const document = JSON.parse(readFileSync(file, 'utf8'));
const schemas = new JSONSchemaInput(new FetchingJSONSchemaStore());
// The whole document, for references lead through it; of it, each schema is a type.
await schemas.addSource({
	name: 'api',
	uris: ['#/components/schemas/'],
	schema: JSON.stringify(document),
});
const inputData = new InputData();
inputData.addInput(schemas);
const rendererOptions = Object.fromEntries(options.map((option) => option.split('=')));
const {lines} = await quicktype({inputData, lang, rendererOptions});
console.log(lines.join('\n'));
