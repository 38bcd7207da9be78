// init.js: shows ../openapi.json by Swagger UI, and logs the page in when a
// request of it has brought an access token.
"use strict";

(function () {
	const hint = document.getElementById("login");
	const dark = window.matchMedia("(prefers-color-scheme: dark)");
	let ui;

	// Swagger UI has colors for the dark, and leaves it to the page to ask for them.
	function setColors() {
		document.documentElement.classList.toggle("dark-mode", dark.matches);
	}

	// The names of the document's schemes that take an access token; /metrics has
	// a bearer token of another kind.
	function tokenSchemes() {
		const schemes = ui.specSelectors.specJson().toJS().components?.securitySchemes ?? {};
		return Object.keys(schemes).filter((name) => schemes[name].bearerFormat === "JWT");
	}

	function logIn(token) {
		tokenSchemes().forEach((name) => ui.preauthorizeApiKey(name, token));
		hint.textContent = "You are logged in: the access token goes with each request from here.";
	}

	function logOut() {
		ui.authActions.logout(tokenSchemes());
		hint.textContent = "You are logged out.";
	}

	// Login and refresh answer with a token; a logout that went well ends its use.
	function watchLogin(answer) {
		const path = new URL(answer.url, document.baseURI).pathname;

		if (answer.status === 200 && typeof answer.body?.access_token === "string")
			logIn(answer.body.access_token);
		else if (answer.status === 200 && /\/auth\/logout(-all)?$/.test(path))
			logOut();
		return answer;
	}

	// What is tried here shall not go wrong in silence: the service names what it does
	// not know, unless the page says otherwise.
	function beStrict(request) {
		const names = Object.keys(request.headers ?? {}).map((name) => name.toLowerCase());
		if (!request.loadSpec && !names.includes("prefer"))
			request.headers = { ...request.headers, Prefer: "handling=strict" };
		return request;
	}

	// "Authorize" asks for the access token alone: a page cannot send the cookie
	// otherwise than the browser does, and the lock of /metrics asks for its own.
	function authorizeByToken() {
		const only = (original) => (...args) => original(...args).filter((scheme) =>
			scheme.every((definition) => definition.get("bearerFormat") === "JWT"));
		return { statePlugins: { auth: { wrapSelectors: { definitionsToAuthorize: only } } } };
	}

	setColors();
	dark.addEventListener("change", setColors);
	ui = SwaggerUIBundle({
		url: "../openapi.json",
		dom_id: "#swagger-ui",
		layout: "BaseLayout",
		presets: [SwaggerUIBundle.presets.apis],
		plugins: [authorizeByToken],
		deepLinking: true,
		displayRequestDuration: true,
		validatorUrl: null,
		requestInterceptor: beStrict,
		responseInterceptor: watchLogin,
	});
	// It looks at the address when it begins only; a link of the page comes later.
	window.addEventListener("hashchange", () => ui.layoutActions.parseDeepLinkHash(location.hash));
})();
