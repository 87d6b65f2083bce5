/** A mail (RFC 5322, MIME) as headers, texts and files. Parses hostile bytes: bounded, and nothing in it is run or fetched. */
import { decodeText } from "./decode.ts";

export const MAX_PARTS = 200;
export const MAX_DEPTH = 8;
const MAX_FIELD = 20_000;
const HEADERS = ["from", "to", "cc", "reply-to", "subject", "date", "message-id"];
const START = /^(?:From |(?:Return-Path|Received|From|To|Subject|Date|MIME-Version|Delivered-To|Message-ID):)/i;

export interface Part {
  readonly type: "text" | "file";
  readonly media: string;
  readonly name: string;
  readonly data: Uint8Array;
  readonly text: string | null;
  /** Whether the text is that of an HTML part with its tags taken off. */
  readonly stripped: boolean;
}

export interface Mail {
  readonly headers: readonly (readonly [string, string])[];
  readonly parts: readonly Part[];
  /** Whether some of it is not shown because it is too deep or has too many parts. */
  readonly cut: boolean;
}

type Fields = Map<string, string>;

/** Whether bytes begin as a mail does. */
export function looksLikeMail(data: Uint8Array): boolean {
  return START.test(latin(data.subarray(0, 64)));
}

export function parseMail(data: Uint8Array): Mail {
  const parts: Part[] = [];
  const budget = { left: MAX_PARTS, cut: false };
  const { fields, body } = split(data);
  walk(fields, body, 0, parts, budget);
  const headers = HEADERS.flatMap((name) => {
    const value = fields.get(name);
    return value === undefined ? [] : [[name, words(value).slice(0, 2000)] as const];
  });
  return { headers, parts, cut: budget.cut };
}

function walk(fields: Fields, body: Uint8Array, depth: number, parts: Part[], budget: { left: number; cut: boolean }): void {
  budget.left -= 1;
  if (budget.left < 0 || depth > MAX_DEPTH) {
    budget.cut = true;
    return;
  }
  const type = parameters(fields.get("content-type") ?? "text/plain");
  const media = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(type.value) ? type.value : "text/plain";
  const boundary = type.parameters.get("boundary");
  if (media.startsWith("multipart/") && boundary) {
    const children = cut(body, boundary).map(split);
    const isPlain = (one: { fields: Fields }): boolean => media === "multipart/alternative" && parameters(one.fields.get("content-type") ?? "text/plain").value === "text/plain";
    const [plain, rest] = [true, false].map((wanted) => {
      const found: Part[] = [];
      for (const one of children.filter((each) => isPlain(each) === wanted)) walk(one.fields, one.body, depth + 1, found, budget);
      return found;
    }) as [Part[], Part[]];
    parts.push(...plain);
    if (!count(plain) || count(rest) > STUB + 2 * count(plain)) parts.push(...rest);
    return;
  }
  if (media === "message/rfc822") {
    const inner = split(body);
    walk(inner.fields, inner.body, depth + 1, parts, budget);
    return;
  }
  parts.push(leaf(fields, body, media, type.parameters.get("charset") ?? null));
}

/** Words of HTML beyond twice those of the plain text beside it: that text is no letter, but points to one. The desk's reader has the same rule. */
const STUB = 40;

const count = (parts: readonly Part[]): number => parts.reduce((sum, { text }) => sum + (text?.split(/\s+/).filter(Boolean).length ?? 0), 0);

function leaf(fields: Fields, body: Uint8Array, media: string, charset: string | null): Part {
  const data = transferred(body, (fields.get("content-transfer-encoding") ?? "").trim().toLowerCase());
  const disposition = parameters(fields.get("content-disposition") ?? "");
  const typed = parameters(fields.get("content-type") ?? "");
  const name = words(disposition.parameters.get("filename") ?? typed.parameters.get("name") ?? "");
  const isText = media.startsWith("text/");
  const decoded = isText ? decodeText(data, charset) : null;
  const stripped = media === "text/html";
  const text = decoded !== null && stripped ? withoutTags(decoded) : decoded;
  return { type: text === null ? "file" : "text", media, name: name.slice(0, 200), data, text, stripped };
}

function split(data: Uint8Array): { fields: Fields; body: Uint8Array } {
  let at = 0;
  const rows: string[] = [];
  while (at < data.length) {
    const end = data.indexOf(0x0a, at);
    const stop = end < 0 ? data.length : end;
    const row = latin(data.subarray(at, stop)).replace(/\r$/, "");
    if (row === "") {
      at = stop + 1;
      break;
    }
    if (rows.length === 0 && row.startsWith("From ")) {
      at = stop + 1;
      continue;
    }
    if (!/^[ \t]/.test(row) && !/^[!-9;-~]+[ \t]*:/.test(row)) break; // no header: the body begins here
    if (/^[ \t]/.test(row) && rows.length) rows[rows.length - 1] += row;
    else rows.push(row);
    at = stop + 1;
  }
  const fields: Fields = new Map();
  for (const row of rows.slice(0, 1000)) {
    const colon = row.indexOf(":");
    const name = row.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, row.slice(colon + 1, colon + MAX_FIELD).trim());
  }
  return { fields, body: data.subarray(Math.min(at, data.length)) };
}

function cut(body: Uint8Array, boundary: string): Uint8Array[] {
  const text = latin(body);
  const parts: Uint8Array[] = [];
  let begin = -1;
  for (const one of text.matchAll(new RegExp(`(?:^|\\r?\\n)--${boundary.replace(/\W/g, "\\$&")}(--)?[ \\t]*(?=\\r?\\n|$)`, "g"))) {
    if (begin >= 0) parts.push(body.subarray(begin, Math.max(begin, one.index)));
    begin = one.index + one[0].length;
    begin += text[begin] === "\r" ? 2 : 1;
    if (one[1] || parts.length > MAX_PARTS) return parts;
  }
  if (begin >= 0) parts.push(body.subarray(begin));
  return parts;
}

function transferred(body: Uint8Array, encoding: string): Uint8Array {
  if (encoding === "base64") {
    const text = latin(body).replace(/[^A-Za-z0-9+/]+/g, "");
    try {
      return Uint8Array.from(atob(text.slice(0, text.length - (text.length % 4 === 1 ? 1 : 0))), (char) => char.charCodeAt(0));
    } catch {
      return new Uint8Array();
    }
  }
  if (encoding === "quoted-printable") return quoted(latin(body).replace(/=[ \t]{0,80}\r?\n/g, ""));
  return body;
}

function quoted(text: string): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const pair = text.slice(at + 1, at + 3);
    if (text[at] === "=" && /^[0-9A-Fa-f]{2}$/.test(pair)) {
      out.push(Number.parseInt(pair, 16));
      at += 2;
    } else out.push(text.charCodeAt(at));
  }
  return Uint8Array.from(out);
}

/** Words of a header: RFC 2047 encoded ones decoded, raw bytes as UTF-8 where they are. */
export function words(value: string): string {
  const joined = value.replace(/\?=\s+=\?/g, "?==?");
  const found = joined.replace(/=\?([^?\s]{1,40})\?([BbQq])\?([^?\s]*)\?=/g, (whole, charset: string, how: string, text: string) => {
    const data = how.toUpperCase() === "B" ? transferred(bytes(text), "base64") : quoted(text.replaceAll("_", " "));
    return decodeText(data, charset.split("*")[0] ?? null) ?? whole;
  });
  return /[\x80-\xff]/.test(found) && !/[^\x00-\xff]/.test(found) ? (decodeText(bytes(found)) ?? found) : found;
}

function parameters(value: string): { value: string; parameters: Map<string, string> } {
  const found = new Map<string, string>();
  // Quotes that nobody closes end with the value, else each of them is looked for again (as many times as there are quotes).
  const [first = "", ...rest] = value.match(/(?:"(?:\\[^]?|[^"\\])*(?:"|$)|[^;"])+/g) ?? [];
  for (const one of rest.slice(0, 40)) {
    const equals = one.indexOf("=");
    if (equals < 0) continue;
    const name = one.slice(0, equals).trim().toLowerCase();
    let text = one.slice(equals + 1).trim();
    if (text.startsWith('"')) text = text.slice(1, text.endsWith('"') ? -1 : undefined).replace(/\\(.)/g, "$1");
    if (name.endsWith("*")) found.set(name.slice(0, -1), extended(text));
    else if (!found.has(name)) found.set(name, text);
  }
  return { value: first.trim().toLowerCase(), parameters: found };
}

function extended(text: string): string {
  const match = /^([^']*)'[^']*'(.*)$/.exec(text);
  if (!match) return text;
  return decodeText(quoted((match[2] ?? "").replaceAll("=", "=3D").replaceAll("%", "=")), match[1] || "utf-8") ?? text;
}

const BLOCKS = new Set(
  "p div br li tr table ul ol h1 h2 h3 h4 h5 h6 blockquote pre hr section article header footer".split(" "),
);
const UNSEEN = new Set(["script", "style", "head", "title", "template", "noscript"]);

/** The words of an HTML text: tags, scripts and styles taken off, a handful of entities read. One pass; nothing is run. */
export function withoutTags(source: string): string {
  const text = source.slice(0, 2_000_000);
  const low = text.toLowerCase();
  const out: string[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("<", at);
    if (open < 0) break;
    out.push(text.slice(at, open));
    at = afterTag(text, low, open, out);
  }
  if (at < text.length) out.push(text.slice(at));
  const lines = entities(out.join("")).split("\n").map((line) => line.split(/[ \t\r\f\v]+/).filter(Boolean).join(" "));
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** Where reading goes on after the tag that opens at `open`; what it shows is put on `out`. */
function afterTag(text: string, low: string, open: number, out: string[]): number {
  if (low.startsWith("<!--", open)) return past(low.indexOf("-->", open + 4), 3, text);
  const name = /^<(\/?)([a-z][a-z0-9]{0,15})/.exec(low.slice(open, open + 20));
  if (!name && !/^<[!?]/.test(low.slice(open, open + 2))) {
    out.push("<");
    return open + 1;
  }
  const close = past(text.indexOf(">", open), 1, text);
  const word = name?.[2] ?? "";
  if (BLOCKS.has(word)) out.push(["p", "div", "table", "li"].includes(word) && !name?.[1] ? "\n\n" : "\n");
  if (word === "a" && !name?.[1]) out.push(linked(text.slice(open, Math.min(close, open + 2000))));
  if (!UNSEEN.has(word) || name?.[1]) return close;
  const end = low.indexOf(`</${word}`, close);
  return end < 0 ? text.length : past(text.indexOf(">", end), 1, text);
}

/** The address of a link, said before its words: what is shown and where it leads can differ. */
function linked(tag: string): string {
  const match = /\shref\s*=\s*["']?(https?:[^"'\s>]*)/i.exec(tag);
  return match ? ` \u2039${match[1]}\u203a ` : "";
}

function past(found: number, length: number, text: string): number {
  return found < 0 ? text.length : found + length;
}

function entities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos|nbsp|auml|ouml|uuml|szlig|sect|euro);/gi, entity);
}

const ENTITIES: Record<string, string> = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", auml: "ä", ouml: "ö", uuml: "ü", Auml: "Ä", Ouml: "Ö", Uuml: "Ü", szlig: "ß", sect: "§", euro: "€",
};

function entity(whole: string, name: string): string {
  if (!name.startsWith("#")) return ENTITIES[name] ?? ENTITIES[name.toLowerCase()] ?? whole;
  const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return point > 0 && point < 0x110000 && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : whole;
}

function latin(data: Uint8Array): string {
  let text = "";
  for (let at = 0; at < data.length; at += 0x4000) text += String.fromCharCode(...data.subarray(at, at + 0x4000));
  return text;
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff);
}
