/** Who signed what on a case, or on the desk itself, checked here: what holds a history up, what two others strike out, which other one is accepted (ADR 0086, 0091). */
import { concat, fromHex, hex, sha256, utf8, type Bytes } from "../formats/bytes.ts";
import { checkBeside, checkRosters, DESK, first, follow, headsOf, isGone, nameOf } from "../formats/links.ts";
import * as recovery from "../formats/recovery.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import { outside, personOf, retires, signers } from "../formats/roster.ts";
import { hashOf, parseLook, verifyLook, type Mark, type Says, type Statement } from "../formats/statement.ts";
import { strikesOf } from "../formats/strikes.ts";
import { part, type Answer } from "./api.ts";
import { list, string, type Desk } from "./desk.ts";
import { forgetSeen, readMark, readOwn, writeMark, writeOwn } from "./pins.ts";

/** A note as it stands in a history. */
export interface Link {
  /** Of its first act: by this a strike names it. */
  readonly name: string;
  readonly by: string;
  readonly at: string;
  /** Its acts; none where no signature holds. */
  readonly acts: readonly Statement[];
  /** Why this machine refuses the history at it; null: it does not. */
  readonly wrong: Refusal | null;
  /** It left the house, or something that rests on it did. */
  readonly left: boolean;
  readonly struck: readonly string[];
  /** When its signer retired the key that signed it; empty: they did not. */
  readonly retired: string;
  /** What names it by its hash. */
  readonly under: readonly Statement[];
}

export interface History {
  /** Empty: of the desk itself. */
  readonly id: string;
  readonly links: readonly Link[];
  readonly mark: Mark;
  /** What this browser kept, where that is not reached; null: it is. */
  readonly kept: Mark | null;
  readonly retired: Retired;
}

/** Of each key that its person retired, by the notes on the desk itself: whose it is, and since when. */
export type Retired = ReadonlyMap<string, { readonly by: string; readonly at: string }>;

function statements(desk: Desk, link: Bytes): readonly Statement[] {
  try {
    const roster = desk.rosters[parseLook(link).look.roster[0] - 1];
    return roster ? verifyLook(link, roster) : [];
  } catch (fault) {
    if (fault instanceof Refusal) return [];
    throw fault;
  }
}

export function retiredIn(desk: Desk, links: readonly Bytes[]): Retired {
  const found = new Map<string, { by: string; at: string }>();
  for (const one of links.flatMap((link) => (isGone(link) ? [] : statements(desk, link)))) {
    const gone = one.act === "key.retire" ? retires(personOf(desk.rosters[one.roster[0] - 1]!, one.by), one) : "";
    if (gone && !found.has(gone)) found.set(gone, { by: one.by, at: one.at });
  }
  return found;
}

/** What the desk shows of a history, whatever is wrong with it. Throws Refusal. */
export async function historyOf(desk: Desk, id: string): Promise<History> {
  const shown = await desk.api.get(id === DESK ? "/v1/desk/itself" : `/v1/cases/${part(id)}/evidence`);
  return read(desk, id, shown);
}

async function read(desk: Desk, id: string, shown: Answer): Promise<History> {
  const notes = list(shown["notes"]).map(string);
  const { chains, struck } = await desk.settled(id, notes, shown["purged"]);
  const { by, final } = strikesOf(desk.rosters, notes.map(utf8), chains, desk.roster, desk.latest);
  const links = chains.get(id)!;
  const retired = retiredIn(desk, chains.get(DESK)!);
  const signed = new Map(links.map((link) => [link, isGone(link) ? [] : statements(desk, link)] as const));
  const wrong = wrongOf(desk, id, links, chains, struck, shown["revision"]);
  const rows = links.flatMap((link): Link[] => {
    if (isGone(link)) return [];
    const [{ look }, acts, key] = [parseLook(link), signed.get(link)!, hex(nameOf(link))];
    const names = look.acts.map((_, at) => hashOf(link, at + 1));
    const under = [...signed.values()].flat().filter(({ says }) => names.some((name) => Object.values(says).flat().includes(name)));
    return [{ name: names[0]!, by: look.by, at: look.at, acts, wrong: wrong.get(link) ?? null, left: final.has(key), struck: [...(by.get(key) ?? [])], retired: retired.get(acts[0]?.key ?? "")?.at ?? "", under }];
  });
  const heads = headsOf(desk.id, id, links);
  const [mark, kept, names] = [[links.length, heads.at(-1)!] as Mark, readMark(desk.store, id), new Set(links.map((link) => hex(nameOf(link))))];
  const other = (kept !== null && (kept[0] > links.length || heads[kept[0]] !== kept[1])) || readOwn(desk.store, id).some((name) => !names.has(name));
  return { id, links: rows, mark, kept: other ? kept ?? [0, first(desk.id, id)] : null, retired };
}

/** The notes at which a history is refused, each as if those before it were struck out already. */
function wrongOf(desk: Desk, id: string, links: readonly Bytes[], chains: ReadonlyMap<string, readonly Bytes[]>, struck: ReadonlySet<string>, revision: unknown): ReadonlyMap<Bytes, Refusal> {
  const found = new Map<Bytes, Refusal>();
  const passed = new Set(struck);
  links.forEach((link, place) => {
    if (isGone(link) || passed.has(hex(nameOf(link)))) return;
    try {
      checkRosters(desk.rosters, [new TextDecoder().decode(link)]);
      follow(desk.id, id, links.slice(0, place + 1), null, passed);
      checkBeside(desk.id, id, [link], chains);
      const { look } = parseLook(link);
      if (typeof revision === "number" && look.case === id && look.revision + look.acts.length - 1 > revision && statements(desk, link).length) refuse("release.older-than-seen", `${look.by} signed revision ${look.revision}; the desk says ${revision}`);
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      found.set(link, fault);
      passed.add(hex(nameOf(link)));
    }
  });
  return found;
}

/** Whether this person is of those who strike out and accept (`may_lift` in `formats/standing.py`). */
export const mayStrike = ({ roster, who }: Desk): boolean => signers(roster).some((one) => one.name === who.name && !outside(one));

/** Nine words for a history, as two people compare it by voice (`formats/heard.py`). */
export function wordsOf(desk: Desk, id: string, [size, head]: Mark): string {
  const data = concat(utf8("dueprocess/heard/1"), Uint8Array.of(0), fromHex(desk.id)!, Uint8Array.of(size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255), fromHex(head)!, utf8(id));
  return recovery.words(sha256(data).slice(0, recovery.BYTES));
}

/** Whether what was heard and typed is what is shown here. Throws Refusal `recovery.words` for a slip. */
export const heard = (typed: string, own: string): boolean => hex(recovery.entropyOf(typed)) === hex(recovery.entropyOf(own));

/** What a statement says that accepts a history in the place of the one that was kept. */
export const acceptance = ({ id, mark: [size, head] }: History, [kept_size, kept]: Mark, colleague: string): Says => ({ case: id, colleague, head, kept, kept_size, size });

/** Remember the other history, once the desk took that it was accepted (`accept` in `client/pins.py`). */
export function accepted({ store }: Desk, { id, mark }: History): void {
  writeOwn(store, id, []);
  forgetSeen(store, id); // the next look says how far it goes
  writeMark(store, id, mark);
  void store.flush?.().catch(() => null); // the next look tries again
}

/** Cases on which something stands that a retired key of somebody's signed: how much of it. Throws Refusal. */
export async function signedWith(desk: Desk, by: string, progress: (done: number, of: number) => void): Promise<readonly (readonly [string, number])[]> {
  const cases = list((await desk.api.get("/v1/cases?limit=200"))["rows"]).flatMap((row) => (row !== null && typeof row === "object" && !Array.isArray(row) ? [string((row as Record<string, string>)["case"])] : []));
  const found: (readonly [string, number])[] = [];
  for (const [at, id] of cases.entries()) {
    progress(at + 1, cases.length);
    const { links } = await historyOf(desk, id);
    const many = links.filter((one) => one.by === by && one.retired && one.struck.length < 2).length;
    if (many) found.push([id, many]);
  }
  return found;
}
