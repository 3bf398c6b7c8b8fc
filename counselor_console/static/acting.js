/** Act now: what is chosen in the panel goes into the answer, and the lane says that it does not end by itself. */

import { insert } from "./reply.js";

const pane = document.getElementById("pane");

/** The running conversation that the open panel is about. */
function lane() {
  const panel = pane.querySelector("[data-acting]");
  const found = panel && document.getElementById(`lane-${panel.dataset.acting}`);
  return found?.hasAttribute("data-ended") ? null : found;
}

/** Where one part is shown at a time, the conversation has to come to the front before one can act in it. */
function front(lane) {
  if (!lane.checkVisibility()) document.querySelector(`[data-lane="${lane.dataset.conversation}"]`)?.click();
}

pane.addEventListener("click", ({ target }) => {
  const saying = target.closest("[data-say]");
  const consult = target.closest("[data-consult]");
  if (!(saying || consult) || !lane()) return;
  front(lane());
  if (saying) insert(lane(), saying.dataset.say);
  else lane().querySelector("[data-ask='colleagues']").click();
});

/** What is to be said, and whom to call, stays when the conversation is over; what is done to it does not. */
function paint() {
  const panel = pane.querySelector("[data-acting]");
  if (!panel) return;
  if (lane()) lane().querySelector("[data-held-line]").hidden = panel.dataset.held !== "yes";
  for (const part of panel.querySelectorAll(".acting__held-only, [data-say]")) part.hidden = !lane();
}

pane.addEventListener("htmx:after:settle", paint);
document.body.addEventListener("lane", paint);
