// Renders pages as a host does: `node render.mjs mdx|liquid MODULES < pages.json`, where pages are an
// object of texts by path; prints the same object with HTML (mdx), or with Markdown (liquid).

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [host, modules] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const load = (name) => import(pathToFileURL(require.resolve(name)));

const escaped = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;");

function element(type, { children, ...attributes }) {
  const inside = [children].flat(Infinity).filter((child) => child != null && child !== false);
  const content = inside.map((child) => (child.html === undefined ? escaped(child) : child.html)).join("");
  if (typeof type !== "string") return { html: content };
  const pairs = Object.entries(attributes).filter(([, value]) => typeof value === "string");
  const written = pairs.map(([name, value]) => ` ${name}="${escaped(value).replace(/"/g, "&quot;")}"`).join("");
  return { html: `<${type}${written}>${content}</${type}>` };
}

// Docusaurus makes text again of the directives that it does not know.
function restored(node) {
  if (node.type === "textDirective" && !node.children.length) {
    Object.assign(node, { type: "text", value: `:${node.name}`, children: undefined });
  }
  (node.children || []).forEach(restored);
}

async function mdx(text) {
  const { evaluate } = await load("@mdx-js/mdx");
  const plugins = ["remark-frontmatter", "remark-gfm", "remark-directive"];
  const remarkPlugins = await Promise.all(plugins.map(async (name) => (await load(name)).default));
  remarkPlugins.push(() => restored);
  // The two imports of Docusaurus, which there is none of here.
  const page = text.replace(/^import Tab(s|Item) from '@theme\/Tab(s|Item)';$/gm, "");
  const { default: Content } = await evaluate(page, {
    Fragment: "div", jsx: element, jsxs: element, remarkPlugins,
  });
  const components = { Tabs: "section", TabItem: "section" };
  return Content({ components }).html;
}

async function liquid(text) {
  const { Liquid } = await load("liquidjs");
  return new Liquid().parseAndRender(text.replace(/^---\n[^]*?\n---\n/, ""));
}

const pages = JSON.parse(readFileSync(0, "utf8"));
const found = {};
for (const [path, text] of Object.entries(pages)) {
  try {
    found[path] = await { mdx, liquid }[host](text);
  } catch (error) {
    throw new Error(`${path}: ${error}`);
  }
}
console.log(JSON.stringify(found));
