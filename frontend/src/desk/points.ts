/**
 * The house's own words in a letter (`letter/own.py`): one text, sealed to the case, named in the proposal by the commitment to
 * it (`client/own_points.py`). The second person reads it before agreeing; whoever sends the letter puts it in.
 */
import { fromUtf8, sha256hex, utf8 } from "../formats/bytes.ts";
import { sealedAs } from "../formats/ids.ts";
import { commitment, headerFor, pack } from "../formats/object.ts";
import { refuse, TELL } from "../formats/refusal.ts";
import { encrypt } from "../formats/seal.ts";
import type { Statement } from "../formats/statement.ts";
import { isLater } from "./compose.ts";
import type { Attached, Case, Opened } from "./desk.ts";
import { given, type Block, type Letter, type Opening, type Sheet } from "./letter.ts";
import { t } from "../words/tongue.ts";

const MOST = { beside: 1000, whole: 2400, paragraphs: 6, subject: 120 };
const PARTED = "---";
/** What a letter cannot print; spelling of Urdu and Persian needs the two joiners. */
const UNPRINTED = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Paragraphs after the salutation and before the closing; with a subject they are the whole letter. */
export interface Own {
  readonly subject: string;
  readonly opening: readonly string[];
  readonly closing: readonly string[];
}

export interface Point {
  readonly own: Own;
  readonly text: string;
  /** What opens the commitment. */
  readonly opening: Opening;
}

export type Points = ReadonlyMap<number, Point>;
/** Where own words stand: before the closing, after the salutation, or in the place of our letter. */
export type Place = "closing" | "opening" | "whole";

/** As it is sealed. */
function textOf({ subject, opening, closing }: Own): string {
  return [...(subject ? [`# ${subject}`] : []), ...opening, ...(opening.length ? [PARTED] : []), ...closing].join("\n\n") + "\n";
}

/** What was sealed; null where it is not just such a text, or cannot stand in a letter. */
function ownIn(text: string): Own | null {
  const parts = text.replace(/\n$/, "").split("\n\n");
  const subject = parts[0]?.startsWith("# ") ? parts.shift()!.slice(2) : "";
  const at = parts.indexOf(PARTED);
  const own = { subject, opening: parts.slice(0, Math.max(at, 0)), closing: parts.slice(at + 1) };
  return fits(own) && textOf(own) === text ? own : null;
}

function fits({ subject, opening, closing }: Own): boolean {
  const all = [...opening, ...closing];
  const isWord = (one: string): boolean => one !== "" && one.trim() === one && one !== PARTED && !one.startsWith("# ") && !UNPRINTED.test(one);
  const length = all.reduce((sum, one) => sum + [...one].length, 0);
  return all.length > 0 && all.length <= MOST.paragraphs && length <= (subject ? MOST.whole : MOST.beside) && !(subject && opening.length) && all.every(isWord) && (subject === "" || (isWord(subject) && [...subject].length <= MOST.subject));
}

/** What was typed, as it is sealed; empty where nothing was. Throws Refusal `vault.form`. */
export function pointOf(typed: string, place: Place = "closing", subject = ""): string {
  const words = typed.split(/\n\s*\n/).map((one) => one.trim().replace(/\s*\n\s*/g, " ")).filter(Boolean);
  if (!words.length) return "";
  const own = { subject: place === "whole" ? subject.trim() : "", opening: place === "opening" ? words : [], closing: place === "opening" ? [] : words };
  if (place === "whole" && !own.subject) refuse("vault.form", t("A letter of your own has a subject."));
  if (!fits(own)) refuse("vault.form", t("Your own words are at most {0} paragraphs of {1} characters together; a whole letter has {2}.", MOST.paragraphs, MOST.beside, MOST.whole));
  return textOf(own);
}

export async function sealPoint(taken: Case, text: string, now: number): Promise<{ readonly attached: Attached; readonly commitment: string }> {
  // The key of a case in which nothing could be opened is the server's word.
  if (!taken.opened.length) refuse("vault.nothing-opened", "Nothing of this case was opened here, so its key cannot be known.");
  const content = utf8(text);
  const header = headerFor("note", "text/plain", content, now);
  const bytes = await encrypt(pack(header, content), taken.recipient);
  return { attached: { id: sealedAs(sha256hex(bytes)), kind: "note", reader: "case", bytes }, commitment: commitment(header, content) };
}

/** By item, the words of the last signed proposal. Throws Refusal where they are not in the case. */
export function pointsOf(taken: Case, signed: Iterable<Statement>): Points {
  const last = new Map<number, Statement>();
  for (const one of signed) {
    const item = one.says["item"];
    if (one.act !== "decision.propose" || one.case !== taken.id || typeof item !== "number") continue;
    const before = last.get(item);
    if (!before || isLater(one, before)) last.set(item, one);
  }
  const named = [...last].flatMap(([item, { says }]) => (says["point"] ? [[item, String(says["point"])] as const] : []));
  return new Map(named.map(([item, point]) => [item, openedAs(taken.opened, item, point)]));
}

function openedAs(opened: readonly Opened[], item: number, point: string): Point {
  const one = opened.find(({ header, content }) => header.kind === "note" && content.length <= 4 * 4000 && commitment(header, content) === point);
  const text = one ? (fromUtf8(one.content) ?? "") : "";
  const own = ownIn(text);
  return one && own ? { own, text, opening: { item, made_at: one.header.made_at, salt: one.header.salt, text } } : missing(item);
}

const missing = (item: number): never => refuse("release.unsigned", t("Our own words on item {0} are not in the case.", item), TELL);

/** The letter with the words in their places, and what opens them for the sending worker. Throws Refusal where they are missing. */
export function withPoints(letter: Letter, points: Points): Letter {
  const used = new Map<number, Opening>();
  const sheets = letter.sheets.map((sheet): Sheet => {
    let subject = "";
    const mine: Block[] = [];
    const blocks = sheet.blocks.flatMap((block): readonly Block[] => {
      const [, place, item] = /^(opening|point) (\d+)$/.exec(waitsIn(block)) ?? [];
      if (!place) return [block];
      const { own, opening } = points.get(Number(item)) ?? missing(Number(item));
      used.set(opening.item, opening);
      subject ||= own.subject;
      const made = (place === "opening" ? own.opening : own.closing).map((one) => ({ paragraph: [given(one, sheet.direction)] }));
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
    return own ? [[item, { own, text, opening: { item, made_at: "", salt: "", text } }]] : [];
  }));
  const at = (place: string): Block[] => [...points.keys()].map((item) => ({ paragraph: [{ text: "", merge: `${place} ${item}` }] }));
  const { points: _, ...shown } = withPoints({ ...letter, sheets: letter.sheets.map((sheet) => ({ ...sheet, blocks: [...at("opening"), ...sheet.blocks, ...at("point")] })) }, points);
  return shown;
}

const waitsIn = (block: Block): string => ("paragraph" in block && block.paragraph.length === 1 ? (block.paragraph[0]?.merge ?? "") : "");

export const asksPoints = (letter: Letter): boolean => letter.sheets.some((sheet) => sheet.blocks.some(waitsIn));
