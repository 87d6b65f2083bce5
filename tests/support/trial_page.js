/** What somebody sees of a page or of the frame in it, and what they can work there: for the trial's driver alone. */
globalThis.trial ??= (() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const numbers = new WeakMap(); // the same control keeps its number for as long as it stands there
  const by = new Map();
  const inSight = (box) =>
    box.width > 2 && box.height > 2 && box.bottom > 4 && box.top < innerHeight - 4 && box.right > 0 && box.left < innerWidth;
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  const words = (one) => (one?.innerText ?? "").replace(/\s+/g, " ").trim();

  function text() {
    const blocks = new Map();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const parent = node.parentElement;
      if (!node.textContent.trim() || !shown(parent) || parent.closest("option, script, style")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if (![...range.getClientRects()].some(inSight)) continue;
      let block = parent;
      while (block.parentElement && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
      blocks.set(block, (blocks.get(block) ?? "") + node.textContent.replace(/\s+/g, " "));
    }
    return [...blocks.values()].map((one) => one.replace(/ +/g, " ").trim());
  }

  function about(one) {
    const ticked = one.type === "radio" || one.type === "checkbox";
    const label = words(one.labels?.[0]);
    const group = ticked ? words(one.closest("fieldset")?.querySelector("legend")) : "";
    const sentence = one.type === "checkbox" ? words(one.closest(".sentence")) : "";
    const name = sentence || label || one.getAttribute("aria-label") || words(one) || one.title || one.placeholder || one.name;
    if (ticked) return `${one.type}: ${group && `${group} > `}${name} [${one.checked ? "x" : " "}]`;
    if (one.localName === "select") return `select: ${label || one.name} = "${words(one.selectedOptions[0])}" of ${one.options.length}`;
    if (one.localName === "input") return `${one.type}: ${name}${one.value && ` = "${one.value}"`}`;
    return `${one.localName === "a" ? "link" : "button"}: ${name}`;
  }

  function controls() {
    const seen = [...document.querySelectorAll(CONTROLS)].filter(
      (one) => !one.disabled && shown(one) && inSight((one.labels?.[0] ?? one).getBoundingClientRect()),
    );
    for (const one of seen) {
      if (numbers.has(one)) continue;
      numbers.set(one, by.size + 1);
      by.set(by.size + 1, one);
    }
    return seen.map((one) => [numbers.get(one), about(one)]);
  }

  /** Selects from the first words to the last, as a mouse does that is drawn over them. */
  function mark(first, last) {
    const nodes = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let whole = "";
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      nodes.push([node, whole.length]);
      whole += node.textContent;
    }
    const from = whole.indexOf(first);
    const to = whole.indexOf(last, from);
    if (from < 0 || to < 0) return false;
    const place = (at) => {
      const [node, start] = nodes.findLast((one) => one[1] <= at);
      return [node, at - start];
    };
    const [node, end] = place(to + last.length - 1);
    document.getSelection().setBaseAndExtent(...place(from), node, end + 1);
    return true;
  }

  const look = () => ({
    place: [scrollY, scrollY + innerHeight, document.documentElement.scrollHeight].map(Math.round),
    text: text(),
    controls: controls(),
  });

  /** What would change if the page still worked at something; empty while it says so itself. */
  function still() {
    const works = [...document.querySelectorAll("[role=status], button:disabled")].some((one) => /…$/.test(words(one)));
    return works ? "" : document.body.innerText + document.querySelectorAll("input:checked").length;
  }
  return { look, about, mark, by, still };
})();
