// The tab of "Questions and answers" for other sites: one script tag with the address of this file.
// data-lang="en": its language. data-mode="panel": opens in this page instead of as a page of its own.
// It stores nothing, asks nothing and reads nothing of the page that it stands in. While there is a panel it counts
// presses of Shift there, because three of them leave.
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const isOpen = {{ open|tojson }};
  const words = {{ words|tojson }};
  const language = words[script.dataset.lang] ? script.dataset.lang : "nb";
  const { label, open, closed, title } = words[language];
  const inPanel = script.dataset.mode === "panel";

  const style = `
    :host { all: initial; position: fixed; inset: auto 32px 0 auto; z-index: 2147483000; color-scheme: light dark;
      font: 400 15px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      --ink: #1a2426; --act: #0e5867; --edge: #6c797b; --ground: #e8ebe9; --lamp: #efc256; }
    :host(.lit) { --ground: #faf1da; }
    .tab { display: flex; align-items: center; gap: 10px; min-height: 52px; box-sizing: border-box; padding: 6px 16px;
      border: 1px solid var(--edge); border-bottom: 3px solid var(--edge); border-radius: 4px 4px 0 0;
      background: var(--ground); color: var(--ink); font: inherit; text-align: start; text-decoration: none; cursor: pointer; }
    :host(.lit) .tab { border-bottom-color: var(--act); }
    :focus-visible { outline: 2px solid var(--lamp); box-shadow: 0 0 0 5px var(--ink); }
    b, span { display: block; }
    b { font-weight: 600; }
    svg { width: 20px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linejoin: round; }
    .light { fill: var(--lamp); stroke: none; }
    iframe { position: fixed; inset: auto 32px 0 auto; width: 376px; height: min(660px, 100vh);
      border: 1px solid var(--edge); border-radius: 4px 4px 0 0; background: var(--ground); }
    [hidden] { display: none; }
    @media (max-width: 599px) {
      :host { right: 16px; }
      iframe { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    }
    @media (prefers-color-scheme: dark) {
      :host { --ink: #e6ebea; --act: #82c6d3; --edge: #7d8b8d; --ground: #12191b; --lamp: #e4b955; }
      :host(.lit) { --ground: #2b2618; }
    }`;

  function make(name, attributes = {}, ...children) {
    const made = document.createElementNS(/^(svg|path)$/.test(name) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function door() {
    const frame = make("path", { d: "M3.8 19V2.8h12.4V19M1.5 20.2h17" });
    const lit = [make("path", { class: "light", d: "M4.6 3.6H10V19H4.6z" }), make("path", { d: "M10 3.2V19" })];
    return make("svg", { viewBox: "0 0 20 22", "aria-hidden": "true" }, ...(isOpen ? lit : []), frame);
  }

  const parts = [door(), make("span", {}, make("b", {}, label), make("span", {}, isOpen ? open : closed))];
  const address = `${origin}/?lang=${language}`;
  const tab = inPanel
    ? make("button", { class: "tab", type: "button", "aria-expanded": "false" }, ...parts)
    : make("a", { class: "tab", href: address, rel: "noreferrer", referrerpolicy: "no-referrer" }, ...parts);
  const host = make("aside", { lang: language, class: isOpen ? "lit" : "", "aria-label": label });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  root.append(tab);

  let frame = null;
  let left = false;
  let presses = [];

  const tellFrame = (what) => frame.contentWindow.postMessage(`lavterskel:${what}`, origin);

  function showPanel(shown) {
    if (shown && !frame) {
      frame = make("iframe", { src: `${origin}/embed?lang=${language}`, title, referrerpolicy: "no-referrer" });
      frame.onload = () => tellFrame(left ? "leave" : "hello");
      root.append(frame);
      addEventListener("keydown", press, true);
      addEventListener("pointerdown", () => (presses = []), true);
    }
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
    if (from !== origin || source !== frame?.contentWindow) return;
    if (data === "lavterskel:hide") showPanel(false);
    if (data === "lavterskel:leave") leave();
    if (data === "lavterskel:left") location.replace("about:blank");
  }

  if (inPanel) {
    tab.onclick = () => showPanel(true);
    addEventListener("message", listen);
  }
  const stand = () => document.body.append(host);
  document.body ? stand() : addEventListener("DOMContentLoaded", stand);
})();
