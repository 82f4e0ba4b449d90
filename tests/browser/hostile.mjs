// The sites of the hostile corpus (tests/hostile/): built, served, and read by parse5, by the rules of tests/hostile/walk.rs.

import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { parse, parseFragment } from "parse5";
import { temporary } from "./temporary.mjs";

const root = new URL("../..", import.meta.url).pathname;

/** Builds the sites, or takes those of the folder HOSTILE. Returns the list of them, with their folder. */
export function corpus() {
  const folder = process.env.HOSTILE ?? temporary("hostile-");
  if (!process.env.HOSTILE) {
    const run = spawnSync("cargo", ["run", "--quiet", "--example", "hostile", folder], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    if (run.status !== 0) throw new Error("the hostile sites were not built");
  }
  const list = JSON.parse(readFileSync(join(folder, "sites.json"), "utf8"));
  for (const name of ["assets", "elements", "classes", "actions"]) list[name] = new Set(list[name]);
  return { ...list, folder };
}

/** The policy of docs/hosting.md. */
export const POLICY = /^Content-Security-Policy: (.*)$/m.exec(readFileSync(join(root, "docs/hosting.md"), "utf8"))[1];

/** All files of a folder, as addresses that are not encoded. */
export function files(folder) {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => "/" + relative(folder, join(entry.parentPath, entry.name))).sort();
}

const words = (text) => new Set(text.split(" "));
const NOWHERE = words("applet base bgsound embed frame frameset iframe isindex keygen marquee noembed noframes object param plaintext portal style template xmp");
const BODY = words(
  "a abbr acronym address article aside audio b bdi bdo big blockquote br caption center cite code col colgroup data dd del details dfn div dl dt em " +
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p picture pre q rp rt ruby s samp section small source " +
    "span strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr",
);
// What captions, credits and notes may hold.
const INLINE = words("a abbr b bdi bdo br cite code del em i ins kbd mark q s small span strong sub sup u var");
const ADDRESSES = words("action archive attributionsrc background cite classid code codebase data dynsrc formaction href icon imagesrcset longdesc lowsrc manifest ping poster profile src srcset usemap xlink:href xml:base");
const BODY_ATTRIBUTES = words(
  "abbr alt aria-hidden aria-label aria-labelledby cite class colspan controls datetime decoding default dir download fetchpriority headers height href " +
    "hreflang id kind label lang loading loop media muted name open playsinline poster preload rel reversed role rowspan scope sizes span src srclang srcset start " +
    "title translate type value width",
);
const LISTS = words("srcset imagesrcset ping archive attributionsrc");
const MATHML = "http://www.w3.org/1998/Math/MathML";
const HTML = "http://www.w3.org/1999/xhtml";

/** Whether an address has a scheme that no page may lead to, as the browser's own reader of addresses sees it. */
export function refused(address) {
  const allowed = ["http:", "https:", "mailto:", "tel:", "ftp:"];
  const cleaned = address.replace(/^[\0- ]+|[\0- ]+$/g, "").replace(/[\t\n\r]/g, "");
  const scheme = /^([a-z][a-z0-9+.-]*:)/i.exec(cleaned)?.[1].toLowerCase();
  return scheme !== undefined && !allowed.includes(scheme);
}

function* walk(node) {
  yield node;
  for (const child of node.childNodes ?? []) yield* walk(child);
  if (node.content) yield* walk(node.content);
}

const nameOf = ({ prefix, name }) => (prefix ? `${prefix}:${name}` : name);
const attribute = (node, wanted) => node.attrs?.find((a) => nameOf(a) === wanted)?.value;
const textOf = (node) => [...walk(node)].map((n) => (n.nodeName === "#text" ? n.value : "")).join("");
const tag = (node) => `<${node.tagName}${(node.attrs ?? []).map((a) => ` ${nameOf(a)}=${JSON.stringify(a.value.slice(0, 160))}`).join("")}>`;

/** What is wrong with a page: a list of `kind: element`. */
export function wrong(html, known) {
  const found = new Set();
  if (html.includes("\0")) found.add("NUL");
  for (const scriptingEnabled of [true, false]) {
    if (!scriptingEnabled && !/<noscript/i.test(html)) continue;
    const document = parse(html, { scriptingEnabled });
    const ids = new Set();
    const look = (node, inBody) => {
      const note = (kind) => found.add(`${kind}: ${tag(node)}`);
      if (node.nodeName === "#comment") found.add("a comment");
      let within = inBody;
      if (node.tagName) {
        everywhere(node, inBody, ids, note);
        if (inBody) body(node, known, note);
        else furniture(node, known, note);
        within ||= (attribute(node, "class") ?? "").split(/\s+/).includes("text");
      }
      for (const child of node.childNodes ?? []) look(child, within);
      if (node.content) look(node.content, within);
    };
    look(document, false);
  }
  return [...found];
}

function everywhere(node, inBody, ids, note) {
  if (NOWHERE.has(node.tagName)) note("an element that is nowhere");
  for (const a of node.attrs) {
    const name = nameOf(a);
    if (!/^[-\w:.]+$/.test(name)) note("an attribute's name that is none");
    if (/^on/i.test(name)) note("a handler");
    if (["style", "srcdoc", "autofocus", "contenteditable"].includes(name)) note("an attribute that is nowhere");
    const parts = LISTS.has(name) ? a.value.split(/[\s,]/) : [a.value];
    if (ADDRESSES.has(name) && parts.some(refused)) note("a scheme");
  }
  const id = attribute(node, "id");
  if (id === undefined) return;
  if (id === "") note("an empty id");
  if (ids.has(id)) note("an id twice");
  ids.add(id);
  if (inBody && id.includes("--") && !/^(fn--|fnref--|corrections--title|archive-notes--title)/.test(id)) note("an id of the theme");
}

function body(node, known, note) {
  const html = node.namespaceURI === HTML;
  // The elements of MathML that may hold HTML or lead anywhere.
  const math = node.namespaceURI === MATHML && !["annotation-xml", "maction", "mglyph", "a"].includes(node.tagName);
  if (!(html ? BODY.has(node.tagName) : math)) note("an element that no body may hold");
  if (html && node.attrs.some((a) => !BODY_ATTRIBUTES.has(nameOf(a)))) note("an attribute that no body may hold");
  const classes = (attribute(node, "class") ?? "").split(/\s+/).filter(Boolean);
  if (!classes.every((name) => known.classes.has(name) || name.startsWith("language-"))) note("a class of the theme");
}

function furniture(node, known, note) {
  const value = (name) => attribute(node, name) ?? "";
  if (node.tagName === "script" && value("type") === "application/ld+json") {
    try {
      JSON.parse(textOf(node));
    } catch {
      note("JSON-LD that is no JSON");
    }
  } else if (node.tagName === "script" && !(known.assets.has(value("src")) && !textOf(node))) note("a script");
  if (node.tagName === "link" && /stylesheet/i.test(value("rel")) && !known.assets.has(value("href"))) note("a style sheet");
  const newsletter = attribute(node.parentNode, "id") === "newsletter--box";
  if (node.tagName === "form" && !known.actions.has(value("action")) && !newsletter) note("a form");
  if (node.tagName === "meta" && attribute(node, "http-equiv") !== undefined) {
    const address = /url=(.*)/s.exec(value("content"))?.[1] ?? "javascript:";
    const kind = value("http-equiv").toLowerCase();
    if (kind === "refresh" ? refused(address) : kind !== "content-security-policy") note("a meta element");
  }
  const parts = [node.tagName, ...node.attrs.map((a) => `${node.tagName} ${nameOf(a)}`)];
  if (parts.every((part) => known.elements.has(part))) return;
  if (INLINE.has(node.tagName) && isInALine(node)) body(node, known, note);
  else note("an element that the theme does not make");
}

/** Whether an element stands within a caption, a credit or a note, in which Markdown of one line is read. */
function isInALine(node) {
  for (let above = node.parentNode; above; above = above.parentNode) {
    const classes = (attribute(above, "class") ?? "").split(/\s+/);
    if (above.tagName === "figcaption" || classes.includes("author-note") || classes.includes("notes")) return true;
  }
  return false;
}

/** The elements in a text that a reader of feeds takes as HTML. */
export function markup(text) {
  return [...walk(parseFragment(text))].filter((node) => node.tagName).map((node) => `${tag(node)} in ${text.slice(0, 200)}`);
}

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".json": "application/json", ".jpg": "image/gif" };

/**
 * Serves all sites on this machine alone, the site N by the name `sN.localhost`. Without a policy, one in a page is taken out
 * too, so that nothing but the pages themselves holds.
 */
export async function serve(sites, folder, policy) {
  const server = createServer((request, response) => {
    const site = Number(/^s(\d+)\.localhost/.exec(request.headers.host ?? "")?.[1]);
    const built = sites[site] && join(folder, sites[site].folder);
    let path;
    try {
      path = decodeURIComponent(new URL(request.url, "http://x/").pathname);
    } catch {
      path = "/404.html";
    }
    if (path.endsWith("/")) path += "index.html";
    const full = built && !path.includes("\0") && !path.split("/").includes("..") && join(built, path);
    if (!full || !existsSync(full) || !statSync(full).isFile()) {
      response.writeHead(404, { "Content-Type": "text/plain" }).end();
      return;
    }
    const headers = { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" };
    if (policy) headers["Content-Security-Policy"] = policy;
    if (path.startsWith("/theme/")) headers["Cache-Control"] = "max-age=31536000, immutable";
    let bytes = readFileSync(full);
    if (!policy && path.endsWith(".html")) bytes = bytes.toString("utf8").replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/i, "");
    response.writeHead(200, headers).end(bytes);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  const { port } = server.address();
  const own = (url) => new RegExp(`^http://s\\d+\\.localhost:${port}/`).test(url);
  return { origin: (site) => `http://s${site}.localhost:${port}`, own, close: () => server.close() };
}
