/**
 * What is half written is told to the server, in whose memory it waits for the page to be loaded again.
 *
 * A lane has one request under way at most, so that an older text never arrives after a newer one.
 */

const PAUSE = 400; // milliseconds without a key
const told = new WeakMap(); // field -> { text, timer, busy }

function fields() {
  return [...document.querySelectorAll("chat-lane .lane__text")];
}

function known(field) {
  if (!told.has(field)) told.set(field, { text: field.defaultValue, timer: 0, busy: false });
  return told.get(field);
}

function changed(field) {
  const was = known(field);
  const lane = field.closest("chat-lane");
  const newer = field.value !== was.text && !lane.hasAttribute("data-ended");
  lane.toggleAttribute("data-untold", newer);
  clearTimeout(was.timer);
  if (newer && !was.busy) was.timer = setTimeout(() => tell(field), PAUSE);
}

async function tell(field) {
  const was = known(field);
  const text = field.value;
  was.busy = true;
  const answer = await post(field.closest("chat-lane").dataset.conversation, text).catch(() => undefined);
  was.busy = false;
  if (!answer?.ok) return; // the next key tries again
  was.text = text;
  if (field.isConnected) changed(field);
}

function post(conversation, text) {
  const address = `/console/conversations/${conversation}/half-written`;
  return fetch(address, { method: "POST", body: new URLSearchParams({ text }), headers: { Accept: "application/json" }, keepalive: true });
}

/** The page goes, or may: what was not told yet is told now. */
function tellAll() {
  for (const field of fields()) {
    const was = known(field);
    clearTimeout(was.timer);
    if (field.closest("chat-lane").hasAttribute("data-untold") && !was.busy) tell(field);
  }
}

document.getElementById("lanes").addEventListener("input", ({ target }) => target.matches(".lane__text") && changed(target));
document.body.addEventListener("lane", () => fields().forEach(changed)); // sent, or put back after a refusal
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tellAll());
for (const going of ["beforeunload", "pagehide"]) addEventListener(going, tellAll);
