/** The reply as it will leave, with what a person adds to it; sent with the same look where one person suffices. */
import type { Attached, Case, Desk } from "../desk/desk.ts";
import { merged, waits, type Letter } from "../desk/letter.ts";
import { sealWhole, withPoints, type Points } from "../desk/points.ts";
import type { Refused } from "../desk/would.ts";
import { equal, type Value } from "../formats/canonical.ts";
import type { Said } from "../formats/statement.ts";
import { fresh, h, replace } from "./dom.ts";
import { alongView, drawn, homeless, leavingOf, sheets, type Leaving } from "./letter.ts";
import { ruled, t } from "../words/tongue.ts";

/** A letter that is sealed, the act that names it, and how it is shown. */
export interface Sealed {
  readonly act: Said;
  readonly attached: Attached;
  readonly shown: HTMLElement;
}

export class Reply {
  readonly element = h("section", { class: "reply", hidden: true, "aria-label": t("The reply") });
  #letter: Letter | null = null;
  #forTwo = false;
  #isVerified = false;
  /** Why no letter can say what is chosen; empty where one can, or where something else is missing. */
  wordless = "";
  readonly #shown = h("div", { class: "letter" });
  readonly #leaving: Leaving;
  readonly #send = h("input", { type: "checkbox", id: fresh("send") });

  constructor(private readonly desk: Desk, private readonly taken: Case, changed: () => void) {
    this.#leaving = leavingOf(desk, taken);
    this.#leaving.reference.addEventListener("input", () => { this.#send.checked = false; this.#draw(); });
    this.#send.addEventListener("change", changed);
  }

  /** The tick under a reply that could go along and was not ticked; null where there is none. */
  get unticked(): HTMLElement | null {
    return this.#letter !== null && !this.#send.checked && this.#send.isConnected && !this.element.hidden ? this.#send : null;
  }

  /** Whether a person wants it sent with what is signed. */
  get sent(): boolean {
    return this.#letter !== null && !this.#forTwo && this.#send.checked;
  }

  /**
   * The letter that the case would need; none yet where a second person decides first. A changed letter is looked at again.
   * `along`: the same in another language.
   */
  told(bare: Letter | null, why: Refused | null, forTwo: boolean, isVerified: boolean, points: Points, noCopy: string, along: (language: string) => Promise<Letter | null>): void {
    const letter = bare && withPoints(bare, points);
    this.wordless = why?.rule === "letter.no-point" ? ruled(why.rule, why.says, why.do)[0] : "";
    if (letter && this.#letter && forTwo === this.#forTwo && isVerified === this.#isVerified && equal(letter as unknown as Value, this.#letter as unknown as Value)) return;
    this.#letter = letter;
    this.#forTwo = forTwo;
    this.#isVerified = isVerified;
    this.#send.checked = false;
    this.element.hidden = letter === null && why === null;
    if (letter === null) {
      replace(this.element, ...(why ? [h("h2", {}, t("The reply")), h("p", { class: "quiet" }, ruled(why.rule, why.says, why.do)[0])] : []));
      return;
    }
    this.#draw();
    const nowhere = homeless(letter, isVerified);
    replace(
      this.element,
      h("h2", {}, t("The reply as it will leave")),
      forTwo ? null : h("div", { class: "reply-parts" }, waits(letter) ? this.#leaving.named : null, this.#leaving.way),
      h("details", { class: "sheets", open: !forTwo && !nowhere }, h("summary", {}, t("Read it")), this.#shown, alongView([letter], async (language) => [await along(language)].flatMap((one) => one ? [withPoints(one, points)] : []), () => this.#leaving.reference.value)),
      noCopy ? h("p", { class: "quiet" }, noCopy) : null,
      forTwo || nowhere ? h("p", { class: "quiet" }, nowhere || t("It can be sent once a second person agreed.")) : h("label", { class: "tick", for: this.#send.id }, this.#send, t("This is what we answer: send it with what I sign")),
    );
  }

  #draw(): void {
    if (this.#letter) replace(this.#shown, ...sheets(this.#letter, this.#leaving.reference.value));
  }

  /** The letter sealed for whoever sends it, and the act that names it. */
  async seal(): Promise<Sealed | null> {
    if (this.#letter === null || !this.sent) return null;
    const letter = merged(this.#letter, this.#leaving.reference.value);
    const how = this.#leaving.how.value;
    const attached = await sealWhole(this.desk, letter, how, this.taken);
    const says = { how, items: [...letter.items], kind: letter.kind, language: letter.sheets[0]?.language ?? "", sealed: attached.id };
    return { act: { act: "letter.send", says }, attached, shown: h("div", { class: "letter" }, ...drawn(letter)) };
  }
}
