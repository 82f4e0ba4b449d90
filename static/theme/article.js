// Articles: citations and texts are copied or saved, films of other sites are loaded when asked for.
{
  const texts = document.currentScript.dataset;
  const story = document.querySelector(".story");

  // Says what was done, to eyes and to screen readers.
  const say = (button) => {
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    button.parentNode.querySelector("[role=status]")?.remove();
    button.after(status);
    // A region that is filled after it has been added is read out.
    setTimeout(() => { status.textContent = texts.done; }, 50);
    setTimeout(() => status.remove(), 4000);
  };

  // The clipboard is closed to pages without TLS: there the old way is left.
  const copy = async (plain, html) => {
    try {
      if (html && window.ClipboardItem) {
        const blob = (type, text) => new Blob([text], { type });
        await navigator.clipboard.write([new ClipboardItem({
          "text/plain": blob("text/plain", plain), "text/html": blob("text/html", html),
        })]);
      } else {
        await navigator.clipboard.writeText(plain);
      }
    } catch {
      const field = document.createElement("textarea");
      field.value = plain;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };

  // The article for another publisher: headline, byline, text, where it is from. Pictures, films and what only works on
  // this page are left out.
  const republished = () => {
    const text = story.querySelector(":scope > .text").cloneNode(true);
    const out = "figure:has(img, picture, video, audio, svg), img, picture, svg, video, audio, iframe, .player, .facade, .embed, "
      + ".no-picture, .footnote-back, .pullquote";
    for (const element of text.querySelectorAll(out)) element.remove();
    for (const element of text.querySelectorAll("*")) {
      for (const { name } of [...element.attributes]) {
        if (!/^(href|lang|dir|colspan|rowspan|scope|start|cite|datetime)$/.test(name)) element.removeAttribute(name);
      }
      if (element.hasAttribute("href")) element.setAttribute("href", element.href);
    }
    const whole = document.createElement("article");
    const add = (name, from) => {
      if (!from) return;
      const element = whole.appendChild(document.createElement(name));
      element.innerHTML = from.innerHTML;
      for (const link of element.querySelectorAll("a")) link.setAttribute("href", link.href);
    };
    add("h1", story.querySelector("h1"));
    add("p", story.querySelector(".standfirst"));
    add("p", story.querySelector(".authors"));
    add("p", story.querySelector(".dates"));
    whole.append(...text.childNodes);
    add("h2", story.querySelector(".of-corrections h2"));
    for (const note of story.querySelectorAll(".of-corrections li p")) add("p", note);
    add("p", document.getElementById("republish--notice"));
    return whole;
  };

  const plain = (element) => {
    // Only what is laid out has lines: the copy is shown for the moment in which it is read.
    element.className = "unseen as-text";
    document.body.append(element);
    const text = element.innerText;
    element.remove();
    element.removeAttribute("class");
    return text.trim();
  };

  // Buttons are made here: without script there is nothing to press.
  const offer = (below, ...acts) => {
    if (!below) return;
    const row = document.createElement("p");
    row.className = "act";
    for (const [label, act] of acts) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: label });
      button.addEventListener("click", () => act().then((done) => done !== false && say(button)));
      row.append(button, " ");
    }
    below.after(row);
  };
  // The last line of RIS ends in a blank.
  const written = (element) => element.textContent.replace(/^\s+|\n+$/g, "");

  // A file for reference managers. Lines of RIS end as those of MS-DOS do. The browser tells that it is saved.
  const save = async (pre) => {
    const { name } = pre.dataset;
    const type = name === "ris" ? "application/x-research-info-systems" : "application/x-bibtex";
    const text = written(pre) + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([name === "ris" ? text.replace(/\n/g, "\r\n") : text], { type }));
    link.download = `${location.pathname.split("/").filter((part) => part && part !== "index.html").pop() || "article"}.${name}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 4000);
    return false;
  };
  for (const cited of document.querySelectorAll(".cite > p, .cite dd > :is(p, pre)")) {
    const style = cited.closest("dd")?.previousElementSibling.textContent;
    const label = (act) => (style ? `${act} ${style}` : act);
    const acts = [[label(texts.copy), () => copy(written(cited), cited.localName === "p" && cited.innerHTML.trim())]];
    if (cited.dataset.name) acts.push([label(texts.download), () => save(cited)]);
    offer(cited, ...acts);
  }
  offer(document.getElementById("republish--notice"),
    [texts.text, () => { const whole = republished(); const html = whole.innerHTML.trim(); return copy(plain(whole), html); }],
    [texts.html, () => copy(republished().innerHTML.trim())]);

  // The player of a film's page; none where the site is not known, whose link then stays a link.
  const player = (address) => {
    const { hostname, pathname, searchParams } = new URL(address);
    const host = hostname.replace(/^(www|m|player)\./, "");
    const last = pathname.split("/").pop();
    if (host === "youtu.be" || host === "youtube.com") {
      const start = Number.parseInt(searchParams.get("t"), 10);
      return "https://www.youtube-nocookie.com/embed/" + encodeURIComponent(searchParams.get("v") || last) + "?autoplay=1" +
        (start > 0 ? "&start=" + start : "");
    }
    if (host === "w.soundcloud.com") return address;
    if (host === "vimeo.com") return "https://player.vimeo.com/video/" + encodeURIComponent(last) + "?autoplay=1&dnt=1";
    return null;
  };
  for (const link of document.querySelectorAll(".facade a, a.embed")) {
    link.addEventListener("click", (event) => {
      const source = player(link.href);
      if (!source || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const frame = document.createElement("iframe");
      Object.assign(frame, { src: source, title: link.textContent.trim(), allow: "autoplay; fullscreen", tabIndex: 0 });
      link.replaceWith(frame);
      frame.focus();
    });
  }
}
