// What pages have and Node.js has not, for snippets that are made for browsers: localStorage that
// holds the environment, one <input type="file"> in which all files of the folder are chosen, and
// XMLHttpRequest, by fetch. jQuery and axios, which a page loads before, are there when installed.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

const types = { csv: "text/csv", gif: "image/gif", html: "text/html", jpg: "image/jpeg", json: "application/json", pdf: "application/pdf", png: "image/png", txt: "text/plain", xml: "text/xml" };

function chosen() {
  const found = readdirSync(".", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return found.map(({ name, path }) => {
    const content = readFileSync(`${path}/${name}`);
    return new File([content], basename(name), { type: types[name.split(".").at(-1)] ?? "" });
  });
}

const input = { get files() { return chosen(); } };

globalThis.localStorage = { getItem: (name) => process.env[name] ?? null };

globalThis.document = { cookie: "", querySelector: () => input };
globalThis.window = globalThis;
globalThis.location = { href: "http://page.test/" };

globalThis.XMLHttpRequest = class {
  headers = new Headers();
  readyState = 0;
  status = 0;
  responseText = "";
  upload = {};
  listeners = {};

  open(method, url) {
    this.method = method;
    this.url = url;
  }

  setRequestHeader(name, value) {
    this.headers.append(name, value);
  }

  addEventListener(name, listener) {
    (this.listeners[name] ??= []).push(listener);
  }

  getAllResponseHeaders() {
    return [...this.answer].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  }

  getResponseHeader(name) {
    return new Headers(this.answer).get(name);
  }

  overrideMimeType() {}

  abort() {}

  send(body) {
    const sent = ["GET", "HEAD"].includes(this.method.toUpperCase()) ? undefined : body ?? undefined;
    fetch(this.url, { method: this.method, headers: this.headers, body: sent }).then(async (response) => {
      this.status = response.status;
      this.statusText = response.statusText;
      this.answer = response.headers;
      this.responseURL = response.url;
      this.responseText = this.response = await response.text();
      this.readyState = 4;
      for (const name of ["readystatechange", "load", "loadend"]) this.dispatch(name);
    }, (error) => {
      console.error(error);
      process.exitCode = 1;
      this.dispatch("error");
    });
  }

  dispatch(name) {
    const own = this[`on${name}`];
    for (const listener of [...(own ? [own] : []), ...(this.listeners[name] ?? [])]) {
      listener.call(this, { type: name, target: this });
    }
  }
};

const require = createRequire(process.argv[1]);
const needs = readFileSync(process.argv[1], "utf8");
if (/^axios|await axios/m.test(needs)) {
  globalThis.axios = require("axios/dist/browser/axios.cjs");
}
if (/\$\.ajax/.test(needs)) {
  const { window } = require("linkedom").parseHTML("<html><body></body></html>");
  window.XMLHttpRequest = XMLHttpRequest;
  globalThis.$ = require("jquery/factory").jQueryFactory(window);
}
