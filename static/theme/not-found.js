// What the wanted address says about the page that is not there: a month, a section. It runs where it stands, so
// that what follows is not moved.
{
  const box = document.getElementById("not-found--near");
  const { home, months, monthNames, monthOfYear } = box.dataset;
  const list = box.querySelector("ul");
  let wanted = location.pathname;
  try { wanted = decodeURIComponent(wanted); } catch { /* A broken escape is left as it is. */ }
  const offer = (href, text) => {
    const link = document.createElement("a");
    Object.assign(link, { href, textContent: text });
    list.appendChild(document.createElement("li")).append(link);
    box.hidden = false;
  };
  const date = /(?:^|\D)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])(?!\d)/.exec(wanted);
  if (date && months.split(" ").includes(`${date[1]}-${date[2]}`)) {
    const name = monthNames.split(" ")[date[2] - 1];
    offer(`${home}${date[1]}/${date[2]}/`, monthOfYear.replace("{month}", name).replace("{year}", date[1]));
  } else {
    const year = /(?:^|\D)((?:19|20)\d\d)(?!\d)/.exec(wanted);
    if (year && months.includes(`${year[1]}-`)) offer(`${home}${year[1]}/`, year[1]);
  }
  // Regions, topics and pages of the menu whose name stands in the address; links of the menu may lead elsewhere.
  const plain = "-" + wanted.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-") + "-";
  for (const link of document.querySelectorAll(".menu a[href]")) {
    const path = link.getAttribute("href");
    if (!path.startsWith(home) || path.startsWith("//")) continue;
    const name = path.split(/[?#]/)[0].split("/").filter(Boolean).pop();
    if (name && plain.includes(`-${name.toLowerCase()}-`)) offer(path, link.textContent.trim());
  }
}
