// document.mjs: an OpenAPI document as the answers are held to it: its operations by
// path and method, and a validator for each schema.
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

const escape = (key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
const unescape = (key) => key.replaceAll('~1', '/').replaceAll('~0', '~');

export class Document {
	constructor(json) {
		this.json = json;
		this.ajv = new Ajv({allErrors: true, strictTypes: false});
		addFormats.default(this.ajv);
		// OpenAPI's own words, which say nothing of what is valid.
		this.ajv.addVocabulary(['example', 'discriminator', 'xml', 'externalDocs',
			...Object.keys(json).filter((key) => key !== 'externalDocs')]);
		this.ajv.addSchema(json, 'document');
		this.validators = new Map();
		this.paths = Object.keys(json.paths).map((path) => this.#read(path));
	}

	// A place in the document by its keys, wherever its $ref leads.
	at(...keys) {
		return this.#follow(`#/${keys.map(escape).join('/')}`);
	}

	// A member of a place, or undefined.
	within(place, ...keys) {
		for (const key of keys) {
			if (place?.value?.[key] === undefined)
				return undefined;
			place = this.#follow(`${place.pointer}/${escape(key)}`);
		}
		return place;
	}

	// What is wrong with a value by the schema at a place, as texts.
	errors(schema, value) {
		let validate = this.validators.get(schema.pointer);
		if (!validate) {
			validate = this.ajv.compile({$ref: `document${schema.pointer}`});
			this.validators.set(schema.pointer, validate);
		}
		if (validate(value))
			return [];
		return validate.errors.map((error) => {
			const extra = error.params.additionalProperty ?? error.params.allowedValues;
			const said = extra === undefined ? '' : ` (${extra})`;
			return `${error.instancePath || '/'} ${error.message}${said}`;
		});
	}

	// The path of the document that a request's path, decoded, belongs to.
	match(path) {
		return this.paths.find(({pattern}) => pattern.test(path));
	}

	// The operations, each with its name, "GET /todos".
	operations() {
		return this.paths.flatMap(({operations}) => Object.values(operations));
	}

	#follow(pointer) {
		let value = this.json;
		for (const key of pointer.slice(2).split('/'))
			value = value?.[unescape(key)];
		return value?.$ref ? this.#follow(value.$ref) : {pointer, value};
	}

	#read(path) {
		const item = this.at('paths', path);
		const source = path.replace(/[.+*?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/]+');
		const operations = {};
		for (const method of methods.filter((name) => item.value[name]))
			operations[method.toUpperCase()] = this.#operation(path, item, method);
		return {path, pattern: new RegExp(`^${source}$`), operations};
	}

	#operation(path, item, method) {
		const place = this.within(item, method);
		const security = place.value.security ?? this.json.security ?? [];
		return {
			name: `${method.toUpperCase()} ${path}`,
			place,
			// Whether there is no way in but a token of one's own.
			secured: security.length > 0 && security.every((way) => Object.keys(way).length > 0),
			query: [item, place].flatMap((owner) => this.#parameters(owner)),
			body: this.within(place, 'requestBody'),
			responses: new Map(Object.keys(place.value.responses)
				.map((status) => [status, this.#response(place, status)])),
		};
	}

	#parameters(owner) {
		return Object.keys(owner.value.parameters ?? [])
			.map((index) => this.within(owner, 'parameters', index))
			.filter(({value}) => value.in === 'query');
	}

	#response(operation, status) {
		const place = this.within(operation, 'responses', status);
		const headers = Object.keys(place.value.headers ?? {})
			.map((name) => [name.toLowerCase(), this.within(place, 'headers', name)]);
		const content = Object.keys(place.value.content ?? {})
			.map((type) => [type, this.within(place, 'content', type)]);
		return {place, headers: new Map(headers), content: new Map(content),
			codes: this.#codes(content)};
	}

	// The error codes that a response may have: those of its schema, or its examples. Its
	// other forms have the same.
	#codes(content) {
		const codes = content.slice(0, 1).flatMap(([, media]) => {
			const said = this.#words(this.within(media, 'schema'), 'error_code');
			return said.length > 0 ? said : this.#examples(media);
		});
		return new Set(codes);
	}

	#words(schema, member) {
		if (!schema)
			return [];
		const value = this.within(schema, 'properties', member)?.value;
		const own = value?.enum ?? (value?.const === undefined ? [] : [value.const]);
		const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) =>
			(schema.value[key] ?? []).map((_, index) => this.within(schema, key, index)));
		// A part that is common to all errors may name them all: the least counts.
		return [own, ...parts.map((part) => this.#words(part, member))]
			.filter((words) => words.length > 0)
			.reduce((least, words) => least.length === 0 || words.length < least.length
				? words : least, []);
	}

	#examples(media) {
		return Object.keys(media.value.examples ?? {})
			.map((name) => this.within(media, 'examples', name).value.value?.error_code)
			.filter((code) => code);
	}
}
