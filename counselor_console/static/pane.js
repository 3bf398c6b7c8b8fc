/**
 * The pane with a registration or contacts. A registration that was begun is kept by the server while one types; what
 * it does not have yet is kept here, in memory, until it is saved.
 */

const pane = document.getElementById("pane");
const drafts = new Map(); // what a form is for -> what the pane held

function form() {
  return pane.querySelector("form.registration");
}

/** A conversation's name, because its form moves to another address when it ends; else the form's address. */
function purpose(begun) {
  return begun && (begun.dataset.alias || begun.getAttribute("action"));
}

function stash() {
  const begun = form();
  if (!begun || !("dirty" in begun.dataset)) return;
  const kept = document.createDocumentFragment();
  kept.append(...pane.childNodes);
  drafts.set(purpose(begun), kept);
}

function restore(wanted) {
  const kept = drafts.get(wanted);
  if (!kept) return false;
  stash();
  drafts.delete(wanted);
  pane.replaceChildren(kept);
  opened();
  enter();
  return true;
}

/** Asked for again while it is open: what is being written stays as it is. */
function keep(wanted) {
  if (purpose(form()) !== wanted) return false;
  opened();
  if (!pane.contains(document.activeElement)) enter();
  return true;
}

function enter() {
  for (const fields of ["textarea", "input:checked", "input:not([type=hidden])", "h2[tabindex]"]) {
    const field = pane.querySelector(fields);
    field?.focus();
    if (field && document.activeElement === field) return; // what is hidden does not take the focus
  }
}

function opened() {
  document.body.dispatchEvent(new CustomEvent("show", { detail: "pane" }));
}

function close() {
  stash();
  pane.replaceChildren();
  document.body.dispatchEvent(new CustomEvent("show", { detail: "queue" }));
  document.getElementById("new-contact")?.focus({ preventScroll: true });
}

/** What was written stays on the screen while the note is being written, and not longer. */
function saved(notice) {
  drafts.delete(notice.dataset.savedAlias);
  for (const lane of document.querySelectorAll("chat-lane[data-ended]")) {
    if (lane.dataset.alias === notice.dataset.savedAlias) lane.remove();
  }
}

/** What was decided is said, and stays in view with the part that it changed. */
function decided(line) {
  if (!line) return;
  document.getElementById("said").textContent = line.dataset.said;
  line.scrollIntoView({ block: "nearest" });
}

pane.addEventListener("input", () => form()?.setAttribute("data-dirty", ""));
pane.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close-pane]")) return;
  event.preventDefault();
  close();
});
pane.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const save = event.ctrlKey || event.metaKey;
  const next = save ? null : needed(event.target);
  if (!save && !next) return;
  event.preventDefault();
  if (next) next.focus();
  else form()?.requestSubmit();
});

/** What must be filled in after the category: what it rests on where that is not said yet, and the note. */
function needed(field) {
  if (!field.matches("[name=category], [name=basis]")) return null;
  const basis = pane.querySelector("[name=basis]");
  const asked = basis.checkVisibility() && !pane.querySelector("[name=basis]:checked");
  return asked ? basis : pane.querySelector("#note");
}

document.addEventListener("htmx:before:request", (event) => {
  const { target, request, sourceElement } = event.detail.ctx;
  const wanted = sourceElement.dataset?.owedAlias || sourceElement.dataset?.registering || request.action;
  if (target === pane && request.method === "GET" && (keep(wanted) || restore(wanted))) event.preventDefault();
});
document.addEventListener("htmx:after:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (sourceElement.matches?.("[data-draft]") && response?.raw.ok) sourceElement.closest("form")?.removeAttribute("data-dirty");
});
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const own = ctx.sourceElement.closest?.("form.registration");
  if (!own && tasks.some((task) => task.target === pane)) stash();
});
pane.addEventListener("htmx:after:settle", (event) => {
  if (event.target !== pane) return; // a part of what it holds
  pane.scrollTop = 0;
  const notice = pane.querySelector("[data-saved-alias]");
  if (notice) saved(notice);
  opened();
  decided(pane.querySelector("[data-said]"));
});

/** Links to pages of their own open beside the conversations while there are any. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-beside]");
  if (!link || event.ctrlKey || event.metaKey || !document.querySelector("chat-lane")) return;
  event.preventDefault();
  link.closest("details")?.removeAttribute("open");
  htmx.ajax("GET", link.getAttribute("href"), { target: pane });
});

addEventListener("beforeunload", (event) => {
  if (drafts.size || "dirty" in (form()?.dataset ?? {})) event.preventDefault();
});
