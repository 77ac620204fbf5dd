// Which documents and which of their cuts are wanted, and in which order.

const NO_FILTER = { category: "", rule: "", from: 0, to: 1, text: "", scope: "removed" };
let wanted = { ...NO_FILTER };
const SHOW_EVERY = 300; // milliseconds
let searching = false;
let keptFound = new Set(); // documents whose kept text holds the text that is searched for

const ORDERS = {
  suspicion: () => 0, // as they come
  share: (a, b) => b.share - a.share,
  score: (a, b) => a.lowest - b.lowest,
  cuts: (a, b) => b.visible - a.visible,
  record: (a, b) => a.order - b.order,
};

function folded(text) {
  return text.toLowerCase().replace(/\s+/g, " ");
}

function filtersCuts() {
  return Boolean(wanted.category || wanted.rule || wanted.from > 0 || wanted.to < 1 || (wanted.text && wanted.scope === "removed"));
}

function cutMatches(doc, index) {
  const cut = doc.cuts[index];
  if (wanted.category && summary.categories[cut[CATEGORY]] !== wanted.category) return false;
  if (wanted.rule && summary.rules[cut[RULE]] !== wanted.rule) return false;
  if (cut[SCORE] < wanted.from || cut[SCORE] > wanted.to) return false;
  if (!wanted.text || wanted.scope !== "removed") return true;
  doc.folded ??= [];
  doc.folded[index] ??= folded(plain(cut[TEXT]));
  return doc.folded[index].includes(wanted.folded);
}

// Return how many cuts of a document match; `null` where the document does not.
function matchingCuts(doc) {
  if (wanted.text && wanted.scope === "name" && !folded(`${doc.name} ${doc.input ?? ""} ${doc.url ?? ""}`).includes(wanted.folded)) return null;
  if (wanted.text && wanted.scope === "kept" && !keptFound.has(doc)) return null;
  if (!filtersCuts()) return doc.visible;
  let matching = 0;
  for (let index = 0; index < doc.cuts.length; index += 1) matching += cutMatches(doc, index);
  return matching || null;
}

// Return the matching documents in order, and the number of their matching cuts.
function filtered(order) {
  const found = [];
  let cuts = 0;
  for (const doc of documents) {
    const matching = matchingCuts(doc);
    if (matching === null) continue;
    cuts += matching;
    found.push(doc);
  }
  return { found: found.sort(ORDERS[order]), cuts };
}

// Look through all kept texts, and show now and then what was found; stops as soon as something
// else is searched for.
async function searchKept(searched, show) {
  keptFound = new Set();
  searching = true;
  let shown = performance.now();
  const groups = groupByPiece();
  for (const [piece, docs] of groups) {
    if (piece === undefined) continue;
    const texts = await unpack(textScripts[piece]);
    if (wanted !== searched) return;
    for (const doc of docs) {
      if (texts[doc.text[1]].some((kept) => folded(plain(kept)).includes(searched.folded))) keptFound.add(doc);
    }
    if (performance.now() - shown > SHOW_EVERY) {
      show();
      shown = performance.now();
    }
  }
  searching = false;
  show();
}

function groupByPiece() {
  const groups = new Map();
  for (const doc of documents) {
    const piece = doc.text?.[0];
    if (!groups.has(piece)) groups.set(piece, []);
    groups.get(piece).push(doc);
  }
  return groups;
}

// The expression that highlights what is searched for in `scope`.
function highlighter(scope) {
  if (!wanted.text || wanted.scope !== scope) return undefined;
  const escaped = wanted.text.replace(/[.*+?^${}()|[\]\\\/]/g, "\\$&").replace(/\s+/g, "\\s+");
  try {
    return new RegExp(escaped, "giu");
  } catch {
    return undefined; // lone surrogates
  }
}
