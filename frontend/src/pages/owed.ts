/** On the page of a case: what is owed once it was decided, the step that waits, and the page where that is done. */
import { moment } from "../acts/named.ts";
import { ACTS } from "../acts/words.ts";
import { part } from "../desk/api.ts";
import type { App } from "./app.ts";
import { h } from "./dom.ts";
import { addressOf } from "./more.ts";
import { caseOf, OWED, type CaseNow, type Owed } from "./steps.ts";
import { toldView } from "./told.ts";
import { unagreedView } from "./unagreed.ts";
import { waitingView } from "./waiting.ts";
import { acted, t } from "../words/tongue.ts";

/** Acts that only a vault of one's own does, on its page of what is to leave the house. */
const RELEASING = ["production.order", "production.deal", "release.approve", "release.done"];
/** Acts that are done on the page of the case, beside its original. */
const HERE = ["arrival.classify", "decision.approve", "decision.propose", "gate.answer", "letter.send"];
/** Steps that go on from this page; those before are done on it, and telling has lines of its own. */
const ONWARD = ["give", "invoice"];

export function owedView(app: App, id: string, now: CaseNow, step: string): HTMLElement[] {
  const owed = ONWARD.includes(step) ? now.owed.filter(({ what }) => OWED[step]?.includes(what)) : [];
  // One act ends several duties of an item: they stand on one line.
  const lines = owed.filter((one, at) => owed.findIndex(({ act, item }) => act === one.act && item === one.item) === at);
  return [toldView(app, id, now), unagreedView(id, now.items), ...lines.map((one) => nextView(app, id, one, now.items.length > 1))];
}

/** After something was signed: a letter that waits, the step that follows, and the way back to the case. */
export async function onwardView(app: App, id: string): Promise<HTMLElement> {
  const now = caseOf(await app.open.api.get(`/v1/cases/${part(id)}`));
  const steps = ["approve", ...Object.values(OWED).flat()];
  const [first] = now.owed.filter(({ what, other }) => steps.includes(what) && other !== "worker").sort((one, two) => steps.indexOf(one.what) - steps.indexOf(two.what));
  const back = h("p", {}, h("a", { href: `#/case/${id}?again=${Date.now()}` }, t("Back to the case")));
  return h("div", { class: "onward" }, waitingView(app, id, now.items), first ? nextView(app, id, first, now.items.length > 1) : null, back);
}

/** One line: what is next, and the button that leads there, or whom it waits for. */
function nextView(app: App, id: string, owed: Owed, several: boolean): HTMLElement {
  const { act, item, people, other } = owed;
  const title = acted(ACTS[act]?.title ?? act);
  const of = several && item ? `${t("Item {0}", item)}: ` : "";
  const line = (...words: (Node | string | null)[]): HTMLElement => h("p", { class: "waiting next" }, of, ...words);
  if (other === "host") return line(t("The extraction host makes the data ready. Then those who release are asked."));
  if (other === "clock") return line(t("Next, from {0}: {1}.", moment(owed.due), title));
  if (!people.length) return line(t("Next: {0}.", title));
  if (!people.includes(app.open.who.name)) return line(t("Next: {0}.", title), " ", t("It waits for {0}.", people.join(", ")));
  if (RELEASING.includes(act) && !app.config.local) return line(t("Next: {0}.", title), " ", t("On your own machine: {0}", ""), h("code", {}, "dueprocess vault"));
  const letter = owed.what === "invoice" ? "invoice" : "";
  const href = RELEASING.includes(act) ? `#/release/${id}` : HERE.includes(act) && !letter ? `#/case/${id}?again=${Date.now()}` : addressOf(id, { act, item, letter }, app.config.local);
  return line(t("Next:"), " ", h("a", { class: "act", href }, title));
}
