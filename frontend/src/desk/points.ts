/**
 * The house's own words in a letter (`letter/own.py`): one text, sealed to the case, named in the proposal by the commitment to
 * it (`client/own_points.py`). The second person reads it before agreeing; whoever sends the letter puts it in. It names the PDF
 * files that go along by their SHA-256.
 */
import { fromUtf8, sha256hex, utf8, type Bytes } from "../formats/bytes.ts";
import { sealedAs } from "../formats/ids.ts";
import { commitment, headerFor, pack } from "../formats/object.ts";
import { refuse, TELL } from "../formats/refusal.ts";
import { encrypt } from "../formats/seal.ts";
import type { Statement } from "../formats/statement.ts";
import { oneLine } from "../frame/visible.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import type { Attached, Case, Desk, Opened } from "./desk.ts";
import { given, sealLetter, type Block, type Letter, type Opening, type Sheet } from "./letter.ts";
import { t } from "../words/tongue.ts";

const MOST = { beside: 1000, whole: 2400, paragraphs: 6, subject: 120, files: 4, bytes: 5 << 20, listed: 72 };
const ALONG = /^\+ ([A-Za-z0-9][A-Za-z0-9._-]{0,55}\.pdf) \(([1-9]\d{0,7}) bytes, SHA-256 ([0-9a-f]{64})\)$/;
const PDF = "application/pdf";
const PARTED = "---";
/** What a letter cannot print; spelling of Urdu and Persian needs the two joiners. */
const UNPRINTED = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What of a text block nobody filled in (`letter/own.py`). */
const BLANK = /\{[^{}]*\}/;

/** Paragraphs that the house says again and again, out of desk.toml: the server's word until two people signed them as theirs. */
export interface TextBlock {
  readonly name: string;
  readonly text: string;
}

/** Those that a desk has for an answer. */
export function blocksFor(about: Value | undefined, outcome: string): readonly TextBlock[] {
  const rows = Array.isArray(about) ? about.filter((one) => isObject(one)) : [];
  return rows.flatMap(({ name, language, outcomes, text }): TextBlock[] => {
    const fits = Array.isArray(outcomes) && (!outcomes.length || outcomes.includes(outcome));
    return fits && typeof text === "string" && text.length <= MOST.beside * 2 ? [{ name: `${oneLine(String(name))} (${oneLine(String(language))})`, text }] : [];
  });
}

/** A PDF file that goes along. */
export interface Along {
  readonly name: string;
  readonly size: number;
  readonly hash: string;
}

export interface OwnFile extends Along {
  readonly content: Bytes;
}

/** Paragraphs after the salutation and before the closing; with a subject they are the whole letter. */
export interface Own {
  readonly subject: string;
  readonly opening: readonly string[];
  readonly closing: readonly string[];
  readonly files: readonly Along[];
}

export interface Point {
  readonly own: Own;
  readonly text: string;
  /** What opens the commitment. */
  readonly opening: Opening;
  /** The files that it names, as they were opened. */
  readonly files: readonly Opened[];
}

export type Points = ReadonlyMap<number, Point>;
/** Where own words stand: before the closing, after the salutation, or in the place of our letter. */
export type Place = "closing" | "opening" | "whole";

const lineOf = ({ name, size, hash }: Along): string => `+ ${name} (${size} bytes, SHA-256 ${hash})`;

/** As it is sealed. */
function textOf({ subject, opening, closing, files }: Own): string {
  return [...(subject ? [`# ${subject}`] : []), ...opening, ...(opening.length ? [PARTED] : []), ...closing, ...files.map(lineOf)].join("\n\n") + "\n";
}

/** What was sealed; null where it is not just such a text, or cannot stand in a letter. */
function ownIn(text: string): Own | null {
  const parts = text.replace(/\n$/, "").split("\n\n");
  const subject = parts[0]?.startsWith("# ") ? parts.shift()!.slice(2) : "";
  const files = parts.flatMap((one): Along[] => { const [, name = "", size, hash = ""] = ALONG.exec(one) ?? []; return name ? [{ name, size: Number(size), hash }] : []; });
  parts.length -= files.length;
  const at = parts.indexOf(PARTED);
  const own = { files, subject, opening: parts.slice(0, Math.max(at, 0)), closing: parts.slice(at + 1) };
  return fits(own) && textOf(own) === text ? own : null;
}

function fits({ subject, opening, closing, files }: Own): boolean {
  const all = [...opening, ...closing];
  const isWord = (one: string): boolean => one !== "" && one.trim() === one && one !== PARTED && !one.startsWith("# ") && !UNPRINTED.test(one) && !ALONG.test(one) && !BLANK.test(one);
  const length = all.reduce((sum, one) => sum + [...one].length, files.length && MOST.listed * (files.length + 1));
  return (all.length > 0 || (files.length > 0 && !subject)) && carried(files) && all.length <= MOST.paragraphs && length <= (subject ? MOST.whole : MOST.beside) && !(subject && opening.length) && all.every(isWord) && (subject === "" || (isWord(subject) && [...subject].length <= MOST.subject));
}

const carried = (files: readonly Along[]): boolean => files.length <= MOST.files && new Set(files.map(({ name }) => name.toLowerCase())).size === files.length && files.reduce((sum, { size }) => sum + size, 0) <= MOST.bytes && files.every((one) => ALONG.test(lineOf(one)));

/** What was typed, and the files, as it is sealed; empty where there is nothing. Throws Refusal `vault.form`. */
export function pointOf(typed: string, place: Place = "closing", subject = "", along: readonly Along[] = []): string {
  const words = typed.split(/\n\s*\n/).map((one) => one.trim().replace(/\s*\n\s*/g, " ")).filter(Boolean);
  const files = along.map(({ name, size, hash }) => ({ name, size, hash }));
  if (!words.length && !files.length) return "";
  const [blank] = BLANK.exec(typed) ?? [];
  if (blank) refuse("vault.form", t("Fill in {0} in your own words, or take it out.", blank));
  if (!carried(files)) refuse("vault.form", t("At most {0} files of {1} MB together go along, each under another name.", MOST.files, MOST.bytes >> 20));
  const own = { files, subject: place === "whole" ? subject.trim() : "", opening: place === "opening" ? words : [], closing: place === "opening" ? [] : words };
  if (place === "whole" && !own.subject) refuse("vault.form", t("A letter of your own has a subject."));
  if (!fits(own)) refuse("vault.form", t("Your own words are at most {0} paragraphs of {1} characters together; a whole letter has {2}.", MOST.paragraphs, MOST.beside, MOST.whole));
  return textOf(own);
}

export const sealPoint = (taken: Case, text: string, now: number): Promise<SealedNote> => sealNoted(taken, "text/plain", utf8(text), now);

/** A file that goes along, sealed to the case. */
export const sealFile = async (taken: Case, { name, content }: OwnFile, now: number): Promise<Attached> => (await sealNoted(taken, PDF, content, now, name)).attached;

interface SealedNote {
  readonly attached: Attached;
  readonly commitment: string;
}

async function sealNoted(taken: Case, media: string, content: Bytes, now: number, name = ""): Promise<SealedNote> {
  // The key of a case in which nothing could be opened is the server's word.
  if (!taken.opened.length) refuse("vault.nothing-opened", "Nothing of this case was opened here, so its key cannot be known.");
  const header = headerFor("note", media, content, now, name);
  const bytes = await encrypt(pack(header, content), taken.recipient);
  return { attached: { id: sealedAs(sha256hex(bytes)), kind: "note", reader: "case", bytes }, commitment: commitment(header, content) };
}

/** By item, the words of the last signed proposal. Throws Refusal where they are not in the case. */
export function pointsOf(taken: Case, signed: Iterable<Statement>): Points {
  const last = new Map<number, Statement>();
  for (const one of signed) {
    const item = one.says["item"];
    if (one.act !== "decision.propose" || one.case !== taken.id || typeof item !== "number") continue;
    last.set(item, one);
  }
  const named = [...last].flatMap(([item, { says }]) => (says["point"] ? [[item, String(says["point"])] as const] : []));
  return new Map(named.map(([item, point]) => [item, openedAs(taken.opened, item, point)]));
}

function openedAs(opened: readonly Opened[], item: number, point: string): Point {
  const one = opened.find(({ header, content }) => header.kind === "note" && content.length <= 4 * 4000 && commitment(header, content) === point);
  const text = one ? (fromUtf8(one.content) ?? "") : "";
  const own = ownIn(text);
  return one && own ? { own, text, files: own.files.map((file) => fileOf(opened, file)), opening: { item, made_at: one.header.made_at, salt: one.header.salt, text } } : missing(item);
}

/** The file of a name, size and hash that were signed. Throws Refusal where it is not in the case. */
const fileOf = (opened: readonly Opened[], { name, size, hash }: Along): Opened =>
  opened.find(({ header, content }) => header.media === PDF && content.length === size && sha256hex(content) === hash) ?? refuse("release.unsigned", t("The attachment {0} is not in the case as it was signed.", name), TELL);

/** A finished letter, sealed for whoever sends it, with what goes along. Throws Refusal. */
export const sealWhole = (desk: Desk, letter: Letter, how: string, taken: Case): Promise<Attached> =>
  sealLetter(desk, letter, how, taken, (letter.points ?? []).flatMap(({ text }) => (ownIn(text)?.files ?? []).map((one) => fileOf(taken.opened, one).content)));

/** Names of the files that go along with a letter. */
export const alongWith = (letter: Letter): readonly string[] => (letter.points ?? []).flatMap(({ text }) => (ownIn(text)?.files ?? []).map(({ name }) => name));

const missing = (item: number): never => refuse("release.unsigned", t("Our own words on item {0} are not in the case.", item), TELL);

/** The letter with the words in their places, and what opens them for the sending worker. Throws Refusal where they are missing. */
export function withPoints(letter: Letter, points: Points): Letter {
  const used = new Map<number, Opening>();
  const sheets = letter.sheets.map((sheet): Sheet => {
    let subject = "";
    const mine: Block[] = [];
    const blocks = sheet.blocks.flatMap((block): readonly Block[] => {
      const [, place, item] = /^(opening|point|enclosed) (\d+)$/.exec(waitsIn(block)) ?? [];
      if (!place || !("paragraph" in block)) return [block];
      const { own, opening } = points.get(Number(item)) ?? missing(Number(item));
      used.set(opening.item, opening);
      subject ||= own.subject;
      const listed = own.files.length ? [{ paragraph: [...block.paragraph.slice(0, -1), given(own.files.map(({ name }) => name).join("; "), sheet.direction)] }] : [];
      const made = place === "enclosed" ? listed : (place === "opening" ? own.opening : own.closing).map((one) => ({ paragraph: [given(one, sheet.direction)] }));
      mine.push(...made);
      return made;
    });
    // A letter of one's own: nothing of ours stands beside it.
    return subject ? { ...sheet, subject: [given(subject, sheet.direction)], blocks: mine, annex: null } : { ...sheet, blocks };
  });
  return { ...letter, sheets, ...(used.size ? { points: [...used.values()] } : {}) };
}

/** The letter that the rest calls for, with words that are not sealed yet where they will stand: to look at, not to send. */
export function withDrafts(letter: Letter, drafts: ReadonlyMap<number, string>): Letter {
  const points = new Map([...drafts].flatMap(([item, text]): readonly (readonly [number, Point])[] => {
    const own = letter.items.includes(item) ? ownIn(text) : null;
    return own ? [[item, { own, text, files: [], opening: { item, made_at: "", salt: "", text } }]] : [];
  }));
  const at = (place: string): Block[] => [...points.keys()].map((item) => ({ paragraph: [{ text: "", merge: `${place} ${item}` }] }));
  const { points: _, ...shown } = withPoints({ ...letter, sheets: letter.sheets.map((sheet) => ({ ...sheet, blocks: [...at("opening"), ...sheet.blocks, ...at("point"), ...at("enclosed")] })) }, points);
  return shown;
}

const waitsIn = (block: Block): string => ("paragraph" in block ? (block.paragraph.at(-1)?.merge ?? "") : "");

export const asksPoints = (letter: Letter): boolean => letter.sheets.some((sheet) => sheet.blocks.some(waitsIn));
