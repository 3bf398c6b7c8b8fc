/** What the page shows in each state. It knows elements and their sentences, nothing of conversations. */

const LINE = 4; // people drawn ahead of him; words carry the rest
const TYPING = 6_000; // milliseconds that "is writing" stays without being renewed
const one = (id) => document.getElementById(id);

export const state = () => document.body.dataset.state;

/** Shows the parts of `next` and hides the others. A focus on what is hidden now goes to the heading. */
export function show(next) {
  const held = document.activeElement;
  document.body.dataset.state = next;
  for (const part of document.querySelectorAll("[data-in]")) {
    part.hidden = !part.dataset.in.split(" ").includes(next);
  }
  document.querySelector(".brand .door").classList.toggle("door--lit", next !== "closed");
  if (held.closest("[hidden]")) enter();
}

/** To the heading of what is shown: it says where one is, and opens no keyboard on the screen. */
function enter() {
  document.querySelector("h1:not([hidden] *)").focus({ preventScroll: true });
}

/** Shows why a text was not sent, beside its box; without a code, nothing. */
export function explain(form, code) {
  const problem = form.querySelector("[data-problem]");
  const sentence = code && one("problems").content.querySelector(`[data-code="${code}"]`);
  problem.textContent = sentence ? sentence.textContent : "";
  problem.hidden = !sentence;
}

let shownPlace = null;

/** Says where in the queue he is; without a number where the server has not said it. */
export function showPlace(place = 0) {
  const sentences = one("places").content.children;
  const { dataset, textContent } = sentences[Math.min(place, sentences.length - 1)];
  if (place === shownPlace) return;
  shownPlace = place;
  one("place").textContent = dataset.heading;
  one("ahead").textContent = textContent;
  drawLine(place);
  if (place) say(`${dataset.heading}. ${textContent}`);
}

function drawLine(place) {
  const line = one("line");
  line.hidden = place < 1;
  for (const step of line.querySelectorAll(".line__ahead")) step.remove();
  for (let ahead = 1; ahead < Math.min(place, LINE + 1); ahead += 1) {
    const step = one("line-ahead").content.cloneNode(true);
    step.querySelector("b").textContent = ahead;
    line.lastElementChild.before(step);
  }
  line.lastElementChild.querySelector("b").textContent = place;
}

/** Of the counsellor; without a presence, nothing. Written only when it is another: what is written is read out. */
export function showPresence(presence) {
  const line = one("presence");
  const said = line.dataset[presence] ?? "";
  if (said !== line.textContent) atEnd(() => (line.textContent = said));
}

/** Who else of the staff can read and answer, by role. */
export function showOthers(others) {
  const line = one("others");
  const words = new Set(others.map(({ role }) => line.dataset[role] ?? line.dataset.colleague));
  line.hidden = words.size === 0;
  line.querySelector("span").textContent = [...words].join(", ");
}

export function showConnection(status) {
  document.body.classList.toggle("visitor--lost", status === "lost");
  one("lost").hidden = status !== "lost";
  one("replaced").hidden = status !== "replaced";
  one("more").disabled = status === "replaced";
  if (status !== "connected") showTyping(false);
}

let typingTimer;

export function showTyping(typing) {
  clearTimeout(typingTimer);
  atEnd(() => (one("typing").hidden = !typing));
  if (typing) typingTimer = setTimeout(() => showTyping(false), TYPING);
}

/** The choice that holds, on each button and in the sentences that say what it means. */
export function showNote(noNote) {
  for (const button of document.querySelectorAll(".no-note")) button.setAttribute("aria-pressed", noNote);
  atEnd(() => {
    for (const sentence of document.querySelectorAll("[data-no-note]")) {
      sentence.hidden = sentence.dataset.noNote !== String(noNote);
    }
  });
}

/** Makes a change around the words; who was at their end is there afterwards. */
function atEnd(change) {
  const scroll = one("scroll");
  const wasThere = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 64;
  change();
  if (wasThere) scroll.scrollTop = scroll.scrollHeight;
}

/** The end, in the words for how it came. `missed`: nobody came to him in time. `unsent` is text that never arrived. */
export function showEnd({ by, missed, unsent }) {
  // Without a reason it ended while the page was away, and a counsellor may have had it.
  const end = missed ? "missed" : by && state() === "waiting" ? "untaken" : "over";
  for (const way of document.querySelectorAll("[data-end]")) way.hidden = way.dataset.end !== end;
  for (const reason of document.querySelectorAll("[data-by]")) reason.hidden = reason.dataset.by !== by;
  one("unsent").hidden = !unsent;
  one("unsent-text").textContent = unsent;
  show("ended");
  enter();
}

/** What is said of the opening now, which the page may be older than. */
export function showOpening({ open, said, spoken }) {
  one("next-time").textContent = said;
  for (const line of document.querySelectorAll(".spoken")) line.textContent = spoken;
  one(open ? "open-now" : "closed-heading").textContent = said;
}

export function say(text) {
  one("live").append(Object.assign(document.createElement("p"), { textContent: text }));
  while (one("live").childElementCount > 5) one("live").firstChild.remove();
}
