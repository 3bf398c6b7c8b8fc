/**
 * Leaving. The screen first, and at once; then this device with all its tabs; then the server, which nobody waits for.
 * Only a person leaves: hiding, locking, reloading or losing the network never comes here.
 */

import { tellHost } from "./host.js";
import { forgetForGood } from "./visit.js";

const PRESSES = 3;
const WITHIN = 2_000; // milliseconds
const FIRST_RETRY = 1_000;
const LAST_RETRY = 15_000;
const PATIENCE = 15_000;

let left = false;
let tabs = null;

/** `stop` lets go of what the page still does. Where the server cannot be told yet, the page stays, empty, and tries. */
export async function leave(stop) {
  if (left) return;
  left = true;
  blank();
  tabs?.postMessage("leave");
  tellHost("leave");
  stop();
  stopTimers();
  await Promise.all(forgetForGood().map((visit) => tellServer(JSON.stringify(visit))));
  tellHost("left");
  location.replace("about:blank");
}

/** Calls `action` when the form is sent, on three presses of Shift with nothing in between, or when another tab is left. */
export function onLeaving(form, action) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    action();
  });
  let presses = [];
  addEventListener("pointerdown", () => (presses = []), true);
  addEventListener("keydown", ({ key, repeat, timeStamp, altKey, ctrlKey, metaKey }) => {
    if (repeat) return;
    const alone = key === "Shift" && !(altKey || ctrlKey || metaKey); // with others it changes the keyboard's language
    presses = alone ? [...presses, timeStamp].filter((press) => timeStamp - press < WITHIN) : [];
    if (presses.length === PRESSES) action();
  });
  listenToTabs(action);
}

/** A page that a browser keeps to show again has nothing true to say then: it is put away empty, and fetched anew. */
export function neverShownAgain() {
  addEventListener("pagehide", ({ persisted }) => persisted && blank());
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

/** The tabs that share this one's cookie, without a network too. They are told nothing but that he leaves. */
function listenToTabs(action) {
  try {
    tabs = new BroadcastChannel("leaving");
  } catch {
    return; // the browser may keep nothing for us, and then its tabs share nothing
  }
  tabs.onmessage = action;
}

function blank() {
  document.body.replaceChildren();
  document.documentElement.hidden = true;
}

/** Nothing that was planned for the page happens to it now that it is empty. */
function stopTimers() {
  for (let timer = setTimeout(() => {}); timer > 0; timer -= 1) clearTimeout(timer);
}

/** Until it has answered: it may be starting anew just now, or there is no network. */
async function tellServer(visit) {
  for (let wait = FIRST_RETRY; !(await isTold(visit)); wait = Math.min(2 * wait, LAST_RETRY)) await pause(wait);
}

async function isTold(visit) {
  const request = { method: "POST", body: visit, keepalive: true, signal: AbortSignal.timeout(PATIENCE) };
  const answer = await fetch("/leave", request).catch(() => null);
  return answer?.ok;
}

function pause(wait) {
  return new Promise((done) => {
    setTimeout(done, wait);
    addEventListener("online", done, { once: true });
  });
}
