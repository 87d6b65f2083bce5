/** A letter that still waits: until when, and one control that takes it back. Stopping asks no second look: it gives nothing. */
import { clockName } from "../acts/named.ts";
import { compose, look } from "../desk/compose.ts";
import { busy, type App } from "./app.ts";
import { announce, h, replace } from "./dom.ts";
import type { ItemNow } from "./steps.ts";
import { t } from "../words/tongue.ts";

/** One line a letter, whatever items it answers. */
export function waitingView(app: App, id: string, items: readonly ItemNow[]): HTMLElement {
  const letters = new Map<string, ItemNow[]>();
  for (const one of items) if (one.leaves) letters.set(one.sealed, [...(letters.get(one.sealed) ?? []), one]);
  return h("div", {}, ...[...letters.values()].map((all) => lineOf(app, id, all)));
}

function lineOf(app: App, id: string, all: readonly ItemNow[]): HTMLElement {
  const [first] = all as [ItemNow];
  const place = h("div", { class: "result" });
  const clock = clockName(first.leaves);
  const numbers = all.map((one) => one.number).join(", ");
  const button = h("button", { class: "plain small" }, t("Take the letter back"));
  const line = h("div", { class: "waiting", role: "status" }, h("p", {}, Date.parse(first.leaves) > app.now() ? t("The letter on item {0} leaves at {1}.", numbers, clock) : t("The letter on item {0} waits to be sent.", numbers), " ", button), place);
  button.addEventListener("click", () => void busy(button, t("Signing …"), place, async () => {
    const letter = [...(await look(app.open, id)).signed].find(([, one]) => one.act === "letter.send" && one.says["sealed"] === first.sealed)?.[0];
    const { text } = await compose(app.open, id, [{ act: "letter.take_back", says: { item: first.number, letter: letter ?? "" } }]);
    app.open.check(text);
    await app.open.sign(text);
    replace(line, h("p", {}, t("Taken back: it does not leave. "), h("a", { href: `#/case/${id}?again=${Date.now()}` }, t("Back to the case"))));
    announce(t("Taken back: it does not leave. "));
  }));
  return line;
}
