/** Boxes to write in: keys, their height, and a page that keeps clear of the on-screen keyboard. */

const keyboard = matchMedia("(hover: hover) and (pointer: fine)");

/** Enter sends where there is a keyboard, Shift+Enter makes a new line; on a touch screen only the button sends. */
export function enterSends(box) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !keyboard.matches) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
}

/** The box grows with its text; style sheets do it where they can. */
export function growing(box) {
  if (CSS.supports("field-sizing", "content")) return;
  const fit = () => {
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight + 4}px`;
  };
  box.addEventListener("input", fit);
}

/** Tells the style sheet what part of the window is not covered, so that *Leave* and the box stay in it. */
export function keepClearOfKeyboard() {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => {
    document.documentElement.style.setProperty("--view-height", `${view.height}px`);
    document.documentElement.style.setProperty("--view-top", `${view.offsetTop}px`);
  };
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  fit();
}
