/** What one person signed of an item and a second one is asked about: a silence, a no to telling, or that it ended. */
import { h } from "./dom.ts";
import type { ItemNow } from "./steps.ts";
import { t, type Key } from "../words/tongue.ts";

/** A line for each, with the form in which it is agreed to or refused. */
export function unagreedView(id: string, items: readonly ItemNow[]): HTMLElement {
  const line = (words: string, act: string, item: number, asks: Key = "Say whether it is so"): HTMLElement => h("p", { class: "waiting" }, words, " ", h("a", { href: `#/act/${id}/${act}?item=${item}` }, t(asks)));
  return h(
    "div",
    {},
    ...items.flatMap((one) => one.unagreed.map(({ by, no }) => line(no ? t("Item {0}: {1} says that nobody is told; a second person is asked.", one.number, by) : t("Item {0}: {1} recorded a silence; a second person is asked.", one.number, by), "secrecy.agree", one.number, "Say whether you agree"))),
    ...items.flatMap((one) => (one.endedBy ? [line(t("Item {0}: {1} says that it ended; a second person is asked.", one.number, one.endedBy), "item.end", one.number)] : [])),
  );
}
