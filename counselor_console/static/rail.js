/** What the lanes know, written into the rail, the tabs and the title. The server's rail is never older than its hint. */

const rail = document.getElementById("rail");
const said = document.getElementById("said");
const title = document.title;
const refused = document.getElementById("refused");
let waitingBefore = 0;
let askedBefore = 0;

function laneOf(row) {
  return document.getElementById(`lane-${row.dataset.lane}`);
}

function paint() {
  for (const row of rail.querySelectorAll("[data-lane]")) paintRow(row, laneOf(row));
  for (const card of rail.querySelectorAll("[data-owed-alias]")) offerRegistration(card.dataset.owedAlias);
  const waiting = count("[data-waiting]", "waiting");
  show("queue", waiting);
  show("lanes", document.querySelectorAll("chat-lane").length);
  show("pane", count("[data-owed]", "owed"));
  const news = waiting + count("[data-asked-of-me]", "askedOfMe") + unopened() + unread();
  document.title = news ? `(${news}) ${title}` : title;
  announce(waiting);
  announceAsked(count("[data-asked-of-me]", "askedOfMe") + unopened());
  keepSaid();
}

function paintRow(row, lane) {
  const [number, unread, line] = ["number", "unread", "line"].map((part) => row.querySelector(`[data-${part}]`));
  number.textContent = lane?.number ?? "–";
  row.dataset.place = lane?.number ?? 9;
  row.parentElement.dataset.place = row.dataset.place;
  unread.hidden = !lane?.unread;
  unread.textContent = lane?.unread === 1 ? rail.dataset.new : rail.dataset.more.replace("{n}", lane?.unread ?? 0);
  if (lane) line.textContent = rail.dataset[lane.status];
}

/** The lane may not know why it ended; what is owed for it can be written from there all the same. */
function offerRegistration(alias) {
  for (const lane of document.querySelectorAll("chat-lane[data-ended]")) {
    if (lane.dataset.alias === alias) lane.querySelector("[data-register]").hidden = false;
  }
}

function count(selector, name) {
  return Number(rail.querySelector(selector)?.dataset[name] ?? 0);
}

function unread() {
  return [...document.querySelectorAll("chat-lane")].reduce((sum, lane) => sum + lane.unread, 0);
}

function show(view, number) {
  const tab = document.querySelector(`[data-count="${view}"]`); // who is only asked along registers nothing
  if (tab) tab.textContent = number;
}

/** Conversations that one was asked into and has not opened. */
function unopened() {
  return [...rail.querySelectorAll("#rail-joined [data-lane]")].filter((row) => !laneOf(row)).length;
}

function announceAsked(asked) {
  if (asked > askedBefore) {
    document.body.dispatchEvent(new Event("waiting"));
    said.textContent = said.dataset.colleague;
  }
  askedBefore = asked;
}

/** Why something did not happen goes on standing below, when the rail is already another. */
function keepSaid() {
  const why = rail.querySelector(".rail__said");
  if (!why) return;
  refused.textContent = why.textContent;
  refused.hidden = false;
}

document.addEventListener("click", () => (refused.hidden = true), { capture: true });

/** Says that somebody waits when there are more than before; that there are fewer is no news. */
function announce(waiting) {
  if (waiting > waitingBefore) {
    document.body.dispatchEvent(new Event("waiting"));
    said.textContent = waiting === 1 ? said.dataset.one : said.dataset.more.replace("{n}", waiting);
  }
  if (waiting === 0 && waitingBefore) said.textContent = "";
  waitingBefore = waiting;
}

rail.addEventListener("click", (event) => {
  const row = event.target.closest("[data-lane]");
  if (!row) return;
  const lane = laneOf(row);
  if (lane) lane.enter();
  else row.dispatchEvent(new Event("open-lane")); // taken in another window: htmx fetches it
});

document.body.addEventListener("lane", paint);
rail.addEventListener("htmx:after:settle", paint);
document.addEventListener("htmx:after:swap", paint);
paint();
