// From strings to elements.  Whatever a document holds becomes text nodes, never markup.

// Characters that are invisible, or would reorder or break what stands around them.
const CODES = /[\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]|(?![\t\n])\p{Cc}/gu;
const LINE_ENDS = "\u0085\u2028\u2029";

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== ""));
  return node;
}

function byId(id) {
  return document.getElementById(id);
}

function number(value) {
  return value.toLocaleString("en-US");
}

function plural(count, word) {
  return `${number(count)} ${word}${count === 1 ? "" : "s"}`;
}

function percent(share) {
  if (share > 0 && share < 0.01) return "under 1%";
  if (share < 1 && share > 0.99) return "over 99%";
  return `${Math.round(100 * share)}%`;
}

// An excerpt is a text, or [beginning, characters left out, end].
function plain(excerpt) {
  return typeof excerpt === "string" ? excerpt : excerpt[0] + excerpt[2];
}

// Return the text on one line without characters that would disturb it, for names and attributes.
function oneLine(text) {
  return text.replace(CODES, "\ufffd").replace(/\s+/g, " ");
}

function appendCoded(node, text) {
  let at = 0;
  for (const match of text.matchAll(CODES)) {
    node.append(text.slice(at, match.index));
    const code = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    node.append(element("span", { class: "code" }, `U+${code}`));
    if (LINE_ENDS.includes(match[0])) node.append("\n");
    at = match.index + match[0].length;
  }
  node.append(text.slice(at));
}

// Append text, with what `wanted` (a global expression) finds highlighted.
function appendText(node, text, wanted) {
  text = text.replace(/\r\n?/g, "\n");
  let at = 0;
  for (const match of wanted ? text.matchAll(wanted) : []) {
    if (!match[0]) continue;
    appendCoded(node, text.slice(at, match.index));
    const mark = element("mark");
    appendCoded(mark, match[0]);
    node.append(mark);
    at = match.index + match[0].length;
  }
  appendCoded(node, text.slice(at));
}

function appendExcerpt(node, excerpt, wanted) {
  if (typeof excerpt === "string") {
    appendText(node, excerpt, wanted);
    return;
  }
  const [beginning, leftOut, end] = excerpt;
  appendText(node, beginning, wanted);
  node.append(element("span", { class: "left-out" }, ` … ${plural(leftOut, "character")} not shown … `));
  appendText(node, end, wanted);
}

function categoryClass(category) {
  return KNOWN_CATEGORIES.has(category) ? `c-${category}` : "c-other";
}

function chip(category) {
  return element("span", { class: `chip ${categoryClass(category)}` }, oneLine(category));
}

function svg(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
