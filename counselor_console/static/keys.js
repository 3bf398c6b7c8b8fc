/**
 * Every action one key away, except where a key is a letter in a text.
 *
 * Which key does what stands in the help sheet (`counselor_console/keys.py` writes it), and is read from there.
 */

import { currentLane } from "./reply.js";

const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select";
const STILL_TYPING = 1_000; // milliseconds after a key in a field, in which the field may go away without one's doing
const LEAVES = ["Escape", "Tab"]; // a field, by one's own doing
let typed = -STILL_TYPING;
const help = document.getElementById("help");
const rows = [...help.querySelectorAll("[data-keys]")];

const DOES = {
  lane: (key) => document.querySelector(`chat-lane[data-number="${key}"]`)?.enter(),
  register: () => (document.querySelector("#pane form.registration") ? enterPane() : press("[data-owed-alias]", document)),
};

/** What is shown elsewhere on a small screen counts; what belongs to a conversation that is over does not. */
function press(selector, place) {
  const found = [...(place?.querySelectorAll(selector) ?? [])].find((one) => !one.closest("[hidden], [data-ended]"));
  found?.focus({ preventScroll: true });
  found?.click();
}

function enterPane() {
  const fields = "input:checked, input, textarea, select, button";
  document.body.dispatchEvent(new CustomEvent("show", { detail: "pane" }));
  document.querySelector(`#pane .registration__body :is(${fields})`)?.focus();
}

function areOn() {
  return document.getElementById("switch-no_keys").getAttribute("aria-pressed") === "true";
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") typed = -STILL_TYPING; // what was written is sent
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  if (event.target.closest?.(FIELDS)) {
    typed = LEAVES.includes(event.key) ? -STILL_TYPING : event.timeStamp;
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.timeStamp - typed < STILL_TYPING) return event.key === "Tab" || event.preventDefault();
  const key = event.key.toLowerCase();
  const row = key.length === 1 && areOn() && rows.find(({ dataset }) => dataset.keys.includes(key));
  if (!row) return;
  event.preventDefault();
  const { does, press: selector } = row.dataset;
  if (does) DOES[does](key);
  else press(selector, "inLane" in row.dataset ? currentLane() : document);
});

document.addEventListener("pointerdown", () => (typed = -STILL_TYPING));
document.addEventListener("click", ({ target }) => target.closest("[data-help]") && help.showModal());

/** A menu closes when one goes elsewhere. */
const menu = document.querySelector("details.menu");
document.addEventListener("click", ({ target }) => menu.contains(target) || menu.removeAttribute("open"));
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menu.removeAttribute("open");
  menu.querySelector("summary").focus();
});
