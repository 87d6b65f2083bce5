/** Signing: the act in plain words, drawn from the bytes that are signed; then the signature, and what came of it. */
import { fieldOf, label, say, type Field } from "../acts/face.ts";
import { moment } from "../acts/named.ts";
import { draw, type Row } from "../acts/drawing.ts";
import { part } from "../desk/api.ts";
import { KEY, SEEN } from "../desk/casekey.ts";
import type { Attached, Composed, Desk, Done } from "../desk/desk.ts";
import { list } from "../desk/desk.ts";
import { fingerprint } from "../desk/pins.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { readsCases } from "../formats/roster.ts";
import { titleOf } from "./reader.ts";
import { short } from "../formats/ids.ts";
import { itemOf, type Statement } from "../formats/statement.ts";
import { busy, problem, staffLink, type App } from "./app.ts";
import { announce, h, replace, type Child } from "./dom.ts";
import { doneTitles } from "./done.ts";
import { onwardView } from "./owed.ts";
import { reckonedView } from "./reckoned.ts";
import { formOf, NAMES } from "./sentences.ts";
import { coded, t } from "../words/tongue.ts";

/** What could be signed along and is not: the answer, or the letter; and the way back to it. */
export interface Lacks {
  readonly reply: boolean;
  readonly back: () => void;
}

export interface Signing {
  readonly composed: Composed;
  readonly attached?: readonly Attached[];
  /** What stood in a field of the face before, by path. */
  readonly before?: ReadonlyMap<string, string>;
  /** Shown above the words, as the letter that is sent. */
  readonly shown?: HTMLElement;
  /** How it is handed in, where that is not as an act on a case. */
  readonly enter?: () => Promise<Done>;
  /** Provisions that impose the silence of the law's answer. */
  readonly imposes?: string;
  readonly undo: () => void;
  /** Goes back to where facts of these paths are confirmed; left out where they are not. */
  readonly confirm?: (paths: readonly string[]) => void;
  readonly lacks?: Lacks;
  readonly done?: (done: Done) => void;
  /** The act was not done, or nobody knows: what is shown instead, where it must not be signed once more. */
  readonly failed?: (fault: unknown) => Promise<HTMLElement>;
}

const KEYS = [KEY, SEEN];

/** The view of one act before it is signed. Where anything does not hold, only the refusal is shown. */
export function signView(app: App, signing: Signing): HTMLElement {
  const view = h("section", { class: "signing", "aria-labelledby": "sign-title" });
  try {
    draws(app, signing, view);
  } catch (fault) {
    replace(view, problem(fault), h("p", {}, h("button", { class: "plain", click: signing.undo }, t("Go back"))));
  }
  return view;
}

function draws(app: App, signing: Signing, view: HTMLElement): void {
  const desk = app.open;
  const { text, notes, relied, hangsOn } = signing.composed;
  const all = desk.check(text);
  const [statement] = all as [Statement];
  const acts = all.map((one) => {
    const drawn = draw(one, app.config.local);
    const rests = drawn.rests.map((hash) => desk.rests(hash, notes ?? []));
    for (const each of rests) if (each.case !== one.case) throw new Error("another case");
    return { drawn, rests };
  });
  // The case's key costs nobody a thought: it is folded below, and is none of the things that are signed for.
  const besides = KEYS.includes(all.at(-1)?.act ?? "") ? desk.drawn.get(statement.case ?? "")?.made?.said.length ?? 1 : 0;
  const things = acts.length - (acts.length > besides ? besides : 0);
  const keys = (one: Statement): HTMLElement | null => keyView(one, desk.roster.people.filter(readsCases).map(({ name }) => name));
  const title = things === 1 ? acts[0]!.drawn.title : t("{0} things in one signature", things);
  const result = h("div", { class: "result" });
  const yes = h("button", { class: "act" }, t("Sign"));
  const no = h("button", { class: "plain", click: signing.undo }, t("Do not sign"));
  const buttons = h("div", { class: "buttons" }, yes, no);
  yes.addEventListener("click", () => {
    no.disabled = true; // what is on its way is not called back
    void busy(yes, t("Signing …"), result, async () => {
      try {
        const done = await (signing.enter?.() ?? app.open.sign(text, signing.attached));
        finish(app, view, all.slice(0, things).map((one, at) => [one, acts[at]!.drawn.title]), done);
        signing.done?.(done);
      } catch (fault) {
        if (signing.failed === undefined) throw fault;
        replace(view, await signing.failed(fault));
      } finally {
        no.disabled = false;
      }
    });
  });
  view.classList.toggle("several", things > 1);
  replace(
    view,
    h("p", { class: "eyebrow" }, t("You are about to sign")),
    h("h1", { id: "sign-title", tabindex: -1 }, title),
    signing.lacks ? h("div", { class: "warning unanswered" }, h("p", {}, signing.lacks.reply ? t("No letter goes along: the tick under the reply is missing.") : t("No answer yet: you sign what was read, not what we answer.")), h("p", {}, h("button", { class: "plain small", click: signing.lacks.back }, signing.lacks.reply ? t("Go back to the reply") : t("Go back and choose an answer")))) : null,
    signing.shown ?? null,
    ...acts.slice(0, things).flatMap(({ drawn, rests }, at) => [
      things > 1 ? h("h2", {}, `${at + 1}. ${drawn.title}`) : null,
      all[at]!.act === KEY ? keys(all[at]!) : rowsOf(drawn.rows, signing.before),
      silenceView(all[at]!, signing.imposes ?? ""),
      ...rests.map((one) => proposalOf(one, app.config.local)),
      relied ? partView([all[at]!, ...rests], relied) : null,
      // What follows from an act is said once, behind the last of its sort.
      drawn.note && all[at + 1]?.act !== all[at]?.act ? h("p", { class: "follows" }, drawn.note) : null,
    ]),
    factsOf(desk, statement, app),
    statement.law === null ? null : reckonedView(signing.composed.reckoned ?? null),
    relied ? reliedView(relied, new Set(all.map(({ says }) => itemOf(says))), hangsOn ?? [], signing.confirm, all.flatMap(({ act, says }) => (act === "face.confirm" && isObject(says["fields"]) ? Object.keys(says["fields"]) : []))) : null,
    ...acts.slice(things).map(({ drawn, rests }, at) => h("details", {}, h("summary", {}, t("Signed along: {0}", drawn.title)), all[things + at]!.act === KEY ? keys(all[things + at]!) : rowsOf(drawn.rows), ...rests.map((one) => proposalOf(one, app.config.local)), h("p", { class: "follows" }, drawn.note))),
    h("details", { class: "exact" }, h("summary", {}, t("The exact text that is signed")), h("pre", { tabindex: 0 }, text)),
    result,
    buttons,
  );
  if (statement.case) void name(app, statement.case, view).catch(() => {}); // the code is what counts
}

/** Who asks, on what it relies and the rule of a silence are signed by their codes; people read the name, the code small beside it. */
export const valueOf = (row: Row): Child[] => ((row.path ? /^id/.test(fieldOf(row.path).form) && /^[A-Z0-9; -]+$/.test(row.value) : /^[A-Z]{2}-[A-Z0-9-]+$/.test(row.value)) ? row.value.split("; ").map((code) => h("span", { class: "line named", "data-code": code }, ...coding(code))) : [row.value]);
const coding = (code: string): Child[] => (NAMES.has(code) ? [h("bdi", {}, NAMES.get(code) ?? ""), " ", h("small", {}, code)] : [code]);

/** A page that needed no form of the case has no names yet. */
async function name(app: App, id: string, view: HTMLElement): Promise<void> {
  const codes = [...view.querySelectorAll<HTMLElement>(".named")];
  if (codes.every((one) => NAMES.has(one.dataset["code"] ?? ""))) return;
  formOf(await app.open.api.get(`/v1/cases/${part(id)}/form`), null);
  for (const one of codes) replace(one, ...coding(one.dataset["code"] ?? ""));
}

/** Of a duty of silence: the provision that imposes it, which is another one than that of the demand; and when somebody looks again where no end is set (`case/silence.py`). */
function silenceView({ act, says }: Statement, imposes: string): HTMLElement | null {
  if (act !== "secrecy.record") return null;
  const norm = says["source"] === "statute" && says["rule"] && imposes ? t("Imposed by {0}.", imposes) : "";
  const review = says["until"] === null && says["review_on"] === null ? t("No end is set: the desk asks within a year whether it still applies.") : "";
  return norm || review ? h("p", { class: "hint" }, `${norm} ${review}`.trim()) : null;
}

/** What the key of a case takes over, in plain words: its hashes stand in the exact text. */
function keyView({ says }: Statement, readers: readonly string[]): HTMLElement | null {
  const titles = list(says["objects"]).map((row) => { const kind = isObject(row) ? String(row["kind"]) : ""; return kind === "particulars" ? t("Text that was read") : titleOf(kind); });
  return rowsOf([
    { label: t("Sealed anew"), value: [...new Set(titles)].sort().map((one) => { const many = titles.filter((other) => other === one).length; return many > 1 ? `${many} × ${one}` : one; }).join(", ") || t("nothing") },
    ...(readers.length ? [{ label: t("Who can open it"), value: t("{0}, and the recovery key", readers.join(", ")) }] : []),
    ...(says["replaces"] ? [{ label: t("In the place of"), value: t("the key that was given before") }] : []),
  ]);
}

function rowsOf(rows: readonly Row[], before?: ReadonlyMap<string, string>): HTMLElement | null {
  if (!rows.length) return null;
  return h(
    "dl",
    { class: "rows" },
    ...rows.map((one) => {
      const old = one.path === undefined ? undefined : before?.get(one.path);
      const change = old === undefined || old === one.value ? null : h("span", { class: "was" }, t("It said: {0}", old));
      return h("div", change ? { class: "changed" } : {}, h("dt", {}, one.label), h("dd", {}, ...valueOf(one), change));
    }),
  );
}

const GIVES = ["comply", "partial", "under_protest"];

/** Of an answer that gives subscriber data: which of them, held against what is asked; or nothing where all are asked. One line. */
export function partView(stated: readonly Statement[], relied: Readonly<Record<string, Value>>): HTMLElement | null {
  const says = stated.find(({ act, says }) => act === "decision.propose" && GIVES.includes(String(says["outcome"])))?.says;
  const item = says && isObject(relied["face"]) ? list(relied["face"]["items"])[Number(says["item"]) - 1] : null;
  if (!says || !isObject(item) || item["kind"] === "preservation" || !list(item["data"] ?? []).includes("subscriber")) return null;
  const lines = list(says["lines"]).filter((one) => isObject(one) && ["", "subscriber"].includes(String(one["category"])));
  if (lines.length && !lines.some((one) => isObject(one) && one["answer"] === "granted")) return null;
  const asked = item["part"] ?? "";
  if (says["part"] || asked === "all") return null; // its own row says it; or no more is given than is asked
  if (asked === "name_address") return h("p", { class: "hint" }, t("Of subscriber data you give name and address alone: no more is asked."));
  return h("p", { class: "warning" }, asked ? t("You give more than is listed: all subscriber data that we hold, with name, address, contact, payment and length of service. “Comply in part” gives name and address alone.") : t("Nobody said which subscriber data are asked. You give all that we hold: name, address, contact, payment, length of service. Where the letter names fewer, say so in the sentence."));
}

/**
 * The facts whose hashes the statement names, in words: the common ones, and those of the items that its acts are about.
 * `confirming`: what the same text confirms, and says itself. Of those that nobody confirmed stand open what always decides, by this program's own table, and what the law's answer hangs on.
 */
export function reliedView(relied: Readonly<Record<string, Value>>, items: ReadonlySet<number>, hangsOn: readonly string[], confirm?: Signing["confirm"], confirming: readonly string[] = []): HTMLElement {
  const face = isObject(relied["face"]) ? relied["face"] : {};
  const confirmed = new Set(list(face["confirmed"]).map(String));
  const fields = (value: Value | undefined, prefix: string): Row[] => (isObject(value) ? Object.entries(value).filter(([, one]) => one !== null).map(([name, one]) => rowOf(fieldOf(prefix + name), one)) : []);
  const rows = [...fields(face["case"], ""), ...list(face["items"]).flatMap((one, at) => (items.has(at + 1) ? fields(one, `items.${at + 1}.`) : []))];
  const decides = (path = ""): boolean => fieldOf(path).decisive || path === "emergency" || hangsOn.includes(path);
  const signed = rows.filter(({ path }) => confirmed.has(path ?? ""));
  const [claimed, others] = [true, false].map((is) => rows.filter(({ path }) => !confirmed.has(path ?? "") && !confirming.includes(path ?? "") && decides(path) === is)) as [Row[], Row[]];
  return h(
    "section",
    { class: "relied", "aria-label": t("The facts that it rests on") },
    // What nobody confirmed stands open: a wrong one among them is signed with the rest.
    claimed.length ? h("div", { class: "warning" }, h("h2", {}, t("A machine read these, and nobody ticked them")), h("p", { class: "hint" }, confirm ? t("None of these is open: a machine found each in the letter, and your signature takes it as it stands here. Where all are right, sign; where one is wrong, go back and change it.") : t("None of these is open: a machine found each in the letter, and your signature takes it as it stands here. Where all are right, sign; where one is wrong, do not: tell your colleague.")), rowsOf(claimed), confirm ? h("p", {}, h("button", { class: "plain small", click: () => confirm(claimed.map(({ path }) => path ?? "")) }, t("Go back and change one"))) : null) : null,
    others.length ? h("details", {}, h("summary", {}, others.length === 1 ? t("1 other fact that was read and that nothing here depends on") : t("{0} other facts that were read and that nothing here depends on", others.length)), rowsOf(others)) : null,
    h("details", {}, h("summary", {}, t("The confirmed facts that it rests on ({0})", signed.length)), h("p", { class: "hint" }, t("As the desk shows them now. Your signature names their hash, reckoned here: whoever is shown other facts sees it.")), rowsOf(signed)),
  );
}

const rowOf = (field: Field, value: Value): Row => ({ label: label(field), value: say(field, value), path: field.path });

/** The colleague's own statement in words, from the bytes that the colleague signed. */
export function proposalOf(statement: Statement, local: boolean): HTMLElement {
  const drawn = draw(statement, local);
  return h(
    "section",
    { class: "proposal" },
    h("h2", {}, statement.act === "decision.approve" ? t("What {0} agreed to and signed", statement.by) : t("What {0} proposed and signed", statement.by)),
    h("p", { class: "strong" }, drawn.title),
    statement.act === KEY ? keyView(statement, []) : rowsOf(drawn.rows),
    h("p", { class: "quiet" }, t("Signed {0}, on revision {1}.", moment(statement.at), statement.revision)),
  );
}

function factsOf(desk: Desk, statement: Statement, app: App): HTMLElement {
  const rows: [string, string][] = [
    [t("Case"), statement.case === null ? t("none: of the desk itself") : t("{0}, revision {1}", short(statement.case), statement.revision)],
    [t("By"), `${statement.by} (${rolesOf(desk.me.roles)})`],
    [t("Time"), moment(statement.at)],
    [t("Desk"), `${app.config.provider ? `${app.config.provider}, ` : ""}${fingerprint(desk.id).slice(0, 17)} …`],
    [t("Roster"), t("no. {0}, checked from the one that this browser remembers", statement.roster[0])],
  ];
  return h("dl", { class: "facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** Roles of a person, in words. */
export const rolesOf = (roles: readonly string[]): string => roles.map((one) => coded("Role", one)).join(", ");

function finish(app: App, view: HTMLElement, signed: readonly (readonly [statement: Statement, title: string])[], done: Done): void {
  const [[statement]] = signed as [[Statement, string]];
  const titles = h("div");
  const revision = h("p", { class: "quiet" });
  const stands = (now: number): void => { if (now) revision.textContent = t("Case {0}, now revision {1}.", short(done.case || statement.case || ""), now); };
  stands(done.revision);
  const box = h(
    "div",
    { class: "done", role: "status", tabindex: -1 },
    h("h1", {}, t("Signed")),
    titles,
    statement.case === null ? null : revision,
    statement.case === null && app.config.local ? h("p", {}, h("a", { href: "#/desk" }, t("To the desk itself"))) : null,
    app.config.local ? null : h("p", {}, staffLink(app, done.case ? `/cases/${done.case}/` : "/", t("Back to the desk")), t(" Its window goes on by itself.")),
  );
  replace(view, box);
  // What follows is told beside it; where the desk does not tell, the signature stands all the same.
  const id = done.case || statement.case;
  replace(titles, doneTitles(signed));
  if (id) void follow(app, id, box, stands);
  // The address says no longer what was signed: the same link of the desk's page then leads there anew.
  history.replaceState(null, "", "#/done");
  announce(t("Signed."));
  box.focus();
}

const EVERY = 10_000;

/** What is next stands under the signature as long as it is looked at, and follows what colleagues do; not under a hand that is on it. */
async function follow(app: App, id: string, box: HTMLElement, stands: (revision: number) => void): Promise<void> {
  let shown: HTMLElement | null = null;
  const look = async (): Promise<void> => {
    if (app.desk === null || document.visibilityState === "hidden") return;
    try {
      const [next, revision] = await onwardView(app, id);
      stands(revision);
      if (shown?.textContent === next.textContent || shown?.contains(document.activeElement)) return;
      if (shown) shown.replaceWith(next);
      else box.querySelector("h1")?.after(next);
      shown = next;
    } catch {
      // the signature stands all the same
    }
  };
  const again = (): void => { if (box.isConnected) void look(); else end(); };
  const timer = window.setInterval(again, EVERY);
  const end = (): void => { window.clearInterval(timer); window.removeEventListener("focus", again); };
  window.addEventListener("focus", again);
  await look();
}
