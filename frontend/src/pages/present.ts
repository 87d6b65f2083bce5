/** Who else has a case open, and whether anything happened to it: asked of the desk while this page is looked at; pseudonyms, minutes and a number alone. */
import { clockName } from "../acts/named.ts";
import { part } from "../desk/api.ts";
import { list, string } from "../desk/desk.ts";
import { isObject } from "../formats/canonical.ts";
import { personOf } from "../formats/roster.ts";
import type { App } from "./app.ts";
import { h } from "./dom.ts";
import { t } from "../words/tongue.ts";

const EVERY = 10_000;

/** Says so in an element of its own until `stop`; `moved` is called where the case has another revision than when this page came. A desk that does not answer tells nothing, and stops nothing. */
export function present(app: App, id: string, revision: number, moved: (revision: number) => Promise<void>): { readonly element: HTMLElement; readonly stop: () => void } {
  const element = h("p", { class: "here", role: "status" });
  let ended = false;
  let known = revision;
  const ask = async (): Promise<void> => {
    const { desk } = app;
    if (ended || desk === null || document.visibilityState === "hidden") return;
    try {
      const answer = await desk.api.post(`/v1/cases/${part(id)}/present`, {});
      const people = list(answer["people"]).filter((one) => isObject(one)).filter((one) => personOf(desk.roster, string(one["person"])));
      if (ended) return;
      element.textContent = people.map((one) => t("{0} has this case open ({1}).", string(one["person"]), clockName(string(one["minute"])))).join(" ");
      const now = Number(answer["revision"] ?? known);
      if (now !== known) await moved((known = now)).catch(() => {});
    } catch {
      element.textContent = "";
    }
  };
  const timer = window.setInterval(() => void ask(), EVERY);
  const again = (): void => void ask();
  document.addEventListener("visibilitychange", again);
  window.addEventListener("focus", again);
  void ask();
  return { element, stop: () => { ended = true; window.clearInterval(timer); document.removeEventListener("visibilitychange", again); window.removeEventListener("focus", again); } };
}

/** What a person judges stays under their eyes until they want the new one: the same case, under another address. */
export const newsView = (id: string, revision: number): HTMLElement => h("p", { class: "waiting news", role: "status" }, t("Something changed:"), " ", h("a", { href: `#/case/${id}?again=${revision}` }, t("show it")));
