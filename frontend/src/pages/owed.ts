/** On the page of a case: what is owed once it was decided, the step that waits, and the page where that is done. */
import { moment } from "../acts/named.ts";
import { ACTS } from "../acts/words.ts";
import { part } from "../desk/api.ts";
import { list, string } from "../desk/desk.ts";
import { isObject } from "../formats/canonical.ts";
import { short } from "../formats/ids.ts";
import type { App } from "./app.ts";
import { h, replace } from "./dom.ts";
import { addressOf } from "./more.ts";
import { caseOf, OWED, owedOf, type CaseNow, type Owed } from "./steps.ts";
import { toldView } from "./told.ts";
import { unagreedView } from "./unagreed.ts";
import { waitingView } from "./waiting.ts";
import { acted, t } from "../words/tongue.ts";

/** Acts that only a vault of one's own does, on its page of what is to leave the house. */
const RELEASING = ["production.order", "production.deal", "release.approve", "release.done"];
/** Acts that are done on the page of the case, beside its original. */
const HERE = ["arrival.classify", "decision.approve", "decision.propose", "gate.answer", "letter.send"];
/** Acts by which a second person agrees, who reads the original. */
const SECONDS = ["decision.approve", "secrecy.agree", "item.end"];
/** Duties of a second person whose form stands on a page of its own. */
const AGREES = ["agree_silence", "agree_end", "agree_outside", "confirm_notice", "verify_hold"];
/** Steps that go on from this page; those before are done on it, and telling has lines of its own. */
const ONWARD = ["give", "invoice"];

export function owedView(app: App, id: string, now: CaseNow, step: string): HTMLElement[] {
  const owed = ONWARD.includes(step) ? now.owed.filter(({ what }) => OWED[step]?.includes(what)) : [];
  // One act ends several duties of an item: they stand on one line.
  const lines = owed.filter((one, at) => owed.findIndex(({ act, item }) => act === one.act && item === one.item) === at);
  return [toldView(app, id, now), unagreedView(id, now.items), ...lines.map((one) => nextView(app, id, one, now.items.length > 1))];
}

/** After something was signed: a letter that waits, the step that follows, and the way back to the case. */
export async function onwardView(app: App, id: string): Promise<readonly [HTMLElement, revision: number]> {
  const answer = await app.open.api.get(`/v1/cases/${part(id)}`);
  const now = caseOf(answer);
  const steps = ["approve", ...Object.values(OWED).flat()];
  // A proposal is agreed to first; then what this person is asked comes before what others are.
  const mine = ({ people }: Owed): boolean => people.includes(app.open.who.name);
  const rank = (one: Owed): number => steps.indexOf(one.what) + (one.what === "approve" || mine(one) ? 0 : steps.length);
  // What was answered and is asked again on its day is not next.
  const owed = now.owed.filter(({ what, item }) => !now.items.some(({ number, answers }) => number === item && answers[what.slice("answer_".length)]));
  const [first] = owed.filter(({ what, other }) => steps.includes(what) && other !== "worker").sort((one, two) => rank(one) - rank(two));
  const back = h("p", {}, h("a", { href: `#/case/${id}?again=${Date.now()}` }, t("Back to the case")));
  const view = h("div", { class: "onward" }, waitingView(app, id, now.items), first ? nextView(app, id, first, now.items.length > 1) : null, owed.some(mine) ? null : h("p", {}, t("Nothing here waits for you.")), back);
  return [view, Number(answer["revision"])];
}

/** One line: what is next, and the button that leads there, or whom it waits for. */
function nextView(app: App, id: string, owed: Owed, several: boolean): HTMLElement {
  const { act, item, people, other } = owed;
  const title = acted(ACTS[act]?.title ?? act);
  const of = several && item ? `${t("Item {0}", item)}: ` : "";
  const line = (...words: (Node | string | null)[]): HTMLElement => h("p", { class: "waiting next" }, of, ...words);
  if (other === "host") return line(t("The extraction host makes the data ready. Then those who release are asked."));
  if (other === "clock") return line(t("Next, from {0}: {1}.", moment(owed.due), title));
  if (!people.length) return line(t("Next in this case: {0}.", title));
  if (SECONDS.includes(act) && !people.includes(app.open.who.name)) return line(t("Next, {0} reads the original too, and agrees or not.", people.reduce((one, other) => t("{0} or {1}", one, other))));
  if (!people.includes(app.open.who.name)) return line(t("Next in this case: {0}.", title), " ", t("It waits for {0}.", people.join(", ")));
  if (RELEASING.includes(act) && !app.config.local) return line(t("Next in this case: {0}.", title), " ", t("On your own machine: {0}", ""), h("code", {}, "dueprocess vault"));
  const next = h("a", { class: "act", href: wayTo(app, id, owed) }, title);
  // What two people release from here is checked, held and counted as such; the other way stands behind it.
  if (act === "production.order") return line(t("Next in this case:"), " ", next, h("span", { class: "hint line" }, t("Or:"), " ", h("a", { href: `#/act/${id}/outside.propose?item=${item}` }, t("It goes another way, outside the desk"))));
  if (act === "outside.propose") return line(t("Released from here it would be checked and held. That takes an extraction host on the roster, which may be a user of the desk's own machine. Without one:"), " ", next);
  return line(t("Next in this case:"), " ", next);
}

/** Goes to the form of what waits for this person's agreement where nothing is left to decide; whether any does. A link from outside names no act (ADR 0065): the case says it. */
export function leads(app: App, id: string, { items, owed }: CaseNow): boolean {
  const mine = items.some((one) => one.deciding === "open") ? undefined : owed.find(({ what, other, people }) => AGREES.includes(what) && !other && people.includes(app.open.who.name));
  if (mine) location.replace(wayTo(app, id, mine));
  return mine !== undefined;
}

/** Where in this vault the act is done; of a release at once what would be signed, where nothing is to be chosen. */
function wayTo(app: App, id: string, { act, item, what }: Owed): string {
  const letter = what === "invoice" && act === "letter.send" ? "invoice" : "";
  if (RELEASING.includes(act)) return `#/release/${id}?now=${act}`;
  return HERE.includes(act) && !letter ? `#/case/${id}?${act === "gate.answer" ? "speak" : "again"}=${Date.now()}` : addressOf(id, { act, item, letter }, app.config.local);
}

/** On the first page of one's own vault: what waits for this person, what is due first first, each a press away from where it is done. */
export function waitsView(app: App): HTMLElement {
  const place = h("div", {});
  void drawn(app, place).catch(() => {}); // the list of cases stands all the same
  return place;
}

async function drawn(app: App, place: HTMLElement): Promise<void> {
  const rows = list((await app.open.api.get("/v1/due?limit=200"))["rows"]).filter((one) => isObject(one)).filter((one) => one["case"]).map((one) => [string(one["case"]), owedOf(one)] as const);
  const mine = rows.filter(([, { act, people, other }]) => Object.hasOwn(ACTS, act) && !other && people.includes(app.open.who.name));
  const ways = new Map(mine.reverse().map(([id, owed]) => [`${id} ${owed.act} ${HERE.includes(owed.act) ? "" : owed.item}`, [id, owed] as const]));
  if (!ways.size) return;
  const row = (id: string, owed: Owed): HTMLElement => h("li", {}, h("a", { href: wayTo(app, id, owed) }, acted(ACTS[owed.act]?.title ?? owed.act)), " ", h("small", {}, `${t("Case {0}", short(id))} · ${moment(owed.due)}`));
  replace(place, h("h2", {}, t("Waits for you")), h("ul", { class: "due" }, ...[...ways.values()].reverse().map(([id, owed]) => row(id, owed))));
}
