/**
 * Draws the words of one conversation in a list, for visitor and counselor alike.
 *
 *   const log = new Log(list, { mine: "visitor", scroller, live, icon });
 *   new Conversation({ getTicket, on: { ...log.handlers(), state(…) {…} } });
 *
 * `list` is an <ol> that brings its words: data-visitor, data-counselor and data-mediator (who speaks), data-sending, data-unsent,
 * data-delivered, data-read (how far our own came). `scroller` is what scrolls, `live` a polite live region that is
 * given what the other side writes, `icon` an SVG to stand beside "unsent".
 *
 * An entry: <li class="log__entry log__entry--mine [log__entry--other]" data-seq> <div class="message message--visitor">
 *   <span class="message__who"> <p class="message__text"> </div> <span class="message__mark"> </li>
 * and what nobody wrote: <li class="log__entry log__entry--notice" data-seq> <p class="log__notice"> </li>
 * Texts on their way stand last, as `message--unsent`, and move to their place when it is known.
 */

const NEAR_END = 64; // pixels: who is this close to the end is reading along
const SPOKEN = 5; // lines kept in the live region

export class Log {
  #list;
  #mine;
  #scroller;
  #live;
  #icon;
  #onTheWay = new Map(); // n -> entry
  #own = []; // entries of our side in seq order
  #read = 0;
  #connected = true;

  constructor(list, { mine, scroller = list, live = null, icon = null }) {
    this.#list = list;
    this.#mine = mine;
    this.#scroller = scroller;
    this.#live = live;
    this.#icon = icon;
  }

  /** What a Conversation tells that concerns its log. Wrap one to do more; `message` returns the entry. */
  handlers() {
    return {
      own: (fact) => this.own(fact),
      delivered: (fact) => this.delivered(fact),
      refused: (fact) => this.refused(fact),
      message: (fact) => this.message(fact),
      read: (fact) => this.read(fact),
      connection: (status) => this.connection(status),
      reset: () => this.clear(),
    };
  }

  own({ n, text }) {
    const entry = this.#entry(this.#mine, text);
    entry.firstChild.classList.add("message--unsent");
    this.#onTheWay.set(n, entry);
    this.#list.append(entry);
    this.#markUnsent(entry);
    this.toEnd();
  }

  delivered({ n }) {
    const entry = this.#onTheWay.get(n);
    if (entry) this.#land(entry);
  }

  refused({ n }) {
    this.#onTheWay.get(n)?.remove();
    this.#onTheWay.delete(n);
  }

  message({ seq, role, text, n, replayed, as, by }) {
    const atEnd = this.#atEnd();
    const who = as === "notice" ? "" : (by ?? this.#list.dataset[as] ?? this.#list.dataset[role]);
    const entry = this.#onTheWay.get(n) ?? (who ? this.#entry(role, text, who) : notice(text));
    entry.classList.toggle("log__entry--other", Boolean(by || as === "mediator")); // than the counsellor of the conversation
    this.#onTheWay.delete(n);
    this.#place(entry, seq);
    if (role === this.#mine && who) this.#own.push(entry);
    if (!replayed && (role !== this.#mine || by || !who)) this.#say(who, text);
    if (who) this.#land(entry);
    if (atEnd) this.toEnd();
    return entry;
  }

  read({ seq }) {
    this.#read = Math.max(this.#read, seq);
    this.#markOwn();
  }

  connection(status) {
    this.#connected = status === "connected";
    for (const entry of this.#onTheWay.values()) {
      if (entry.firstChild.classList.contains("message--unsent")) this.#markUnsent(entry);
    }
  }

  clear() {
    this.#onTheWay.clear();
    this.#own = [];
    this.#read = 0;
    this.#list.replaceChildren();
    this.#live?.replaceChildren();
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  // Entries

  #entry(role, text, who = this.#list.dataset[role]) {
    const entry = element("li", `log__entry log__entry--${role === this.#mine ? "mine" : "theirs"}`);
    const message = element("div", `message message--${role}`);
    const words = element("p", "message__text", text);
    words.dir = "auto";
    message.append(element("span", "message__who", who), words);
    entry.append(message);
    return entry;
  }

  /** Behind all that has a seq, before all that has none yet. */
  #place(entry, seq) {
    entry.dataset.seq = seq;
    const [firstOnTheWay = null] = this.#onTheWay.values();
    this.#list.insertBefore(entry, firstOnTheWay);
  }

  #land(entry) {
    entry.firstChild.classList.remove("message--unsent");
    mark(entry, null);
    this.#markOwn();
  }

  // How far our own came is said once: at the newest that was read, and at the newest of all

  #markOwn() {
    const { delivered, read } = this.#list.dataset;
    const newest = this.#own.at(-1);
    const newestRead = this.#own.findLast((entry) => Number(entry.dataset.seq) <= this.#read);
    for (const entry of this.#own.slice(-50)) {
      mark(entry, entry === newestRead ? read : entry === newest ? delivered : null);
    }
  }

  #markUnsent(entry) {
    const { sending, unsent } = this.#list.dataset;
    const said = mark(entry, this.#connected ? sending : unsent);
    said.classList.toggle("message__mark--alert", !this.#connected);
    if (!this.#connected && this.#icon) said.prepend(this.#icon.cloneNode(true));
  }

  #say(who, text) {
    if (!this.#live) return;
    this.#live.append(element("p", "", who ? `${who}: ${text}` : text));
    while (this.#live.childElementCount > SPOKEN) this.#live.firstChild.remove();
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }
}

/** Puts `text` under the entry, or nothing; a mark that is right already is not touched. */
function mark(entry, text) {
  const old = entry.querySelector(".message__mark");
  if (old && old.textContent === text && !old.classList.contains("message__mark--alert")) return old;
  old?.remove();
  if (!text) return null;
  const made = element("span", "message__mark", text);
  entry.append(made);
  return made;
}

function notice(text) {
  const entry = element("li", "log__entry log__entry--notice");
  const said = element("p", "log__notice", text);
  said.dir = "auto";
  entry.append(said);
  return entry;
}

function element(name, classes, text) {
  const made = document.createElement(name);
  made.className = classes;
  if (text !== undefined) made.textContent = text;
  return made;
}
