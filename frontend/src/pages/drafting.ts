/** What is typed on a page is kept, sealed, while it is typed; and said to be here again where it was. */
import { drop, keep, type Draft } from "../desk/drafts.ts";
import type { Desk } from "../desk/desk.ts";
import type { Value } from "../formats/canonical.ts";
import { h } from "./dom.ts";
import { moment } from "../acts/named.ts";
import type { CaseNow } from "./steps.ts";
import { t } from "../words/tongue.ts";

const WAIT = 250;

/** How a case stands for a page: where it moves on, what was typed for it before is nobody's any more. */
export const standsOf = (page: string, { says, items }: CaseNow): string => JSON.stringify([page, says, items.map((one) => [one.number, one.deciding, one.outcome, one.letter, one.answers, one.silent])]);

export class Drafting {
  #timer = 0;
  #ended = false;

  constructor(private readonly desk: Desk, private readonly id: string, private readonly stands: string, private readonly says: () => Record<string, Value>) {}

  /** Keep what stands there now, in a moment. */
  later(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#keep(), WAIT);
  }

  async #keep(): Promise<void> {
    this.#timer = 0;
    if (!this.#ended) await keep(this.desk, this.id, { stands: this.stands, at: new Date().toISOString().slice(0, 19) + "Z", says: this.says() });
  }

  /** The page goes: what was typed last is kept at once. */
  close(): void {
    if (!this.#timer) return;
    window.clearTimeout(this.#timer);
    void this.#keep();
  }

  /** It was signed, or discarded. */
  async end(): Promise<void> {
    this.#ended = true;
    window.clearTimeout(this.#timer);
    await drop(this.desk, this.id);
  }

  /** That it is here again, from when, and a control that discards it. */
  view({ at }: Draft): HTMLElement {
    // Another address of the same page: the key stays open, and nothing of it is filled in.
    const again = async (): Promise<void> => { await this.end(); location.hash = `#/case/${this.id}?anew=${Date.now()}`; };
    return h("p", { class: "hint kept", role: "status" }, t("What you typed on {0} is here again; it lay sealed here.", moment(at)), " ", h("button", { class: "plain small", click: () => void again() }, t("Discard it")));
  }
}
