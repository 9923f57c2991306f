// Better with it, whole without it: the key / brings the cursor to the search box.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = [...document.querySelectorAll("[data-find]")].find((each) => each.offsetParent);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// On the projector, the arrow keys and the page keys of a remote turn to the previous or the next dossier.
document.addEventListener("keydown", (event) => {
  const turn = document.querySelector("[data-turn]");
  if (!turn || event.ctrlKey || event.metaKey || event.altKey) return;
  const rel = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" }[event.key];
  const link = rel && turn.querySelector(`a[rel=${rel}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
