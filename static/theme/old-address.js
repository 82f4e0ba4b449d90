// Old addresses with a query, such as /story.php?id=7, lead to their articles: no static host has a page at them.
// The script element tells where the lists are, and the sub-path of the site.
const { lists, base } = document.currentScript.dataset;

// The text by which an address is found: the same as `Address::key` makes. What is not UTF-8 stays encoded.
function addressKey(pathname, search) {
  const path = pathname
    .replace(/(%[0-9a-f]{2})+/gi, decodeURIComponent)
    .normalize()
    .replace(/\/+/g, "/")
    .toLowerCase()
    .replace(/\/index\.html$/, "")
    .replace(/\/$/, "");
  const parameters = search.replace(/^\?/, "").split("&").filter(Boolean).map((parameter) => {
    const [name, ...value] = parameter.split("=");
    return `${component(name)}=${component(value.join("="))}`;
  });
  return `${path}?${parameters.sort().join("&")}`;
}

function component(text) {
  let encoded = "";
  let plain = "";
  // Every second part is a run of encoded bytes.
  for (const [index, part] of text.replaceAll("+", " ").split(/((?:%[0-9a-f]{2})+)/i).entries()) {
    if (index % 2 === 0) {
      plain += part;
      continue;
    }
    try {
      plain += decodeURIComponent(part);
    } catch {
      encoded += encodeURIComponent(plain.normalize()) + part.toUpperCase();
      plain = "";
    }
  }
  return encoded + encodeURIComponent(plain.normalize());
}

async function lead() {
  if (location.search.length < 2) return;
  const { pathname } = location;
  const key = addressKey(pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname, location.search);
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  const answer = await fetch(lists.replace("{}", (hash & 0xff).toString(16).padStart(2, "0")));
  if (!answer.ok) return;
  const list = await answer.json();
  if (Object.hasOwn(list, key)) location.replace(list[key]);
}

lead().catch(() => {});
