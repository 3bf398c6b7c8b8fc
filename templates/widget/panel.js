// The panel that the tab on another site opens. Fetched when it is first opened, and opens it at once.
// While there is a panel it counts presses of Shift on that page, because three of them leave.
(() => {
  const { host, root, tab, make, origin } = document.currentScript.parts;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    iframe { position: fixed; inset-block-end: 0; inset-inline-end: 32px; width: 376px; height: min(660px, 100vh);
      border: 1px solid var(--edge); border-radius: 4px 4px 0 0; background: var(--ground); }
    @media (max-width: 599px) {
      iframe { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    }`);
  root.adoptedStyleSheets.push(sheet);

  const title = {{ title|tojson }};
  const frame = make("iframe", { src: `${origin}/embed?lang=${host.lang}`, title, referrerpolicy: "no-referrer" });
  let left = false;
  let presses = [];

  const tellFrame = (what) => frame.contentWindow.postMessage(`lavterskel:${what}`, origin);

  function showPanel(shown) {
    frame.hidden = !shown;
    tab.hidden = shown;
    tab.setAttribute("aria-expanded", shown);
    (shown ? frame : tab).focus();
  }

  // Leaving empties the whole page, whoever made it: the visitor asked for a blank screen. The panel stays, unseen, until
  // it has told us that nothing keeps it any more.
  function leave() {
    left = true;
    frame.hidden = tab.hidden = true;
    document.head.replaceChildren();
    for (const part of [...document.body.childNodes]) if (part !== host) part.remove();
    for (const name of ["class", "style"]) document.body.removeAttribute(name);
  }

  function press({ key, repeat, timeStamp, altKey, ctrlKey, metaKey }) {
    if (repeat) return;
    const alone = key === "Shift" && !(altKey || ctrlKey || metaKey);
    presses = alone ? [...presses, timeStamp].filter((earlier) => timeStamp - earlier < 2000) : [];
    if (presses.length < 3 || left) return;
    leave();
    tellFrame("leave");
  }

  function listen({ source, origin: from, data }) {
    if (from !== origin || source !== frame.contentWindow) return;
    if (data === "lavterskel:hide") showPanel(false);
    if (data === "lavterskel:leave") leave();
    if (data === "lavterskel:left") location.replace("about:blank");
  }

  frame.onload = () => tellFrame(left ? "leave" : "hello");
  root.append(frame);
  addEventListener("keydown", press, true);
  addEventListener("pointerdown", () => (presses = []), true);
  addEventListener("message", listen);
  tab.onclick = () => showPanel(true);
  showPanel(true);
})();
