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

// How far a long task is: that part of the page alone is asked for again while it is looked at; the rest once it is done.
const follow = async () => {
  const parts = [...document.querySelectorAll("[data-follow]")];
  if (!parts.length) return;
  if (!document.hidden) {
    const answer = await fetch(location.href).catch(() => null);
    const now = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = now && [...now.querySelectorAll("[data-follow]")];
    if (fresh && fresh.length !== parts.length) return location.reload();
    if (fresh) parts.forEach((part, rank) => part.replaceWith(fresh[rank]));
  }
  setTimeout(follow, 4000);
};
setTimeout(follow, 4000);
