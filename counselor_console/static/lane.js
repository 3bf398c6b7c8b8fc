/**
 * One conversation on the counsellor's screen: `<chat-lane>`. The server draws it, this keeps it alive.
 *
 * It tells the rest of the page with the event `lane` on the body that something about a lane is another: its unread
 * count, who wrote last, whether it has ended. `lane.unread`, `lane.status` and `lane.number` say what.
 */

import { Conversation, Gone } from "../chat/conversation.js";
import { Log } from "../chat/log.js";
import { explain, fetchMeanings } from "./meanings.js";

const TYPING_SHOWN = 5_000; // milliseconds after the last sign of it
const MINUTE = 60_000;
const NEAR_END = 64; // pixels
const OWED_SOON = 5_000; // milliseconds until the rail surely knows what is owed for what has just ended
const LEFT_ON_SCREEN = 30 * MINUTE; // at most, after the end; the lane says so, and the visitor's page too

class Lane extends HTMLElement {
  unread = 0;
  status = "answered"; // or "unanswered", "typing", "over"
  #talk;
  #log;
  #before; // the status that typing hides
  #presence; // what the line says while nobody types
  #typing;
  #minutes;
  #leaving; // from the screen, when the conversation is over
  #meanings; // a promise of what wordings say in Norwegian
  #asking; // the button that opened a question
  #atEnd = true; // the newest words are in view, and stay there when the lane becomes smaller

  connectedCallback() {
    if (this.#talk) return;
    this.#replaceOlder();
    if (this.#takePlace()) return;
    this.status = this.dataset.unanswered === "yes" ? "unanswered" : "answered";
    this.#log = new Log(this.#find(".log"), {
      mine: "counselor",
      scroller: this.#find(".lane__scroll"),
      live: this.#find(".lane__live"),
      icon: this.#find(".lane__unsent-icon").content.firstElementChild,
    });
    this.#talk = new Conversation({
      getTicket: () => ticket(this.dataset.conversation),
      seen: () => this.attended,
      on: { ...this.#log.handlers(), ...this.#handlers },
    });
    this.#meanings = fetchMeanings();
    this.#listen();
    this.#countMinutes();
    this.#talk.start();
    this.#changed();
  }

  disconnectedCallback() {
    this.#talk?.stop();
    clearInterval(this.#minutes);
    this.#changed();
  }

  /** Whether someone reads along here, so that nothing arrives unseen. */
  get attended() {
    return document.visibilityState === "visible" && document.hasFocus() && this.contains(document.activeElement);
  }

  get number() {
    return Number(this.dataset.number ?? 0);
  }

  get draft() {
    return this.#find(".lane__text").value.trim();
  }

  /** Of one that is over, to why: who is still typing must press nothing. */
  enter() {
    this.#find(this.status === "over" ? ".lane__why" : ".lane__text").focus();
  }

  /** All that came is before someone's eyes now. */
  see() {
    this.#talk?.read();
    if (this.unread === 0) return;
    this.unread = 0;
    this.#changed();
  }

  /** Who read along and goes on with it now has a lane of it already. */
  #replaceOlder() {
    for (const lane of document.querySelectorAll(`chat-lane[data-conversation="${this.dataset.conversation}"]`)) {
      if (lane !== this) lane.remove();
    }
  }

  // Its place: the lowest number that is free, and the order of the numbers in the page

  #takePlace() {
    if (this.number) return false;
    const others = [...this.parentElement.querySelectorAll("chat-lane")].filter((lane) => lane !== this);
    const used = new Set(others.map((lane) => lane.number));
    let number = 1;
    while (used.has(number)) number += 1;
    this.dataset.number = number;
    this.#find(".lane__number").textContent = number;
    const next = others.find((lane) => lane.number > number);
    if (next) this.parentElement.insertBefore(this, next); // which connects it again, in its place
    return Boolean(next);
  }

  // What the conversation tells

  #handlers = {
    message: (fact) => this.#heard(fact, this.#log.message(fact)),
    refused: (fact) => {
      this.#log.refused(fact);
      this.#refuse(fact);
    },
    connection: (status) => {
      this.#log.connection(status);
      this.#find(".lane__lost").hidden = status !== "lost";
      this.#find(".lane__composer").classList.toggle("lane__composer--lost", status === "lost");
      if (status === "replaced") this.#over("replaced");
      if (status === "lost") this.#leaveSoon(); // who has no connection does not learn when it ends
      if (status === "connected") this.#stay();
    },
    state: ({ noNote, others, offered }) => {
      this.#find(".lane__note").hidden = !noNote;
      this.#showOthers(others);
      this.#showOffered(offered);
    },
    peer: ({ presence }) => {
      this.#presence = presence;
      this.#say(presence);
    },
    typing: () => this.#showTyping(),
    ended: ({ by }) => {
      this.#log.connection("lost"); // what was not sent says so
      this.#over(by ?? "other");
    },
  };

  #heard({ role, unread, as, by, text }, entry) {
    if (as === "notice") return;
    this.#meanings.then((known) => explain(entry, this.dataset.inNorwegian, known.get(text)));
    if (role === "visitor") this.#stopTyping();
    this.status = role === "visitor" ? "unanswered" : "answered";
    if ((role === "visitor" || by) && unread && !this.attended) this.#markNew(entry);
    this.#changed();
  }

  #showOthers(others) {
    const line = this.#find(".lane__others");
    line.querySelector("[data-others]").textContent = others.map(({ name, role }) => `${name} (${line.dataset[role]})`).join(", ");
    line.hidden = others.length === 0;
  }

  /** Said where it is read out; what the panel says of it is old. */
  #offerOver(line) {
    document.getElementById("said").textContent = line.dataset.over;
    this.#find(".colleagues")?.replaceChildren();
    this.#unask();
  }

  #showOffered(name) {
    const line = this.#find(".lane__offered");
    if (!name && !line.hidden) this.#offerOver(line);
    line.querySelector("span").textContent = name ? line.dataset.text.replace("{name}", name) : "";
    line.hidden = !name;
  }

  #markNew(entry) {
    this.unread += 1;
    if (this.unread > 1) return;
    this.#find(".lane__divider")?.remove();
    entry.before(this.#find(".lane__new").content.cloneNode(true));
    this.#scrolled();
  }

  #refuse({ text, code }) {
    const line = this.#find(".lane__refused");
    line.textContent = line.dataset[code] ?? line.dataset.other;
    line.hidden = false;
    const field = this.#find(".lane__text");
    field.value = field.value ? `${text}\n${field.value}` : text;
  }

  #say(presence) {
    const line = this.#find(".lane__line");
    line.textContent = line.dataset[presence] ?? "";
    line.dataset.shown = presence;
  }

  #showTyping() {
    clearTimeout(this.#typing);
    if (this.status !== "typing") {
      this.#before = this.status;
      this.status = "typing";
      this.#say("typing");
      this.#changed();
    }
    this.#typing = setTimeout(() => this.#stopTyping(), TYPING_SHOWN);
  }

  #stopTyping() {
    clearTimeout(this.#typing);
    if (this.status !== "typing") return;
    this.status = this.#before;
    this.#say(this.#presence);
    this.#changed();
  }

  #over(why) {
    const replaced = why === "replaced";
    const hadFocus = this.contains(document.activeElement);
    this.status = replaced ? this.status : "over";
    this.toggleAttribute("data-ended", !replaced);
    if (why === "other") this.#log.clear(); // it runs, and is somebody else's to read
    const said = this.#find(".lane__why");
    said.textContent = said.dataset[why] ?? said.dataset.other;
    for (const part of [".lane__composer", ".lane__actions", ".lane__line", ".lane__lost", ".lane__others", ".lane__offered", ".lane__meaning"]) this.#find(part).hidden = true;
    this.#unask();
    this.#find("[data-here]").hidden = !replaced;
    this.#find("[data-register]").hidden = replaced || why === "other";
    this.#find(".lane__over").hidden = false;
    if (hadFocus) this.enter();
    this.#changed();
    this.#leaveSoon();
  }

  #leaveSoon() {
    this.#leaving ??= setTimeout(() => this.#leave(), LEFT_ON_SCREEN);
  }

  #stay() {
    clearTimeout(this.#leaving);
    this.#leaving = undefined;
  }

  #leave() {
    const hadFocus = this.contains(document.activeElement);
    this.remove();
    if (hadFocus) document.getElementById("new-contact")?.focus({ preventScroll: true });
  }

  #resume() {
    this.#stay();
    for (const part of [".lane__composer", ".lane__actions", ".lane__line", ".lane__meaning"]) this.#find(part).hidden = false;
    this.#find(".lane__over").hidden = true;
    this.#talk.start();
    this.enter();
  }

  // What the counsellor does

  #listen() {
    const field = this.#find(".lane__text");
    const scroll = this.#find(".lane__scroll");
    this.addEventListener("focusin", () => this.see());
    this.addEventListener("click", (event) => this.#click(event.target.closest("button")));
    // What is asked about colleagues is fetched when it is opened, unless a note stands in it already.
    this.addEventListener("htmx:before:request", (event) => {
      const { sourceElement } = event.detail.ctx;
      const panel = sourceElement.dataset?.ask === "colleagues" && this.#find(".colleagues");
      if (panel && (!panel.hidden || panel.querySelector("textarea")?.value)) event.preventDefault();
    });
    this.addEventListener("htmx:after:settle", ({ target }) => {
      if (target.matches("[data-asked]:not([hidden])")) target.querySelector("select, button")?.focus();
    });
    this.#find(".lane__composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(field);
    });
    field.addEventListener("input", () => field.value && this.#talk.typing());
    field.addEventListener("input", () => this.#showMeaning(field));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.isComposing || onTouch.matches) return;
      event.preventDefault();
      this.#send(field);
    });
    scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#atEnd && this.#log.toEnd()).observe(scroll);
  }

  #click(button) {
    if (!button) return;
    const { ask } = button.dataset;
    if (ask) this.#ask(ask, button);
    else if ("unask" in button.dataset) this.#unask();
    else if ("register" in button.dataset) openRegistration(this.dataset.alias);
    else if ("here" in button.dataset) this.#resume();
    else if ("remove" in button.dataset) this.#leave();
    else if (button.matches(".lane__newest")) this.#log.toEnd();
  }

  #send(field) {
    const text = field.value.trim();
    if (!text || this.#talk.send(text) === null) return;
    field.value = "";
    this.#showMeaning(field);
    this.#find(".lane__refused").hidden = true;
    this.#find(".lane__divider")?.remove();
    field.focus();
  }

  /** Of a reply in another language, while it stands there as it was approved: what she is about to say. */
  async #showMeaning(field) {
    const known = (await this.#meanings).get(field.value.trim());
    this.#find(".lane__meaning").textContent = known ? `${this.dataset.inNorwegian} ${known}` : "";
  }

  #ask(what, button) {
    const asked = !this.#find(`[data-asked="${what}"]`).hidden;
    this.#unask();
    if (asked) return;
    this.#asking = button;
    const question = this.#find(`[data-asked="${what}"]`);
    question.hidden = false;
    // Never on what ends it: who goes on typing would press that with the next blank.
    question.querySelector("[data-unask]")?.focus();
  }

  #unask() {
    for (const question of this.querySelectorAll("[data-asked]")) question.hidden = true;
    this.#asking?.focus();
    this.#asking = undefined;
  }

  // Small things

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#find(".lane__scroll");
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.#find(".lane__newest").hidden = this.#atEnd || !this.#find(".lane__divider");
  }

  #countMinutes() {
    const shown = this.#find(".lane__minutes");
    const began = Date.now() - Number(shown.dataset.minutes) * MINUTE;
    this.#minutes = setInterval(() => (shown.textContent = Math.floor((Date.now() - began) / MINUTE)), MINUTE);
  }

  #changed() {
    document.body.dispatchEvent(new Event("lane"));
  }

  #find(selector) {
    return this.querySelector(selector);
  }
}

const onTouch = matchMedia("(pointer: coarse)");

async function ticket(conversation) {
  const address = `/console/conversations/${conversation}/ticket`;
  const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json" } });
  if (answer.status === 401) location.assign("/console/login");
  if (answer.status === 404) throw new Gone();
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).ticket;
}

/** The rail has what is owed, or will have it in a moment; the alias says which of it was this conversation. */
function openRegistration(alias, until = Date.now() + OWED_SOON) {
  const card = [...document.querySelectorAll("[data-owed-alias]")].find(({ dataset }) => dataset.owedAlias === alias);
  // Not a press: htmx may not know yet of a link that has only just come, which would lead to another page.
  if (card) return htmx.ajax("GET", card.getAttribute("href"), { source: card, target: "#pane" });
  if (Date.now() > until) return;
  const rail = document.getElementById("rail");
  rail.addEventListener("htmx:after:settle", () => openRegistration(alias, until), { once: true });
}

customElements.define("chat-lane", Lane);

for (const moment of ["focus", "visibilitychange"]) {
  (moment === "focus" ? window : document).addEventListener(moment, () => {
    document.activeElement?.closest("chat-lane")?.see();
  });
}

/** Nothing that is typed is lost by leaving the page without meaning to; what the server was told comes back. */
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("chat-lane[data-untold]:not([data-ended])")].some((lane) => lane.draft)) event.preventDefault();
});
