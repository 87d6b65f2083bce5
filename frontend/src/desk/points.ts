/**
 * A point in the house's own words, where a demand is returned: one line, sealed to the case, named in the proposal by the
 * commitment to it (`client/own_points.py`). The second person reads it before agreeing; whoever sends the letter puts it in.
 */
import { fromUtf8, sha256hex, utf8 } from "../formats/bytes.ts";
import { sealedAs } from "../formats/ids.ts";
import { commitment, headerFor, pack } from "../formats/object.ts";
import { refuse, TELL } from "../formats/refusal.ts";
import { encrypt } from "../formats/seal.ts";
import type { Statement } from "../formats/statement.ts";
import { isLater } from "./compose.ts";
import type { Attached, Case, Opened } from "./desk.ts";
import { given, isLine, type Letter, type Opening, type Run, type Runs, type Sheet } from "./letter.ts";
import { t } from "../words/tongue.ts";

export const MOST = 400;

export interface Point {
  readonly text: string;
  /** What opens the commitment. */
  readonly opening: Opening;
}

export type Points = ReadonlyMap<number, Point>;

/** A point as it is sealed; empty where nothing was written. Throws Refusal `vault.form`. */
export function pointOf(typed: string): string {
  const text = typed.trim();
  if (text && !isLine(text, MOST)) refuse("vault.form", t("A point has at most {0} characters on one line.", MOST));
  return text;
}

export async function sealPoint(taken: Case, text: string, now: number): Promise<{ readonly attached: Attached; readonly commitment: string }> {
  // The key of a case in which nothing could be opened is the server's word.
  if (!taken.opened.length) refuse("vault.nothing-opened", "Nothing of this case was opened here, so its key cannot be known.");
  const content = utf8(`${text}\n`);
  const header = headerFor("note", "text/plain", content, now);
  const bytes = await encrypt(pack(header, content), taken.recipient);
  return { attached: { id: sealedAs(sha256hex(bytes)), kind: "note", reader: "case", bytes }, commitment: commitment(header, content) };
}

/** By item, the point of the last signed proposal. Throws Refusal where it is not in the case. */
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
  const one = opened.find(({ header, content }) => header.kind === "note" && content.length <= 4 * MOST + 1 && commitment(header, content) === point);
  const text = one ? (fromUtf8(one.content) ?? "").replace(/\n$/, "") : "";
  if (!one || !text || !isLine(text, MOST)) return refuse("release.unsigned", t("The point in our own words on item {0} is not in the case.", item), TELL);
  return { text, opening: { item, made_at: one.header.made_at, salt: one.header.salt } };
}

/** The letter with the points in their places, and what opens them for the sending worker. Throws Refusal where one is missing. */
export function withPoints(letter: Letter, points: Points): Letter {
  const used = new Map<number, Opening>();
  const run = (one: Run, around: Sheet["direction"]): Run => {
    const item = Number(/^point (\d+)$/.exec(one.merge ?? "")?.[1] ?? 0);
    if (!item) return one;
    const point = points.get(item) ?? refuse("release.unsigned", t("The point in our own words on item {0} is not in the case.", item), TELL);
    used.set(item, point.opening);
    return given(point.text, around);
  };
  const sheets = letter.sheets.map((sheet) => {
    const runs = (all: Runs): Runs => all.map((one) => run(one, sheet.direction));
    return { ...sheet, blocks: sheet.blocks.map((one) => ("points" in one ? { ...one, points: one.points.map(runs) } : one)) };
  });
  return { ...letter, sheets, ...(used.size ? { points: [...used.values()] } : {}) };
}

export const asksPoints = (letter: Letter): boolean => letter.sheets.some((sheet) => sheet.blocks.some((one) => "points" in one && one.points.some((runs) => runs.some((run) => run.merge !== undefined))));
