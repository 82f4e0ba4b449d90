// What was published on this day in other years; on a day without articles, what was published in this month. The script element
// tells where the months are. What the page has on top is not shown again; of a month, first what the page does not show at all.
const { days } = document.currentScript.dataset;

async function show() {
  const today = new Date();
  const month = String(today.getMonth() + 1).padStart(2, "0");
  const answer = await fetch(days.replace("{}", month));
  if (!answer.ok) return;
  const list = await answer.json();
  const box = document.getElementById("on-this-day--box");
  const shown = (part) => new Set(Array.from(document.querySelectorAll(`${part} a[href]`), (link) => link.href));
  const [top, page] = [shown(":is(.top, .popular)"), shown("main")];
  // Addresses are relative to the root of the site, which is two folders above the file.
  const root = new URL("../../", answer.url);
  const others = (articles) => articles
    .map((article) => ({ ...article, href: new URL(article.href, root).href }))
    .filter((article) => !top.has(article.href));
  let articles = others(list[today.getDate()] ?? []);
  if (!articles.length) {
    // One of each day, so that no day has them all.
    const all = others(Object.values(list).map(([first]) => first));
    const fresh = all.filter((article) => !page.has(article.href));
    articles = (fresh.length ? fresh : all).slice(0, 6);
    box.querySelector("h2").textContent = box.dataset.month;
  }
  for (const { href, title, year } of articles) {
    const link = Object.assign(document.createElement("a"), { href, textContent: title });
    const when = Object.assign(document.createElement("time"), { dateTime: year, textContent: year });
    const item = document.createElement("li");
    item.append(link, " ", when);
    box.querySelector("ul").append(item);
  }
  box.hidden = !articles.length;
}

// A page that was opened from a folder may read no files.
if (location.protocol !== "file:") show().catch(() => {});
