/** What was received, in the sandboxed frame; and what the reader found in it, beside. */
import { extractedText, told, type Particulars, type Span } from "../desk/particulars.ts";
import type { Opened } from "../desk/desk.ts";
import { deceives, segments } from "../frame/visible.ts";
import { announce, h, offer, replace } from "./dom.ts";

const TITLES: Record<string, string> = { original: "Original", note: "Note", outgoing: "Outgoing", letter: "Letter" };
const ENDINGS: Record<string, string> = { "application/pdf": "pdf", "message/rfc822": "eml", "text/plain": "txt", "image/png": "png", "image/jpeg": "jpg" };

/** A document in the frame. The frame's origin is opaque: what it shows reaches neither this page nor the network. */
export class Reader {
  readonly element: HTMLElement;
  readonly #frame = h("iframe", { sandbox: "allow-scripts", src: "frame.html", title: "What was received", referrerpolicy: "no-referrer" });
  readonly #name = h("p", { class: "file-name" });
  readonly #says = h("p", { class: "hint", role: "status" });
  readonly #tabs = h("div", { class: "tabs", role: "group", "aria-label": "Documents of this case" });
  readonly #save = h("div", { class: "saving" });
  #ready = false;
  #current: Opened | null = null;
  readonly #documents: readonly Opened[];
  readonly #listen = (event: MessageEvent<unknown>): void => this.#heard(event);

  constructor(opened: readonly Opened[]) {
    const text = extractedText(opened);
    const order = Object.keys(TITLES);
    const shown = opened
      .filter((one) => order.includes(one.header.kind))
      .sort((a, b) => order.indexOf(a.header.kind) - order.indexOf(b.header.kind) || a.header.made_at.localeCompare(b.header.made_at));
    // The text that the desk read stands first where the original is a PDF, which is not drawn here.
    this.#documents = text && shown[0]?.header.media === "application/pdf" ? [text, ...shown] : text ? [...shown, text] : shown;
    this.element = h("section", { class: "reader", "aria-label": "What was received" }, this.#tabs, this.#name, this.#frame, this.#says, this.#save);
    window.addEventListener("message", this.#listen);
    this.#drawTabs();
    const first = this.#documents[0];
    if (first) this.show(first);
  }

  /** Stop listening; called when the page goes. */
  close(): void {
    window.removeEventListener("message", this.#listen);
    this.#current = null;
    this.#frame.remove();
  }

  show(one: Opened): void {
    this.#current = one;
    this.#drawTabs();
    replace(this.#name, ...nameOf(one));
    this.#says.textContent = "";
    replace(this.#save, this.#saver(one));
    if (this.#ready) this.#send();
  }

  /** Let places stand out in the first document. */
  mark(spans: readonly Span[]): void {
    const first = this.#documents.find((one) => one.header.kind === "particulars") ?? this.#documents[0];
    if (first && first !== this.#current) this.show(first);
    this.#frame.contentWindow?.postMessage({ mark: spans }, "*");
    if (window.matchMedia("(max-width: 62rem)").matches) this.element.scrollIntoView({ block: "start" });
  }

  #send(): void {
    if (this.#current === null) return;
    const bytes = this.#current.content.slice().buffer;
    this.#frame.contentWindow?.postMessage({ show: bytes, name: "" }, "*", [bytes]);
  }

  #heard(event: MessageEvent<unknown>): void {
    if (event.source !== this.#frame.contentWindow || typeof event.data !== "object" || event.data === null) return;
    const said = event.data as { ready?: unknown; marked?: unknown };
    if (said.ready === true) {
      this.#ready = true;
      this.#send();
    } else if (typeof said.marked === "number") {
      this.#says.textContent = said.marked ? "" : "The place cannot be shown in this document; read it yourself.";
      announce(said.marked ? "The place is marked in the document." : "The place cannot be shown in this document.");
    }
  }

  #drawTabs(): void {
    const count = new Map<string, number>();
    replace(this.#tabs, ...this.#documents.map((one) => {
      const title = one.header.kind === "particulars" ? "Text that was read" : (TITLES[one.header.kind] ?? one.header.kind);
      count.set(title, (count.get(title) ?? 0) + 1);
      const number = count.get(title) ?? 1;
      return h("button", { type: "button", "aria-pressed": one === this.#current ? "true" : "false", click: () => this.show(one) }, number > 1 ? `${title} ${number}` : title);
    }));
  }

  #saver(one: Opened): HTMLElement {
    const box = h("div", {});
    const ask = h("button", { type: "button", class: "plain small", click: () => {
      const keep = h("button", { type: "button", class: "plain", click: () => { offer(one.content, `${one.id}.${ENDINGS[one.header.media] ?? "bin"}`); replace(box, ask); ask.focus(); } }, "Save it");
      const leave = h("button", { type: "button", class: "plain", click: () => { replace(box, ask); ask.focus(); } }, "Leave it sealed");
      replace(box, h("div", { class: "warning", role: "group", "aria-label": "Save a copy" }, h("p", {}, h("strong", {}, "A saved copy lies in clear on this machine"), ", until you delete it, and in its backups. Opened by another program it can run what its sender put inside. Its name is the object's id, not what the sender called it."), h("div", { class: "buttons" }, keep, leave)));
      keep.focus();
    } }, "Save a copy …");
    box.append(ask);
    return box;
  }
}

function nameOf(one: Opened): (Node | string)[] {
  const name = one.header.name;
  if (!name) return [h("span", { class: "quiet" }, one.header.media)];
  const parts = segments(name).map((part) => (part.mark ? h("span", { class: "odd", title: part.mark }, part.text) : part.text));
  const warn = deceives(name) ? h("span", { class: "odd" }, " The name is made to be misread.") : "";
  return [h("bdi", {}, ...parts), " ", h("span", { class: "quiet" }, one.header.media), warn];
}

/** What the reader found, as a table; under each handle the identifier that it stands for everywhere else. */
export function particularsView(particulars: Particulars | null): HTMLElement {
  if (particulars === null) return h("p", { class: "quiet" }, "No machine read this. What it says, you say.");
  const rows = told(particulars);
  if (!rows.length) return h("p", { class: "quiet" }, "The reader found no target, no reference and no law in it. Read it yourself.");
  return h(
    "details",
    { class: "particulars", open: true },
    h("summary", {}, "What the reader found: a suggestion, never a fact"),
    h("dl", { class: "rows" }, ...rows.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, ...value.split("\n").map((line) => h("bdi", { class: "line" }, ...segments(line).map((one) => (one.mark ? h("span", { class: "odd", title: one.mark }, one.text) : one.text)))))))),
  );
}
