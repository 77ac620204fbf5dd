// The most frequent removed lines.

const LINES_AT_ONCE = 50;
const SOME_LINES = 6; // in the overview
let linesShown = LINES_AT_ONCE;

function lineMatches(line) {
  const category = byId("line-category").value;
  const text = folded(byId("line-text").value.trim());
  return (!category || summary.categories[line.category] === category)
    && (!byId("line-prose").checked || line.prose)
    && folded(`${line.line} ${summary.rules[line.rule]}`).includes(text);
}

function lineRow(line) {
  const category = summary.categories[line.category];
  const link = element("a", { href: `#documents?${new URLSearchParams({ category: oneLine(category), text: searchable(line.line) })}` });
  const shown = element("bdi");
  appendCoded(shown, line.line);
  link.append(shown);
  const cell = element("td", {}, link);
  if (line.prose) cell.append(element("span", { class: "prose-tag" }, "prose"));
  if (line.times > line.documents) cell.append(" ", element("small", {}, `${number(line.times)} times`));
  return element("tr", {},
    element("td", { class: "n" }, number(line.documents), element("span", { class: "away" }, ` document${line.documents === 1 ? "" : "s"}`)),
    cell,
    element("td", { class: "rule-column" }, chip(category), element("span", { class: "rule" }, oneLine(summary.rules[line.rule]))));
}

// The beginning of a line as a search finds it: a search does not see what is not shown.
function searchable(line) {
  return line.replace(/…$/, "").slice(0, 120).toWellFormed?.() ?? line.slice(0, 120);
}

function showLines() {
  const matching = summary.lines.filter(lineMatches);
  byId("line-rows").replaceChildren(...matching.slice(0, linesShown).map(lineRow));
  byId("line-more").hidden = matching.length <= linesShown;
  let status = `${plural(matching.length, "line")}`;
  if (summary.allLines > summary.lines.length) status += `, of the ${number(summary.lines.length)} most frequent among ${number(summary.allLines)}`;
  if (summary.forgotten) status += `; there were too many different ones to count, so that numbers of documents may be low by up to ${number(summary.forgotten)}`;
  byId("line-status").textContent = `${status}.`;
}

function startLines() {
  fillSelect(byId("line-category"), "All categories", [...new Set(summary.lines.map((line) => summary.categories[line.category]))].sort());
  byId("line-filters").addEventListener("input", () => {
    linesShown = LINES_AT_ONCE;
    showLines();
  });
  byId("line-filters").addEventListener("submit", (event) => event.preventDefault());
  byId("line-more").addEventListener("click", () => {
    linesShown += LINES_AT_ONCE;
    showLines();
  });
  showLines();
  const some = summary.lines.slice(0, SOME_LINES).map(lineRow);
  for (const row of some) row.lastElementChild.remove();
  byId("some-lines").replaceChildren(...some);
}

function fillSelect(select, all, values) {
  select.replaceChildren(element("option", { value: "" }, all), ...values.map((value) => element("option", { value }, oneLine(value))));
}
