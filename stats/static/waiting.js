/**
 * What takes longer than a moment says in words that it goes on, and for how long it has, so that nobody is left with a
 * silent page. `data-slow` on a form or a link has the words. A link with it leads to a file, which is fetched here,
 * since a browser tells nobody when one has come.
 */

const MOMENT = 1000; // milliseconds
const [words, seconds] = document.querySelectorAll("#waiting > *");
let begun = 0;
let ticking = 0;

function begin(told) {
  end();
  begun = Date.now();
  ticking = setInterval(() => {
    if (words.textContent !== told) words.textContent = told;
    seconds.textContent = ` ${Math.floor((Date.now() - begun) / 1000)} s`;
  }, MOMENT);
}

function end() {
  clearInterval(ticking);
  ticking = 0;
  words.textContent = seconds.textContent = "";
}

async function fetchFile(link) {
  begin(link.dataset.slow);
  try {
    const answer = await fetch(link.href).catch(() => null); // without a line
    const named = /filename="([^"]+)"/.exec(answer?.headers.get("content-disposition"));
    if (!answer?.ok || !named) return location.assign(link.href); // what is wrong is told by the page that comes
    const file = URL.createObjectURL(await answer.blob());
    Object.assign(document.createElement("a"), { href: file, download: named[1] }).click();
    setTimeout(() => URL.revokeObjectURL(file), MOMENT);
  } finally {
    end();
  }
}

addEventListener("submit", (event) => {
  const told = event.target.dataset.slow;
  if (!told || event.defaultPrevented) return;
  if (ticking) event.preventDefault(); // it is being done
  else begin(told);
});
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-slow]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!ticking) fetchFile(link);
});
addEventListener("htmx:before:request", ({ detail }) => {
  const told = detail.ctx.sourceElement.dataset.slow;
  if (told) begin(told);
});
addEventListener("htmx:finally:request", end);
addEventListener("pageshow", end);
