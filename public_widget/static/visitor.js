/** The visitor's page: what he does, and what the conversation tells, brought together. */

import { Conversation, sendable } from "/static/chat/conversation.js";
import { Log } from "/static/chat/log.js";
import { listenToHost, tellHost } from "./host.js";
import { leave, neverShownAgain, onLeaving } from "./leave.js";
import * as screen from "./screen.js";
import { begin, forget, getTicket, hasVisit, isOpen } from "./visit.js";
import { enterSends, growing, keepClearOfKeyboard } from "./writing.js";

const one = (id) => document.getElementById(id);
const first = one("first");
const composer = one("composer");
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
  state({ state, place }) {
    if (state === "ended") return;
    screen.showTyping(false);
    if (state !== screen.state()) screen.show(state);
    if (state === "waiting") screen.showPlace(place);
    log.toEnd();
  },
  peer: ({ presence }) => screen.showPresence(presence),
  typing: () => screen.showTyping(true),
  connection(status) {
    screen.showConnection(status);
    log.connection(status);
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
    forget();
    const left = [...unsent, sendable(moreBox.value)].filter(Boolean).join("\n");
    const missed = by === "expired" && screen.state() === "waiting";
    log.clear();
    moreBox.value = "";
    screen.showEnd({ by, missed, unsent: left });
  },
};

// What he does

async function sendFirst() {
  const text = sendable(firstBox.value);
  if (!text) return;
  screen.explain(first);
  await begin(document.body.dataset.language);
  screen.show("waiting");
  screen.showPlace();
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

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = sendable(moreBox.value);
  if (!text) return;
  if (talk.send(text) === null) return screen.explain(composer, "busy");
  moreBox.value = "";
  moreBox.dispatchEvent(new Event("input"));
  screen.explain(composer);
});

moreBox.addEventListener("input", () => moreBox.value && screen.state() === "active" && talk.typing());

one("here").addEventListener("click", () => {
  screen.showConnection("connected");
  talk.start();
  moreBox.focus();
});

one("again").addEventListener("click", async () => {
  const unsent = one("unsent-text").textContent;
  const open = await isOpen().catch(() => true);
  screen.show(open || unsent ? "open" : "closed");
  if (!open && unsent) screen.explain(first, "closed");
  firstBox.value = unsent;
  firstBox.focus();
});

// Beginning

onLeaving(one("leave"), () => leave(() => talk?.stop()));
neverShownAgain();
keepClearOfKeyboard();
enterSends(moreBox);
growing(moreBox);
growing(firstBox);
one("hide")?.addEventListener("click", () => tellHost("hide"));
listenToHost(() => (one("hide").hidden = false));

screen.show(screen.state());
if (hasVisit() && ["waiting", "active"].includes(screen.state())) {
  converse();
}
