// The reason of a cut: on hover, tap and keyboard focus; it stays while the pointer is on it, and
// goes with Escape.

const LINGERS = 200; // milliseconds, so that the pointer can get from the cut to the reason
let tipFor = null;
let tipPinned = false;
let tipTimer = 0;

function openTip(node, point) {
  clearTimeout(tipTimer);
  if (tipFor !== node) {
    closeTip();
    tipFor = node;
    node.classList.add("open");
    node.setAttribute("aria-describedby", "tip");
    fillTip(openDocument.cuts[Number(node.dataset.cut)]);
  }
  const tip = byId("tip");
  tip.hidden = false;
  const box = node.getBoundingClientRect();
  const [x, top, bottom] = point ? [point.x - 30, point.y - 14, point.y + 18] : [box.left, box.top - 8, Math.min(box.bottom, innerHeight * 0.6) + 8];
  const fits = bottom + tip.offsetHeight < innerHeight - 8;
  tip.style.left = `${Math.max(12, Math.min(x, innerWidth - tip.offsetWidth - 12))}px`;
  tip.style.top = `${fits ? bottom : Math.max(8, top - tip.offsetHeight)}px`;
}

function fillTip(cut) {
  const facts = element("dl");
  const fact = (name, value) => facts.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  fact("score", cut[SCORE].toFixed(2));
  fact("rule", element("span", { class: "rule" }, oneLine(summary.rules[cut[RULE]])));
  fact("filter", oneLine(summary.filters[cut[FILTER]]));
  fact("place", `characters ${number(cut[START])} to ${number(cut[END])}`);
  if (cut[REPLACEMENT]) fact("now", element("bdi", {}, oneLine(plain(cut[REPLACEMENT]))));
  byId("tip").replaceChildren(chip(summary.categories[cut[CATEGORY]]), element("p", { class: "reason" }, oneLine(summary.reasons[cut[REASON]])), facts);
}

function closeTip() {
  clearTimeout(tipTimer);
  byId("tip").hidden = true;
  tipFor?.classList.remove("open");
  tipFor?.removeAttribute("aria-describedby");
  tipFor = null;
  tipPinned = false;
}

function closeTipSoon() {
  clearTimeout(tipTimer);
  if (!tipPinned) tipTimer = setTimeout(closeTip, LINGERS);
}

function startTip() {
  const reader = byId("reader");
  const cutAt = (event) => event.target.closest?.(".cut:not(.space), .show-space .cut");
  reader.addEventListener("pointerover", (event) => {
    const cut = cutAt(event);
    if (event.pointerType !== "mouse" || tipPinned) return;
    if (cut) openTip(cut, { x: event.clientX, y: event.clientY });
    else closeTipSoon();
  });
  reader.addEventListener("pointerleave", closeTipSoon);
  byId("tip").addEventListener("pointerenter", () => clearTimeout(tipTimer));
  byId("tip").addEventListener("pointerleave", closeTipSoon);
  reader.addEventListener("focusin", (event) => {
    const cut = cutAt(event);
    if (cut) openTip(cut);
  });
  reader.addEventListener("focusout", closeTipSoon);
  document.addEventListener("click", (event) => {
    const cut = cutAt(event);
    if (cut) {
      openTip(cut, { x: event.clientX, y: event.clientY });
      tipPinned = true;
    } else if (!byId("tip").contains(event.target)) closeTip();
  });
  reader.addEventListener("scroll", () => tipFor && tipFor !== document.activeElement && closeTip());
}
