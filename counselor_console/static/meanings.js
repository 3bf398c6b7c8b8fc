/** What approved wordings say in Norwegian: of a reply that is about to be sent, and of what stands in the log. */

/** By wording. Without an answer nothing is known, and nothing is said. */
export async function fetchMeanings() {
  try {
    const answer = await fetch("/console/phrases/meanings", { headers: { Accept: "application/json" } });
    return new Map(Object.entries(answer.ok ? await answer.json() : {}));
  } catch {
    return new Map();
  }
}

/** Puts the Norwegian under a message, once. */
export function explain(entry, words, meaning) {
  const message = entry.querySelector(".message");
  if (!meaning || message.querySelector(".message__meaning")) return;
  message.append(Object.assign(document.createElement("p"), { className: "message__meaning", textContent: `${words} ${meaning}` }));
}
