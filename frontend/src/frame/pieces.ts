/** Any bytes as pieces that are safe to show: lines of text, pictures to draw anew, and files that are only named. */
import { decodeText } from "./decode.ts";
import { looksLikeMail, parseMail } from "./mail.ts";
import { pictureOf, tooLarge, type Picture } from "./picture.ts";
import { t, type Key } from "../words/frame.ts";

export type Piece =
  | { readonly type: "fields"; readonly rows: readonly (readonly [string, string])[] }
  | { readonly type: "text"; readonly title: string; readonly says: string; readonly text: string; readonly at: number | null }
  | { readonly type: "picture"; readonly title: string; readonly data: Uint8Array; readonly picture: Picture }
  | { readonly type: "file"; readonly title: string; readonly says: string; readonly size: number };

const SAVE = "It is not shown here. Save a copy only if you must, and open it on a machine that may be lost.";

/** The pieces of a document. What it is, is decided by its bytes; the media type that the sender wrote decides nothing. */
export function piecesOf(data: Uint8Array, name = ""): Piece[] {
  if (!data.length) return [{ type: "file", title: name, says: t("It is empty."), size: 0 }];
  if (isPdf(data)) return [pdf(data, name)];
  if (isTiff(data)) return [tiff(data, name)];
  if (isPacked(data)) return [packed(data, name)];
  const picture = pictureOf(data);
  if (picture) return [drawn(data, name, picture)];
  if (looksLikeMail(data)) return mail(data);
  const text = decodeText(data);
  if (text === null) return [{ type: "file", title: name, says: t("These bytes are no text and no picture. {0}", t(SAVE)), size: data.length }];
  return [{ type: "text", title: name, says: sourceOf(text), text, at: 0 }];
}

/** What a source text is called; empty for ordinary text. Nothing in it is interpreted. */
export function sourceOf(text: string): string {
  const head = text.slice(0, 2000).trimStart().toLowerCase();
  const what = /^<\?xml|^<[a-z]+:[a-z]/.test(head) && !/<svg\b|<html\b/.test(head) ? "XML"
    : /<svg\b/.test(head) ? "SVG"
    : /^<!doctype html|^<html\b|<(?:script|body|head|iframe|meta|table|div|p)\b/.test(head) ? "HTML"
    : /^<\?xml/.test(head) ? "XML"
    : /^mime-version:/.test(head) ? "MHTML"
    : "";
  return what && t("Source text of {0}. Nothing in it runs or is fetched here.", what);
}

/** Whether pages or words that the desk read stand beside a file, and are read first: of an order that a machine wrote, too (ETSI TS 103 120). */
export function isBeside(data: Uint8Array): boolean {
  return isPdf(data) || isTiff(data) || isPacked(data) || /^[^<]*(<\?[^>]*>\s*)?<([\w.-]+:)?HI1Message\b/.test(String.fromCharCode(...data.subarray(0, 500)));
}

/** ZIP archives, Word, Excel and OpenDocument files among them, winmail.dat, RTF (adapters/packed.py). */
function isPacked(data: Uint8Array): boolean {
  const start = String.fromCharCode(...data.subarray(0, 5));
  return start.startsWith("PK\x03\x04") || start.startsWith("\x78\x9f\x3e\x22") || start === "{\\rtf";
}

function isTiff(data: Uint8Array): boolean {
  return ["II*\0", "MM\0*"].includes(String.fromCharCode(...data.subarray(0, 4)));
}

function isPdf(data: Uint8Array): boolean {
  const head = String.fromCharCode(...data.subarray(0, 1024)).trimStart();
  return head.startsWith("%PDF-");
}

function pdf(data: Uint8Array, name: string): Piece {
  return { type: "file", title: name, says: t("A PDF file. Its pages stand beside it as pictures where the desk could draw them, and its text where it holds any. {0}", t(SAVE)), size: data.length };
}

function tiff(data: Uint8Array, name: string): Piece {
  return { type: "file", title: name, says: t("A TIFF file, as fax servers and scanners write. Its pages stand beside it as pictures where the desk could draw them. {0}", t(SAVE)), size: data.length };
}

function packed(data: Uint8Array, name: string): Piece {
  return { type: "file", title: name, says: t("An office document or a packed file. What the desk could read of it stands beside it. {0}", t(SAVE)), size: data.length };
}

function drawn(data: Uint8Array, title: string, picture: Picture): Piece {
  if (tooLarge(picture)) {
    return { type: "file", title, says: t("A picture of {0} × {1} points is too large to draw. {2}", picture.width, picture.height, t(SAVE)), size: data.length };
  }
  return { type: "picture", title, data, picture };
}

/** Fields of a mail as mail programs name them; a Message-ID has one name everywhere. */
const HEADERS: Readonly<Record<string, Key>> = { from: "From", to: "To", cc: "Copy to", "reply-to": "Reply to", subject: "Subject", date: "Date" };

function mail(data: Uint8Array): Piece[] {
  const { headers, parts, cut } = parseMail(data);
  const pieces: Piece[] = [{ type: "fields", rows: headers.map(([name, value]) => [HEADERS[name] ? t(HEADERS[name]) : "Message-ID", value]) }];
  // Places that the reader found count over the texts of all parts, joined by an empty line.
  let at: number | null = 0;
  for (const part of parts) {
    if (part.text !== null) {
      const says = part.stripped ? t("Text of an HTML part, its tags taken off.") : sourceOf(part.text);
      pieces.push({ type: "text", title: part.name, says, text: part.text, at: part.stripped ? null : at });
      at = at === null || part.stripped ? null : at + [...part.text].length + 2;
      continue;
    }
    const picture = isPdf(part.data) ? null : pictureOf(part.data);
    if (picture) pieces.push(drawn(part.data, part.name, picture));
    else {
      const title = part.name || part.media;
      if (isPdf(part.data)) pieces.push(pdf(part.data, title));
      else if (isTiff(part.data)) pieces.push(tiff(part.data, title));
      else if (isPacked(part.data)) pieces.push(packed(part.data, title));
      else pieces.push({ type: "file", title, says: t("An attachment. {0}", t(SAVE)), size: part.data.length });
      if (!isTiff(part.data)) at = null; // its text, where the desk read it, stands between
    }
  }
  if (cut) pieces.push({ type: "file", title: "", says: t("The mail has more parts than are shown."), size: data.length });
  return pieces;
}
