// Cut numbers, texts that overlap or are covered, and a page wider than its window: what a reader cannot read.
() => {
  const styled = (rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets.push(sheet);
  };
  // a browser leaves out parts that nobody has scrolled to
  styled("* { content-visibility: visible !important; }");
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
  styled("math * { overflow-wrap: normal !important; }");
  for (const text of texts) {
    const range = document.createRange();
    range.selectNodeContents(text.node);
    text.whole = range.getBoundingClientRect().width;
  }
  document.adoptedStyleSheets.pop();
  const hasDigit = (text) => /\d/.test(text);
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
  // letters are lower than their boxes
  const cutBelow = (element, rects) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (e instanceof SVGElement && !(e instanceof SVGSVGElement)) continue;
      if (!["hidden", "clip"].includes(getComputedStyle(e).overflowY)) continue;
      const box = e.getBoundingClientRect();
      if (rects.some((r) => r.top + 0.3 * r.height < box.top || r.bottom - 0.3 * r.height > box.bottom)) return true;
    }
    return false;
  };
  const cut = [], hidden = [];
  let numbers = 0;
  for (const {node, parent, rects, whole} of texts) {
    const number = isNumber(node.data);
    if (!hasDigit(node.data) && !["mi", "mn", "mtext"].includes(parent.localName)) continue;
    numbers += number;
    const lines = new Set(rects.map((r) => Math.round(r.top)));
    const left = Math.min(...rects.map((r) => r.left)), right = Math.max(...rects.map((r) => r.right));
    const visible = room(parent);
    const own = parent.getBoundingClientRect();
    if (number && (left < 0 || right > width)) hidden.push(node.data.trim());
    const why = lines.size > 1 && (number || parent.localName.startsWith("m") || node.data.includes("][")) && !/\s/.test(node.data.trim()) ? "broken into lines"
      : whole > right - left + 1 || (parent.localName.startsWith("m") && right - left > own.width + 1.5) ? "squeezed"
      : visible && (left < visible.left - 1 || right > visible.right + 1) ? "outside of what is seen"
      : cutBelow(parent, rects) ? "cut at its top or bottom"
      : "";
    if (why) cut.push(`${node.data.trim()}: ${why} (${parent.localName} at ${Math.round(left)}, ${Math.round(rects[0].top + scrollY)})`);
  }
  // what was scrolled out of sight covers nothing
  const inSight = (element, r) => {
    let {left, right, top, bottom} = r;
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (e instanceof SVGElement || getComputedStyle(e).overflowX === "visible") continue;
      const box = e.getBoundingClientRect();
      [left, right, top, bottom] = [Math.max(left, box.left), Math.min(right, box.right), Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  for (const text of texts) text.rects = text.rects.map((r) => inSight(text.parent, r)).filter((r) => r.width > 0.5 && r.height > 0.5);
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
  // what is painted over a text: later shapes of its picture, and boxes that float
  const opaque = (colour, opacity) => colour !== "none" && !/, 0(\.[0-4]\d*)?\)$/.test(colour) && +opacity > 0.4;
  const covered = [];
  const covers = (over, text) => text.rects.some((r) => {
    const wide = Math.min(over.right, r.right) - Math.max(over.left, r.left);
    const high = Math.min(over.bottom, r.bottom) - Math.max(over.top, r.top);
    return wide > 2 && high > 0.3 * r.height;
  });
  for (const svg of document.querySelectorAll("svg")) {
    const inside = texts.filter(({parent}) => svg.contains(parent) && parent.closest("svg") === svg);
    for (const shape of inside.length ? svg.querySelectorAll("rect, circle, ellipse, polygon") : []) {
      const style = getComputedStyle(shape);
      if (shape.closest("defs, clipPath, symbol, mask") || !seen(shape) || !opaque(style.fill, style.fillOpacity)) continue;
      const over = shape.getBoundingClientRect();
      for (const text of inside)
        if (shape.compareDocumentPosition(text.parent) & Node.DOCUMENT_POSITION_PRECEDING && covers(over, text)) covered.push(text.node.data.trim());
    }
  }
  for (const box of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(box);
    if (style.position !== "absolute" || !seen(box) || !opaque(style.backgroundColor, style.opacity)) continue;
    const over = box.getBoundingClientRect();
    for (const text of texts) if (!box.contains(text.parent) && hasDigit(text.node.data) && covers(over, text)) covered.push(text.node.data.trim());
  }
  document.adoptedStyleSheets.pop();
  return {
    covered, numbers, texts: texts.length, cut, hidden, overlaps,
    wider: Math.max(0, document.scrollingElement.scrollWidth - width),
  };
}
