// The documents, unpacked from the page itself: the index at once, texts when they are asked for.

const summary = JSON.parse(byId("summary").textContent);
const KNOWN_CATEGORIES = new Set(
  "donation newsletter paywall advertising comments social cookies navigation related credit legal foreign_ui markup repeated encoding whitespace".split(" "),
);
const REWRITES = new Set(["encoding", "whitespace"]);
const TEXTS_KEPT = 40; // pieces of some 200 kB that stay unpacked

const documents = []; // in the order of the index: the most suspicious first
const byOrder = new Map();
const textScripts = document.querySelectorAll("script[data-texts]");
const unpackedTexts = new Map();

// Places of a cut's fields in the index.
const CATEGORY = 0, FILTER = 1, RULE = 2, SCORE = 3, REASON = 4, START = 5, END = 6, TEXT = 7, REPLACEMENT = 8;

async function unpack(script) {
  const bytes = Uint8Array.from(atob(script.textContent), (c) => c.charCodeAt(0));
  const stream = new DecompressionStream("deflate");
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => undefined); // reading fails as well, and that is told
  writer.close().catch(() => undefined);
  return JSON.parse(await new Response(stream.readable).text());
}

// Unpack the index piece by piece, and say when the first documents are there.
async function loadIndex(firstAreThere) {
  const scripts = [...document.querySelectorAll("script[data-index]")];
  let next = scripts.length ? unpack(scripts[0]) : undefined;
  for (const [number, script] of scripts.entries()) {
    const piece = next;
    next = number + 1 < scripts.length ? unpack(scripts[number + 1]) : undefined;
    next?.catch(() => undefined); // it is awaited, and its failure told, in its turn
    for (const doc of await piece) {
      doc.removed = 0;
      doc.lowest = 1;
      doc.visible = 0;
      for (const cut of doc.cuts) {
        if (REWRITES.has(summary.categories[cut[CATEGORY]])) continue;
        doc.visible += 1;
        doc.removed += cut[END] - cut[START];
        doc.lowest = Math.min(doc.lowest, cut[SCORE]);
      }
      doc.share = doc.in ? Math.min(1, doc.removed / doc.in) : 0;
      documents.push(doc);
      byOrder.set(doc.order, doc);
    }
    script.remove();
    if (number === 0) firstAreThere();
  }
}

// Return what was kept between the cuts of a document, or undefined where the text is not at hand.
async function keptText(doc) {
  return doc.text && (await unpackTexts(doc.text[0]))[doc.text[1]];
}

function unpackTexts(piece) {
  let unpacked = unpackedTexts.get(piece);
  if (unpacked === undefined) {
    unpacked = unpack(textScripts[piece]);
    if (unpackedTexts.size >= TEXTS_KEPT) unpackedTexts.delete(unpackedTexts.keys().next().value);
    unpackedTexts.set(piece, unpacked);
  }
  return unpacked;
}
