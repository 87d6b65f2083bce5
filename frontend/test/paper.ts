/** As much of a document as the pages need to draw themselves in a test: elements, their text, listeners, simple selectors. */

class Part {
  readonly children: (Part | string)[] = [];
  parent: Part | null = null;
  readonly attributes = new Map<string, string>();
  readonly listeners = new Map<string, ((event: unknown) => void)[]>();
  readonly classList = { toggle: () => {} };
  readonly validity = { badInput: false };
  readonly dataset: Record<string, string> = {};
  value = "";
  checked = false;
  hidden = false;
  disabled = false;

  constructor(readonly tag: string) {}

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
    if (name === "value") this.value = value;
    if (name === "checked") this.checked = true;
    if (name === "hidden") this.hidden = true;
  }
  removeAttribute(name: string): void { this.attributes.delete(name); }
  toggleAttribute(name: string, on: boolean): void { if (on) this.setAttribute(name, ""); else this.removeAttribute(name); }
  getAttribute(name: string): string | null { return this.attributes.get(name) ?? null; }
  get id(): string { return this.attributes.get("id") ?? ""; }
  set id(value: string) { this.attributes.set("id", value); }
  get childNodes(): readonly (Part | string)[] { return this.children; }
  get parentElement(): Part | null { return this.parent; }
  get lastElementChild(): Part | null { return [...this.children].reverse().find((one): one is Part => one instanceof Part) ?? null; }
  get contentWindow(): { postMessage(): void } { return { postMessage: () => {} }; }

  append(...parts: (Part | string)[]): void {
    for (const one of parts) {
      if (one instanceof Part) { one.remove(); one.parent = this; }
      this.children.push(one);
    }
    // A list says its first choice until another one is made.
    if (this.tag === "select" && !this.value) this.value = this.all("option")[0]?.value ?? "";
  }
  replaceChildren(...parts: (Part | string)[]): void {
    for (const one of this.children.splice(0)) if (one instanceof Part) one.parent = null;
    this.append(...parts);
  }
  insertBefore(one: Part, next: Part | string | null): void {
    one.remove();
    one.parent = this;
    const at = next === null ? -1 : this.children.indexOf(next);
    this.children.splice(at < 0 ? this.children.length : at, 0, one);
  }
  prepend(...parts: (Part | string)[]): void { for (const one of parts.reverse()) if (one instanceof Part) this.insertBefore(one, this.children[0] ?? null); }
  after(...parts: (Part | string)[]): void { for (const one of parts.reverse()) if (one instanceof Part) this.parent?.insertBefore(one, this.nextSibling); }
  get nextSibling(): Part | string | null { return this.parent?.children[this.parent.children.indexOf(this) + 1] ?? null; }
  get previousSibling(): Part | string | null { return this.parent?.children[this.parent.children.indexOf(this) - 1] ?? null; }
  get tagName(): string { return this.tag.toUpperCase(); }
  set className(names: string) { this.setAttribute("class", names); }
  before(...parts: (Part | string)[]): void {
    const at = this.parent?.children.indexOf(this) ?? -1;
    for (const one of parts) if (one instanceof Part) one.parent = this.parent;
    this.parent?.children.splice(at, 0, ...parts);
  }
  replaceWith(other: Part): void { this.before(other); this.remove(); }
  remove(): void {
    const at = this.parent?.children.indexOf(this) ?? -1;
    if (at >= 0) this.parent?.children.splice(at, 1);
    this.parent = null;
  }
  get textContent(): string { return this.children.map((one) => (typeof one === "string" ? one : one.textContent)).join(" "); }
  set textContent(text: string) { this.replaceChildren(text); }

  addEventListener(name: string, listener: (event: unknown) => void): void { this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]); }
  dispatchEvent(event: { type: string }): void { for (const one of this.listeners.get(event.type) ?? []) one({ ...event, preventDefault: () => {} }); }
  click(): void { this.dispatchEvent({ type: "click" }); }
  focus(): void {}
  scrollIntoView(): void {}

  all(selector: string): Part[] {
    const inside = this.children.filter((one): one is Part => one instanceof Part);
    return inside.flatMap((one) => [...(selector.split(",").some((each) => one.matches(each.trim())) ? [one] : []), ...one.all(selector)]);
  }
  querySelector(selector: string): Part | null { return this.all(selector)[0] ?? null; }
  querySelectorAll(selector: string): Part[] { return this.all(selector); }
  /** `tag`, `#id`, `.class`, `tag[name=value]`. */
  matches(selector: string): boolean {
    const [, tag = "", id = "", named = "", key = "", value = ""] = /^([a-z0-9]*)(?:#([\w-]+))?(?:\.([\w-]+))?(?:\[(\w+)="?([\w/#-]+)"?\])?$/.exec(selector) ?? [];
    const classes = (this.attributes.get("class") ?? "").split(" ");
    return (!tag || this.tag === tag) && (!id || this.id === id) && (!named || classes.includes(named)) && (!key || this.attributes.get(key) === value);
  }
}

export type { Part };

/** Put a document in place of the browser's. Returns its body. */
export function paper(): Part {
  const body = new Part("body");
  const document = {
    body,
    activeElement: body,
    createElement: (tag: string): Part => new Part(tag),
    createTextNode: (text: string): string => text,
    visibilityState: "hidden",
    addEventListener: () => {},
    removeEventListener: () => {},
    getElementById: (id: string): Part | null => body.querySelector(`#${id}`),
  };
  const indexedDB = { databases: async () => [], open: () => { throw new Error("keeps nothing"); } };
  const window = { setTimeout, clearTimeout, setInterval: () => 0, clearInterval: () => {}, addEventListener: () => {}, removeEventListener: () => {}, matchMedia: () => ({ matches: false }) };
  Object.assign(globalThis, { document, window, indexedDB, Node: Part, location: { hash: "" }, history: { replaceState: () => {} } });
  return body;
}
