/** `#/act/<case>/<act>?item=N&says=duplicate&case=…`: one act, its form drawn here, its statement composed here, shown and signed. */
import { ACTS } from "../acts/words.ts";
import { asked as ask, type Law } from "../desk/asked.ts";
import { checkRests, compose, look, phoneOf, type Looked } from "../desk/compose.ts";
import { list, string } from "../desk/desk.ts";
import { actsFor } from "../desk/newkey.ts";
import { would } from "../desk/would.ts";
import { isObject } from "../formats/canonical.ts";
import { short } from "../formats/ids.ts";
import { FromDesk, Refusal, refuse, TELL } from "../formats/refusal.ts";
import type { Says, Statement } from "../formats/statement.ts";
import { busy, parts, staffLink, type App } from "./app.ts";
import { fresh, h, labelled, replace, type Child } from "./dom.ts";
import { sealNote } from "./note.ts";
import { Questions, type Find } from "./questions.ts";
import { Reader } from "./reader.ts";
import { proposalOf, signView } from "./sign.ts";
import { acted, t } from "../words/tongue.ts";

const MOST_COMMENT = 4000;
/** Acts that are about speaking of the demand. */
const SPEAKING = ["gate.answer", "secrecy.record", "secrecy.agree", "secrecy.end", "notice.record"];

/** Returns what is to be done when the page goes. */
export async function actPage(app: App, id: string, act: string, number: number, begun: URLSearchParams): Promise<(() => void) | void> {
  const declared = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
  if (!declared?.asked || (declared.asked === "item" && !number)) refuse("vault.bad-case", t("The address names nothing that this page knows."));
  const desk = app.open;
  const told = await ask(desk, act, id, number);
  const { fields } = declared;
  const names = fields.some((field) => field.is.kind === "text" && field.is.pattern.includes("c-["));
  const questions = new Questions(fields, told, number, names ? await finder(app) : () => null);
  questions.begin(begun);
  const rung = act === "authority.call_back" ? await rungView(app, id) : null;
  const words = declared.comment ? h("textarea", { id: fresh("comment"), rows: 3, maxlength: MOST_COMMENT, dir: "auto", autocomplete: "off" }) : null;
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Show what I sign"));
  const back = (): HTMLElement | null => staffLink(app, `/cases/${id}/`, t("Back to the case")) ?? h("a", { href: `#/case/${id}` }, t("Back to the case"));
  const sent = act === "notice.confirm" ? await sentOfRecord(app, id, told.filled["record"]) : null;
  const rests = fields.some((field) => field.rests) ? await restsOn(app, id, act, { ...told.filled, item: number || null }) : [];
  // Whoever agrees to what was signed about speaking has the original beside it, as where a decision is agreed to.
  const reader = act === "secrecy.agree" ? await readerOf(app, id) : null;
  const side = reader ? h("section", { class: "side" }) : app.main;
  const form = h("form", { class: "card", novalidate: true }, questions.element, words ? labelled(t("What was said"), words, t("Sealed to those who can open this case.")) : null, place, h("div", { class: "buttons" }, button, back()));
  const where = number ? t("Case {0}, item {1}", short(id), number) : t("Case {0}", short(id));
  const page = h(
    "div",
    {},
    h("p", { class: "eyebrow" }, where),
    h("h1", { tabindex: -1 }, acted(declared.title)),
    declared.note ? h("p", { class: "lead" }, acted(declared.note)) : null,
    rung?.before ?? null,
    ...rests,
    besides(form, told.law && lawView(act, told.law, number)),
  );
  const show = (): Promise<void> =>
    busy(button, t("Checking …"), place, async () => {
      const says = questions.says();
      await tried(app, id, act, says);
      const note = words?.value.trim() ? await sealNote(desk, await app.take(id), words.value.trim()) : null;
      const acts = await actsFor(desk, id, { act, says }, ...(note ? [note.act] : []));
      const composed = await compose(desk, id, acts);
      const above = [acts.length ? null : h("p", { class: "strong" }, t("First the key of the case, in a signature of its own. Then ask for this act again.")), says["phone"] ? rung?.signed : null, note?.shown, sent].filter((one) => one);
      const view = signView(app, { composed, ...(note ? { attached: [note.attached] } : {}), ...(above.length ? { shown: h("div", {}, ...above) } : {}), undo: () => { replace(side, page); button.focus(); }, done: () => { if (act === "authority.call_back" && app.config.local) view.querySelector(".done")?.append(talkLink()); } });
      replace(side, view);
      view.querySelector<HTMLElement>("#sign-title")?.focus();
    });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  replace(side, page);
  if (reader) replace(app.main, h("div", { class: "case" }, reader.element, side));
  if (questions.none) await show();
  if (reader) return () => reader.close();
}

/** What was received; null where it does not open for this person, who answers without it as before. */
async function readerOf(app: App, id: string): Promise<Reader | null> {
  try {
    return new Reader((await app.take(id)).opened);
  } catch (fault) {
    if (fault instanceof Refusal) return null;
    throw fault;
  }
}

/** The desk says beforehand whether it would refuse; that it would not binds nobody. */
async function tried(app: App, id: string, act: string, says: Says): Promise<void> {
  const { refused } = await would(app.open, id, { acts: [{ act, says }], asked: [], letter: null });
  if (refused === null) return;
  throw new FromDesk(refused.rule, refused.says, refused.rule === "case.no-second-person" ? `${refused.do} ${t("How a second person joins stands on the desk's page People.")}` : refused.do);
}

/** The number to ring first, as two people verified it: to look at before the call, and beside what is signed of it. */
async function rungView(app: App, id: string): Promise<{ readonly before: HTMLElement; readonly signed: HTMLElement }> {
  const looked = await look(app.open, id);
  const phone = phoneOf(looked, looked.relied, looked.shown["phone"]);
  const none = (): Child[] => [t("No number is rung today. The desk's Directory has ways to one; two people verify it first:"), " ", app.config.local ? h("a", { href: "#/desk" }, t("The desk itself")) : h("code", {}, "dueprocess authority verify")];
  return { before: h("p", { class: phone ? "strong" : "warning" }, ...(phone ? [t("Ring first: {0}", phone)] : none())), signed: h("p", { class: "strong" }, t("You rang {0}", phone)) };
}

/** What the desk says that this act only names, as the contest that is decided: signed as that, about this item; it counts whoever left since, and is looked at all the same. Throws Refusal. */
export function namedOf({ id, signed }: Looked, act: string, says: Says): readonly Statement[] {
  return (ACTS[act]?.fields ?? []).filter(({ past, is }) => past && is.kind === "text").flatMap(({ key, rests }): Statement[] => {
    const hash = String(says[key] ?? "");
    const one = signed.get(hash);
    if (!hash) return [];
    if (!one || !rests?.includes(one.act) || one.case !== id || one.says["item"] !== says["item"]) refuse("release.unsigned", "what you would rest on is not a valid statement about this", TELL);
    return [one];
  });
}

/** What colleagues signed and this act rests on, checked before anybody is asked. */
async function restsOn(app: App, id: string, act: string, says: Says): Promise<HTMLElement[]> {
  const looked = await look(app.open, id);
  // What was agreed to stands before the agreement: an approval names it by its hash and says nothing of it.
  return [...namedOf(looked, act, says), ...checkRests(looked, act, says, app.open.who.name)].flatMap((one) => {
    const agreed = one.act === "decision.approve" ? looked.signed.get(String(one.says["proposal"])) : undefined;
    return [agreed ?? [], one].flat().map((each) => proposalOf(each, app.config.local));
  });
}

/** The text that a colleague says was sent: what the confirmation stands on. */
async function sentOfRecord(app: App, id: string, hash: unknown): Promise<HTMLElement | null> {
  const said = (await look(app.open, id)).counts.get(String(hash));
  return said ? (await parts(() => import("./rare.ts"))).sentView(app, id, said) : null;
}

/** Whole ids of cases, by their beginning. */
async function finder(app: App): Promise<Find> {
  const answer = await app.open.api.get("/v1/cases?limit=200");
  const known = list(answer["rows"]).flatMap((row) => (isObject(row) ? [string(row["case"])] : []));
  return (begins) => {
    if (/^c-[a-z2-7]{24}$/.test(begins)) return begins;
    const found = known.filter((one) => begins.length >= 4 && one.startsWith(begins));
    return found.length === 1 ? (found[0] ?? null) : null;
  };
}

/** What was said beyond the demand is no part of its case (L11). */
const talkLink = (): HTMLElement => h("p", {}, h("a", { href: "#/talks?record=talk&way=call" }, t("That call was also about something beyond this demand: record a talk with a government")));

const besides = (form: HTMLElement, law: HTMLElement | null): HTMLElement => (law ? h("div", { class: "two" }, form, law) : form);

/** What the law data say of this very act: of a decision, or of speaking about the demand; of others nothing. */
function lawView(act: string, law: Law, number: number): HTMLElement | null {
  const finding = (kind: string, says: string, cited: string): HTMLElement => h("div", { class: "finding" }, h("p", {}, h("strong", {}, kind), ` ${says}`), h("p", { class: "hint" }, cited));
  const aside = (...said: Child[]): HTMLElement => h("aside", { class: "card", "aria-label": t("Item {0}", number) }, h("h2", {}, t("What the desk's law data say")), ...said);
  if (SPEAKING.includes(act)) return law.may.says ? aside(finding(`${t("Silence")}:`, law.may.says, law.may.cited)) : null;
  if (act !== "decision.propose") return null;
  return aside(
    h("p", {}, t("The law suggests:"), " ", h("strong", {}, law.suggests)),
    ...law.findings.map((one) => finding(`${one.effect === "defect" ? t("missing") : t("for counsel")}${one.claimed ? ` (${t("rests on what nobody confirmed")})` : ""}:`, one.says, one.cited)),
    law.risk ? finding(`${t("A wrong refusal")}:`, law.risk.says, law.risk.cited) : null,
    finding(t("A wrong grant:"), law.wrongGrant?.says ?? t("The law data say nothing of it yet; that does not mean that it risks nothing."), law.wrongGrant?.cited ?? ""),
  );
}
