/**
 * Leaving. The screen first, and at once; then this device; then the server, which needs no answer to be waited for.
 * Only a person leaves: hiding, locking, reloading or losing the network never comes here.
 */

import { tellHost } from "./host.js";
import { forget } from "./visit.js";

const PRESSES = 3;
const WITHIN = 2_000; // milliseconds

export function leave(stop) {
  blank();
  tellHost("leave");
  stop();
  const token = forget();
  if (token) tellServer(token);
  location.replace("about:blank");
}

/** Calls `action` when the form is sent, and when Shift is pressed three times with nothing in between. */
export function onLeaving(form, action) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
  let presses = [];
  addEventListener("keydown", ({ key, repeat, timeStamp }) => {
    if (repeat) return;
    presses = key === "Shift" ? [...presses, timeStamp].filter((press) => timeStamp - press < WITHIN) : [];
    if (presses.length === PRESSES) action();
  });
}

/** A page that a browser keeps to show again has nothing true to say then: it is put away empty, and fetched anew. */
export function neverShownAgain() {
  addEventListener("pagehide", ({ persisted }) => persisted && blank());
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

function blank() {
  document.body.replaceChildren();
  document.documentElement.hidden = true;
}

function tellServer(token) {
  const body = JSON.stringify({ token });
  if (navigator.sendBeacon("/leave", new Blob([body], { type: "application/json" }))) return;
  fetch("/leave", { method: "POST", body, keepalive: true }).catch(() => {});
}
