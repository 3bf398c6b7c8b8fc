/**
 * The client of `chat.v1`, for visitor and counselor alike: one object for each conversation a person has open.
 *
 *   const talk = new Conversation({ getTicket, on: { message(m) {…}, … }, seen: () => true });
 *   talk.start();  talk.send(sendable(text));  talk.typing();  talk.read();  talk.stop();
 *
 * `getTicket()` promises a fresh one-time ticket for each connection. It throws `Gone` when the conversation is
 * over; any other failure is taken for a bad network and tried again. `seen()` says whether what arrives is
 * before someone's eyes; call `read()` when that becomes true. A page that wants the other side to know when it is
 * in the background calls `page(awake)`, also on each `connection("connected")`: a new connection counts as awake.
 *
 * `on` may hold:
 *   own({n, text})                            a text of ours was accepted here and is on its way
 *   delivered({n, seq})                       the server has stored it
 *   refused({n, text, code})                  the server will not have it; it is no longer on its way
 *   message({seq, role, text, at, mine, n, replayed, as, by})   the next message; `n` when it came from this page,
 *                                             `replayed` when it was there before this page first connected, `unread`
 *                                             when this person has not read it on any page, `as` "mediator" or
 *                                             "notice", `by` the colleague who wrote it
 *   read({seq})                               the other side has seen everything up to seq
 *   state({state, place, by, noNote, others, offered}), peer({presence}), typing()
 *   connection(status)                        "connected", "lost", "replaced" (another tab took over)
 *   reset()                                   the server lost or changed its history: forget all that was shown
 *   ended({by, unsent})                       over for good; `unsent` are the texts that never arrived
 *
 * Nothing is stored outside this object. Hiding the page, losing the network or closing the socket never ends a
 * conversation: that is done over HTTP, by a person. `getTicket` should give up by itself after a while.
 */

import { Outbox } from "./outbox.js";

const BEAT = 20_000; // a sign of life at least this often, milliseconds
const SILENCE = 45_000; // so long without a frame means that the connection is dead
const STALE = 25_000; // after waking up, a beat overdue by this much is not waited for
const PATIENCE = 15_000; // for a welcome
const ACK_PATIENCE = 30_000; // longer than any wait that the server asks for
const BLINK = 1_500; // shorter gaps in the connection are not worth telling anyone
const TICK = 5_000;
const TYPING_PAUSE = 3_000;
const FIRST_RETRY = 250;
const LAST_RETRY = 15_000;
const PASSING = new Set(["rate", "storage"]); // refusals that end by waiting

export class Gone extends Error {}

/** `text` without what no message may hold: control characters, halves of a letter, blanks at the ends. */
export function sendable(text) {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]/gu, "").trim();
}

export class Conversation {
  #getTicket;
  #on;
  #seen;
  #url;
  #client = randomName();
  #last = 0; // highest seq shown
  #top = 0; // highest seq the server has spoken of
  #oldTop; // the top of the first welcome
  #readBefore; // how far this person had read then
  #inc; // the server's incarnation: a change means that its history may have changed
  #outbox = new Outbox();
  #turn = null; // the attempt to connect that counts; an older one is let go
  #socket = null;
  #welcomed = false;
  #attempt = 0;
  #running = false;
  #heard = 0;
  #beaten = 0;
  #typed = 0;
  #readSent = 0;
  #awake = true; // as the server knows it
  #timers = {};

  constructor({ getTicket, on = {}, seen = () => document.visibilityState === "visible", url = socketAddress() }) {
    this.#getTicket = getTicket;
    this.#on = on;
    this.#seen = seen;
    this.#url = url;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    addEventListener("online", this.#wake);
    addEventListener("offline", this.#offline);
    document.addEventListener("visibilitychange", this.#visibility);
    this.#timers.tick = setInterval(() => this.#tick(), TICK);
    this.#after("lost", BLINK, () => this.#tell("connection", "lost"));
    this.#connect();
  }

  /** Lets go of the connection without a word to anyone. `start` may follow. */
  stop() {
    this.#running = false;
    removeEventListener("online", this.#wake);
    removeEventListener("offline", this.#offline);
    document.removeEventListener("visibilitychange", this.#visibility);
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#drop(1000);
  }

  /** Sends `text` now or as soon as there is a connection. Returns its n, or null when too many already wait. */
  send(text) {
    const own = this.#outbox.add(text);
    if (!own) return null;
    this.#tell("own", { n: own.n, text });
    this.#pump();
    return own.n;
  }

  typing() {
    if (Date.now() - this.#typed < TYPING_PAUSE) return;
    if (this.#write({ t: "typing" })) this.#typed = Date.now();
  }

  page(awake) {
    if (awake !== this.#awake && this.#write({ t: "page", awake })) this.#awake = awake;
  }

  /** Says that everything shown has been seen, if `seen()` agrees. */
  read() {
    if (this.#last <= this.#readSent || !this.#seen()) return;
    if (this.#write({ t: "read", seq: this.#last })) this.#readSent = this.#last;
  }

  // Connecting

  async #connect() {
    this.#drop();
    const turn = (this.#turn = {});
    this.#heard = Date.now();
    try {
      const ticket = await this.#getTicket();
      if (turn === this.#turn && this.#running) this.#open(ticket);
    } catch (error) {
      if (turn !== this.#turn || !this.#running) return;
      if (error instanceof Gone) this.#end();
      else this.#retry();
    }
  }

  #open(ticket) {
    const socket = new WebSocket(this.#url, "chat.v1");
    this.#socket = socket;
    this.#heard = Date.now();
    socket.onopen = () => socket.send(JSON.stringify(this.#hello(ticket)));
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#closed(code);
  }

  #hello(ticket) {
    return { t: "hello", v: 1, ticket, client: this.#client, last: this.#last, inc: this.#inc };
  }

  /** Forgets the socket first, so that nothing it still says is heard. With 1000 it goes on purpose, else it is lost. */
  #drop(code) {
    const socket = this.#socket;
    this.#turn = null;
    this.#socket = null;
    this.#welcomed = false;
    this.#outbox.landed();
    this.#readSent = 0;
    this.#awake = true;
    socket?.close(code);
  }

  #closed(code) {
    this.#drop();
    if (code === 4404) return this.#end();
    if (code === 4409) return this.#replaced();
    if (code === 1012) return this.#retry(Math.random() * 3_000);
    if (code === 1013) return this.#retry(10_000 + Math.random() * 5_000);
    // A ticket that came too late: the next one is asked for at once, but not in a circle.
    if (code === 4401 && this.#attempt === 0) return this.#retry(0);
    this.#retry();
  }

  #retry(delay = Math.random() * Math.min(LAST_RETRY, FIRST_RETRY * 2 ** this.#attempt)) {
    this.#drop();
    this.#attempt += 1;
    this.#timers.lost ??= setTimeout(() => this.#tell("connection", "lost"), BLINK);
    this.#after("retry", delay, () => this.#connect());
  }

  #replaced() {
    this.stop();
    this.#tell("connection", "replaced");
  }

  #end(by) {
    this.stop();
    this.#tell("ended", { by, unsent: this.#outbox.unsent.map((own) => own.text) });
  }

  #wake = () => {
    const silent = Date.now() - this.#heard;
    if (this.#socket && silent < STALE) return;
    this.#attempt = 0;
    clearTimeout(this.#timers.retry);
    this.#connect();
  };

  #offline = () => {
    this.#after("lost", 0, () => this.#tell("connection", "lost"));
    this.#retry();
  };

  #visibility = () => {
    if (document.visibilityState !== "visible") return;
    this.#wake();
    this.read();
  };

  #tick() {
    if (!this.#socket) return;
    const now = Date.now();
    const dead = now - this.#heard > (this.#welcomed ? SILENCE : PATIENCE);
    const ignored = this.#outbox.waitingSince < now - ACK_PATIENCE;
    if (dead || ignored) this.#retry();
    else if (now - this.#beaten >= BEAT - TICK && this.#write({ t: "hb" })) this.#beaten = now;
  }

  // Frames from the server; those that are not listed are for later versions

  #hear(frame) {
    this.#heard = Date.now();
    this.#frames[frame.t]?.(frame);
  }

  #frames = {
    welcome: (frame) => this.#welcome(frame),
    m: (frame) => this.#deliver(frame),
    ack: ({ n, seq }) => this.#acked(n, seq),
    hb: (frame) => this.#compare(frame),
    err: (frame) => this.#refused(frame),
    typing: () => this.#tell("typing"),
    peer: ({ presence, read }) => {
      this.#tell("peer", { presence });
      this.#tell("read", { seq: read ?? 0 });
    },
    state: ({ state, place, by, no_note: noNote = false, others = [], offered }) => {
      this.#tell("state", { state, place, by, noNote, others, offered });
      if (state === "ended") this.#end(by);
    },
  };

  #welcome({ top, inc, read }) {
    if (this.#historyChanged(top, inc)) return;
    this.#inc = inc;
    this.#top = top;
    this.#oldTop ??= top;
    this.#readBefore ??= read ?? top;
    this.#welcomed = true;
    clearTimeout(this.#timers.lost);
    delete this.#timers.lost;
    this.#settle();
    this.#tell("connection", "connected");
    this.read();
    this.#pump();
  }

  #deliver(frame) {
    if (frame.seq <= this.#last) return;
    if (frame.seq > this.#last + 1) return this.#retry();
    this.#last = frame.seq;
    const mine = frame.client === this.#client;
    this.#show(frame, mine);
    if (mine) this.#acked(frame.n, frame.seq);
    this.#settle();
    this.read();
  }

  #show({ seq, role, text, at, n, as, by }, mine) {
    const [replayed, unread] = [seq <= this.#oldTop, seq > this.#readBefore];
    this.#tell("message", { seq, role, text, at, mine, n: mine ? n : undefined, replayed, unread, as, by });
  }

  /** Only a connection that has caught up counts as a good one. */
  #settle() {
    if (this.#last >= this.#top) this.#attempt = 0;
  }

  #compare({ top, inc }) {
    if (top === undefined || this.#historyChanged(top, inc)) return;
    this.#top = Math.max(this.#top, top);
    // What is ahead may be on its way; if it is not here soon, the hint was lost.
    if (top > this.#last) this.#after("behind", 2_000, () => this.#welcomed && this.#last < top && this.#retry());
  }

  #historyChanged(top, inc) {
    const changed = top < this.#last || (this.#inc !== undefined && inc !== undefined && inc !== this.#inc);
    if (changed) this.#startOver();
    return changed;
  }

  /** All is shown anew, and our own texts are offered again: the server knows those it has by (client, n). */
  #startOver() {
    this.#last = 0;
    this.#inc = undefined;
    this.#tell("reset");
    for (const { n, text } of this.#outbox.offerAll()) this.#tell("own", { n, text });
    this.#retry();
  }

  // Our own texts

  #pump() {
    const next = this.#welcomed && this.#outbox.next();
    if (next && this.#write({ t: "msg", n: next.n, text: next.text })) this.#outbox.sent(next);
  }

  #acked(n, seq) {
    if (this.#outbox.acked(n)) this.#tell("delivered", { n, seq });
    this.#pump();
  }

  #refused({ code, n, retry_ms: wait = 1_000 }) {
    if (PASSING.has(code)) return this.#after("again", wait, () => this.#offerAgain());
    const own = this.#outbox.remove(n);
    if (own) this.#tell("refused", { n, text: own.text, code });
    this.#pump();
  }

  #offerAgain() {
    this.#outbox.landed();
    this.#pump();
  }

  // Small things

  #write(frame) {
    if (!this.#welcomed || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #tell(what, fact) {
    this.#on[what]?.(fact);
  }

  #after(name, delay, action) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(action, delay);
  }
}

function randomName() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function socketAddress() {
  const address = new URL("/ws", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address;
}
