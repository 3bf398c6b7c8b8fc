/** Prepared sentences, each of which is sent as it stands. Fetched with this file when they are first opened. */

/** Fills the list; `send` is given the sentence that was pressed, and says whether it went. */
export async function offer(list, send) {
  const answer = await fetch(`/phrases?lang=${document.body.dataset.language}`);
  const sentences = await answer.json();
  list.replaceChildren(...sentences.map((sentence) => entry(sentence, () => send(sentence))));
}

function entry(sentence, press) {
  const made = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { className: "button button--calm", type: "button", textContent: sentence });
  button.addEventListener("click", press);
  made.append(button);
  return made;
}
