/**
 * The sandboxed frame: shows one document that somebody else made. Its origin is opaque, its policy lets nothing out,
 * and it holds no key: it gets bytes by message, and draws them as text or as a picture of its own.
 */
import { fill, h, replace } from "../pages/dom.ts";
import { unpack } from "../formats/pages.ts";
import { piecesOf, type Piece } from "./pieces.ts";
import { Sheets } from "./sheets.ts";
import { defanged, harmless } from "./visible.ts";
import { learn, speak } from "../words/core.ts";
import { t } from "../words/frame.ts";

const LINES = 4000; // shown at once
const MAX_SIDE = 4096;
const MAX_SELECTED = 64_000;

interface Show {
  readonly show: ArrayBuffer;
  readonly name: string;
}

interface Pages {
  readonly pages: ArrayBuffer;
}

interface Mark {
  /** Places as the reader counts them: characters of the text, not units of UTF-16. */
  readonly mark: readonly (readonly [number, number])[];
}

const root = document.getElementById("shown") as HTMLElement;
let pieces: Piece[] = [];
let sheets: Sheets | null = null;
let marks: readonly (readonly [number, number])[] = [];

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.source !== window.parent) return;
  document.documentElement.lang = told(event.data);
  if (isShow(event.data)) {
    sheets = null;
    pieces = piecesOf(new Uint8Array(event.data.show), event.data.name);
    marks = [];
    draw();
    window.parent.postMessage({ shown: pieces.length }, "*");
  } else if (isPages(event.data)) {
    [pieces, marks] = [[], []];
    sheets = new Sheets(unpack(new Uint8Array(event.data.pages)));
    replace(root, sheets.element);
    window.parent.postMessage({ shown: 1 }, "*");
  } else if (isMark(event.data) && sheets === null) {
    marks = event.data.mark;
    draw();
    const first = document.querySelector("mark");
    // This document alone: `scrollIntoView` would move the page around it, too, and the sentence that is read there.
    if (first) window.scrollTo({ top: window.scrollY + first.getBoundingClientRect().top - window.innerHeight / 2 });
    window.parent.postMessage({ marked: document.querySelectorAll("mark").length }, "*");
  }
});
let telling = 0;
document.addEventListener("selectionchange", () => {
  window.clearTimeout(telling);
  telling = window.setTimeout(() => window.parent.postMessage({ selected: String(document.getSelection() ?? "").slice(0, MAX_SELECTED) }, "*"), 60);
});
window.addEventListener("keydown", (event) => {
  if (sheets?.key(event)) event.preventDefault();
});
window.parent.postMessage({ ready: true }, "*");

/** Speaks as the page around this frame does, in the words that it hands over; as before where the message says neither. */
function told(value: unknown): string {
  const { language, words } = Object(value) as { language?: unknown; words?: unknown };
  if (typeof words === "object" && words !== null) learn(words as Record<string, string>);
  return speak(typeof language === "string" ? language : null);
}

function isShow(value: unknown): value is Show {
  return typeof value === "object" && value !== null && (value as Show).show instanceof ArrayBuffer;
}

function isPages(value: unknown): value is Pages {
  return typeof value === "object" && value !== null && (value as Pages).pages instanceof ArrayBuffer;
}

function isMark(value: unknown): value is Mark {
  return typeof value === "object" && value !== null && Array.isArray((value as Mark).mark);
}

function draw(): void {
  replace(root, ...pieces.map(drawPiece));
}

function drawPiece(piece: Piece): HTMLElement {
  switch (piece.type) {
    case "fields":
      return h("dl", { class: "fields" }, ...piece.rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", { dir: "auto" }, ...visible(value))]));
    case "text":
      return h("section", {}, head(piece.title, piece.says), defanged(piece.text) === piece.text ? "" : h("p", { class: "says" }, t("Addresses of pages are written so that nothing opens them: hxxps, [.].")), lines(piece.text, piece.at));
    case "picture":
      return picture(piece);
    case "file":
      return h("section", { class: "file" }, head(piece.title, piece.says), h("p", { class: "says" }, size(piece.size)));
  }
}

function head(title: string, says: string): DocumentFragment {
  const made = document.createDocumentFragment();
  if (title) made.append(h("h2", { dir: "auto" }, ...visible(title)));
  if (says) made.append(h("p", { class: "says" }, says));
  return made;
}

function visible(text: string): (HTMLElement | string)[] {
  return harmless(text).map((one) =>
    one.mark === undefined ? one.text : h("span", { class: "unseen", title: one.mark, "aria-label": one.mark, role: "img" }, one.text),
  );
}

/** Lines of a text, each with its own direction; places that the reader found stand out. */
function lines(text: string, at: number | null): HTMLElement {
  const rows = text.split("\n");
  const block = h("div", { class: "text" });
  const spans = at === null ? [] : marks.map(([start, end]) => [start - at, end - at] as const);
  let place = 0;
  let shown = 0;
  const more = (count: number): void => {
    for (const row of rows.slice(shown, shown + count)) {
      const length = spans.length ? [...row].length : 0;
      fill(block, line(row.replace(/\r$/, ""), spans.map(([start, end]) => [start - place, end - place] as const)));
      place += length + 1;
    }
    shown += count;
  };
  more(spans.length ? rows.length : LINES);
  if (shown >= rows.length) return block;
  const button = h("button", { click: () => { more(rows.length); button.remove(); } }, t("Show the other {0} lines", rows.length - shown));
  return h("div", {}, block, button);
}

function line(row: string, spans: readonly (readonly [number, number])[]): HTMLElement {
  const made = h("div", { dir: "auto", class: "line" });
  const chars = spans.length ? [...row] : [];
  const near = spans.filter(([start, end]) => start < chars.length && end > 0).sort((a, b) => a[0] - b[0]);
  let at = 0;
  for (const [start, end] of near) {
    const from = Math.max(at, start);
    if (from >= end) continue;
    fill(made, ...visible(chars.slice(at, from).join("")), h("mark", {}, ...visible(chars.slice(from, end).join(""))));
    at = Math.min(end, chars.length);
  }
  fill(made, ...visible(near.length ? chars.slice(at).join("") : row));
  if (!row) made.append("\u00a0");
  return made;
}

/** A picture decoded and drawn anew: what is shown are points on a canvas, whatever else the file may be. */
function picture(piece: Extract<Piece, { type: "picture" }>): HTMLElement {
  const { width, height, media } = piece.picture;
  const says = h("p", { class: "says" }, t("Picture, {0} × {1} points, drawn anew.", width, height));
  const section = h("section", {}, head(piece.title, ""), says);
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  void createImageBitmap(new Blob([piece.data as Uint8Array<ArrayBuffer>], { type: media }))
    .then((bitmap) => {
      const canvas = h("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)), role: "img", "aria-label": t("The picture that was received") });
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      section.append(canvas);
    })
    .catch(() => {
      says.textContent = t("A picture that cannot be drawn: it is damaged, or made to look like one.");
    });
  return section;
}

function size(count: number): string {
  return count < 10_000 ? t("{0} bytes", count) : count < 10_000_000 ? `${Math.round(count / 1000)} kB` : `${Math.round(count / 1_000_000)} MB`;
}
