/**
 * The texts that a page has written, in memory only. One at a time is under way, which keeps their order even when
 * the server asks for a pause. Those that have arrived are kept a while: after a reset they are offered again, and
 * the server knows by (client, n) which of them it has.
 */

const ROOM = 50;

export class Outbox {
  #texts = []; // {n, text, acked}, newest last
  #count = 0;
  #flying = null;
  #since = Infinity;

  get unsent() {
    return this.#texts.filter((own) => !own.acked);
  }

  /** When the text under way was sent, in milliseconds; Infinity while none is. */
  get waitingSince() {
    return this.#since;
  }

  /** The new text, or null when too many already wait. */
  add(text) {
    if (this.unsent.length >= ROOM) return null;
    const own = { n: ++this.#count, text, acked: false };
    this.#texts.push(own);
    return own;
  }

  /** The text whose turn it is, unless one is under way. */
  next() {
    return this.#flying ? undefined : this.#texts.find((own) => !own.acked);
  }

  sent(own) {
    this.#flying = own;
    this.#since = Date.now();
  }

  /** None is under way any more: the connection is gone, or the server asks to be sent it again. */
  landed() {
    this.#flying = null;
    this.#since = Infinity;
  }

  /** Whether this is news. */
  acked(n) {
    const own = this.#texts.find((one) => one.n === n);
    if (this.#flying?.n === n) this.landed();
    if (!own || own.acked) return false;
    own.acked = true;
    this.#texts.splice(0, this.#texts.length - ROOM);
    return true;
  }

  /** Takes out a text that the server refused; undefined when it had arrived after all. */
  remove(n) {
    const own = this.unsent.find((one) => one.n === n);
    this.#texts = this.#texts.filter((one) => one !== own);
    if (this.#flying === own) this.landed();
    return own;
  }

  /** All that is remembered, as if none had arrived. */
  offerAll() {
    for (const own of this.#texts) own.acked = false;
    return this.#texts;
  }
}
