// Keeps the page that a browser shows up to date while its site is edited. Put in by `generate serve`, never by a build.
"use strict";
(() => {
  const KEY = "generate preview";
  const here = location.pathname + location.search;
  let page = document.currentScript.dataset.page;
  let source, timer, overlay, hidden;
  // Where there is no page to show, the server sends a list of the errors.
  const listsErrors = document.getElementById("errors") !== null;
  let listed;

  // Browsers keep the place of a page that is loaded again, but not where the page has become another.
  const remember = () => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify([here, scrollX, scrollY]));
    } catch {
      // Without storage the browser's own memory has to do.
    }
  };
  const recall = () => {
    try {
      const [address, x, y] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
      sessionStorage.removeItem(KEY);
      if (address === here) scrollTo({ left: x, top: y, behavior: "instant" });
    } catch {
      // As above.
    }
  };
  if (document.readyState === "complete") recall();
  else addEventListener("load", recall, { once: true });

  const reload = () => {
    close();
    remember();
    location.reload();
  };

  /** The address of a style sheet of the theme; none where it is another's. */
  const sheet = (address) => {
    const { origin, pathname, search } = new URL(address, location);
    return origin === location.origin && !search && /\/theme\/[^/]+\.css$/.test(pathname) ? pathname : undefined;
  };

  /** Loads a style sheet in place of another; the old one stays until the new one is there. */
  const restyle = (from, to) => {
    // Any address in a page whose name holds a hash is among those that changed, be it in an article's text.
    const [before, after] = [sheet(from), sheet(to)];
    if (!before || !after) return false;
    const links = [...document.querySelectorAll("link[rel~=stylesheet]")];
    const old = links.filter((link) => {
      const { origin, pathname } = new URL(link.href);
      return origin === location.origin && pathname === before;
    });
    for (const link of old) {
      const next = link.cloneNode();
      // The same address is asked for again only if it looks new.
      next.href = before === after ? `${after}?preview=${Date.now()}` : after;
      next.addEventListener("load", () => link.remove(), { once: true });
      link.after(next);
    }
    return old.length > 0;
  };

  const STYLE = `
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 70vh; overflow: auto; padding: 1rem 1.5rem;
      background: #1d1b1a; color: #f4efe9; border-top: 4px solid #ff6a5b; font: 16px/1.5 system-ui, sans-serif; }
    h2 { margin: 0 0 .5rem; font-size: 1rem; color: #ff9d92; }
    article { margin: 0 0 1rem; }
    h3, p, pre { margin: 0 0 .25rem; font-size: inherit; font-weight: 400; }
    h3 b { color: #ff9d92; }
    .place { color: #b9d8ff; font-family: ui-monospace, monospace; }
    pre { padding: .5rem; background: #000; overflow-x: auto; font: 14px/1.5 ui-monospace, monospace; }
    button { float: right; font: inherit; padding: .25rem .75rem; color: inherit; background: #3a3634; border: 1px solid #8a827c; }
    button:focus-visible { outline: 3px solid #b9d8ff; }`;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  /** The line of the source with a mark below the column. */
  const excerpt = ({ source: text, line, column }) => {
    const start = `${line} | `;
    const mark = column ? `\n${" ".repeat(start.length)}${text.slice(0, column - 1).replace(/[^\t]/g, " ")}^` : "";
    return element("pre", start + text + mark);
  };

  const describe = (problem) => {
    const one = element("article");
    const title = element("h3");
    title.append(element("b", `${problem.level}[${problem.code}] `), problem.message);
    one.append(title);
    const place = [problem.file, problem.line, problem.column].filter((part) => part != null).join(":");
    if (place) one.append(element("p", place, "place"));
    if (problem.source != null) one.append(excerpt(problem));
    if (problem.hint) one.append(element("p", `Hint: ${problem.hint}`));
    return one;
  };

  /** Shows errors above the page, or takes them away. In a shadow tree, which the page's own styles do not reach. */
  const show = (problems) => {
    if (listsErrors) {
      // The list is that of the first message; others need another one.
      const list = JSON.stringify(problems);
      if (listed !== undefined && listed !== list) reload();
      listed = list;
      return;
    }
    overlay?.remove();
    overlay = undefined;
    removeEventListener("keydown", hidden);
    if (problems.length === 0) return;
    overlay = element("generate-preview");
    const root = overlay.attachShadow({ mode: "open" });
    const styles = new CSSStyleSheet();
    styles.replaceSync(STYLE);
    root.adoptedStyleSheets = [styles];
    const section = element("section");
    section.setAttribute("role", "alert");
    const button = element("button", "Hide");
    button.type = "button";
    button.addEventListener("click", () => show([]));
    const count = problems.length === 1 ? "1 error" : `${problems.length} errors`;
    section.append(button, element("h2", `${count}: this is the last version without errors`), ...problems.map(describe));
    root.append(section);
    document.documentElement.append(overlay);
    hidden = (event) => event.key === "Escape" && show([]);
    addEventListener("keydown", hidden);
  };

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };

  const connect = () => {
    // A page that nobody sees waits: browsers open only six connections to a server.
    if (source || document.visibilityState === "hidden") return;
    source = new EventSource(`/_preview/events?page=${page}&address=${encodeURIComponent(here)}`);
    source.addEventListener("reload", reload);
    source.addEventListener("problems", ({ data }) => show(JSON.parse(data)));
    source.addEventListener("styles", ({ data }) => {
      const message = JSON.parse(data);
      page = message.page;
      const all = message.styles.map(([from, to]) => restyle(from, to));
      // Something else than a style sheet's link refers to it.
      if (all.includes(false)) reload();
    });
    source.addEventListener("error", () => {
      close();
      timer = setTimeout(connect, 500);
    });
  };
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? close() : connect()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", connect);
  connect();
})();
