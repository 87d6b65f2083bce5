/** The chain of the notes on one case, or on the desk itself: each note says which notes its signer was shown before it (`formats/links.py` is its twin). */
import { concat, fromHex, hex, same, sha256, sha256hex, utf8, type Bytes } from "./bytes.ts";
import { otherRoster, Refusal, refuse, TELL } from "./refusal.ts";
import type { Roster } from "./roster.ts";
import { parseLook, type Look, type Mark, type Said } from "./statement.ts";

/** Acts that count whatever their signer had seen: a desk that keeps somebody ignorant stops nothing by it. */
export const STOPS = ["note.add", "decision.send_back", "decision.withdraw", "production.drop", "release.veto", "release.recall", "letter.take_back", "counsel.take_back", "publication.withdraw", "desk.freeze", "key.retire"];
/** Of these what a release ends or waits by: before it is sent, no share goes from its signer's machine any more. */
export const ENDS = ["decision.withdraw", "production.drop", "release.veto", "desk.freeze", "key.retire"];
/** In place of a case: the chain of the notes on the desk itself. */
export const DESK = "";
/** Of whose chain a note is a link, too: the case that it begins, or that it goes into. */
const JOINS: Readonly<Record<string, string>> = { "case.split": "new", "case.merge": "into" };

/** Head of the chain of a case on which nobody signed anything yet. */
export function first(desk: string, id: string): string {
  return sha256hex(concat(utf8("dueprocess/chain/1"), Uint8Array.of(0), bytesOf(desk), utf8(id)));
}

/** SHA-256 of the note of a link. Of a note that was purged that is all there is: 32 bytes, which no note has. */
export const nameOf = (link: Uint8Array): Uint8Array => (isGone(link) ? link : sha256(link));
export const isGone = (link: Uint8Array): boolean => link.length === 32;

/** Head of a chain with one more link. */
export function after(head: string, link: Uint8Array): string {
  return sha256hex(concat(utf8("dueprocess/link/1"), Uint8Array.of(0), bytesOf(head), nameOf(link)));
}

/** The links of a case's chain, or of the desk's own, in their order; what is no statement is left out. `purged`: hashes of its notes, where the case was purged. */
export function ofCase(id: string, notes: readonly string[], purged: readonly string[] = []): readonly Bytes[] {
  const mine = notes.map(utf8).filter((note) => isLink(id, lookIn(note)));
  if (!purged.length) return mine;
  const kept = new Map(mine.map((note) => [hex(nameOf(note)), note] as const));
  const named = purged.map((name) => kept.get(name) ?? bytesOf(name));
  return [...named, ...mine.filter((note) => !named.includes(note))];
}

const NONE: ReadonlySet<string> = new Set();

const isLink = (id: string, look: Look | null): boolean => look !== null && ((look.case ?? DESK) === id || joined(look) === id);

/** Whether a link is a note that no other case keeps. */
export const isOwn = (link: Uint8Array): boolean => !isGone(link) && joined(parseLook(link).look) === null;

function joined(look: Look): string | null {
  const other = look.acts.map(({ act, says }) => says[JOINS[act] ?? ""]).find(Boolean);
  return typeof other === "string" ? other : null;
}

/** Cases that a case was split from, or that went into it, and those of them in turn. */
export function origins(id: string, notes: readonly string[]): readonly string[] {
  const looks = notes.map((note) => lookIn(utf8(note))).filter((look) => look !== null);
  const found = new Set([id]);
  for (const one of found) for (const look of looks) if (look.case && joined(look) === one) found.add(look.case);
  found.delete(id);
  return [...found];
}

/** How many notes a case has, and the head of their chain; `kept` is what this browser saw before, `struck` what two others struck out: links that hold nobody. Throws Refusal. */
export function follow(desk: string, id: string, notes: readonly Bytes[], kept: Mark | null = null, struck: ReadonlySet<string> = NONE): Mark {
  const heads = headsOf(desk, id, notes);
  const names = new Set<string>();
  const newest = new Map<string, number>();
  notes.forEach((note, place) => {
    const look = lookIn(note);
    const name = hex(nameOf(note));
    if (names.has(name) || (look === null && !isGone(note))) return refuse("chain.twice", "a note stands twice in this history", TELL);
    names.add(name);
    if (look === null || struck.has(name)) return;
    const mine = (look.case ?? DESK) === id; // what a split or a merge saw is of the case on which it was signed
    const stops = look.acts.every(({ act }) => STOPS.includes(act));
    if (mine && look.seen !== null) {
      const [size, head] = look.seen;
      if (size > place || heads[size] !== head) forked(look);
      if (!stops && (newest.get(look.by) ?? -1) >= size) refuse("chain.own-order", `a note of ${look.by} stands before one that they signed without seeing it`, TELL);
    }
    if (mine && !stops) newest.set(look.by, place);
  });
  if (kept !== null && kept[0] > notes.length) shorter(kept[0], notes.length);
  if (kept !== null && heads[kept[0]] !== kept[1]) refuse("chain.other", "the notes are others than those seen before", TELL);
  return [notes.length, heads[notes.length]!];
}

/** Whether what notes of a chain say of others is true of those that are shown, whole. Throws Refusal. */
export function checkBeside(desk: string, id: string, notes: readonly Bytes[], chains: ReadonlyMap<string, readonly Bytes[]>, struck: ReadonlySet<string> = NONE): void {
  const made = new Map([...chains].map(([of, links]) => [of, headsOf(desk, of, links)] as const));
  for (const note of notes) {
    const look = struck.size && struck.has(hex(nameOf(note))) ? null : lookIn(note);
    for (const [of, size, head] of look !== null && (look.case ?? DESK) === id ? look.beside ?? [] : []) {
      const heads = of === id ? undefined : made.get(of);
      if (heads === undefined) continue;
      // A merge is a link there, too, and says what stood before it.
      const at = chains.get(of)!.findIndex((link) => same(nameOf(link), nameOf(note)));
      const most = at < 0 ? heads.length - 1 : at;
      if (size > most) shorter(size, most);
      if (heads[size] !== head) forked(look!);
    }
  }
}

/** Whether every note names a roster of this chain, by its own hash. Throws Refusal. */
export function checkRosters(rosters: readonly Roster[], notes: readonly string[], struck: ReadonlySet<string> = NONE): void {
  for (const note of notes) {
    if (struck.size && struck.has(sha256hex(utf8(note)))) continue;
    const [number, head] = lookIn(utf8(note))?.roster ?? [1, rosters[0]?.hash];
    const roster = rosters[number - 1];
    if (roster === undefined) otherRoster(); // a newer one than this program has read: it reads them anew
    if (roster.hash !== head) refuse("roster.fork", `somebody signed under another roster ${number} than the one that is shown: there are two`, TELL);
  }
}

const shorter = (seen: number, shown: number): never => refuse("chain.shorter", `${seen} notes were seen before; the desk shows ${shown}`, TELL);
const forked = ({ by }: Look): never => refuse("chain.forked", `${by} signed on another history than the one that is shown`, TELL);

/** The case into which an act merges its own. */
export const goesInto = ({ act, says }: Said): string => (act === "case.merge" ? String(says["into"]) : "");

export function headsOf(desk: string, id: string, notes: readonly Bytes[]): readonly string[] {
  const heads = [first(desk, id)];
  for (const note of notes) heads.push(after(heads.at(-1)!, note));
  return heads;
}

function bytesOf(head: string): Bytes {
  return fromHex(head) ?? refuse("statement.malformed", "a head is written as 64 lower-case hex digits");
}

function lookIn(note: Uint8Array): Look | null {
  try {
    return parseLook(note).look;
  } catch (fault) {
    if (fault instanceof Refusal) return null;
    throw fault;
  }
}
