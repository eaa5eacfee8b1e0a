// Into the fields of a record under review and out of them by keyboard: E goes to the first field, Esc leaves a field,
// so that the letters mean actions again (A accept, X reject, J and K).
(() => {
  if (window.taizhangFieldKeys) return;
  window.taizhangFieldKeys = true;
  const TYPED = "input, textarea, select, [contenteditable=true]";

  function form() {
    return document.querySelector(".st-key-review-fields");
  }

  // Ctrl+S is pressed inside of a field: leaving it first sends what was typed along
  window.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    const fields = form();
    const field = document.activeElement;
    if (fields === null || !fields.contains(field) || !field.matches(TYPED)) return;
    field.blur();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = event.target instanceof Element && event.target.matches(TYPED);
    const fields = form();
    if (fields === null) return;
    if (event.key === "Escape" && typing && fields.contains(event.target)
        && event.target.getAttribute("aria-expanded") !== "true") {
      event.target.blur();
    } else if (event.key.toLowerCase() === "e" && !typing) {
      const first = fields.querySelector("input, textarea");
      if (first === null) return;
      event.preventDefault();
      first.focus();
      first.select();
    }
  });
})();
