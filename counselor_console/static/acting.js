/** Act now: what is chosen in the panel goes into the answer, and the lane says that it does not end by itself. */

import { insert } from "./reply.js";

const pane = document.getElementById("pane");

function laneOf(panel) {
  return document.getElementById(`lane-${panel.dataset.acting}`);
}

/** Where one part is shown at a time, the answer has to come to the front before it can be written in. */
function front(lane) {
  if (!lane.checkVisibility()) document.querySelector(`[data-lane="${lane.dataset.conversation}"]`)?.click();
}

pane.addEventListener("click", ({ target }) => {
  const saying = target.closest("[data-say]");
  const lane = saying && laneOf(saying.closest("[data-acting]"));
  if (!lane || lane.hasAttribute("data-ended")) return;
  front(lane);
  insert(lane, saying.dataset.say);
});

pane.addEventListener("htmx:after:settle", () => {
  const panel = pane.querySelector("[data-acting]");
  const lane = panel && laneOf(panel);
  if (lane) lane.querySelector("[data-held-line]").hidden = panel.dataset.held !== "yes";
});
