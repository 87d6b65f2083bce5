/** What one's own vault remembers: kept by the process that serves it in files of its person, and not in the browser (ADR 0101). */
import { fromUtf8 } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { strongest, strongestKey, type Identity } from "../formats/identity.ts";
import { Refusal } from "../formats/refusal.ts";
import { sessionNote } from "../formats/session.ts";
import { askOwn, told, type Ask } from "./own.ts";
import type { Store } from "./pins.ts";

/** What a browser kept for an older vault and may be believed: it makes a desk prove more. A pin makes it prove less. */
const STRICTER = /^dueprocess\.(mark|own|seen)\./;

type Answer = Record<string, Value>;
type Change = readonly [key: string, before: string | null, after: string | null];

export class Memory implements Store {
  #rows = new Map<string, string>();
  #changes: Change[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  /** Whether the sealed identity is kept, and whether this machine keeps any. */
  kept = false;
  keeps = false;

  private constructor(private readonly token: Value, private readonly asks: Ask) {}

  /** That of this person at this desk; what a browser kept for an older vault is taken over where nothing is remembered, and goes. */
  static async open(who: Identity, desk: string, now: number, old: Store, asks: Ask = askOwn): Promise<Memory> {
    const note = fromUtf8(sessionNote(who.name, strongest(who), desk, location.origin, now));
    const answer = told(await asks({ note, vkey: strongestKey(who) }, "memory"));
    const made = new Memory(answer["token"] ?? null, asks);
    made.#learn(answer);
    const keys = Array.from({ length: old.length }, (_, at) => old.key(at) ?? "");
    if (![...made.#rows.keys()].some((key) => STRICTER.test(key))) for (const key of keys) if (STRICTER.test(key)) made.setItem(key, old.getItem(key)!);
    await made.sync().catch((fault: unknown) => { if (!(fault instanceof Refusal)) throw fault; });
    for (const key of keys) old.removeItem(key);
    return made;
  }

  get length(): number {
    return this.#rows.size;
  }

  key(at: number): string | null {
    return [...this.#rows.keys()][at] ?? null;
  }

  getItem(key: string): string | null {
    return this.#rows.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#change(key, value);
  }

  removeItem(key: string): void {
    this.#change(key, null);
  }

  #change(key: string, after: string | null): void {
    const before = this.getItem(key);
    if (before === after) return;
    this.#changes.push([key, before, after]);
    this.#set([key, before, after]);
  }

  #set([key, , after]: Change): void {
    if (after === null) this.#rows.delete(key);
    else this.#rows.set(key, after);
  }

  /** Hand over what changed, and take what other windows and commands saw. Throws Refusal. */
  async sync(): Promise<void> {
    const mine = this.#turn.then(async () => {
      const changes = this.#changes.splice(0);
      try {
        await this.ask({ changes });
      } catch (fault) {
        if (fault instanceof Refusal && fault.rule === "vault.no-checks") this.#changes.unshift(...changes); // nobody answered
        throw fault;
      }
    });
    this.#turn = mine.catch(() => {});
    await mine;
  }

  /** Only what changed is handed over; nothing is asked where nothing did. */
  async flush(): Promise<void> {
    if (this.#changes.length) await this.sync();
  }

  async ask(question: Answer | { readonly changes: readonly Change[] }): Promise<Answer> {
    const answer = told(await this.asks({ token: this.token, ...question }, "memory"));
    this.#learn(answer);
    return answer;
  }

  #learn({ rows, kept, keeps }: Answer): void {
    if (!isObject(rows)) return;
    this.#rows = new Map(Object.entries(rows as Record<string, string>));
    for (const one of this.#changes) this.#set(one);
    this.kept = kept === true;
    this.keeps = keeps === true;
  }
}
