/** This visit over HTTP: beginning, tickets, and the one cookie. The token is in this memory and in that cookie only. */

import { Gone } from "/static/chat/conversation.js";

const COOKIE = "__Host-visit";
const PATIENCE = 15_000; // milliseconds
const framed = location.pathname === "/embed";

let token = cookie();
let firstTicket = null;

export const hasVisit = () => Boolean(token);

/** Why a conversation did not begin, as a code that the page has a sentence for. */
export class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Begins a conversation, unless this browser has one. Throws Refused. */
export async function begin(language) {
  token ??= cookie();
  if (token) return;
  const answer = await post("/conversations", { language, embed: framed }).catch(() => null);
  if (answer?.status !== 201) throw new Refused({ 503: "closed", 429: "busy" }[answer?.status] ?? "network");
  ({ token, ticket: firstTicket } = await answer.json());
}

/** A ticket for the next connection: the one that came with the conversation, then a fresh one each time. */
export async function getTicket() {
  const first = firstTicket;
  firstTicket = null;
  if (first) return first;
  const answer = await post("/tickets", undefined, { Authorization: `Bearer ${token}` });
  if (answer.status === 401 || answer.status === 404) throw new Gone();
  if (!answer.ok) throw new Error(`tickets: ${answer.status}`);
  return (await answer.json()).ticket;
}

/** Whether the visitor wants no note on this conversation. Throws when the choice was not stored. */
export async function chooseNote(noNote) {
  const answer = await post("/note", { no_note: noNote }, { Authorization: `Bearer ${token}` });
  if (!answer.ok) throw new Error(`note: ${answer.status}`);
}

/** Forgets the visit on this device and returns the token that it had. */
export function forget() {
  const left = token ?? cookie();
  token = firstTicket = null;
  document.cookie = `${COOKIE}=; Path=/; Secure; Max-Age=0; SameSite=Lax`;
  document.cookie = `${COOKIE}=; Path=/; Secure; Max-Age=0; SameSite=None; Partitioned`;
  return left;
}

/** Whether a conversation could begin now; a failed question is no answer. */
export async function isOpen() {
  const answer = await fetch("/status", { signal: AbortSignal.timeout(PATIENCE) });
  return (await answer.json()).open;
}

function cookie() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${COOKIE}=`));
  return found?.slice(COOKIE.length + 1) || null;
}

function post(address, body, headers = {}) {
  return fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", ...headers },
    body: body && JSON.stringify(body),
    keepalive: true, // it arrives although the page is left meanwhile
    signal: AbortSignal.timeout(PATIENCE),
  });
}
