// Old addresses with a query, such as /story.php?id=7, lead to their articles: no static host has a page at them.
// The script element tells where the lists are, and the sub-path of the site.
const { lists, base } = document.currentScript.dataset;

async function lead() {
  if (location.search.length < 2) return;
  let path = decodeURIComponent(location.pathname);
  if (path.startsWith(base)) path = path.slice(base.length);
  path = path.toLowerCase().replace(/(^|\/)index\.html$/, "$1").replace(/\/+$/, "");
  const key = path + location.search;
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  const answer = await fetch(lists.replace("{}", (hash & 0xff).toString(16).padStart(2, "0")));
  if (!answer.ok) return;
  const target = (await answer.json())[key];
  if (target) location.replace(target);
}

lead().catch(() => {});
