// What works without it works better with it. Everything else is htmx, by attributes.
(() => {
  "use strict";
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-select]")) event.target.select();
  });
  // A form that is on its way is not sent twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  // A piece that is replaced while the keyboard stands in it leaves the keyboard where it was: a search is answered, or a
  // list renews itself, between the last Tab and Enter. htmx does this for what has an id, not for the links of a table.
  const held = (piece) => {
    const one = document.activeElement;
    if (one === piece || !piece.contains(one)) return () => {};
    const known = (some) => some.getAttribute("href") ?? [some.name, some.value, some.textContent].join();
    const mark = known(one), same = () => [...document.getElementsByTagName(one.tagName)].find((other) => known(other) === mark);
    return () => { if (document.activeElement === document.body) same()?.focus({ preventScroll: true }); };
  };
  // Nor is it replaced under a finger, whose press would be lost: what would replace it is done when the finger has left.
  let pressed = null;
  const missed = new Set();
  document.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
  const left = () => setTimeout(() => {  // the click comes first
    pressed = null;
    const acts = [...missed];
    missed.clear();
    for (const act of acts) act();
  });
  document.addEventListener("pointerup", left, true);
  document.addEventListener("pointercancel", left, true);
  let hold = () => {};
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    hold = held(target);
    if (!event.detail.shouldSwap || !target.contains(pressed)) return;
    event.detail.shouldSwap = false;  // asked for again, or by itself where it renews itself
    missed.add(() => requestConfig.elt.dispatchEvent(new Event("input", { bubbles: true })));
  });
  document.addEventListener("htmx:afterSwap", () => hold());
  // The whole page is not replaced under a finger either, nor under a form that is on its way: what asks for it asks again.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const whole = event.detail.xhr.getResponseHeader("HX-Refresh");
    if (whole && (pressed || document.querySelector("form[data-sent]"))) event.preventDefault();
  });
  // What moves by itself: the server tells of it; where nothing is heard for a while, the page asks.
  for (const live of document.querySelectorAll("[data-stream]")) {
    let heard = Date.now(), news = "";
    const show = () => {
      const hold = held(live);
      live.innerHTML = news;
      hold();
    };
    const ask = () => htmx.ajax("GET", live.dataset.piece, { target: live, swap: "innerHTML" });
    const source = new EventSource(live.dataset.stream);
    source.addEventListener("message", (event) => {
      heard = Date.now();
      news = event.data;
      if (live.contains(pressed)) missed.add(show); else show();
    });
    source.addEventListener("same", () => { heard = Date.now(); });
    source.addEventListener("over", () => {
      source.close();
      heard = 0;
      ask();
    });
    setInterval(() => { if (Date.now() - heard > 4000) ask(); }, 5000);
  }
  // On a narrow screen the menu is a row that moves: where one is must be seen.
  const here = document.querySelector(".menu [aria-current]"), row = here && here.closest("ul");
  if (row) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  // What is wrong is read first, by ear too.
  const mistakes = document.getElementById("mistakes");
  if (mistakes) mistakes.focus();
  // A ready phrase goes where the cursor is; without script it comes back with the page.
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-insert]");
    const field = one && document.getElementById(one.dataset.insert);
    if (!field) return;
    event.preventDefault();
    field.setRangeText(one.dataset.words, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // Text that was typed and not saved is not lost to a click.
  let typed = false;
  document.addEventListener("input", (event) => {
    if (event.target.form && event.target.form.matches("[data-keep]")) typed = true;
  });
  document.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  // Nor to a session that ended meanwhile: this tab keeps it, for the same person, until another page of theirs is seen.
  const who = document.querySelector(".who span")?.textContent, form = document.querySelector("form[data-kept]");
  const key = `typed ${who} ${location.pathname}`, kept = form && sessionStorage.getItem(key);
  if (who && !kept) for (const one of Object.keys(sessionStorage)) if (one.startsWith("typed ")) sessionStorage.removeItem(one);
  if (!form || !who) return;
  const fields = () => [...form.elements].filter((one) => one.name && !["proof", "once"].includes(one.name) && !["file", "submit", "button"].includes(one.type));
  const state = () => JSON.stringify(fields().map((one) => [one.name, one.value, one.checked]));
  if (kept && !mistakes && kept !== state()) {
    const before = JSON.parse(kept);
    if (before.length === fields().length) {
      fields().forEach((one, at) => { [, one.value, one.checked] = before[at]; });
      const said = document.createElement("p");
      said.className = "notice careful"; said.role = "status"; said.textContent = form.dataset.kept;
      form.before(said);
      typed = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  document.addEventListener("htmx:beforeOnLoad", (event) => { if (event.detail.xhr.status === 401) typed = false; });
  form.addEventListener("input", () => sessionStorage.setItem(key, state()));
})();
