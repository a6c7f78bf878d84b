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
  // What a picture shows of an activity may be said of the activity that it is part of.
  const left = new Set(), inWhole = (card, words) => {
    for (let whole = document.getElementById(card.dataset.within); whole; whole = document.getElementById(whole.dataset.within)) if (has(whole, words)) return true;
    return false;
  };
  const has = (card, words) => words.every(word => textOf(card).includes(word));
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

  // What a filter changes is kept, so that the next one starts from the page as it was written.
  const changed = [];
  const put = (node, name, value) => {
    changed.push([node, name, name ? node.getAttribute(name) : node.textContent]);
    set(node, name, value);
  };
  const set = (node, name, value) => {
    if (!name) node.textContent = value;
    else if (value === null) node.removeAttribute(name);
    else node.setAttribute(name, value);
  };
  const undo = () => { while (changed.length) set(...changed.pop()); };
  const faint = part => put(part, "class", `${part.getAttribute("class") ?? ""} miss`.trim());
  const numbers = text => text.split(" ").map(Number);

  // The items of a picture (an activity, or a transfer of one), each with whether it is left: its activity is, and it names what is chosen of transfers.
  const itemsOf = picture => picture.dataset.items.split(" ").map(text => {
    const [card, ...own] = text.split(",");
    const named = own.length ? selects.filter(select => select.value && OWN.includes(select.name)) : [];
    const stays = left.has(cards[card]) && named.every(select => own.includes(select.value));
    return {card: cards[card], own, left: stays, look: LOOKS.find(look => own.includes("=" + look))};
  });
  const OWN = ["recipient", "country", "status"];
  const LOOKS = ["not-covered", "not-shown", "covered", "not-judged", "inside", "to-clarify"];  // the worst first
  const worst = items => LOOKS.find(look => items.some(item => item.look === look));
  const kept = (node, items) => [...new Set(numbers(node.dataset.of ?? node.dataset.n))].map(place => items[place]).filter(item => item.left);

  // Parts that nothing is left of go pale; numbers count what is left; a country has the look of the worst that is left.
  const recount = (picture, items) => {
    for (const part of all("svg [data-of]", picture)) {
      const left = kept(part, items), old = part.dataset.look, look = old && worst(left);
      if (!left.length) faint(part);
      const title = part.querySelector("title");
      if (title) put(title, "", `${title.textContent} (${left.length} / ${new Set(numbers(part.dataset.of)).size})`);
      if (!look || look === old) continue;
      for (const node of all("*", part)) {
        for (const name of ["fill", "class"]) {
          const value = node.getAttribute(name);
          if (value) put(node, name, value.replace(name === "fill" ? `-${old})` : `-${old}`, name === "fill" ? `-${look})` : `-${look}`));
        }
      }
    }
    for (const node of all("svg [data-n]", picture)) put(node, "", kept(node, items).length);
  };

  // The ribbons and bars of the flow anew, each where it was: one scale for all, so large that the fullest bar is as thick as it was.
  const redraw = (picture, items) => {
    const bars = all("[data-bar]", picture).map(part => {
      const box = part.querySelector("rect"), [x, y, wide, high] = ["x", "y", "width", "height"].map(name => Number(box.getAttribute(name)));
      return {part, box, x, y, wide, high, left: new Set(), enters: 0, leaves: 0, at: [y, y]};
    });
    const ribbons = all(".ribbon[data-of]", picture).map(path => {
      const [from, to] = numbers(path.dataset.ends).map(place => bars[place]), shares = numbers(path.dataset.shares);
      let share = 0;
      numbers(path.dataset.of).forEach((place, turn) => {
        if (!items[place].left) return;
        share += 1 / shares[turn];
        from.left.add(place);
        to.left.add(place);
      });
      from.leaves += share;
      to.enters += share;
      return {path, from, to, share};
    });
    for (const bar of bars) bar.share = bar.enters || bar.leaves;
    const scale = Math.min(...bars.filter(bar => bar.share).map(bar => bar.high / bar.share));
    for (const bar of bars) {
      if (!bar.share) faint(bar.part);
      else {
        const high = Math.max(1.5, bar.share * scale);
        put(bar.box, "height", high);
        put(bar.part.querySelector(":scope > text"), "y", bar.y + high / 2 + 4.5);
      }
      put(bar.part.querySelector("tspan"), "", bar.left.size);
      const title = bar.part.querySelector("title");
      put(title, "", `${title.textContent} (${bar.left.size})`);
    }
    for (const {path, from, to, share} of ribbons) {
      if (!share) { put(path, "d", "M0 0"); continue; }
      const [y1, y2] = [from.at[1], to.at[0]], high = share * scale, x1 = from.x + from.wide, x2 = to.x, middle = (x1 + x2) / 2;
      from.at[1] += high;
      to.at[0] += high;
      put(path, "d", `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}V${y2 + high}C${middle} ${y2 + high} ${middle} ${y1 + high} ${x1} ${y1 + high}Z`);
    }
  };

  // Rows that nothing is left of go; the others show what is left.
  const relist = (view, items) => {
    const rowsOf = new Map(all("table[data-id=transfers] tbody tr", view).map(row => [Number(row.dataset.of), row]));
    const cellOf = (row, key) => row.cells[all("th", row.closest("table")).findIndex(head => head.dataset.key === key)];
    for (const table of all("table", view)) {
      const heads = all("th", table);
      for (const row of table.tBodies[0].rows) {
        if (!row.dataset.of) continue;
        const left = kept(row, items);
        if (!left.length) put(row, "hidden", "");
        else if (left.length < new Set(numbers(row.dataset.of)).size) heads.forEach((head, place) => {
          const follows = head.dataset.follows, is = code => left.filter(item => item.own.includes("=" + code)).length;
          if (!follows) return;
          const stated = left.filter(item => item.look !== "to-clarify");
          const names = {
            all: () => left.length, stated: () => stated.length, possible: () => stated.filter(item => item.own.includes("=possible")).length, "to-clarify": () => is("to-clarify"),
            activity: () => left.map(item => item.card.querySelector("summary span").textContent), controller: () => left.map(item => item.card.dataset.owner),
            worst: () => left.filter(item => item.look === worst(left)).slice(0, 1).map(item => cellOf(rowsOf.get(items.indexOf(item)), "status").textContent),
          };
          const own = names[follows]?.() ?? left.map(item => cellOf(rowsOf.get(items.indexOf(item)), follows).textContent);
          put(row.cells[place], "", Array.isArray(own) ? [...new Set(own)].filter(Boolean).sort().join("; ") : own);
        });
      }
    }
  };

  // Of a picture that counts nothing, the parts and rows that have every word and name what is chosen.
  const mark = (view, words, tokens) => {
    for (const title of all("svg title", view)) {
      const part = title.parentNode;
      if (part.localName === "svg") continue;
      const said = textOf(title), own = (part.closest("[data-tokens]")?.dataset.tokens ?? "").split(" ");
      if (!(words.every(word => said.includes(word)) && tokens.every(token => own.includes(token)))) faint(part);
    }
    for (const row of all("tbody tr", view)) if (!words.every(word => textOf(row).includes(word))) put(row, "hidden", "");
  };

  const narrow = (view, words, chosen) => {
    const picture = view.querySelector(".picture"), line = view.querySelector(".left"), items = picture.dataset.items && itemsOf(picture);
    const whole = line.dataset.words;
    if (items) {
      recount(picture, items);
      if (picture.querySelector("[data-bar]")) redraw(picture, items);
      relist(view, items);
      put(line, "", whole.replace("{}", items.filter(item => item.left).length).replace("{}", items.length));
    } else {
      mark(view, words, chosen.map(select => select.value));
      put(line, "", whole);
    }
    put(line, "hidden", null);
    put(view, "class", "view narrowed");
    for (const table of all("table", view)) {
      const rows = [...table.tBodies[0].rows], said = table.closest("details").querySelector(".shown");
      put(said, "", `${rows.filter(row => !row.hidden).length} / ${rows.length}`);
    }
  };

  const show = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean), chosen = selects.filter(select => select.value);
    const tokens = chosen.map(select => select.value), counts = new Map();
    undo();
    let shown = 0;
    left.clear();
    for (const card of cards) {
      const own = card.dataset.tokens.split(" "), answers = tokens.every(token => own.includes(token)), spoken = has(card, words);
      if (answers && (spoken || inWhole(card, words))) left.add(card);
      card.hidden = !(answers && spoken);
      if (card.hidden) continue;
      shown += 1;
      for (const token of own) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    for (const option of all("option[value]:not([value=''])", form)) option.textContent = `${option.dataset.label} (${counts.get(option.value) ?? 0})`;
    count.textContent = count.dataset.words.replace("{}", shown).replace("{}", cards.length);
    swap(form.elements.controller.value);
    const more = chosen.filter(select => select.name !== "controller");
    for (const view of all(".view")) {
      const counts = view.querySelector("[data-items]"), apart = view.dataset.now;
      if (words.length || more.length || (chosen.length && counts && !apart)) narrow(view, words, more);
    }
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
