/** Drawn pages, one at a time: which of how many, larger and smaller, by button and by key. What was not drawn is said. */
import { missing, type Drawn, type File, type Page } from "../formats/pages.ts";
import { fill, h, replace } from "../pages/dom.ts";
import { pictureOf, tooLarge } from "./picture.ts";
import { oneLine } from "./visible.ts";
import { t, type Key } from "../words/frame.ts";

const ZOOMS = [1, 1.25, 1.5, 2, 3] as const;
const SIDE = 4096;

/** What was left out, in words; empty where all was drawn. */
export function leftOut(drawn: Drawn): readonly string[] {
  return drawn.files.flatMap((file, at) => {
    const of = drawn.files.length > 1 && file.name ? t(" of {0}", oneLine(file.name)) : "";
    const why = file.why && WHY[file.why];
    if (why) return [`${t(why)}${of ? ` (${oneLine(file.name)})` : ""}`];
    if (!file.pages) return [t("It has no pages{0}.", of)];
    return missing(drawn, at).map(([first, last]) =>
      first === last ? t("Page {0}{1} is not drawn; the original has it.", first, of) : t("Pages {0} to {1}{2} are not drawn; the original has them.", first, last, of),
    );
  });
}

const WHY: Record<Exclude<File["why"], "">, Key> = {
  locked: "It is locked with a password, so nothing was drawn: ask the sender for an open copy.",
  damaged: "It is damaged, so nothing was drawn: ask the sender for another copy.",
  unknown: "A file of a kind that is not shown: it is in the original. Ask the sender for a PDF.",
  more: "More files came than are drawn; the original has them.",
  stopped: "Drawing it needed more than it may have, or failed, so nothing was drawn. The original is kept; be careful with it.",
  timeout: "Drawing it took too long, so nothing was drawn. The original is kept; be careful with it.",
};

/** What a page is called, for the eye and the ear. */
export function titleOf(drawn: Drawn, page: Page): string {
  const file = drawn.files[page.file];
  const name = file && drawn.files.length > 1 && file.name ? t(" of {0}", oneLine(file.name)) : "";
  return t("Page {0} of {1}{2}", page.number, file?.pages ?? page.number, name);
}

export class Sheets {
  readonly element: HTMLElement;
  readonly #drawn: Drawn;
  readonly #canvas = h("canvas", { role: "img", width: 1, height: 1 });
  readonly #sheet = h("div", { class: "sheet", role: "group", tabindex: 0, "aria-label": t("The page") }, this.#canvas);
  readonly #said = h("p", { class: "unheard", role: "status" });
  readonly #about = h("p", { class: "says" });
  readonly #pick: HTMLSelectElement;
  readonly #back = h("button", { "aria-label": t("Previous page"), click: () => this.go(-1) }, "‹");
  readonly #on = h("button", { "aria-label": t("Next page"), click: () => this.go(1) }, "›");
  readonly #smaller = h("button", { "aria-label": t("Smaller"), click: () => this.zoom(-1) }, "−");
  readonly #larger = h("button", { "aria-label": t("Larger"), click: () => this.zoom(1) }, "+");
  readonly #scale = h("output", { class: "scale" });
  #at = 0;
  #level = 0;
  #turn = 0;
  readonly #mixed: boolean;

  constructor(drawn: Drawn) {
    this.#drawn = drawn;
    this.#mixed = drawn.pages.some((one) => one.text);
    const options = drawn.pages.map((page, at) => h("option", { value: at }, titleOf(drawn, page)));
    this.#pick = h("select", { "aria-label": t("Page"), change: () => this.#show(Number(this.#pick.value)) }, ...options);
    const left = leftOut(drawn).map((line) => h("p", { class: "left-out" }, line));
    const bar = h("div", { class: "bar", role: "toolbar", "aria-label": t("Pages") }, h("span", { class: "pager" }, this.#back, this.#pick, this.#on), h("span", { class: "pager" }, this.#smaller, this.#scale, this.#larger));
    this.element = h("section", { class: "sheets" });
    if (drawn.pages.length) fill(this.element, bar, ...left, this.#about, this.#sheet, this.#said);
    else fill(this.element, ...(left.length ? left : [h("p", { class: "left-out" }, t("Nothing was drawn."))]));
    if (drawn.pages.length) this.#show(0);
  }

  /** Some pages on or back, as far as there are any. */
  go(by: number): boolean {
    const at = Math.min(Math.max(this.#at + by, 0), this.#drawn.pages.length - 1);
    if (at === this.#at) return false;
    this.#show(at);
    return true;
  }

  zoom(by: number): void {
    this.#level = by ? Math.min(Math.max(this.#level + by, 0), ZOOMS.length - 1) : 0;
    this.#size();
  }

  /** By key: whether it was one of ours. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLSelectElement || !this.#drawn.pages.length) return false;
    const page = document.scrollingElement ?? document.documentElement;
    const top = page.scrollTop <= 0;
    const bottom = page.scrollTop + page.clientHeight >= page.scrollHeight - 2;
    switch (event.key) {
      case "ArrowRight": return this.#level === 0 && this.go(1);
      case "ArrowLeft": return this.#level === 0 && this.go(-1);
      case "PageDown": return bottom && this.go(1);
      case "PageUp": return top && this.go(-1);
      case "+": case "=": this.zoom(1); return true;
      case "-": this.zoom(-1); return true;
      case "0": this.zoom(0); return true;
      default: return false;
    }
  }

  #show(at: number): void {
    const page = this.#drawn.pages[at];
    if (!page) return;
    this.#at = at;
    this.#pick.value = String(at);
    this.#back.disabled = at === 0;
    this.#on.disabled = at === this.#drawn.pages.length - 1;
    const title = titleOf(this.#drawn, page);
    this.#canvas.setAttribute("aria-label", page.text ? t("{0}, as a picture. The text that was read holds its words.", title) : t("{0}, as a picture. It holds no text.", title));
    this.#said.textContent = title;
    this.#size();
    document.scrollingElement?.scrollTo(0, 0);
    void this.#draw(page);
  }

  /** Points on a canvas, whatever else the bytes may be. */
  async #draw(page: Page): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const picture = pictureOf(page.picture);
    try {
      if (picture === null || tooLarge(picture)) throw new Error("no picture");
      const bitmap = await createImageBitmap(new Blob([page.picture as Uint8Array<ArrayBuffer>], { type: "image/png" }));
      if (turn !== this.#turn) return;
      const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
      this.#canvas.width = Math.max(1, Math.round(bitmap.width * scale));
      this.#canvas.height = Math.max(1, Math.round(bitmap.height * scale));
      this.#canvas.getContext("2d")?.drawImage(bitmap, 0, 0, this.#canvas.width, this.#canvas.height);
      bitmap.close();
      this.#canvas.dataset["page"] = String(this.#at + 1);
      replace(this.#about, this.#mixed && !page.text ? t("This page holds no text.") : "");
    } catch {
      if (turn === this.#turn) replace(this.#about, t("The picture of this page is damaged."));
    }
  }

  #size(): void {
    const zoom = ZOOMS[this.#level] ?? 1;
    this.#canvas.style.inlineSize = `${zoom * 100}%`;
    this.#scale.textContent = `${Math.round(zoom * 100)} %`;
    this.#smaller.disabled = this.#level === 0;
    this.#larger.disabled = this.#level === ZOOMS.length - 1;
  }
}
