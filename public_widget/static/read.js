/** Searching as one types, in the page itself: what is typed is sent nowhere. `stats/answer_search.py` does the same. */

import { leave, neverShownAgain, onLeaving } from "./leave.js";

const LEAST_STEM = 3;
const LEAST_INSIDE = 5;

const form = document.getElementById("search");
if (form) searchHere(form, JSON.parse(form.dataset.rules));
onLeaving(document.getElementById("leave"), () => leave(() => {}));
neverShownAgain();

function searchHere(form, { endings, skipped, like }) {
  const field = form.elements.words;
  const count = document.getElementById("count");
  const answers = [...document.querySelectorAll(".told")].map((shown) => ({
    shown,
    words: new Set(wordsOf(`${shown.textContent} ${shown.dataset.also}`)),
  }));

  const search = () => {
    const fitting = bestFor(wanted(field.value));
    for (const { shown } of answers) shown.hidden = !fitting.includes(shown);
    for (const topic of document.querySelectorAll(".answers__topic")) topic.hidden = !topic.querySelector(".told:not([hidden])");
    document.getElementById("none").hidden = fitting.length > 0;
    count.textContent = field.value.trim() ? `${count.dataset.found} ${fitting.length}` : "";
  };

  function bestFor(wanted) {
    if (!wanted.length) return answers.map(({ shown }) => shown);
    const scores = answers.map(({ words }) => wanted.filter((word) => [...words].some((one) => fits(word, one))).length);
    const best = Math.max(...scores);
    return answers.filter((_, at) => best && scores[at] === best).map(({ shown }) => shown);
  }

  function wanted(typed) {
    const words = [...new Set(wordsOf(typed))];
    const telling = words.filter((word) => !skipped.includes(word));
    return telling.length ? telling : words;
  }

  function fits(word, found) {
    const root = stem(word);
    const inside = root.length >= LEAST_INSIDE || /[^\u0000-\u024f]/u.test(root);
    return found.startsWith(root) || (inside && found.includes(root)) || (found.length >= LEAST_INSIDE && word.startsWith(found));
  }

  function stem(word) {
    const ending = endings.find((end) => word.endsWith(end) && word.length - end.length >= LEAST_STEM) ?? "";
    const root = word.slice(0, word.length - ending.length);
    return ending && root.length > LEAST_STEM && root.at(-1) === root.at(-2) ? root.slice(0, -1) : root;
  }

  function wordsOf(text) {
    return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  }

  function fold(text) {
    const bare = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    return like.reduce((folded, [written, same]) => folded.replaceAll(written, same), bare);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  field.addEventListener("input", search);
}
