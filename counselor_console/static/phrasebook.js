/** Prepared replies in a lane: `/` in an empty answer opens them, arrows choose, Enter puts one into the answer. */

import { insert } from "./reply.js";

const lanes = document.getElementById("lanes");

function book(lane) {
  return lane.querySelector(".phrasebook");
}

/** Until the answer is here the list is of other words, and Enter waits for it. */
function find(form) {
  form.dataset.asked = "yes";
  delete form.dataset.wanted;
  form.dispatchEvent(new Event("find"));
}

function show(lane, shown) {
  const form = book(lane);
  form.hidden = !shown;
  lane.querySelector("[data-phrases]").setAttribute("aria-expanded", shown);
  say(form, "");
  if (!shown) return lane.querySelector(".lane__text").focus();
  form.elements.words.value = "";
  form.elements.words.focus();
  find(form);
}

function say(form, words) {
  form.querySelector(".phrasebook__said").textContent = words;
}

function options(form) {
  return [...form.querySelectorAll('[role="option"]')];
}

function chosen(form) {
  return form.querySelector('[role="option"][aria-selected="true"]');
}

function choose(form, option) {
  for (const one of options(form)) one.setAttribute("aria-selected", one === option);
  point(form);
  option?.scrollIntoView({ block: "nearest" });
}

function point(form) {
  form.elements.words.setAttribute("aria-activedescendant", chosen(form)?.id ?? "");
}

function step(form, by) {
  const all = options(form);
  if (all.length) choose(form, all[(all.indexOf(chosen(form)) + by + all.length) % all.length]);
}

function put(lane, option) {
  const form = book(lane);
  if (!option) return;
  if (option.dataset.text === undefined) return say(form, option.dataset.why ?? form.dataset.none);
  show(lane, false);
  insert(lane, option.dataset.text);
  document.getElementById("said").textContent = form.dataset.put;
}

const KEYS = {
  ArrowDown: (lane) => step(book(lane), 1),
  ArrowUp: (lane) => step(book(lane), -1),
  Enter: (lane) => ("asked" in book(lane).dataset ? (book(lane).dataset.wanted = "yes") : put(lane, chosen(book(lane)))),
  Escape: (lane) => show(lane, false),
};

lanes.addEventListener("keydown", (event) => {
  const lane = event.target.closest("chat-lane");
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches(".lane__text") && event.key === "/" && event.target.value === "") {
    event.preventDefault();
    show(lane, true);
  } else if (event.target.closest(".phrasebook") && (event.key === "Escape" || event.target.name === "words") && KEYS[event.key]) {
    event.preventDefault();
    event.stopPropagation(); // here Escape closes the list, and is not the way out of the field
    KEYS[event.key](lane);
  }
});

lanes.addEventListener("click", ({ target }) => {
  const lane = target.closest("chat-lane");
  if (target.closest("[data-phrases]")) show(lane, book(lane).hidden);
  else if (target.closest("[data-close-phrases]")) show(lane, false);
  else if (target.closest(".phrasebook [role='option']")) put(lane, target.closest("[role='option']"));
});

lanes.addEventListener("input", ({ target }) => {
  const form = target.closest(".phrasebook");
  if (form) find(form);
});

lanes.addEventListener("submit", (event) => {
  if (event.target.matches(".phrasebook")) event.preventDefault();
});

lanes.addEventListener("htmx:after:settle", ({ target }) => {
  const form = target.closest(".phrasebook");
  if (!form) return;
  const { wanted } = form.dataset;
  delete form.dataset.asked;
  delete form.dataset.wanted;
  point(form);
  if (wanted) put(form.closest("chat-lane"), chosen(form));
});
