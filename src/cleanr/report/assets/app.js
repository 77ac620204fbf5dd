// Views, keys and the switch of colours.

const VIEWS = ["overview", "lines", "documents"];
const narrow = matchMedia("(max-width: 62rem)");
let typing = 0;

function showView(name) {
  for (const view of VIEWS) byId(view).hidden = view !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// What stands after # in the address says what is shown.
function route() {
  const [, place, rest = ""] = /^#?([a-z]*)[/?]?(.*)$/su.exec(location.hash) ?? [];
  closeTip();
  if (place === "document" && byOrder.has(Number(rest))) {
    showView("documents");
    document.body.classList.add("reading");
    openInReader(byOrder.get(Number(rest)));
    if (document.activeElement?.closest?.(".row, nav") || document.activeElement === document.body) byId("reader").focus({ preventScroll: true });
    showRow();
    return;
  }
  document.body.classList.remove("reading");
  if (place === "main") return byId("main").focus();
  showView(VIEWS.includes(place) ? place : "overview");
  if (place === "documents") {
    if (rest) filterBy(new URLSearchParams(rest));
    fillReader();
    if (narrow.matches && openDocument) document.querySelector("#list [aria-current]")?.focus();
  } else scrollTo(0, 0);
}

// On a wide screen, show the first document of the list rather than an empty page.
function fillReader() {
  if (!narrow.matches && list.found.length && !list.found.includes(openDocument)) openInReader(list.found[0]);
}

function filterBy(params) {
  wanted = { ...NO_FILTER, category: params.get("category") ?? "", rule: params.get("rule") ?? "", text: params.get("text") ?? "" };
  byId("text").value = wanted.text;
  byId("scope").value = "removed";
  byId("score-from").value = 0;
  byId("score-to").value = 1;
  byId("order").value = "suspicion";
  offerChoices();
  readFilters();
}

function readFilters() {
  const score = (id, otherwise) => {
    const value = byId(id).valueAsNumber;
    return Number.isNaN(value) ? otherwise : value;
  };
  wanted = {
    category: byId("category").value,
    rule: byId("rule").value,
    from: score("score-from", 0),
    to: score("score-to", 1),
    text: byId("text").value.trim(),
    scope: byId("scope").value,
  };
  wanted.folded = folded(wanted.text);
  const active = [wanted.category, wanted.rule, wanted.from > 0 || wanted.to < 1 ? `score ${wanted.from} to ${wanted.to}` : ""].filter(Boolean);
  byId("active-filters").textContent = active.length ? `: ${oneLine(active.join(", "))}` : "";
  page = 0;
  searching = false;
  if (wanted.text && wanted.scope === "kept") searchKept(wanted, showFound);
  showFound();
}

// Show the list, and the open document as the filters now have it.
function showFound() {
  showList();
  if (byId("documents").hidden) return;
  if (list.found.includes(openDocument)) openInReader(openDocument);
  else fillReader();
}

function stepDocument(by) {
  const at = list.found.indexOf(openDocument);
  const next = list.found[at + by];
  if (!next) return;
  history.replaceState(null, "", `#document/${next.order}`);
  document.body.classList.add("reading");
  openInReader(next).then(() => byId("reader").focus({ preventScroll: true }));
  showRow();
}

// Turn the list to the page of the open document.
function showRow() {
  const at = list.found.indexOf(openDocument);
  if (at < 0) return;
  if (Math.floor(at / PER_PAGE) !== page) {
    page = Math.floor(at / PER_PAGE);
    showPage();
  }
  if (!narrow.matches) document.querySelector("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
}

function search() {
  const inLines = !byId("lines").hidden;
  if (!inLines && byId("documents").hidden) location.hash = "#documents";
  document.body.classList.remove("reading");
  setTimeout(() => byId(inLines ? "line-text" : "text").focus());
}

function escape() {
  if (!byId("tip").hidden) return closeTip();
  if (byId("documents").hidden) return;
  if (narrow.matches && document.body.classList.contains("reading")) location.hash = "#documents";
  else (document.querySelector("#list [aria-current]") ?? document.querySelector("#list a"))?.focus();
}

const KEYS = {
  "/": search,
  j: () => stepDocument(1),
  k: () => stepDocument(-1),
  n: () => stepCut(1),
  p: () => stepCut(-1),
  c: () => { articleOnly = !articleOnly; applyModes(); },
  "?": () => byId("help").showModal(),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (event.key === "Escape") return escape();
  const action = KEYS[event.key];
  if (!action || event.target.closest?.("input:not([type=checkbox]), select, textarea")) return;
  if ("jknpc".includes(event.key) && byId("documents").hidden) return;
  event.preventDefault();
  action();
}

function startTheme() {
  const root = document.documentElement;
  let theme = "auto";
  try {
    theme = localStorage.getItem("cleanr-theme") ?? "auto";
  } catch { /* no storage for files: the choice lasts as long as the page */ }
  byId("theme").value = ["light", "dark"].includes(theme) ? theme : "auto";
  const apply = () => { root.dataset.theme = byId("theme").value; };
  byId("theme").addEventListener("change", () => {
    apply();
    try {
      localStorage.setItem("cleanr-theme", byId("theme").value);
    } catch { /* likewise */ }
  });
  apply();
}

async function start() {
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  startTheme();
  startTip();
  startLines();
  byId("more-filters").open = !narrow.matches;
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(() => { wanted = { ...NO_FILTER }; offerChoices(); readFilters(); }));
  byId("filters").addEventListener("input", (event) => {
    clearTimeout(typing);
    if (event.target.id === "category") {
      wanted = { ...wanted, category: byId("category").value, rule: "" };
      offerChoices();
    }
    typing = setTimeout(readFilters, event.target.id === "text" ? 120 : 0);
  });
  byId("previous-page").addEventListener("click", () => turnPage(-1));
  byId("next-page").addEventListener("click", () => turnPage(1));
  byId("help-button").addEventListener("click", () => byId("help").showModal());
  addEventListener("keydown", onKey);
  addEventListener("hashchange", route);
  try {
    await loadIndex(() => {
      showFirst();
      showList();
      route();
    });
  } catch (error) {
    byId("status").textContent = `The documents cannot be unpacked (${error.message}); a newer browser may help.`;
    route();
    return;
  }
  if (!documents.length) showFirst();
  offerChoices();
  readFilters();
  route();
  document.documentElement.dataset.ready = "true";
}

start();
