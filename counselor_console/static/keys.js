/** Every action one key away, except where a key is a letter in a text. */

const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select";
const help = document.getElementById("help");

const KEYS = {
  n: () => press("#take-next:not(:disabled)"),
  k: () => press("#new-contact"),
  r: () => document.querySelector("#pane form.registration") ? enterPane() : press("[data-owed-alias]"),
  "?": () => help.showModal(),
};

function press(selector) {
  document.querySelector(selector)?.click();
}

function enterPane() {
  const fields = "input:checked, input, textarea, select, button";
  document.body.dispatchEvent(new CustomEvent("show", { detail: "pane" }));
  document.querySelector(`#pane .registration__body :is(${fields})`)?.focus();
}

function enterLane(number) {
  document.querySelector(`chat-lane[data-number="${number}"]`)?.enter();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  const field = event.target.closest?.(FIELDS);
  if (field) {
    if (event.key === "Escape") field.blur();
    return;
  }
  const key = event.key.toLowerCase();
  const action = /^[1-4]$/.test(key) ? () => enterLane(key) : KEYS[key];
  if (!action) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", ({ target }) => target.closest("[data-help]") && help.showModal());

/** A menu closes when one goes elsewhere. */
const menu = document.querySelector("details.menu");
document.addEventListener("click", ({ target }) => menu.contains(target) || menu.removeAttribute("open"));
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});
