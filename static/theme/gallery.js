// A gallery's pictures in a dialog, one at a time. Without it each picture is a link to its file.
{
  const texts = document.currentScript.dataset;
  const links = [...document.querySelectorAll(".gallery a:not(.no-picture)")];
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const button = (label, className, act) => {
    const made = make("button", { type: "button", className, onclick: act });
    made.setAttribute("aria-label", label);
    return made;
  };
  let at = 0;
  const picture = make("img", {});
  const caption = make("figcaption", {});
  const number = make("p", { className: "number" });
  number.setAttribute("aria-live", "polite");
  const show = (index) => {
    at = (index + links.length) % links.length;
    const link = links[at];
    const small = link.querySelector("img");
    Object.assign(picture, { src: link.href, alt: small.alt });
    for (const name of ["width", "height"]) {
      if (small.hasAttribute(name)) picture.setAttribute(name, small.getAttribute(name));
    }
    caption.innerHTML = link.parentNode.querySelector("figcaption")?.innerHTML ?? "";
    number.textContent = `${at + 1} / ${links.length}`;
    // The next picture is fetched while this one is looked at.
    new Image().src = links[(at + 1) % links.length].href;
  };
  const dialog = make("dialog", { className: "viewer" },
    button(texts.close, "close", () => dialog.close()),
    button(texts.previous, "previous", () => show(at - 1)),
    make("figure", {}, picture, caption),
    button(texts.next, "next", () => show(at + 1)),
    number);
  dialog.setAttribute("aria-label", texts.label);
  dialog.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(dialog).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") show(at + (event.key === forward ? 1 : -1));
    if (event.key === "Home") show(0);
    if (event.key === "End") show(links.length - 1);
  });
  // A click beside the picture closes, as Escape does.
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  // Who closes it goes on where the picture stands in the page.
  dialog.addEventListener("close", () => links[at].focus());
  document.body.append(dialog);
  for (const [index, link] of links.entries()) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
      dialog.showModal();
    });
  }
}
