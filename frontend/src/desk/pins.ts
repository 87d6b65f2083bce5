/** What this browser remembers of a desk: its newest roster, revisions and notes of cases. Public data alone. */
import { type Pin } from "../formats/chain.ts";
import type { Value } from "../formats/canonical.ts";
import { parse } from "../formats/moment.ts";
import { HEX } from "../formats/roster.ts";
import { refuse } from "../formats/refusal.ts";
import { isMark, type Mark } from "../formats/statement.ts";

const PREFIX = "dueprocess.pin.";

/** The part of a browser's storage that is used. */
export interface Store {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  /** Of one's own vault: write what changed to the disk, and (`sync`) read what others wrote. */
  sync?(): Promise<void>;
  flush?(): Promise<void>;
  /** Ask the process about what is sealed; whether it keeps the sealed identity, and whether it keeps any (`memory.ts`). */
  ask?(question: Readonly<Record<string, Value>>): Promise<Readonly<Record<string, Value>>>;
  readonly kept?: boolean;
  readonly keeps?: boolean;
}

export function readPin(store: Store, desk: string): Pin | null {
  const text = store.getItem(PREFIX + desk);
  if (text === null) return null;
  try {
    const { number, hash, base, since } = JSON.parse(text) as Record<string, unknown>;
    const times = Array.isArray(since) && since.every((one) => parse(one) !== null) ? (since as string[]) : null;
    if (isNumber(number) && isNumber(base) && base <= number && times !== null && times.length <= number - base && typeof hash === "string" && HEX.test(hash)) {
      return { desk, number, hash, base, since: times };
    }
  } catch {
    // Ends below.
  }
  return refuse("roster.pin-damaged", "what this browser remembers of the desk is damaged", "Compare the desk's fingerprint with a colleague, then delete this page's stored data.");
}

export function writePin(store: Store, pin: Pin): void {
  store.setItem(PREFIX + pin.desk, JSON.stringify({ number: pin.number, hash: pin.hash, base: pin.base, since: pin.since }));
}

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

/** Other desks that this browser knows: at a wrong address, or behind another founding, one sees them here. */
export function otherDesks(store: Store, desk: string): readonly string[] {
  const keys = Array.from({ length: store.length }, (_, at) => store.key(at) ?? "");
  return keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)).filter((one) => one !== desk);
}

/** A desk's id as people compare it: eight groups of eight. */
export function fingerprint(desk: string): string {
  return desk.match(/.{8}/g)?.join(" ") ?? desk;
}

const SEEN = "dueprocess.seen.";

/** The highest revision of a case that this browser saw signed; 0 where it saw none. */
export function readSeen(store: Store, id: string): number {
  const text = store.getItem(SEEN + id);
  const seen = text === null ? 0 : Number(text);
  if (Number.isSafeInteger(seen) && seen >= 0) return seen;
  return damaged();
}

/** Remember the revision: a desk that was put back to an earlier state is refused. */
export function writeSeen(store: Store, id: string, revision: number): void {
  store.setItem(SEEN + id, String(Math.max(revision, readSeen(store, id))));
}

/** Of a case whose other history was accepted. */
export const forgetSeen = (store: Store, id: string): void => store.removeItem(SEEN + id);

const MARK = "dueprocess.mark.";

/** How far the notes of a case went when this browser saw them last; null where it saw none. */
export function readMark(store: Store, id: string): Mark | null {
  const text = store.getItem(MARK + id);
  if (text === null) return null;
  const [size, head] = text.split(" ");
  const mark = [Number(size), head];
  return isMark(mark) ? mark : damaged();
}

/** Remember it: a desk that shows fewer notes of the case, or other ones, is refused. */
export function writeMark(store: Store, id: string, [size, head]: Mark): void {
  store.setItem(MARK + id, `${size} ${head}`);
}

const OWN = "dueprocess.own.";

/** SHA-256 of the notes on a chain that were signed here, the desk took, and no look showed since. */
export function readOwn(store: Store, id: string): readonly string[] {
  const names = (store.getItem(OWN + id) ?? "").split(" ").filter(Boolean);
  return names.every((name) => HEX.test(name)) ? names : damaged();
}

/** Remember them: a desk that keeps back what was signed here is refused, above all where it stops something. */
export function writeOwn(store: Store, id: string, names: readonly string[]): void {
  if (names.length) store.setItem(OWN + id, names.join(" "));
  else store.removeItem(OWN + id);
}

const damaged = (): never => refuse("roster.pin-damaged", "what this browser remembers of the case is damaged", "Ask a colleague which revision they saw, then delete this page's stored data.");
