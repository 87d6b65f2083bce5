/** What was received, in the sandboxed frame; and what the reader found in it, beside. */
import { drawnPages, extractedTexts, told, type Particulars, type Span } from "../desk/particulars.ts";
import { list, type Opened } from "../desk/desk.ts";
import { languageName } from "../acts/named.ts";
import type { Drawn } from "../formats/pages.ts";
import { fromUtf8 } from "../formats/bytes.ts";
import { isBeside } from "../frame/pieces.ts";
import { deceives, harmless } from "../frame/visible.ts";
import { announce, h, offer, replace } from "./dom.ts";
import { learnt, spoken, t, type Key } from "../words/tongue.ts";

const TITLES: Record<string, Key> = { original: "Original", note: "Note", outgoing: "Outgoing", letter: "Letter" };
const ENDINGS: Record<string, string> = { "application/pdf": "pdf", "message/rfc822": "eml", "text/plain": "txt", "image/png": "png", "image/jpeg": "jpg" };

const SCAN = "A scan: these pages hold no text. What they say, you say.";
// How the text begins that a machine made of such pages (src/dueprocess/adapters/scans.py).
const SEEN = "A machine read this: no number, account, date or amount was taken. What it says, you say.";
const COMPARE = "A file's text and its pages can differ. Look at both before you confirm a fact.";

/** A document in the frame. The frame's origin is opaque: what it shows reaches neither this page nor the network. */
export class Reader {
  readonly element: HTMLElement;
  readonly #frame = h("iframe", { sandbox: "allow-scripts", src: "frame.html", title: t("What was received"), referrerpolicy: "no-referrer" });
  readonly #name = h("p", { class: "file-name" });
  readonly #about = h("p", { class: "hint about" });
  readonly #says = h("p", { class: "hint", role: "status" });
  readonly #tabs = h("div", { class: "tabs", role: "group", "aria-label": t("Documents of this case") });
  readonly #save = h("div", { class: "saving" });
  #ready = false;
  #selected = "";
  #current: Opened | null = null;
  readonly #opened = new Set<Opened>();
  readonly #documents: Opened[];
  readonly #drawn: Map<Opened, Drawn>;
  readonly #seen: Opened | undefined;
  readonly #listen = (event: MessageEvent<unknown>): void => this.#heard(event);

  /** `writers`: who signed each note; null where nobody looked at what was signed. */
  constructor(opened: readonly Opened[], private readonly writers: ReadonlyMap<string, string> | null = null) {
    const texts = extractedTexts(opened);
    this.#drawn = new Map(drawnPages(opened));
    const order = Object.keys(TITLES);
    const shown = opened
      .filter((one) => order.includes(one.header.kind) && one.header.media !== "application/json")
      .sort((a, b) => order.indexOf(a.header.kind) - order.indexOf(b.header.kind) || a.header.made_at.localeCompare(b.header.made_at));
    // Such a file is not drawn here: its text stands first, where it holds any, and the pictures of its pages.
    const pages = [...this.#drawn.keys()];
    const first = shown[0];
    this.#seen = texts.find((one) => fromUtf8(one.content)?.startsWith(SEEN));
    this.#documents = first && isBeside(first.content) ? [...(this.#seen ? [pages, texts] : [texts, pages]).flat(), ...shown] : [...shown.slice(0, 1), ...pages, ...shown.slice(1), ...texts];
    this.element = h("section", { class: "reader", "aria-label": t("What was received") }, this.#tabs, this.#name, this.#about, this.#says, this.#frame, this.#save);
    window.addEventListener("message", this.#listen);
    this.#drawTabs();
    if (this.#documents[0]) this.show(this.#documents[0]);
  }

  /** Stop listening; called when the page goes. */
  close(): void {
    window.removeEventListener("message", this.#listen);
    this.#current = null;
    this.#frame.remove();
  }

  /** Names of the documents that were not shown yet. Each time that one is, the element says `opened`. */
  unopened(): readonly string[] {
    return this.#documents.filter((one) => !this.#opened.has(one)).map((one) => this.#titles().get(one) ?? "");
  }

  show(one: Opened): void {
    this.#current = one;
    this.#opened.add(one);
    this.element.dispatchEvent(new Event("opened"));
    this.#drawTabs();
    const drawn = this.#drawn.get(one);
    replace(this.#name, ...(drawn ? drawn.files.map((file) => h("bdi", { class: "line" }, ...marked(file.name))) : nameOf(one)));
    this.#says.textContent = this.#selected = "";
    this.element.dispatchEvent(new Event("selected"));
    replace(this.#about, this.#aboutOf(one));
    replace(this.#save, drawn ? null : this.#saver(one));
    if (this.#ready) this.#send();
  }

  /** Pages that one's own machine drew, beside the documents of the case. */
  add(one: Opened, drawn: Drawn): void {
    const before = this.#documents.find((each) => each.id === one.id && this.#drawn.has(each));
    if (!before) this.#documents.push(one);
    this.#drawn.set(before ?? one, drawn);
    for (const each of this.#documents) if (each.id === one.id) this.#opened.add(each);
    this.show(before ?? one);
  }

  /** What this person marked in the document, as it is shown there. Each time that it changes, the element says `selected`. */
  get selected(): string {
    return this.#selected;
  }

  /** Let places stand out in the first document. */
  mark(spans: readonly Span[]): void {
    const first = this.#documents.find((one) => one.header.kind === "particulars" && !this.#drawn.has(one)) ?? this.#documents.find((one) => !this.#drawn.has(one));
    if (first && first !== this.#current) this.show(first);
    this.#frame.contentWindow?.postMessage({ mark: spans }, "*");
    if (window.matchMedia("(max-width: 62rem)").matches) this.element.scrollIntoView({ block: "start" });
  }

  #send(): void {
    if (this.#current === null) return;
    const bytes = this.#current.content.slice().buffer;
    const what = this.#drawn.has(this.#current) ? { pages: bytes } : { show: bytes, name: "" };
    this.#frame.contentWindow?.postMessage({ ...what, language: spoken(), words: learnt() }, "*", [bytes]);
  }

  #heard(event: MessageEvent<unknown>): void {
    if (event.source !== this.#frame.contentWindow || typeof event.data !== "object" || event.data === null) return;
    const said = event.data as { ready?: unknown; marked?: unknown; selected?: unknown };
    if (said.ready === true) {
      this.#ready = true;
      this.#send();
    } else if (typeof said.selected === "string") {
      // Nothing is marked in what a machine saw: an account is typed from the picture.
      this.#selected = this.#current === this.#seen ? "" : said.selected;
      this.element.dispatchEvent(new Event("selected"));
    } else if (typeof said.marked === "number") {
      this.#says.textContent = said.marked ? "" : t("The place cannot be shown in this document: read it.");
      announce(said.marked ? t("The place is marked in the document.") : this.#says.textContent);
    }
  }

  #drawTabs(): void {
    const titles = this.#titles();
    // One document alone needs no tab: its name already stands above it.
    replace(this.#tabs, ...(this.#documents.length > 1 ? this.#documents : []).map((one) => h("button", { "aria-pressed": one === this.#current ? "true" : "false", click: () => this.show(one) }, titles.get(one) ?? "")));
  }

  /** What each document is called; of several alike the second and later ones have a number. */
  #titles(): ReadonlyMap<Opened, string> {
    const count = new Map<string, number>();
    return new Map(this.#documents.map((one) => {
      const title = this.#drawn.has(one) ? one.header.name || t("Pages") : one.header.kind === "particulars" ? t("Text that was read") : titleOf(one.header.kind);
      const number = (count.get(title) ?? 0) + 1;
      count.set(title, number);
      return [one, number > 1 ? `${title} ${number}` : title] as const;
    }));
  }

  /** What somebody has to know who reads this one. */
  #aboutOf(one: Opened): string {
    const drawn = this.#drawn.get(one);
    if (drawn && one.header.name) return t("Your own machine drew it, from the bytes that are signed.");
    if (drawn?.pages.length) return drawn.pages.some((page) => page.text) ? t(COMPARE) : t(this.#seen ? SEEN : SCAN);
    if (one.header.kind === "note" && this.writers) return this.writers.has(one.id) ? t("Signed by {0}.", this.writers.get(one.id) ?? "") : t("As the desk shows it: no statement of this case says it.");
    return one === this.#seen ? t(SEEN) : one.header.kind === "particulars" && !drawn && this.#drawn.size ? t(COMPARE) : "";
  }

  #saver(one: Opened): HTMLElement {
    const box = h("div", {});
    const ask = h("button", { class: "plain small", click: () => {
      const keep = h("button", { class: "plain", click: () => { offer(one.content, `${one.id}.${ENDINGS[one.header.media] ?? "bin"}`); replace(box, ask); ask.focus(); } }, t("Save it"));
      const leave = h("button", { class: "plain", click: () => { replace(box, ask); ask.focus(); } }, t("Leave it sealed"));
      replace(box, h("div", { class: "warning", role: "group", "aria-label": t("Save a copy") }, h("p", {}, h("strong", {}, t("A saved copy lies in clear on this machine")), t(", until you delete it, and in its backups. A program that opens it can run what its sender put in it.")), h("div", { class: "buttons" }, keep, leave)));
      keep.focus();
    } }, t("Save a copy …"));
    box.append(ask);
    return box;
  }
}

export function titleOf(kind: string): string {
  const title = TITLES[kind];
  return title === undefined ? kind : t(title);
}

function nameOf(one: Opened): (Node | string)[] {
  const name = one.header.name;
  if (!name) return [h("span", { class: "quiet" }, one.header.media)];
  const warn = deceives(name) ? h("span", { class: "odd" }, t(" The name is made to be misread.")) : "";
  return [h("bdi", {}, ...marked(name)), " ", h("span", { class: "quiet" }, one.header.media), warn];
}

export function marked(text: string): (Node | string)[] {
  return harmless(text).map((part) => (part.mark ? h("span", { class: "odd", title: part.mark }, part.text) : part.text));
}

/** What the reader found, as a table; under each handle the identifier that it stands for everywhere else. */
export function particularsView(particulars: Particulars | null): HTMLElement {
  const rows = particulars ? told(particulars) : [];
  const foreign = particulars && "error" in particulars ? list(particulars["languages"] ?? []).filter((one) => typeof one === "string") : [];
  if (foreign.length) return h("p", {}, t("It is in {0}, and the reader has no words of that language. Read it yourself.", foreign.map(languageName).join(", ")));
  if (!rows.length) return h("p", { class: "quiet" }, particulars && ("is_demand" in particulars || "error" in particulars) ? t("The reader found no target, reference or law in it. Read it yourself.") : t("No machine read this. What it says, you say."));
  return h(
    "details",
    { class: "particulars", open: true },
    h("summary", {}, t("What the reader found: a suggestion, never a fact")),
    h("dl", { class: "rows" }, ...rows.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, ...value.split("\n").map((line) => h("bdi", { class: "line" }, ...marked(line))))))),
  );
}
