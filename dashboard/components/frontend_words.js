// Streamlit's own words ("Choose an option", "No results" …) in the language of the interface.
//
// Streamlit offers no setting for them. They are found by their whole English wording, in attributes that name things
// and in text outside of what the app itself draws, and are changed in place: no node is added, moved or replaced, so
// that React, which compares with what it drew, never stumbles. What the table does not know stays as it is.
(() => {
  const LANGUAGE = "__LANGUAGE__", WORDS = __WORDS__;
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "aria-valuetext", "alt", "aria-placeholder"];
  // the app's own words and the ledger's; inside of them Streamlit's are only those in a field for files or a tooltip
  const OURS = "[data-testid=stMarkdownContainer], [data-testid=stHtml], [data-testid=stFileChipName], canvas, textarea";
  const THEIRS = "[data-testid=stFileUploaderDropzone], [data-testid=stTooltipContent], [data-testid=stDialog]";
  const NAMED = /\\\{[a-z]+\\\}/g;

  function patternOf(english) {
    const names = [...english.matchAll(/\{([a-z]+)\}/g)].map((found) => found[1]);
    const escaped = english.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return { names, shape: new RegExp(`^${escaped.replace(NAMED, "(.+?)")}$`, "su"), said: WORDS[english] };
  }

  const patterns = Object.keys(WORDS).filter((english) => english.includes("{"))
    .sort((a, b) => b.length - a.length).map(patternOf);

  function translated(words) {
    const english = words.trim();
    if (!/[A-Za-z]{2}/.test(english)) return words;
    let said = Object.hasOwn(WORDS, english) ? WORDS[english] : null;
    for (let at = 0; said === null && at < patterns.length; at += 1) {
      const found = patterns[at].shape.exec(english);
      if (found) {
        const values = Object.fromEntries(patterns[at].names.map((name, n) => [name, found[n + 1]]));
        said = patterns[at].said.replace(/\{([a-z]+)\}/g, (_, name) => WORDS[values[name]] ?? values[name]);
      }
    }
    return said === null ? words : words.replace(english, () => said);
  }

  const shown = window.taizhangFrontend?.shown ?? new WeakMap();  // node → attribute (or "") → [English, shown]

  function show(node, name, now, put) {
    if (now === null || now === "") return;
    const known = shown.get(node) ?? {};
    const english = known[name] && known[name][1] === now ? known[name][0] : now;
    const said = translated(english);
    if (said !== english || known[name]) shown.set(node, { ...known, [name]: [english, said] });
    if (said !== now) put(said);
  }

  function isTheirs(element) {
    return element !== null && (element.closest(OURS) === null || element.closest(THEIRS) !== null);
  }

  function visitText(node) {
    if (isTheirs(node.parentElement)) show(node, "", node.nodeValue, (said) => { node.nodeValue = said; });
  }

  function visitElement(element) {
    for (const name of ATTRIBUTES) {
      show(element, name, element.getAttribute(name), (said) => element.setAttribute(name, said));
    }
  }

  function visit(root) {
    if (root.nodeType === Node.TEXT_NODE) { visitText(root); return; }
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    visitElement(root);
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const node = nodes.currentNode;
      if (node.nodeType === Node.TEXT_NODE) visitText(node);
      else visitElement(node);
    }
  }

  document.documentElement.lang = LANGUAGE;
  window.taizhangFrontend?.observer.disconnect();
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") visitElement(change.target);
      else if (change.type === "characterData") visitText(change.target);
      else change.addedNodes.forEach(visit);
    }
  });
  window.taizhangFrontend = { observer, shown };
  visit(document.body);
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
