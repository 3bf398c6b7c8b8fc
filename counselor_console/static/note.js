/** The note in a registration: what was found in it is said, and removed with one key. */

const pane = document.getElementById("pane");
const said = document.getElementById("said");

function isAtTheEnd(field) {
  return field.selectionStart === field.value.length; // where Delete has nothing to delete
}

/** The button that Delete presses: of the finding that has the focus, or the next one for who has just written. */
function removal(from) {
  if (from.matches("#note")) return isAtTheEnd(from) ? pane.querySelector(".note .kbd")?.closest("button") : null;
  return from.matches("button, summary") ? from.closest(".finding")?.querySelector("[name=remove]") : null;
}

pane.addEventListener("keydown", (event) => {
  if (event.key !== "Delete" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const button = removal(event.target);
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.request.action !== "/console/notes/check") return;
  const found = pane.querySelector("[data-found]")?.textContent ?? "";
  if (said.textContent !== found) said.textContent = found;
  const note = pane.querySelector("#note");
  if (document.activeElement === note && !event.detail.ctx.sourceElement.matches("#note")) note.setSelectionRange(note.value.length, note.value.length);
});
