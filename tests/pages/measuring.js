// Cut numbers, texts that overlap, and a page wider than its window: what a reader cannot read.
() => {
  // the window itself grows on a phone whose page is too wide
  const width = document.documentElement.clientWidth;
  const seen = (element) => {
    const style = getComputedStyle(element);
    return style.visibility !== "hidden" && +style.opacity > 0.05 && element.getClientRects().length;
  };
  const forReadersOfScreens = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath.startsWith("inset(50%") || (style.clip !== "auto" && style.position === "absolute")) return true;
    }
    return false;
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !seen(parent)) continue;
    if (parent.closest("script, style, title, desc, defs, noscript, option, select, textarea")) continue;
    if (forReadersOfScreens(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((r) => r.width > 0.5 && r.height > 0.5);
    if (rects.length) texts.push({node, parent, rects});
  }
  // a token of mathematics that is squeezed loses its last letters; whole, it is wider
  const whole = document.createElement("style");
  whole.textContent = "math * { overflow-wrap: normal !important; }";
  document.head.append(whole);
  for (const text of texts) {
    const range = document.createRange();
    range.selectNodeContents(text.node);
    text.whole = range.getBoundingClientRect().width;
  }
  whole.remove();
  const isNumber = (text) => /^[-−+]?[\d.,\s]*\d[\d.,\s]*$/.test(text.trim());
  // the part of the window, and of what clips it, in which a text is seen or can be scrolled to
  const room = (element) => {
    let left = 0, right = width, fixed = true;
    for (let e = element; e && e !== document.documentElement; e = e.parentElement) {
      if (e instanceof SVGElement && !(e instanceof SVGSVGElement)) continue;
      const style = getComputedStyle(e);
      if (style.overflowX === "visible") continue;
      const scrolls = ["auto", "scroll"].includes(style.overflowX) && e !== document.body;
      if (scrolls && e.scrollWidth > e.clientWidth) return e === element ? null : {left: -1e9, right: 1e9};
      const box = e.getBoundingClientRect();
      left = Math.max(left, box.left);
      right = Math.min(right, box.right);
    }
    return {left, right};
  };
  const cut = [], hidden = [];
  let numbers = 0;
  for (const {node, parent, rects, whole} of texts) {
    const number = isNumber(node.data);
    if (!number && !["mi", "mn", "mtext"].includes(parent.localName)) continue;
    numbers += number;
    const lines = new Set(rects.map((r) => Math.round(r.top)));
    const left = Math.min(...rects.map((r) => r.left)), right = Math.max(...rects.map((r) => r.right));
    const visible = room(parent);
    const own = parent.getBoundingClientRect();
    if (number && (left < 0 || right > width)) hidden.push(node.data.trim());
    const why = lines.size > 1 && !/\s/.test(node.data.trim()) ? "broken into lines"
      : whole > right - left + 1 || (parent.localName.startsWith("m") && right - left > own.width + 1.5) ? "squeezed"
      : visible && (left < visible.left - 1 || right > visible.right + 1) ? "outside of what is seen"
      : "";
    if (why) cut.push(`${node.data.trim()}: ${why} (${parent.localName} at ${Math.round(left)}, ${Math.round(rects[0].top + scrollY)})`);
  }
  const boxes = texts.flatMap(({node, parent, rects}) => rects.map((r) => ({node, parent, r})));
  boxes.sort((a, b) => a.r.top - b.r.top);
  const overlaps = [];
  for (let i = 0; i < boxes.length; i++) {
    const a = boxes[i];
    for (let j = i + 1; j < boxes.length && boxes[j].r.top < a.r.bottom; j++) {
      const b = boxes[j];
      if (a.node === b.node) continue;
      const wide = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const high = Math.min(a.r.bottom, b.r.bottom) - b.r.top;
      const smaller = Math.min(a.r.width * a.r.height, b.r.width * b.r.height);
      // signs of mathematics have tall boxes with little ink
      if (wide > 2 && high > 3 && wide * high > 0.3 * smaller && ![a, b].some((t) => t.parent.localName === "mo"))
        overlaps.push(`${a.node.data.trim().slice(0, 30)} and ${b.node.data.trim().slice(0, 30)} at ${Math.round(b.r.left)}, ${Math.round(b.r.top + scrollY)}`);
    }
  }
  return {
    numbers, texts: texts.length, cut, hidden, overlaps,
    wider: Math.max(0, document.scrollingElement.scrollWidth - width),
  };
}
