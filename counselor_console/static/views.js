/** On small screens one part of the page is shown at a time. On large ones all are, and this changes nothing seen. */

const body = document.body;

function show(view) {
  body.dataset.view = view;
  for (const tab of document.querySelectorAll(".tabs [data-show]")) {
    if (tab.dataset.show === view) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

/** The lane that was entered last is the one that a small screen shows. */
function choose(lane) {
  for (const other of document.querySelectorAll("chat-lane")) other.toggleAttribute("data-current", other === lane);
  show("lanes");
}

body.addEventListener("show", ({ detail }) => show(detail));

body.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-show]");
  if (!button) return;
  const { show: view } = button.dataset;
  // With nothing open, the third tab opens what is owed.
  if (view === "pane" && !document.getElementById("pane").childElementCount) {
    (document.querySelector("[data-owed-alias]") ?? document.getElementById("new-contact")).click();
  }
  show(view);
});

document.getElementById("lanes").addEventListener("focusin", ({ target }) => {
  const lane = target.closest("chat-lane");
  if (lane) choose(lane);
});

/** A lane that was just taken is where one wants to be; only what is shown can have the focus. */
document.getElementById("lanes").addEventListener("htmx:after:settle", ({ detail }) => {
  const lane = detail.newContent.find((node) => node.matches?.("chat-lane"));
  if (!lane) return;
  choose(lane);
  lane.enter();
});

document.getElementById("rail").addEventListener("click", ({ target }) => {
  const row = target.closest("[data-lane]");
  const lane = row && document.getElementById(`lane-${row.dataset.lane}`);
  if (!lane) return;
  choose(lane);
  lane.enter();
});

/** When the lane that was shown goes away, another takes its place. */
body.addEventListener("lane", () => {
  const lanes = [...document.querySelectorAll("chat-lane")];
  if (!lanes.length && body.dataset.view === "lanes") show("queue");
  if (lanes.length && !lanes.some((lane) => lane.hasAttribute("data-current"))) lanes[0].setAttribute("data-current", "");
});
