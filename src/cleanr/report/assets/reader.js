// One document with its cuts in place, and the reason of each.

let openDocument = null;
let articleOnly = false;
let showSpace = false;

async function openInReader(doc) {
  openDocument = doc;
  closeTip();
  markOpen();
  let kept, failure;
  try {
    kept = await keptText(doc);
  } catch (error) {
    failure = `it cannot be unpacked (${error.message}); a newer browser may help`;
  }
  if (openDocument !== doc) return;
  const text = element("div", { class: "text", id: "text-of-document", dir: "auto" });
  if (doc.more) text.append(element("p", { class: "notice" }, `${plural(doc.more, "further cut")} of this document are not shown.`));
  if (kept) weave(text, doc, kept);
  else listCuts(text, doc, failure ?? doc.problem);
  byId("reader").replaceChildren(heading(doc), toolbar(doc), text);
  applyModes();
  showMatch(text);
}

// Scroll to the first place in the text that the filters ask for; else to the top.
function showMatch(text) {
  const reader = byId("reader");
  reader.scrollTop = 0;
  if (narrow.matches) scrollTo(0, 0);
  const match = text.querySelector("mark") ?? (filtersCuts() && text.querySelector(".cut:not(.dim, .space)"));
  const target = match && (match.closest(".cut") ?? match);
  if (!target || target.getBoundingClientRect().bottom < innerHeight * 0.8) return;
  const toMiddle = target.getBoundingClientRect().top - innerHeight * 0.4;
  if (narrow.matches) scrollBy(0, toMiddle);
  else reader.scrollTop += toMiddle;
}

function heading(doc) {
  const name = element("h2", {}, element("bdi", {}, oneLine(doc.name)));
  const facts = element("p", { class: "facts" }, `${number(doc.in)} characters in, ${number(doc.out)} out; `,
    element("b", {}, doc.visible ? `${percent(doc.share)} went` : "nothing went"), doc.visible ? ` in ${plural(doc.visible, "cut")}.` : ".");
  const header = element("header", {}, name, facts);
  if (doc.input) header.append(element("p", { class: "facts" }, "Read from ", element("bdi", {}, oneLine(doc.input))));
  if (doc.url) header.append(element("p", { class: "facts" }, "From ", element("bdi", {}, oneLine(doc.url))));
  if (doc.why.length) header.append(element("p", { class: "facts" }, element("b", {}, `Suspicion ${doc.suspicion}`), `: ${oneLine(doc.why.join(" · "))}`));
  return header;
}

function toolbar(doc) {
  const check = (id, label, checked, change) => {
    const box = element("input", { type: "checkbox", id });
    box.checked = checked;
    box.addEventListener("change", () => change(box.checked));
    return element("label", { class: "check" }, box, label);
  };
  const button = (label, title, click, kind) => {
    const made = element("button", { type: "button", title, "aria-label": title, class: kind }, label);
    made.addEventListener("click", click);
    return made;
  };
  return element("div", { class: "bar" },
    element("a", { class: "back", href: "#documents" }, "← All documents"),
    button("↑ Cut", "Previous cut (p)", () => stepCut(-1)),
    button("↓ Cut", "Next cut (n)", () => stepCut(1)),
    check("article-only", "Article only", articleOnly, (on) => { articleOnly = on; applyModes(); }),
    check("show-space", "Spaces", showSpace, (on) => { showSpace = on; applyModes(); }),
    element("span", { class: "spread" }),
    button("‹", "Previous document (k)", () => stepDocument(-1), "step"),
    button("›", "Next document (j)", () => stepDocument(1), "step"));
}

function applyModes() {
  const text = byId("text-of-document");
  if (!text) return;
  text.classList.toggle("article", articleOnly);
  const spaceWanted = showSpace || wanted.category === "whitespace";
  text.classList.toggle("show-space", spaceWanted);
  byId("article-only").checked = articleOnly;
  for (const space of text.querySelectorAll(".space")) space.tabIndex = spaceWanted ? 0 : -1;
  if (articleOnly) closeTip();
}

const endsLine = (text) => /[\n\r\u0085\u2028\u2029]$/.test(text);
const beginsWithLineEnd = (text) => /^[\n\r]/.test(text);

function weave(text, doc, kept) {
  const inKept = highlighter("kept");
  let lineStart = true;
  let swallow = false; // whether a line break was drawn as the end of a block already
  let blockBefore = ""; // category of a block that nothing but white space parts from here
  kept.forEach((piece, index) => {
    let before = piece;
    if (swallow && typeof piece === "string") {
      text.append(element("span", { class: "break" }));
      before = piece.replace(/^\r?\n|^\r/, "");
    }
    swallow = false;
    appendExcerpt(text, before, inKept);
    if (plain(piece)) {
      lineStart = endsLine(plain(piece));
      blockBefore = "";
    }
    const cut = doc.cuts[index];
    if (!cut) return;
    const removed = plain(cut[TEXT]);
    const after = plain(kept[index + 1]);
    const atEnd = !after && index === doc.cuts.length - 1;
    const followed = after || (doc.cuts[index + 1] ? plain(doc.cuts[index + 1][TEXT]) : "");
    const block = lineStart && !cut[REPLACEMENT] && (endsLine(removed) || atEnd || beginsWithLineEnd(followed));
    const node = cutElement(doc, index, block);
    text.append(node);
    if (cut[REPLACEMENT]) appendReplacement(text, cut);
    const category = summary.categories[cut[CATEGORY]];
    if (block && category === blockBefore) node.classList.add("joined");
    if (category !== "whitespace") blockBefore = block ? category : "";
    swallow = block && !endsLine(removed) && beginsWithLineEnd(after);
    lineStart = endsLine(removed) || (lineStart && !removed);
  });
}

function appendReplacement(text, cut) {
  const inserted = element("ins");
  appendExcerpt(inserted, cut[REPLACEMENT]);
  text.append(inserted);
}

function cutElement(doc, index, block) {
  const cut = doc.cuts[index];
  const category = summary.categories[cut[CATEGORY]];
  const matches = !filtersCuts() || cutMatches(doc, index);
  const space = category === "whitespace";
  const node = element("del", {
    class: `cut ${categoryClass(category)}${block && !space ? " block" : ""}${space ? " space" : ""}${matches ? "" : " dim"}`,
    tabindex: space ? -1 : 0,
    "data-cut": index,
  });
  if (space) {
    const removed = plain(cut[TEXT]).replace(/\r\n?/g, "\n");
    node.append(element("span", { class: "mark" }, removed.replace(/\n/g, "↵").replace(/[^↵]/g, "·")), element("span", { class: "white" }, removed.replace(/[^\n]/g, "")));
    return node;
  }
  node.append(chip(category));
  const removed = block && typeof cut[TEXT] === "string" ? cut[TEXT].replace(/\r?\n$|\r$/, "") : cut[TEXT];
  appendExcerpt(node, removed, highlighter("removed"));
  return node;
}

// Where the text between the cuts is not at hand.
function listCuts(text, doc, problem) {
  text.append(element("p", { class: "notice" }, `Only what was removed is shown, without the text around it: ${oneLine(problem)}.`));
  doc.cuts.forEach((cut, index) => {
    if (summary.categories[cut[CATEGORY]] === "whitespace") return;
    text.append(cutElement(doc, index, true));
    if (cut[REPLACEMENT]) appendReplacement(text, cut);
  });
}

function stepCut(by) {
  if (articleOnly) {
    articleOnly = false;
    applyModes();
  }
  const cuts = [...byId("reader").querySelectorAll(".cut[tabindex='0']:not(.dim)")];
  if (!cuts.length) return;
  const at = cuts.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : cuts.length - 1) : (at + by + cuts.length) % cuts.length;
  cuts[next].scrollIntoView({ block: cuts[next].offsetHeight > innerHeight / 2 ? "start" : "center" });
  cuts[next].focus({ preventScroll: true });
}
