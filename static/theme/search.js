// Narrows what the page of search lists, while one types or by the address: ?q=…
{
  const texts = document.currentScript.dataset;
  const field = document.getElementById("search--field");
  const status = document.getElementById("search--status");
  const groups = [...document.querySelectorAll(".finder")];
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = new Map(groups.flatMap((group) =>
    [...group.querySelectorAll("li")].map((item) => [item, plain(item.querySelector("a")?.textContent ?? "")])));
  const about = document.querySelector(".search > .about");
  const narrow = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [item, name] of names) {
      item.matched = words.every((word) => name.includes(word));
      if (item.matched && words.length) found += 1;
    }
    // Where nothing is found everything stays: the lists are then the way on.
    const all = !found;
    about?.toggleAttribute("hidden", !all);
    for (const group of groups) {
      for (const item of group.querySelectorAll("li")) {
        // What is above or below a match stays, so that it is seen in its place.
        item.hidden = !all && !item.matched && ![...item.querySelectorAll("li")].some((below) => below.matched);
        item.classList.toggle("found", !all && item.matched);
      }
      group.hidden = !all && !group.querySelector("li.found");
    }
    status.textContent = !words.length ? "" : found ? texts.found.replace("{n}", found) : texts.none;
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", narrow);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", "?q=" + encodeURIComponent(field.value));
    narrow();
    document.querySelector(".finder li.found a")?.focus();
  });
  narrow();
}
