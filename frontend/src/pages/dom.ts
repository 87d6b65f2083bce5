/** Elements made one by one: no markup is ever parsed, so that no text can become markup. */

export type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** An element with attributes (a function is a listener, `true` an empty attribute) and children. A button submits only where it says so. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (tag === "button") made.setAttribute("type", "button");
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  fill(made, ...children);
  return made;
}

export function fill(parent: Element, ...children: Child[]): void {
  parent.append(...children.filter((one): one is Node | string => one !== null && one !== undefined && one !== false && one !== ""));
}

export function replace(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  fill(parent, ...children);
}

let counter = 0;
export function fresh(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** Say something to those who do not look at the place where it changed. */
export function announce(text: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

/** A part of a page, under its heading. */
export const card = (title: string, ...children: Child[]): HTMLElement => h("section", { class: "card" }, h("h2", {}, title), ...children);

/** A labelled control, its hint tied to it. */
export function labelled(text: string, control: HTMLElement, hint = ""): HTMLElement {
  const id = control.id || fresh("in");
  control.id = id;
  const said = hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null;
  if (said) control.setAttribute("aria-describedby", said.id);
  return h("div", { class: "field" }, h("label", { for: id }, text), said, control);
}

/** Offer bytes as a file to keep. The bytes leave the page only by this click. */
export function offer(data: Uint8Array<ArrayBuffer>, name: string): void {
  const address = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Of a field whose text no browser keeps, or sends away to have its spelling looked at. */
export const TYPED = { autocomplete: "off", spellcheck: "false" } as const;
