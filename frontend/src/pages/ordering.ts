/** The part of `#/release/<case>` in which an extraction host is asked to make ready what was granted. */
import { foundIn, Orders, type Orderable } from "../desk/order.ts";
import { list } from "../desk/desk.ts";
import type { Releases, Row } from "../desk/release.ts";
import type { Answer } from "../desk/api.ts";
import { isObject } from "../formats/canonical.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import type { Selector } from "../formats/selector.ts";
import { oneLine } from "../frame/visible.ts";
import { busy, type App } from "./app.ts";
import { h, labelled, replace } from "./dom.ts";
import { factRows, grantRows, whole } from "./facts.ts";
import { identifier, spokenOf, type Identifier } from "./identifier.ts";
import { signView } from "./sign.ts";
import { ruled, t } from "../words/tongue.ts";

/** A card for each item that has no production under way: what may be ordered, or why nothing may. */
export async function orderCards(app: App, releases: Releases, orders: Orders, id: string, shown: Answer, rows: readonly Row[]): Promise<HTMLElement[]> {
  const relied = shown["relied"];
  const face = isObject(relied) ? relied["face"] : null;
  const many = isObject(face) ? list(face["items"]).length : 0;
  const cards: HTMLElement[] = [];
  for (let item = 1; item <= many; item += 1) {
    const under = rows.some((row) => row.item === item && (row.state === "ordered" || row.state === "dealt"));
    if (!under) cards.push(await orderCard(app, releases, orders, id, shown, item));
  }
  return cards;
}

async function orderCard(app: App, releases: Releases, orders: Orders, id: string, shown: Answer, item: number): Promise<HTMLElement> {
  const title = h("h2", {}, t("Order item {0}", item));
  let may: Orderable;
  try {
    may = await orders.may(shown, item);
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    const [reason] = ruled(fault.rule, fault.reason, "");
    return h("section", { class: "card" }, title, h("p", {}, t("Nothing of it can be ordered now: {0}", oneLine(reason))), h("p", { class: "rule" }, t("Rule "), h("code", {}, fault.rule)));
  }
  const place = h("div", { class: "result" });
  const host = h("select", { id: `host-${item}` }, ...may.hosts.map((one) => h("option", { value: one.name }, one.name)));
  const typed = h("div", {});
  const button = h("button", { class: "act", "data-now": may.hosts.length === 1 ? "production.order" : undefined }, t("Order: show what I sign"));
  const missing = new Map<string, Identifier>();
  button.addEventListener("click", () => {
    void busy(button, t("Taking the case to this machine … that you read it is recorded."), place, async () => {
      const taken = await app.take(id);
      // That the case was read is a step of it: what is signed rests on what stands after that.
      const fresh = await releases.shown(id);
      const now = await orders.may(fresh.shown, item);
      const found = foundIn(taken, now.marks);
      for (const [handle, one] of missing) found.set(handle, one.read());
      const lacking = Object.keys(now.marks).filter((handle) => !found.has(handle));
      if (lacking.length) {
        for (const handle of lacking) ask(typed, missing, handle, item);
        refuse("vault.identifier", t("No program read what two people read as {0}.", lacking.join(", ")), t("Type it from the original, then go on."));
      }
      const made = await orders.make(taken, now, host.value, found);
      const kept = [...app.main.childNodes];
      const view = signView(app, { ...made, shown: orderFacts(now, found), undo: () => app.main.replaceChildren(...kept) });
      replace(app.main, view);
      view.querySelector<HTMLElement>("#sign-title")?.focus();
    });
  });
  return h(
    "section",
    { class: "card" },
    title,
    h("p", { class: "strong" }, t("Grant, recipient and both readings of each target were checked on this machine.")),
    orderFacts(may, new Map()),
    labelled(t("Extraction host"), host, t("It searches only for what two people granted and read, and its operator says yes.")),
    typed,
    h("div", { class: "buttons" }, button),
    place,
  );
}

function ask(typed: HTMLElement, missing: Map<string, Identifier>, handle: string, item: number): void {
  if (missing.has(handle)) return;
  const fields = identifier(`-${item}-${handle}`);
  missing.set(handle, fields);
  typed.append(h("fieldset", {}, h("legend", {}, t("Target {0}", handle)), ...fields.elements));
}

/** What is asked of the host, in words; identifiers for the person who looks alone. */
function orderFacts(may: Orderable, found: ReadonlyMap<string, Selector>): HTMLElement {
  const hours = may.hold >= 60 ? t("{0} hours", Math.floor(may.hold / 60)) : t("{0} minutes", may.hold);
  return factRows([
    ...grantRows(may),
    ...(found.size ? [[t("Targets"), whole([...found].map(([handle, one]) => `${handle}: ${spokenOf(one)}`))] as const] : []),
    [t("For"), may.authority],
    [t("Needs"), t("{0} people, each on their own machine", may.k)],
    [t("Hold"), t("{0} from the first who agrees", hours)],
  ]);
}
