// The tab of "Questions and answers" for other sites: one script tag with the address of this file.
// data-lang="en": its language; another one by ?lang= in the address. data-mode="panel": opens in this page instead of
// as a page of its own.
// It stores nothing, asks nothing and reads nothing of the page that it stands in. What a panel needs besides comes
// when it is first opened, from `panel.js`.
(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const isOpen = {{ open|tojson }};
  const words = {{ words|tojson }};
  const lang = words[script.dataset.lang] ? script.dataset.lang : words.nb ? "nb" : Object.keys(words)[0];
  const { label, said, dir = "ltr" } = words[lang];
  const inPanel = script.dataset.mode === "panel";

  const style = `
    :host { all: initial; position: fixed; inset-block-end: 0; inset-inline-end: 32px; direction: ${dir}; z-index: 2147483000; color-scheme: light dark;
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
    [hidden] { display: none; }
    @media (max-width: 599px) {
      :host { inset-inline-end: 16px; }
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

  const parts = [door(), make("span", {}, make("b", {}, label), make("span", {}, said))];
  const address = `${origin}/?lang=${lang}`;
  const tab = inPanel
    ? make("button", { class: "tab", type: "button", "aria-expanded": "false" }, ...parts)
    : make("a", { class: "tab", href: address, rel: "noreferrer", referrerpolicy: "no-referrer" }, ...parts);
  const host = make("aside", { lang, dir, class: isOpen ? "lit" : "", "aria-label": label });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  root.append(tab);

  // The panel's script takes the press over; where it does not come, another press asks for it again.
  function fetchPanel() {
    const panel = make("script", { src: `${origin}/widget.js?panel&lang=${lang}` });
    panel.parts = { host, root, tab, make, origin };
    panel.onerror = () => (tab.onclick = fetchPanel);
    tab.onclick = null;
    document.head.append(panel);
  }

  if (inPanel) tab.onclick = fetchPanel;
  const stand = () => document.body.append(host);
  document.body ? stand() : addEventListener("DOMContentLoaded", stand);
})();
