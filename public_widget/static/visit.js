/** This visit over HTTP: beginning, tickets, and its cookie. The token is in this memory and in that cookie only. */

import { Gone } from "/static/chat/conversation.js";

const COOKIE = "__Host-visit";
const PATIENCE = 15_000; // milliseconds
const framed = location.pathname === "/embed";

let token = cookie();
let firstTicket = null;
let beginning = null; // a request whose answer has not come, and the mark by which the server knows what it began
let wish = null; // about the note, until it is known to hold
let left = false;

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
  beginning = { mark: beginning?.mark ?? crypto.randomUUID(), request: new AbortController() };
  const { mark, request } = beginning;
  const patience = setTimeout(() => request.abort(), PATIENCE);
  const answer = await post("/conversations", { language, mark, embed: framed }, { signal: request.signal }).catch(() => null);
  clearTimeout(patience);
  if (answer) beginning = null; // else it may have begun, and the next try must find it
  if (answer?.status !== 201) throw new Refused({ 503: "closed", 429: "busy" }[answer?.status] ?? "network");
  ({ token, ticket: firstTicket } = answer.body);
}

/** A ticket for the next connection: the one that came with the conversation, then a fresh one each time. */
export async function getTicket() {
  const first = firstTicket;
  firstTicket = null;
  if (first) return first;
  const answer = await post("/tickets", undefined, { headers: bearer() });
  if (answer.status === 423) return showAnew();
  if (answer.status === 401 || answer.status === 404) throw new Gone();
  if (!answer.ok) throw new Error(`tickets: ${answer.status}`);
  return answer.body.ticket;
}

/** For what the page does not know and the server's says: that this browser may begin nothing for a while. */
export async function showAnew() {
  location.reload();
  return new Promise(() => {});
}

/**
 * Whether the visitor wants no note on this conversation. One request at a time; of what he chooses meanwhile the last
 * counts. What holds is told by the conversation. Throws when the choice was not stored.
 */
export async function chooseNote(noNote) {
  const asking = wish !== null;
  wish = noNote;
  if (asking) return;
  try {
    for (let asked = null; asked !== wish; ) {
      asked = wish;
      const answer = await post("/note", { no_note: asked }, { headers: bearer(), keepalive: true });
      if (!answer.ok) throw new Error(`note: ${answer.status}`);
    }
  } finally {
    wish = null;
  }
}

/** Forgets a conversation that is over. The cookie may be that of a newer one, begun in another tab: then it stays. */
export function forget() {
  if ([null, token].includes(cookie())) dropCookie();
  token = firstTicket = beginning = wish = null;
}

/**
 * Forgets every visit of this browser, and lets no answer come any more: there is nobody to whom it could be shown.
 * Returns what tells the server of each.
 */
export function forgetForGood() {
  left = true;
  const other = cookie();
  const visits = [{ token: token ?? undefined, mark: beginning?.mark, no_note: wish ?? undefined }];
  if (other !== token) visits.push({ token: other ?? undefined });
  beginning?.request.abort();
  token = firstTicket = beginning = wish = null;
  dropCookie();
  for (const name of ["later", "unsent"]) document.cookie = `__Host-${name}=; Path=/; Secure; Max-Age=0; SameSite=Lax`;
  return visits.filter((visit) => visit.token || visit.mark);
}

function dropCookie() {
  document.cookie = `${COOKIE}=; Path=/; Secure; Max-Age=0; SameSite=Lax`;
  document.cookie = `${COOKIE}=; Path=/; Secure; Max-Age=0; SameSite=None; Partitioned`;
}

/** Whether a conversation could begin now, and what is said of it; a failed question is no answer. */
export async function opening(language) {
  return (await ask(`/status?lang=${language}`)).body;
}

function cookie() {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${COOKIE}=`));
  return found?.slice(COOKIE.length + 1) || null;
}

const bearer = () => ({ Authorization: `Bearer ${token}` });

/** With `keepalive` it arrives although the page is closed meanwhile. */
function post(address, body, { headers, ...options } = {}) {
  return ask(address, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", ...headers },
    body: body && JSON.stringify(body),
    ...options,
  });
}

async function ask(address, options) {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), ...options });
    const text = await answer.text();
    return { status: answer.status, ok: answer.ok, body: text && JSON.parse(text) };
  } finally {
    if (left) await new Promise(() => {});
  }
}
