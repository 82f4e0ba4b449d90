// The built demonstration archive: its pages by kind, and a small server for it.
//
// SITE names the folder; without it the archive is built into a temporary one.

import { createReadStream, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, relative } from "node:path";
import { createGzip } from "node:zlib";
import { build as generate } from "./program.mjs";
import { temporary } from "./temporary.mjs";

const root = new URL("../..", import.meta.url).pathname;

/** The folder of the built archive. */
export const folder = process.env.SITE ?? build(".");

/** Builds a site of the repository into a temporary folder, whose path it returns. */
export function build(site) {
  const out = temporary("archive-");
  generate(site, out);
  return out;
}

/** All files of a built site, as addresses. */
export function files(built = folder) {
  const found = [];
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const below = join(path, entry.name);
      if (entry.isDirectory()) walk(below);
      else found.push("/" + relative(built, below));
    }
  };
  walk(built);
  return found.sort();
}

/** The text of the file that answers at an address. */
export function text(address, built = folder) {
  return readFileSync(join(built, file(address)), "utf8");
}

function file(address) {
  const path = decodeURIComponent(address.split(/[?#]/)[0]);
  return path.endsWith("/") ? path + "index.html" : path;
}

/** Whether something answers at an address. */
export function answers(address, built = folder) {
  const path = join(built, file(address));
  return existsSync(path) && statSync(path).isFile();
}

const isRedirect = (html) => html.includes('http-equiv="refresh"');

/** The addresses of all pages, those at old addresses left out. */
export function pages(built = folder) {
  const html = files(built).filter((name) => name.endsWith(".html"));
  return html.filter((name) => !isRedirect(text(name, built))).map((name) => name.replace(/index\.html$/, ""));
}

/** One page of every kind. A kind that the archive lacks is an error: then nothing is tested of it. */
export function kinds() {
  const all = pages().map((address) => [address, text(address)]);
  const first = (kind, is) => {
    const found = all.find(([address, html]) => is(address, html));
    if (!found) throw new Error(`the demonstration archive has no page of the kind ${kind}`);
    return [kind, found[0]];
  };
  const body = (name) => (html) => html.includes(`class="page-${name}`) || html.includes(` page-${name}`);
  const article = (html) => body("article")(html);
  const english = (address) => !address.startsWith("/ru/");
  const search = first("search", (address) => address === "/search/");
  return Object.fromEntries([
    first("home", (address) => address === "/"),
    first("home-ru", (address) => address === "/ru/"),
    first("article", (a, html) => article(html) && english(a) && html.includes('class="lead"') && !/<(audio|video)/.test(html)),
    first("article-plain", (a, html) => article(html) && english(a) && !html.includes('class="lead"')),
    first("article-ru", (a, html) => article(html) && !english(a)),
    first("article-translated", (a, html) => article(html) && english(a) && html.includes('hreflang="ru"')),
    first("gallery", (a, html) => article(html) && english(a) && html.includes('class="gallery"')),
    first("episode", (a, html) => article(html) && html.includes("<audio")),
    first("film", (a, html) => article(html) && html.includes("<video")),
    first("region", (address) => address === "/regions/caucasus/"),
    first("region-ru", (address, html) => /^\/ru\/regions\/[^/]+\/$/.test(address) && html.includes('class="card"')),
    first("numbered", (address) => /^\/regions\/[^/]+\/page\/1\/$/.test(address)),
    first("topic", (address) => /^\/topics\/[^/]+\/$/.test(address)),
    first("blog", (address) => /^\/blogs\/[^/]+\/$/.test(address)),
    first("podcast", (address) => /^\/podcasts\/[^/]+\/$/.test(address)),
    first("author", (address) => /^\/authors\/[^/]+\/$/.test(address)),
    first("authors", (address) => address === "/authors/"),
    first("regions", (address) => address === "/regions/"),
    first("archive", (address) => address === "/archive/"),
    first("year", (address) => /^\/20\d\d\/$/.test(address)),
    first("month", (address) => /^\/20\d\d\/\d\d\/$/.test(address)),
    first("standing", (address) => address === "/about/"),
    first("team", (address) => address === "/team/"),
    first("corrections", (address) => address === "/corrections/"),
    first("tombstone", (a, html) => body("tombstone")(html)),
    search,
    ["search-results", `${search[1]}?q=river`],
    first("not-found", (address) => address === "/404.html"),
  ]);
}

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".xml": "application/xml; charset=utf-8",
  ".svg": "image/svg+xml",
  ".jpg": "image/jpeg",
  ".png": "image/png",
  ".webp": "image/webp",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".txt": "text/plain; charset=utf-8",
};

/** The policy that docs/hosting.md names as a header. */
const POLICY = /^Content-Security-Policy: (.*)$/m.exec(readFileSync(join(root, "docs/hosting.md"), "utf8"))[1];

/**
 * Serves a built site on this machine alone, as a static host would, below the path `base`. Returns its address and how to
 * end it.
 */
export async function serve(built = folder, base = "") {
  const server = createServer((request, response) => {
    const headers = { "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff" };
    let status = 200;
    let path = file(request.url.startsWith(base) ? request.url.slice(base.length) : "/404.html");
    if (path.includes("..") || !answers(path, built)) {
      if (!extname(path) && answers(path + "/", built)) {
        response.writeHead(301, { Location: base + path + "/" }).end();
        return;
      }
      [status, path] = [404, "/404.html"];
    }
    headers["Content-Type"] = TYPES[extname(path)] ?? "application/octet-stream";
    if (/^\/(theme|images)\//.test(path)) headers["Cache-Control"] = "public, max-age=31536000, immutable";
    const full = join(built, path);
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    if (range) {
      const size = statSync(full).size;
      const end = range[2] ? Number(range[2]) : size - 1;
      headers["Content-Range"] = `bytes ${range[1]}-${end}/${size}`;
      response.writeHead(206, headers);
      createReadStream(full, { start: Number(range[1]), end }).pipe(response);
      return;
    }
    const packs = /html|css|javascript|json|xml|svg|plain/.test(headers["Content-Type"]);
    if (packs && /gzip/.test(request.headers["accept-encoding"] ?? "")) {
      response.writeHead(status, { ...headers, "Content-Encoding": "gzip" });
      createReadStream(full).pipe(createGzip()).pipe(response);
      return;
    }
    response.writeHead(status, headers);
    createReadStream(full).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  // Nothing waits for this server: it ends with its process.
  server.unref();
  return { origin: `http://127.0.0.1:${server.address().port}${base}`, close: () => server.close() };
}
