// main.js: shows the state, at each change of it.
import { h, render } from "./preact.js";
import { App } from "./views.js";
import * as store from "./store.js";

store.watch(() => render(h(App, store.state), document.getElementById("app")));
store.start();
