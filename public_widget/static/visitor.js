/** The visitor's page: what he does, and what the conversation tells, brought together. */

import { Conversation, sendable } from "/static/chat/conversation.js";
import { Log } from "/static/chat/log.js";
import { listenToHost, tellHost } from "./host.js";
import { leave, neverShownAgain, onLeaving } from "./leave.js";
import * as screen from "./screen.js";
import { begin, chooseNote, forget, getTicket, hasVisit, opening, showAnew } from "./visit.js";
import { enterSends, growing, keepClearOfKeyboard } from "./writing.js";

const one = (id) => document.getElementById(id);
const first = one("first");
const composer = one("composer");
const send = composer.querySelector(".composer__row button");
const firstBox = one("first-text");
const moreBox = one("more");
let talk = null;

const log = new Log(one("log"), {
  mine: "visitor",
  scroller: one("scroll"),
  live: one("live"),
  icon: one("unsent-icon").content.querySelector("svg"),
});

// The conversation

function converse() {
  log.clear();
  screen.showConnection("connected");
  talk = new Conversation({ getTicket, on: { ...log.handlers(), ...told } });
  talk.start();
}

const told = {
  message(message) {
    if (message.role === "counselor") screen.showTyping(false);
    log.message(message);
  },
  state({ state, place, noNote, others }) {
    screen.showNote(noNote);
    screen.showOthers(others);
    if (state === "ended") return;
    if (state !== screen.state()) {
      screen.showTyping(false);
      screen.show(state);
      log.toEnd();
    }
    if (state !== "waiting") return;
    screen.showPlace(place);
    screen.showPresence();
  },
  peer: ({ presence }) => screen.showPresence(presence),
  typing: () => screen.showTyping(true),
  connection(status) {
    screen.showConnection(status);
    log.connection(status);
    send.disabled = status === "replaced"; // as its box is; what stands there is sent by who goes on here
    if (status === "connected") tellWhetherAwake();
  },
  refused({ n, text, code }) {
    log.refused({ n });
    moreBox.value = moreBox.value ? `${text}\n${moreBox.value}` : text;
    screen.explain(composer, code === "full" ? "full" : "text");
  },
  reset() {
    log.clear();
    screen.explain(composer, "reset");
  },
  ended({ by, unsent }) {
    if (by === "paused") return void showAnew();
    forget();
    const left = [...unsent, sendable(moreBox.value)].filter(Boolean).join("\n");
    const waited = screen.state() === "waiting";
    if (waited) screen.showNote(null); // whether somebody took him meanwhile is not known, so nothing is said of a note
    log.clear();
    moreBox.value = "";
    const missed = waited && Boolean(by) && by !== "visitor";
    screen.showEnd({ by, missed, unsent: left });
    if (missed) askWhetherOpen().catch(() => {});
  },
};

async function askWhetherOpen() {
  const now = await opening(document.body.dataset.language);
  screen.showOpening(now);
  return now.open;
}

/** So that the counsellor does not take a locked phone for a broken line. */
function tellWhetherAwake() {
  talk.page(document.visibilityState === "visible");
}

// What he does

async function sendFirst() {
  const text = sendable(firstBox.value);
  if (!text) return;
  screen.explain(first);
  await begin(document.body.dataset.language);
  screen.show("waiting");
  screen.showPlace();
  screen.showNote(false);
  converse();
  talk.send(text);
  firstBox.value = "";
  one("place").focus({ preventScroll: true });
  scrollTo(0, 0);
}

first.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = first.querySelector("button");
  if (button.disabled) return;
  const word = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.busy;
  await sendFirst().catch((refused) => screen.explain(first, refused.code ?? "network"));
  button.textContent = word;
  button.disabled = false;
});

/** Whether the text is on its way; if not, the reason stands beside the box. */
function sendMore(text) {
  const sent = talk.send(text) !== null;
  screen.explain(composer, sent ? "" : "busy");
  return sent;
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = sendable(moreBox.value);
  if (!text || !sendMore(text)) return;
  moreBox.value = "";
  moreBox.dispatchEvent(new Event("input"));
});

one("ready")?.addEventListener("toggle", async ({ target }) => {
  if (!target.open) return;
  const { offer } = await import("/static/widget/ready.js");
  await offer(target.querySelector("ul"), (text) => sendMore(text) && (target.open = false));
});

moreBox.addEventListener("input", () => moreBox.value && screen.state() === "active" && talk.typing());

for (const button of document.querySelectorAll(".no-note")) {
  button.addEventListener("click", async () => {
    screen.explain(composer);
    await chooseNote(button.getAttribute("aria-pressed") !== "true").catch(() => screen.explain(composer, "note"));
  });
}

one("here").addEventListener("click", () => {
  screen.showConnection("connected");
  talk.start();
  moreBox.focus();
});

one("again").addEventListener("click", async () => {
  const unsent = one("unsent-text").textContent;
  const open = await askWhetherOpen().catch(() => true);
  screen.show(open || unsent ? "open" : "closed");
  if (!open && unsent) screen.explain(first, "closed");
  firstBox.value = unsent;
  firstBox.focus();
});

// Beginning

const goAway = () => leave(() => talk?.stop());
onLeaving(one("leave"), goAway);
neverShownAgain();
document.addEventListener("visibilitychange", () => talk && tellWhetherAwake());
keepClearOfKeyboard();
enterSends(moreBox);
growing(moreBox);
growing(firstBox);
one("hide")?.addEventListener("click", () => tellHost("hide"));
listenToHost({ greeted: () => (one("hide").hidden = false), leave: goAway });

screen.show(screen.state());
if (hasVisit() && ["waiting", "active"].includes(screen.state())) {
  converse();
}
