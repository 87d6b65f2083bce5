/** The chain of the notes on one case: each note says which notes its signer was shown before it (`formats/links.py` is its twin). */
import { concat, fromHex, hex, sha256, sha256hex, utf8, type Bytes } from "./bytes.ts";
import { Refusal, refuse, TELL } from "./refusal.ts";
import { parseLook, type Look, type Mark } from "./statement.ts";

/** Acts that count whatever their signer had seen: a desk that keeps somebody ignorant stops nothing by it. */
const STOPS = ["note.add", "decision.send_back", "decision.withdraw", "production.drop", "release.veto", "release.recall"];

/** Head of the chain of a case on which nobody signed anything yet. */
export function first(desk: string, id: string): string {
  return sha256hex(concat(utf8("dueprocess/chain/1"), Uint8Array.of(0), bytesOf(desk), utf8(id)));
}

/** Head of a chain with one more note. */
export function after(head: string, note: Uint8Array): string {
  return sha256hex(concat(utf8("dueprocess/link/1"), Uint8Array.of(0), bytesOf(head), sha256(note)));
}

/** Those of the notes that were signed on a case, in their order; what is no statement is left out. */
export function ofCase(id: string, notes: readonly string[]): readonly Bytes[] {
  return notes.map(utf8).filter((note) => lookIn(note)?.case === id);
}

/** How many notes a case has, and the head of their chain; `kept` is what this browser saw before. Throws Refusal. */
export function follow(desk: string, id: string, notes: readonly Bytes[], kept: Mark | null = null): Mark {
  const heads = [first(desk, id)];
  const names = new Set<string>();
  const newest = new Map<string, number>();
  notes.forEach((note, place) => {
    const look = lookIn(note);
    const name = hex(sha256(note));
    if (look === null || names.has(name)) return refuse("chain.twice", "a note stands twice in the history of this case", TELL);
    names.add(name);
    const stops = look.acts.every(({ act }) => STOPS.includes(act));
    if (look.seen !== null) {
      const [size, head] = look.seen;
      if (size > place || heads[size] !== head) refuse("chain.forked", `${look.by} signed on another history of this case than the one that is shown`, TELL);
      if (!stops && (newest.get(look.by) ?? -1) >= size) refuse("chain.own-order", `a note of ${look.by} stands before one that they signed without having seen it`, TELL);
    }
    if (!stops) newest.set(look.by, place);
    heads.push(after(heads[place]!, note));
  });
  if (kept !== null && kept[0] > notes.length) refuse("chain.shorter", `${kept[0]} notes of this case were seen before; the desk shows ${notes.length}`, TELL);
  if (kept !== null && heads[kept[0]] !== kept[1]) refuse("chain.other", "the notes of this case are others than those that were seen before", TELL);
  return [notes.length, heads[notes.length]!];
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
