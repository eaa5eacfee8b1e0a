// Draws a speech from pieces. Every word is set with textContent: nothing of a speech is ever read as HTML.
// Offsets that go back are code points of the document's text, as Python counts.
const TEXT = "text", TREE = "tree", ADD = "add";

function pressable(node, act) {
  node.tabIndex = 0;
  node.setAttribute("role", "button");
  node.addEventListener("click", () => { if (!hasSelection(node)) act(); });
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); act(); }
  });
}

function pieceNode(piece, words, acts) {
  const marked = piece.records.length > 0;
  const node = document.createElement(marked ? "mark" : "span");
  node.textContent = piece.text;
  node.dataset.at = piece.at;
  const titles = [];
  if (piece.anchor) node.dataset.anchor = piece.anchor;
  if (piece.heading) node.classList.add("heading");
  if (piece.changed) node.classList.add("changed");
  if (piece.aside) {
    node.classList.add(piece.number ? "number" : "aside");
    if (piece.unclaimed) node.classList.add("unclaimed");
    titles.push(piece.aside);
  }
  if (piece.check) {
    node.classList.add("checked", piece.holds ? "fits" : "fails");
    titles.push(`${piece.holds ? words.fits : words.fails}：${piece.check}`);
  }
  if (marked) {
    node.classList.add(piece.types[0]);
    if (piece.rejected) { node.classList.add("rejected"); titles.unshift(words.rejected); }
    node.dataset.records = piece.records.join(" ");
    titles.unshift(piece.types.map((t) => words[t]).join("、"));
    pressable(node, () => acts.pick(piece.records));
  }
  if (titles.length) node.title = titles.join(" · ");
  return node;
}

function treeNode(sections, title, text) {
  const box = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = title;
  box.append(summary);
  for (const section of sections) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = section.name;
    button.style.paddingLeft = `${section.level * 0.9}rem`;
    button.addEventListener("click", () => {
      const target = text.querySelector(`[data-anchor="${section.anchor}"]`);
      if (target) text.scrollTop += target.getBoundingClientRect().top - text.getBoundingClientRect().top - 12;
    });
    box.append(button);
  }
  return box;
}

function legendNode(legend, title, toggle) {
  const box = document.createElement("div");
  box.className = "legend";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", title);
  box.title = title;
  for (const entry of legend) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", String(entry.on));
    const sample = document.createElement("span");
    sample.className = `sample ${entry.name}`;
    sample.textContent = entry.label;
    const count = document.createElement("span");
    count.textContent = entry.count;
    button.append(sample, count);
    button.addEventListener("click", () => toggle(entry.name));
    box.append(button);
  }
  return box;
}

// ---------------------------------------------------------------- words that the reader selects

function selectionRange(text) {
  const root = text.getRootNode();
  const selection = root.getSelection ? root.getSelection() : document.getSelection();
  if (!selection || !selection.rangeCount) return null;
  const composed = selection.getComposedRanges && root.host ? selection.getComposedRanges({ shadowRoots: [root] }) : [];
  const range = composed[0] ?? selection.getRangeAt(0);
  const inside = text.contains(range.startContainer) && text.contains(range.endContainer);
  const same = range.startContainer === range.endContainer && range.startOffset === range.endOffset;
  return inside && !same ? range : null;
}

function hasSelection(node) {
  const text = node.closest(`.${TEXT}`);
  return text !== null && selectionRange(text) !== null;
}

function offsetOf(text, container, offset) {
  if (container === text) {  // between two pieces
    const piece = text.children[offset];
    if (piece) return Number(piece.dataset.at);
    const last = text.lastElementChild;
    return Number(last.dataset.at) + [...last.textContent].length;
  }
  const piece = container.nodeType === Node.TEXT_NODE ? container.parentElement : container;
  const before = container.nodeType === Node.TEXT_NODE ? container.data.slice(0, offset) : offset ? piece.textContent : "";
  return Number(piece.dataset.at) + [...before].length;
}

function selectedSpan(text) {
  const range = selectionRange(text);
  if (!range) return null;
  const start = offsetOf(text, range.startContainer, range.startOffset);
  const end = offsetOf(text, range.endContainer, range.endOffset);
  return start < end ? { start, end } : null;
}

function placeUnder(button, selected, text) {
  const range = document.createRange();
  range.setStart(selected.startContainer, selected.startOffset);
  range.setEnd(selected.endContainer, selected.endOffset);
  const words = range.getBoundingClientRect(), box = text.getBoundingClientRect();
  const root = text.parentElement.getBoundingClientRect();
  const top = Math.min(words.bottom + 6, box.bottom - button.offsetHeight - 6);
  button.style.top = `${top - root.top}px`;
  button.style.left = `${Math.max(0, Math.min(words.left, box.right - button.offsetWidth - 8) - root.left)}px`;
}

function addButton(text, label, mark) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = ADD;
  button.textContent = `＋ ${label}`;
  button.hidden = true;
  let span = null;
  const look = () => {
    span = selectedSpan(text);
    button.hidden = span === null;
    if (span) placeUnder(button, selectionRange(text), text);
  };
  text.addEventListener("mouseup", () => setTimeout(look, 0));
  text.addEventListener("keyup", look);
  text.addEventListener("touchend", () => setTimeout(look, 50));
  text.addEventListener("scroll", () => { button.hidden = true; });
  button.addEventListener("mousedown", (event) => event.preventDefault());  // keeps the selection
  button.addEventListener("click", () => {
    if (span) mark(span);
    button.hidden = true;
  });
  return button;
}

// ---------------------------------------------------------------- drawing

function build(root, data, acts) {
  const former = root.querySelector(`.${TEXT}`);
  const top = former && root.dataset.speech === data.speech ? former.scrollTop : 0;
  const text = document.createElement("div");
  text.className = TEXT;
  text.tabIndex = 0;
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", data.words.text);
  const pieces = JSON.parse(data.pieces);
  text.append(...pieces.map((piece) => pieceNode(piece, data.words, acts)));
  root.replaceChildren();
  if (data.legend.length) root.append(legendNode(data.legend, data.words.legend, acts.toggle));
  if (data.sections.length) {
    const tree = treeNode(data.sections, data.words.sections, text);
    tree.className = TREE;
    root.append(tree);
  }
  root.append(text);
  if (data.markable) root.append(addButton(text, data.words.add, acts.mark));
  root.dataset.speech = data.speech;
  text.scrollTop = top;
}

function select(root, record) {
  const text = root.querySelector(`.${TEXT}`);
  let first = null;
  for (const mark of text.querySelectorAll("mark")) {
    const chosen = record !== "" && mark.dataset.records.split(" ").includes(record);
    mark.classList.toggle("chosen", chosen);
    if (chosen && !first) first = mark;
  }
  first ??= record === "" ? text.querySelector(".changed") : null;
  if (!first) return;
  const box = text.getBoundingClientRect(), at = first.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) text.scrollTop += at.top - box.top - text.clientHeight / 3;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".speech");
  const acts = {
    pick: (records) => {
      const at = records.indexOf(root.dataset.chosen);
      setTriggerValue("picked", records[(at + 1) % records.length]);
    },
    toggle: (name) => setTriggerValue("toggled", name),
    mark: (span) => setTriggerValue("marked", span),
  };
  const now = JSON.stringify([data.pieces, data.sections, data.words, data.legend, data.markable]);
  const rebuilt = root.drawn !== now;
  if (rebuilt) { build(root, data, acts); root.drawn = now; }
  const moved = root.dataset.chosen !== data.chosen;
  root.dataset.chosen = data.chosen;
  if (rebuilt || moved) requestAnimationFrame(() => select(root, data.chosen));
}
