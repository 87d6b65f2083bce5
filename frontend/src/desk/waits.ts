/** What waits for the person of an open vault, asked of the desk now and then. What the system is told names no case (P11). */
import { isObject, type Value } from "../formats/canonical.ts";
import type { Answer } from "./api.ts";
import { list } from "./desk.ts";

export const EVERY = 5 * 60 * 1000; // milliseconds

/** Duties for which `name` is asked now, by their ids. */
export function waitingFor(answer: Answer, name: string): ReadonlySet<string> {
  const mine = (turn: Value | undefined): boolean => isObject(turn) && turn["other"] === null && list(turn["people"] ?? []).includes(name);
  return new Set(list(answer["rows"] ?? []).flatMap((one) => (isObject(one) && mine(one["turn"]) ? [String(one["duty"])] : [])));
}

/** Tells once for each time that something new waits; what waited when it began is no news. */
export class Waits {
  #known: ReadonlySet<string> | null = null;

  constructor(
    readonly name: string,
    readonly ask: () => Promise<Answer>,
    readonly tell: () => void,
  ) {}

  async look(): Promise<void> {
    const found = waitingFor(await this.ask(), this.name);
    const known = this.#known;
    this.#known = found;
    if (known !== null && [...found].some((one) => !known.has(one))) this.tell();
  }
}
