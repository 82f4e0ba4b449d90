// What every page may use: menu panels that close as menus do, and boxes that scroll with the keyboard. Without it the
// panels still open and close by their own headings, and browsers scroll boxes in their own ways.
{
  const texts = document.currentScript.dataset;
  const menu = document.getElementById("menu--main");
  const wide = matchMedia("(min-width: 52rem)");
  const panel = () => menu?.querySelector("details[open]");

  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && panel();
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // A panel that has a button to close it; without a script there is no use for one.
  for (const button of menu?.querySelectorAll(".panel-close") ?? []) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = button.closest("details");
      open.open = false;
      open.querySelector("summary").focus();
    });
  }

  // On wide screens a panel lies over the page: it goes when a reader turns to the page.
  const leave = (target) => {
    const open = wide.matches && panel();
    if (open && target && !open.contains(target)) open.open = false;
  };
  document.addEventListener("click", (event) => leave(event.target));
  menu?.addEventListener("focusout", (event) => leave(event.relatedTarget));

  // A box is in the order of the keyboard only while there is something to scroll.
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        const name = target.querySelector("caption")?.textContent.trim() || target.dataset.label || texts.table;
        target.tabIndex = 0;
        target.setAttribute("role", "region");
        target.setAttribute("aria-label", name);
      } else if (target.hasAttribute("tabindex")) {
        for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
      }
    }
  });
  for (const box of document.querySelectorAll(".table, .scroll, .text pre")) watch.observe(box);
}
