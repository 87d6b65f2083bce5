/**
 * The last of k: shares are opened here and meet in the process that serves this page, which seals everything to the
 * recipient at once and puts it into the person's own folder (ADR 0048). What is signed says what was made there.
 */
import { isObject, type Value } from "../formats/canonical.ts";
import { equal } from "../formats/canonical.ts";
import { misshapen, refuse } from "../formats/refusal.ts";
import { HEX } from "../formats/roster.ts";
import type { Says } from "../formats/statement.ts";
import { list, string, type Composed, type Place } from "./desk.ts";
import { told, type Ask } from "./own.ts";
import { basisIn, count, matching, object, type Releases } from "./release.ts";

/** What stands in the folder, and what is signed about it. */
export interface Made extends Place {
  readonly folder: string;
  readonly files: readonly string[];
  /** Words that open it, where the way has some: shown once, kept nowhere. */
  readonly passphrase: string;
  readonly says: Says;
  readonly seen: number;
}

export interface Finished {
  readonly made: Made;
  readonly composed: Composed;
}

export class Finish {
  #run = "";
  #stopped = false;

  constructor(
    private readonly releases: Releases,
    private readonly ask: Ask,
  ) {}

  /** Every file stands in the folder; the text to sign says exactly this. Throws Refusal; then nothing stays. */
  async make(id: string, production: string, how: string, progress: (done: number, of: number) => void): Promise<Finished> {
    const { shown } = await this.releases.shown(id);
    const facts = await this.releases.ready(shown, production);
    const about = this.releases.about(production, facts.opened);
    const shares = await this.releases.shares(shown, facts);
    const begun = told(await this.ask(this.releases.question(shown, { ...about, how, shares }), "finish"));
    this.#run = matching(begun["run"], /^[0-9a-f]{32}$/);
    try {
      const parts = list(begun["parts"]).map(string);
      for (const [at, sealed] of parts.entries()) {
        progress(at, parts.length);
        const cipher = await this.releases.piece(production, sealed);
        if (this.#stopped) refuse("vault.left", "the page was left while it worked", "Begin again.");
        told(await this.ask(cipher, `finish/${this.#run}/part/${at}`));
      }
      const again = await this.releases.shown(id);
      const made = madeOf(await this.ask(this.releases.question(again.shown, about), `finish/${this.#run}/end`));
      this.releases.saw(again.shown, made.seen);
      const { says } = made;
      const agreements = facts.agreed.filter((one) => one.finisher === this.releases.me && one.way === how).map((one) => one.hash).sort();
      if (!equal({ ...says, key: "", sent: [] }, { agreements, deal: facts.deal, how, item: facts.item, key: "", production, sent: [] })) {
        refuse("vault.altered", "the program that serves this page made something else than was asked", "Do not sign. Tell the others.");
      }
      return { made, composed: this.releases.composed("release.done", id, says, made) };
    } catch (fault) {
      await this.undo();
      throw fault;
    }
  }

  /** Nothing more is made: the page goes. */
  stop(): void {
    this.#stopped = true;
  }

  /** What was made goes: nothing was signed, or the desk refused. */
  async undo(): Promise<void> {
    const run = this.#run;
    this.#run = "";
    // Where the process is gone, so is what it made.
    if (run) await this.ask({}, `finish/${run}/undo`).catch(() => null);
  }
}

function madeOf(given: unknown): Made {
  const answer = told(given);
  const says = object(answer["says"]);
  const sent: Value[] = list(says["sent"]).map((one) => matching(one, HEX));
  return {
    basis: basisIn(answer),
    revision: count(answer["revision"]),
    seen: count(answer["seen"]),
    folder: string(answer["folder"]),
    files: list(answer["files"]).map((one) => (isObject(one) ? string(one["name"]) : misshapen())),
    passphrase: matching(answer["passphrase"], /^[a-z-]*$/),
    says: { ...says, agreements: list(says["agreements"]).map((one) => matching(one, HEX)), sent },
  };
}
