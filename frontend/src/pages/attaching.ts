/**
 * PDF files that go along with a letter. Only one's own machine looks into them, by the process that serves one's own vault
 * (`client/attachments.py`): the desk's server gets ciphertext alone, and this page and its frame never hold a viewer of PDF.
 */
import type { Opened } from "../desk/desk.ts";
import type { OwnFile, Point } from "../desk/points.ts";
import { askOwn, told } from "../desk/own.ts";
import { base64, fromBase64, sha256hex, type Bytes } from "../formats/bytes.ts";
import { MEDIA, unpack } from "../formats/pages.ts";
import { misshapen, refuse } from "../formats/refusal.ts";
import { busy } from "./app.ts";
import { h, replace } from "./dom.ts";
import type { Reader } from "./reader.ts";
import { t, type Key } from "../words/tongue.ts";

const MOST = 5 << 20;
/** Why a file does not go along (`adapters/enclosed_files.py`). */
const WHY: Readonly<Record<string, Key>> = {
  other: "its bytes are no PDF file",
  large: "it is larger than 5 MB",
  damaged: "it is damaged, or written so that it cannot be read whole",
  long: "it has more than 40 pages",
  locked: "it is encrypted",
  script: "it holds a script",
  hidden: "it holds another file",
  starts: "it starts a program, opens another file, or sends something",
  stopped: "looking at it needed more than it may have",
};

interface LookedAt extends OwnFile {
  readonly pages: Bytes;
}

/** What one's own machine found in a file. Throws Refusal `letter.attachment` for one that does not go along. */
async function lookedAt(name: string, content: Bytes): Promise<LookedAt> {
  const unfit = (why: string): never => refuse("letter.attachment", t("{0} does not go along: {1}.", name, t(WHY[why] ?? "looking at it needed more than it may have")), t("Print it into a new PDF file and attach that, or leave it out."));
  if (content.length > MOST) unfit("large");
  const found = told(await askOwn({ bytes: base64(content), name }, "attach"));
  if (found["unfit"]) unfit(String(found["unfit"]));
  const pages = fromBase64(String(found["pages"]));
  const hash = sha256hex(content);
  if (pages === null || found["sha256"] !== hash || typeof found["name"] !== "string") misshapen();
  unpack(pages);
  return { name: found["name"] as string, size: content.length, hash, content, pages };
}

const sized = ({ name, content }: { readonly name: string; readonly content: Bytes }): string => `${name}, ${Math.max(1, Math.round(content.length / 1000))} kB`;

/** Files that a person attaches: each is looked at before it stands there. */
export class Attaching {
  readonly files: OwnFile[] = [];
  readonly element = h("div", { class: "attaching" });
  readonly #list = h("ul", { class: "files" });
  readonly #place = h("div", { class: "result" });

  /** `before`: names of what was attached before the page was left; no file is kept in a draft. */
  constructor(isOwn: boolean, before: readonly string[], private readonly changed: () => void) {
    const lost = before.length ? h("p", { class: "follows" }, t("Attach again: {0}. A draft keeps no files.", before.join(", "))) : null;
    if (!isOwn) {
      replace(this.element, lost, h("p", { class: "hint" }, t("A PDF file is attached in a vault of your own: only your own machine looks into it. Or by command: {0}", "dueprocess decide … --attach")));
      return;
    }
    const input = h("input", { type: "file", accept: ".pdf,application/pdf", multiple: true, hidden: true });
    const button = h("button", { class: "plain small", click: () => input.click() }, t("Attach a PDF …"));
    input.addEventListener("change", () => {
      const chosen = [...(input.files ?? [])];
      input.value = "";
      void busy(button, t("Looking at it …"), this.#place, async () => {
        for (const file of chosen) {
          if (file.size > MOST) await lookedAt(file.name, new Uint8Array(MOST + 1));
          this.files.push(await lookedAt(file.name, new Uint8Array(await file.arrayBuffer())));
          this.#draw();
        }
      });
    });
    replace(this.element, lost, this.#list, button, input, this.#place);
  }

  #draw(): void {
    replace(this.#list, ...this.files.map((one) => h("li", {}, h("bdi", {}, sized(one)), " ", h("button", { class: "plain small", "aria-label": t("Leave out {0}", one.name), click: () => { this.files.splice(this.files.indexOf(one), 1); this.#draw(); } }, t("Leave out")))));
    this.changed();
  }
}

/** What goes along, to be read before it is agreed to: every page, as one's own machine draws it from the bytes that were signed. */
export function readingView(isOwn: boolean, reader: Reader, points: readonly Point[], done: () => void): HTMLElement {
  const files = points.flatMap(({ own, files: opened }) => opened.map((one, at) => ({ one, name: own.files[at]?.name ?? "" })));
  const read = new Set<Opened>();
  const head = h("h2", {}, t("Goes along with the letter"));
  if (!isOwn) return h("section", { class: "along" }, head, h("p", { class: "follows" }, t("{0}: only your own machine draws what is in it. Agree in a vault of your own, or by command: {1}", files.map(({ name }) => name).join(", "), "dueprocess approve")));
  const says = h("p", { class: "hint", role: "status" }, t("Read each file; then you see what you sign."));
  const rows = files.map(({ one, name }) => {
    const place = h("div", { class: "result" });
    const button = h("button", { class: "plain", click: () => void busy(button, t("Looking at it …"), place, async () => {
      const { pages } = await lookedAt(name, one.content);
      reader.add({ id: one.id, own: false, header: { ...one.header, kind: "particulars", media: MEDIA, name }, content: pages }, unpack(pages));
      read.add(one);
      if (read.size < files.length) return;
      says.textContent = t("You had every file open.");
      done();
    }) }, t("Read {0}", name));
    return h("li", {}, button, " ", h("span", { class: "hint" }, sized({ name: "PDF", content: one.content })), place);
  });
  return h("section", { class: "along" }, head, says, h("ul", { class: "files" }, ...rows));
}
