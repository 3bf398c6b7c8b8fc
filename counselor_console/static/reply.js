/** Puts prepared words where the answer is being written. Whoever answers reads them there, and sends. */

export function currentLane() {
  return document.querySelector("chat-lane[data-current]") ?? document.querySelector("chat-lane");
}

export function insert(lane, text) {
  const field = lane.querySelector(".lane__text");
  const { value, selectionStart: start, selectionEnd: end } = field;
  const before = start > 0 && !/\s$/.test(value.slice(0, start)) ? " " : "";
  field.setRangeText(before + text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
