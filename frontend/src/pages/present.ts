/** Who else has a case open: asked of the desk each half minute while this page is looked at; pseudonyms and minutes alone. */
import { clockName } from "../acts/named.ts";
import { part } from "../desk/api.ts";
import { list, string } from "../desk/desk.ts";
import { isObject } from "../formats/canonical.ts";
import { personOf } from "../formats/roster.ts";
import type { App } from "./app.ts";
import { h } from "./dom.ts";
import { t } from "../words/tongue.ts";

const EVERY = 30_000;

/** Says so in an element of its own until `stop`. A desk that does not answer tells nothing, and stops nothing. */
export function present(app: App, id: string): { readonly element: HTMLElement; readonly stop: () => void } {
  const element = h("p", { class: "here", role: "status" });
  let ended = false;
  const ask = async (): Promise<void> => {
    const { desk } = app;
    if (ended || desk === null || document.visibilityState === "hidden") return;
    try {
      const people = list((await desk.api.post(`/v1/cases/${part(id)}/present`, {}))["people"]).filter((one) => isObject(one)).filter((one) => personOf(desk.roster, string(one["person"])));
      if (!ended) element.textContent = people.map((one) => t("{0} has this case open ({1}).", string(one["person"]), clockName(string(one["minute"])))).join(" ");
    } catch {
      element.textContent = "";
    }
  };
  const timer = window.setInterval(() => void ask(), EVERY);
  const again = (): void => void ask();
  document.addEventListener("visibilitychange", again);
  void ask();
  return { element, stop: () => { ended = true; window.clearInterval(timer); document.removeEventListener("visibilitychange", again); } };
}
