// Old addresses in a real browser: the demonstration archive, served by nginx, Apache and Caddy from the files that a build writes for them.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { build } from "./program.mjs";
import { temporary } from "./temporary.mjs";

const root = new URL("../..", import.meta.url).pathname;

/** Old addresses of all forms, each with the spellings that a link to it may have. One article has them all. */
const ALIASES = {
  "/?p=99": ["/?p=99", "/?p=%39%39", "/index.html?p=99"],
  "/article.php?id=7&lang=ru": ["/article.php?id=7&lang=ru", "/article.php?lang=ru&id=7", "/article.php?id=7&lang=ru#part"],
  "/list.php?tag[]=a b&tag[]=Мир": ["/list.php?tag[]=a b&tag[]=Мир", "/list.php?tag%5B%5D=a+b&tag%5B%5D=%d0%9c%d0%b8%d1%80"],
  "/новости/старый адрес/": [
    "/новости/старый адрес/",
    "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%D1%81%D1%82%D0%B0%D1%80%D1%8B%D0%B9%20%D0%B0%D0%B4%D1%80%D0%B5%D1%81/",
    "/%d0%bd%d0%be%d0%b2%d0%be%d1%81%d1%82%d0%b8/%d1%81%d1%82%d0%b0%d1%80%d1%8b%d0%b9%20%d0%b0%d0%b4%d1%80%d0%b5%d1%81",
  ],
  "/café:1/x": ["/café:1/x", "/caf%C3%A9%3A1/x", "/caf%c3%a9:1/x/"],
  "/index.php?id=46:a-b&catid=3:news": ["/index.php?id=46:a-b&catid=3:news", "/index.php?catid=3%3Anews&id=46%3Aa-b"],
  "/Old-Page.html": ["/Old-Page.html", "/Old-Page.html?utm_campaign=y"],
};
const NAME = "moved-here";

/** What the servers read; `here` is the folder with the site in `public`. */
const SERVERS = {
  nginx: {
    programs: ["/usr/sbin/nginx", "/usr/bin/nginx"],
    arguments: (here) => ["-p", here, "-c", `${here}/nginx.conf`, "-e", `${here}/errors`],
    settings: (here, port) => `
      daemon off; master_process off; pid ${here}/nginx.pid; error_log stderr warn; events {}
      http {
        access_log off; include /etc/nginx/mime.types; map_hash_max_size 262144; map_hash_bucket_size 8192;
        ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${here}/${name};`).join(" ")}
        include ${here}/public/.hosting/nginx-http.conf;
        server { listen 127.0.0.1:${port}; root ${here}/public; include ${here}/public/.hosting/nginx-server.conf; }
      }`,
  },
  apache: {
    programs: ["/usr/sbin/apache2"],
    arguments: (here) => ["-X", "-f", `${here}/apache.conf`],
    settings: (here, port) =>
      [
        ...["mpm_event", "authz_core", "dir", "mime", "rewrite", "headers", "alias"].map(
          (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
        ),
        ...[`ServerRoot ${here}`, "ServerName 127.0.0.1", "User nobody", "Group nogroup", `PidFile ${here}/apache.pid`],
        ...[`ErrorLog ${here}/errors`, "TypesConfig /etc/mime.types", `Listen 127.0.0.1:${port}`],
        ...[`<Directory ${here}/public>`, "Require all granted", "AllowOverride None", "</Directory>", `<VirtualHost *:${port}>`],
        ...[`DocumentRoot ${here}/public`, `Define SITE_ROOT ${here}/public`],
        ...[`Include ${here}/public/.hosting/apache.conf`, "</VirtualHost>", ""],
      ].join("\n"),
  },
  caddy: {
    programs: ["/usr/bin/caddy"],
    arguments: (here) => ["run", "--adapter", "caddyfile", "--config", `${here}/caddy.conf`],
    settings: (here, port) =>
      `{\n\tadmin off\n\tauto_https off\n}\nhttp://:${port} {\n\tbind 127.0.0.1\n\troot * ${here}/public\n\timport ${here}/public/.hosting/caddy.conf\n}\n`,
  },
};

let browser, folder, target;

before(async () => {
  browser = await launch();
  folder = temporary("redirects-");
  // Servers may run as another user.
  chmodSync(folder, 0o755);
  const site = join(folder, "site");
  for (const part of ["content", "data", "static", "site.toml"]) cpSync(join(root, part), join(site, part), { recursive: true });
  const toml = readFileSync(join(site, "site.toml"), "utf8");
  writeFileSync(join(site, "site.toml"), `hosts = ["nginx", "apache", "caddy"]\n${toml}`);
  const article = `---\ntitle: Moved\ndate: 2005-06-01\nregion: Georgia\naliases: ${JSON.stringify(Object.keys(ALIASES))}\n---\nText.\n`;
  writeFileSync(join(site, `content/articles/2005/${NAME}.md`), article);
  build(site, join(folder, "public"));
  const built = readdirSync(join(folder, "public"), { recursive: true });
  target = `/${built.find((path) => path.endsWith(`/${NAME}/index.html`)).replace(/index\.html$/, "")}`;
});

after(() => browser?.close());

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Starts a server, which ends by itself after five minutes. Returns its address and how to end it. */
async function start(name, program) {
  const { arguments: given, settings } = SERVERS[name];
  const port = await freePort();
  writeFileSync(join(folder, `${name}.conf`), settings(folder, port));
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const server = spawn("timeout", ["300", program, ...given(folder)], { env, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  server.stderr.on("data", (text) => (errors += text));
  const answers = () =>
    new Promise((done) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => (socket.destroy(), done(true))).on("error", () => done(false));
    });
  for (let attempt = 0; !(await answers()); attempt++) {
    assert.ok(server.exitCode === null && attempt < 600, `${name}: ${errors}`);
    await setTimeout(50);
  }
  return { origin: `http://127.0.0.1:${port}`, close: () => server.kill() };
}

for (const [name, { programs }] of Object.entries(SERVERS)) {
  const program = programs.find(existsSync);
  test(`${name} leads a browser from every spelling of an old address to the article`, { skip: !program && `${name} is absent` }, async () => {
    const { origin, close } = await start(name, program);
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      for (const address of Object.values(ALIASES).flat()) {
        await page.goto(origin + address, { waitUntil: "load" });
        // Where the server has no rule, the script of the page that answers leads on.
        await page.waitForURL((url) => url.pathname === target, { timeout: 30_000 }).catch(() => {});
        const { pathname, search } = new URL(page.url());
        assert.equal(pathname + search, target, `${name}: ${address}`);
        assert.match(await page.title(), /^Moved/);
      }
      const missing = await page.goto(`${origin}/no-such-page/?p=100`, { waitUntil: "load" });
      assert.equal(missing.status(), 404);
      assert.equal(new URL(page.url()).pathname, "/no-such-page/");
      await context.close();
    } finally {
      close();
    }
  });
}
