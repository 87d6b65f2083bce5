/** What is owed to persons, on the page of a case. */
import { h } from "./dom.ts";
import type { App } from "./app.ts";
import type { CaseNow } from "./steps.ts";
import { t } from "../words/tongue.ts";

/** What is owed to persons, a line an item: nothing is offered while a silence stands. */
export function toldView(app: App, id: string, now: CaseNow): HTMLElement {
  const line = (words: string, address: string, link: string): HTMLElement => h("p", { class: "waiting" }, words, " ", h("a", { href: address }, link));
  return h("div", {}, ...now.items.flatMap(({ number, answers, silent, deciding }) => {
    const owed = (...what: string[]): boolean => now.owed.some((one) => one.item === number && what.includes(one.what));
    const may = answers["tell"] === "yes" && !silent && ["decided", "ended"].includes(deciding);
    return [
      app.config.local && may && owed("tell", "inform_person") && !owed("confirm_notice") ? line(t("Item {0}: the person is to be told.", number), `#/tell/${id}?item=${number}`, t("Tell them")) : null,
      owed("confirm_notice") ? line(t("Item {0}: a colleague says that the person was told; a second person is asked.", number), `#/act/${id}/notice.confirm?item=${number}`, t("Say whether it is so")) : null,
    ].filter((one) => one !== null);
  }));
}
