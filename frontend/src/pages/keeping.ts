/** Keeping the data as they are, by one control: at once, silently, by one person; it gives nothing to anybody. */
import type { Said } from "../formats/statement.ts";
import type { Value } from "../formats/canonical.ts";
import { h, replace } from "./dom.ts";
import type { ItemNow } from "./steps.ts";
import { t } from "../words/tongue.ts";

/** Of these kinds data can be kept (`case/upkeep.py`). */
const KEPT = ["preservation", "disclosure"];

export class Keeping {
  readonly element = h("section", { class: "keeping", hidden: true, "aria-label": t("Keep the data") });
  readonly button = h("button", { class: "plain" }, t("Keep the data as they are, now"));
  readonly place = h("div", { class: "result" });

  constructor(private readonly id: string, private readonly items: readonly ItemNow[], private readonly kind: (item: number) => Value) {}

  /** `urgent`: it stands out where a life or a lost mailbox hangs on it. */
  draw(urgent: boolean): void {
    const { open } = this;
    const started = this.items.filter((one) => one.preservation === "started");
    this.element.hidden = !open.length && !started.length;
    this.element.classList.toggle("urgent", urgent);
    this.button.className = urgent ? "act" : "plain small";
    replace(
      this.element,
      ...started.map((one) => h("p", { class: "hint" }, t("Item {0}: the data are kept for 72 hours.", one.number), " ", h("a", { href: `#/act/${this.id}/preserve.verify?item=${one.number}` }, t("A second person verifies it")))),
      open.length ? h("p", { class: "hint" }, this.button, ` ${t("At once and silently; it gives nothing to anybody. Keep them in your systems, too: the desk only notes it. It lapses in 72 hours unless a second person verifies it.")}`) : null,
      this.place,
    );
  }

  /** Items whose data nobody keeps yet; of one that nobody named yet it is not known what it asks, and keeping is what is asked. */
  get open(): readonly number[] {
    return this.items.filter((one) => one.deciding !== "ended" && one.preservation === "none" && KEPT.includes(String(this.kind(one.number) ?? "preservation"))).map((one) => one.number);
  }

  acts(): Said[] {
    return this.open.map((item) => ({ act: "preserve.start", says: { item } }));
  }
}
