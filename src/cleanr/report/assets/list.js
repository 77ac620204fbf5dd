// The list of documents: a page of it at a time.

const PER_PAGE = 50;
const RULES_OFFERED = 1000;
let list = { found: [], cuts: 0 };
let page = 0;

function meter(doc) {
  const kind = doc.suspicion >= 50 ? " much" : doc.suspicion >= 20 ? " some" : "";
  return element("span", { class: `meter${kind}`, title: "Suspicion, from 0 to 100" }, element("span", { class: "away" }, "suspicion "), String(doc.suspicion));
}

// A bar as long as the document, with what each category took of it.
function shareBar(doc) {
  const bar = svg("svg", { width: "100%", height: "5", "aria-hidden": "true", focusable: "false" });
  const sizes = new Map();
  for (const cut of doc.cuts) {
    const category = summary.categories[cut[CATEGORY]];
    if (!REWRITES.has(category)) sizes.set(category, (sizes.get(category) ?? 0) + cut[END] - cut[START]);
  }
  let x = 0;
  for (const [category, size] of [...sizes].sort((a, b) => b[1] - a[1])) {
    const width = (100 * size) / Math.max(1, doc.in);
    bar.append(svg("rect", { x: `${x}%`, width: `${width}%`, height: "5", class: `fill ${categoryClass(category)}` }));
    x += width;
  }
  return bar;
}

// The address where there is one, else the name.  Of one that is too long the end stays, as it differs
// from document to document: the last part of an address, the number or id in a file.
function nameOf(doc) {
  const text = doc.url ? doc.url.replace(/^https?:\/\/(www\.)?/, "") : doc.name;
  const end = doc.url ? text.search(/[^/]+\/?$/) : text.length - (doc.part ?? "").length;
  const name = element("bdi", { class: "name", title: oneLine(doc.url ? `${doc.name} ${doc.url}` : doc.name) });
  if (end > 0 && end < text.length) name.append(element("span", {}, oneLine(text.slice(0, end))), element("span", {}, oneLine(text.slice(end))));
  else name.append(oneLine(text));
  return name;
}

function rowOf(doc) {
  const facts = doc.why.length ? doc.why.join(" · ") : doc.visible ? `${percent(doc.share)} of the text went` : "nothing removed";
  return element("a", { class: "row", href: `#document/${doc.order}`, "data-order": doc.order },
    nameOf(doc),
    meter(doc),
    shareBar(doc),
    element("span", { class: "why" }, oneLine(facts)));
}

function showPage() {
  const pages = Math.max(1, Math.ceil(list.found.length / PER_PAGE));
  page = Math.min(Math.max(page, 0), pages - 1);
  const shown = list.found.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  byId("list").replaceChildren(...shown.map((doc) => element("li", {}, rowOf(doc))));
  byId("list").start = page * PER_PAGE + 1;
  byId("pager").hidden = pages === 1;
  byId("page").textContent = `${number(page + 1)} of ${number(pages)}`;
  byId("previous-page").disabled = page === 0;
  byId("next-page").disabled = page === pages - 1;
  markOpen();
}

function turnPage(by) {
  page += by;
  showPage();
  byId("documents").scrollIntoView();
  byId("list").querySelector("a")?.focus({ preventScroll: true });
}

function markOpen() {
  for (const row of document.querySelectorAll("#list .row")) {
    if (openDocument && Number(row.dataset.order) === openDocument.order) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function showList() {
  list = filtered(byId("order").value);
  const documentsFound = plural(list.found.length, "document");
  let status = filtersCuts() ? `${documentsFound}, ${plural(list.cuts, "cut")} of them match` : `${documentsFound}, ${plural(list.cuts, "cut")}`;
  if (documents.length < summary.shown) status = `Loading … ${status}`;
  else if (searching) status = `Searching … ${status}`;
  else if (summary.shown < summary.documents) status += ` (${number(summary.shown)} of ${number(summary.documents)} documents are in this report)`;
  byId("status").textContent = `${status}.`;
  showPage();
}

// Offer the categories and rules there are; of rules, those of the chosen category.
function offerChoices() {
  const counts = new Map();
  const categories = new Set();
  for (const doc of documents) {
    for (const cut of doc.cuts) {
      const category = summary.categories[cut[CATEGORY]];
      categories.add(category);
      if (wanted.category && category !== wanted.category) continue;
      const rule = summary.rules[cut[RULE]];
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
  }
  fillSelect(byId("category"), "All", [...categories].sort());
  byId("category").value = wanted.category;
  const rules = [...counts].sort((a, b) => b[1] - a[1]).slice(0, RULES_OFFERED).map(([rule]) => rule);
  if (wanted.rule && !rules.includes(wanted.rule)) rules.unshift(wanted.rule);
  fillSelect(byId("rule"), "All", rules.sort());
  byId("rule").value = wanted.rule;
}

function showFirst() {
  byId("first").replaceChildren(...documents.slice(0, 6).map((doc) => element("li", {}, rowOf(doc))));
  if (!documents.length) byId("first").append(element("li", { class: "note" }, "There are no documents."));
}
