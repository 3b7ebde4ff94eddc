// The start: the overview first, everything else when it is drawn.

import { App } from "./app.js";
import { Graph, openChunk } from "./data.js";
import { byId, fill } from "./dom.js";
import { GraphView } from "./graphview.js";
import { setLanguage } from "./messages.js";
import { Panel } from "./panel.js";
import { Remote, endpointAsk } from "./remote.js";
import { SearchBox } from "./searchbox.js";
import { Sidebar } from "./sidebar.js";
import { decodeState } from "./state.js";
import { TableView } from "./table.js";
import { clean } from "./text.js";
import { TimeBar } from "./timebar.js";
import { Toolbar } from "./toolbar.js";

/** Language and theme of the page, from the state or else as the browser has them. */
class Surroundings {
  draw(app) {
    const language = app.state.language ?? (navigator.language.startsWith("zh") ? "zh" : "en");
    setLanguage(language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = app.state.theme ?? (dark ? "dark" : "light");
  }
}

const parsed = new Promise((done) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done);
  else done();
});

async function start() {
  const core = await openChunk("core");
  const graph = new Graph(core.types, core.kinds);
  graph.add(core);
  const app = new App(core, graph);
  const { endpoint } = document.documentElement.dataset;
  if (endpoint) app.remote = new Remote(app, endpointAsk(endpoint));
  fill(byId("title"), clean(core.title));
  document.title = clean(core.title);
  const { theme, language } = decodeState(location.hash);
  Object.assign(app.state, { theme, language });
  const surroundings = new Surroundings();
  surroundings.draw(app);
  const view = new GraphView(app);
  for (const part of [surroundings, view, new Toolbar(app, view.canvas), new Sidebar(app), new SearchBox(app), new TimeBar(app), new TableView(app), new Panel()]) {
    app.attach(part);
  }
  globalThis.explorer = { app, canvas: view.canvas }; // for the console and for the tests
  const asked = location.hash;
  app.save = () => {}; // a link is not written over before it was read
  app.changed();
  performance.mark("explorer-overview");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => app.changed());
  await parsed;
  const index = await openChunk("index");
  graph.add(index);
  app.documents = index.documents;
  app.complete = true;
  delete app.save;
  if (asked.length > 1) app.restore(asked);
  app.changed();
  addEventListener("hashchange", () => {
    if (location.hash.slice(1) === app.written) return;
    app.restore(location.hash);
    app.changed();
  });
  document.documentElement.dataset.ready = "true";
  performance.mark("explorer-complete");
}

if (typeof DecompressionStream === "undefined") {
  fill(byId("banner"), "此页面需要 2023 年以后的浏览器。 This page needs a browser of 2023 or later.");
} else {
  start().catch((error) => {
    fill(byId("banner"), String(error));
    throw error;
  });
}
