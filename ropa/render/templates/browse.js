"use strict";
// Finds and filters. What is chosen stands in the address after "#", so that it can be kept and sent: #q=words&country=4&at=s-1f…
{
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = document.getElementById("find"), search = form.elements.q, count = form.querySelector("output");
  const selects = all("select", form), cards = all(".card[data-tokens]"), panels = all(".view[data-swaps]");
  const plain = text => text.normalize("NFKC").toLowerCase();
  const texts = new Map();
  const textOf = node => {
    if (!texts.has(node)) texts.set(node, plain(node.textContent));
    return texts.get(node);
  };
  const whole = new Map(panels.map(view => [view, [...view.childNodes]]));
  let at = "";

  const read = () => {
    const hash = location.hash.slice(1);
    const chosen = hash.includes("=") ? new URLSearchParams(hash) : new URLSearchParams({at: hash && decodeURIComponent(hash)});
    search.value = chosen.get("q") ?? "";
    for (const select of selects) {
      select.value = chosen.get(select.name) ?? "";
      if (select.selectedIndex < 0) select.value = "";
    }
    at = chosen.get("at") ?? "";
  };

  const write = () => {
    const chosen = new URLSearchParams();
    for (const field of [search, ...selects]) if (field.value.trim()) chosen.set(field.name, field.value.trim());
    if (at) chosen.set("at", at);
    const hash = chosen.toString();
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", "#" + hash);
  };

  // The pictures and tables of one controller, where the page has them, in place of those of all.
  const swap = controller => {
    for (const view of panels) {
      const own = controller && view.parentNode.querySelector(`template[data-token="${CSS.escape(controller)}"]`);
      if (view.dataset.now === (own ? controller : "")) continue;
      view.dataset.now = own ? controller : "";
      view.replaceChildren(...(own ? [own.content.cloneNode(true)] : whole.get(view)));
    }
  };

  // A drawn part stays lit where it has every word, and every token that is chosen: its own, or those of the part that it lies in.
  const mark = (words, tokens) => {
    for (const title of all(".view svg title")) {
      const part = title.parentNode;
      if (part.localName === "svg") continue;
      const said = textOf(title), own = (part.closest("[data-tokens]")?.dataset.tokens ?? "").split(" ");
      part.classList.toggle("miss", !(words.every(word => said.includes(word)) && tokens.every(token => own.includes(token))));
    }
    for (const table of all(".view table")) {
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !words.every(word => textOf(row).includes(word));
        shown += !row.hidden;
      }
      const said = table.closest("details").querySelector(".shown");
      said.textContent = words.length ? `${shown} / ${table.tBodies[0].rows.length}` : said.dataset.all;
    }
  };

  const show = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean), chosen = selects.filter(select => select.value);
    const tokens = chosen.map(select => select.value), counts = new Map();
    let shown = 0;
    for (const card of cards) {
      const own = card.dataset.tokens.split(" ");
      card.hidden = !(tokens.every(token => own.includes(token)) && words.every(word => textOf(card).includes(word)));
      if (card.hidden) continue;
      shown += 1;
      for (const token of own) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    for (const option of all("option[value]:not([value=''])", form)) option.textContent = `${option.dataset.label} (${counts.get(option.value) ?? 0})`;
    count.textContent = count.dataset.words.replace("{}", shown).replace("{}", cards.length);
    swap(form.elements.controller.value);
    mark(words, chosen.filter(select => select.name !== "controller").map(select => select.value));
  };

  // What a link leads to is opened, though a filter hides it.
  const go = () => {
    for (const old of all(".here")) old.classList.remove("here");
    const target = at && document.getElementById(at);
    if (!target) return;
    for (let node = target; node; node = node.parentElement) {
      if (node.localName === "details") node.open = true;
      node.hidden = false;
    }
    target.classList.add("here");
    if (!target.matches("a[href],button,input,select,summary,[tabindex]")) target.tabIndex = -1;
    target.focus({preventScroll: true});
    target.scrollIntoView({block: "center"});
  };

  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("input", () => { at = ""; write(); show(); });
  form.addEventListener("reset", () => setTimeout(() => { at = ""; write(); show(); search.focus(); }));
  document.addEventListener("click", event => {
    const link = event.target.closest("a");
    const href = link && (link.getAttribute("href") ?? "");
    if (!href || !href.startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    at = decodeURIComponent(href.slice(1));
    write();
    go();
  });
  addEventListener("hashchange", () => { read(); show(); go(); });
  read();
  show();
  go();
}
