// Draws a speech from pieces. Every word is set with textContent: nothing of a speech is ever read as HTML.
const TEXT = "text", TREE = "tree";

function pieceNode(piece, words, pick) {
  const marked = piece.records.length > 0;
  const node = document.createElement(marked ? "mark" : "span");
  node.textContent = piece.text;
  if (piece.anchor) node.dataset.anchor = piece.anchor;
  if (piece.heading) node.classList.add("heading");
  if (piece.aside) { node.classList.add("aside"); node.title = piece.aside; }
  if (marked) {
    node.classList.add(piece.types[0]);
    if (piece.types.length > 1) node.classList.add("several");
    node.dataset.records = piece.records.join(" ");
    node.title = piece.types.map((t) => words[t]).join("、");
    node.tabIndex = 0;
    node.setAttribute("role", "button");
    const choose = () => pick(piece.records);
    node.addEventListener("click", choose);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
    });
  }
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

function build(root, data, pick) {
  root.replaceChildren();
  const text = document.createElement("div");
  text.className = TEXT;
  text.tabIndex = 0;
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", data.words.text);
  text.append(...data.pieces.map((piece) => pieceNode(piece, data.words, pick)));
  if (data.sections.length) {
    const tree = treeNode(data.sections, data.words.sections, text);
    tree.className = TREE;
    root.append(tree);
  }
  root.append(text);
}

function select(root, record, scroll) {
  const text = root.querySelector(`.${TEXT}`);
  let first = null;
  for (const mark of text.querySelectorAll("mark")) {
    const chosen = record !== "" && mark.dataset.records.split(" ").includes(record);
    mark.classList.toggle("chosen", chosen);
    if (chosen && !first) first = mark;
  }
  if (first && scroll) {
    const away = first.getBoundingClientRect().top - text.getBoundingClientRect().top;
    text.scrollTop += away - text.clientHeight / 3;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".speech");
  const pick = (records) => {
    const at = records.indexOf(root.dataset.chosen);
    setTriggerValue("picked", records[(at + 1) % records.length]);
  };
  const now = JSON.stringify([data.pieces, data.sections, data.words]);
  const rebuilt = root.drawn !== now;
  if (rebuilt) { build(root, data, pick); root.drawn = now; }
  const moved = root.dataset.chosen !== data.chosen;
  root.dataset.chosen = data.chosen;
  if (rebuilt || moved) requestAnimationFrame(() => select(root, data.chosen, true));
}
