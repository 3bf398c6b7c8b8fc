// What a person could not read or reach on a page, in words; an empty list where all is well.
// Text counts as it is seen: cut off by the boxes around it. Text for those who are read to is not seen.
() => {
  const box = ({ left, right, top, bottom }) => ({ left, right, top, bottom });
  const wide = ({ left, right }) => right - left;
  const high = ({ top, bottom }) => bottom - top;
  const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });

  function common(one, other) {
    return {
      left: Math.max(one.left, other.left), right: Math.min(one.right, other.right),
      top: Math.max(one.top, other.top), bottom: Math.min(one.bottom, other.bottom),
    };
  }

  /** What the boxes around `element` leave of `whole`. */
  function seen(whole, element) {
    let left = box(whole);
    for (let around = element; around !== document.body; around = around.parentElement) {
      if (getComputedStyle(around).overflowX !== "visible") left = common(left, around.getBoundingClientRect());
    }
    return left;
  }

  function lines() {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (!data.trim() || !isVisible(parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      for (const whole of range.getClientRects()) found.push({ whole, element: parentElement, said: data.trim().slice(0, 30) });
    }
    return found;
  }

  function controls() {
    const all = [...document.querySelectorAll("button, textarea, svg")].filter(isVisible);
    return all.map((element) => ({ whole: element.getBoundingClientRect(), element, said: `a ${element.localName}` }));
  }

  /** One over the other, where neither is part of the other. What is scrolled may go under the header. */
  function clash(one, other) {
    const [a, b] = [one.element, other.element];
    if (a.contains(b) || b.contains(a) || Boolean(a.closest(".top")) !== Boolean(b.closest(".top"))) return false;
    const both = common(one.left, other.left);
    return wide(both) > 1 && high(both) > Math.min(high(one.left), high(other.left)) / 4;
  }

  const parts = [...lines(), ...controls()]
    .map((part) => ({ ...part, left: seen(part.whole, part.element) }))
    .filter(({ left }) => wide(left) > 1 && high(left) > 1);
  const faults = [];
  for (const [place, part] of parts.entries()) {
    const { whole, left, said } = part;
    if (whole.left < -1 || whole.right > innerWidth + 1) faults.push(`outside the screen: ${said}`);
    if (wide(left) < wide(whole) - 1) faults.push(`cut off: ${said}`);
    for (const other of parts.slice(place + 1)) if (clash(part, other)) faults.push(`over each other: ${said} | ${other.said}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the screen");

  // The exit: whole, on the screen, and met by a finger at its corners and in its middle
  const exit = document.querySelector("#leave button");
  const { left, right, top, bottom } = exit.getBoundingClientRect();
  const points = [[left + 4, top + 4], [right - 4, top + 4], [left + 4, bottom - 4], [right - 4, bottom - 4]];
  const isReached = ([x, y]) => document.elementFromPoint(x, y) === exit;
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) faults.push("the exit is not wholly on the screen");
  if (![...points, [(left + right) / 2, (top + bottom) / 2]].every(isReached)) faults.push("the exit is covered");
  if (exit.scrollWidth > exit.clientWidth || exit.scrollHeight > exit.clientHeight) faults.push("the exit's words do not fit");
  return faults;
}
