/**
 * `#/law`: counsel reads rules beside the words of their provision, marks what is wrong, signs what was opened. In one's
 * own vault alone: texts, hashes and differences are those of the process that serves this page (`client/vault_lawbook.py`).
 */
import OWN from "../acts/acts.lawbook.json" with { type: "json" };
import type { Value } from "../formats/canonical.ts";
import type { App } from "./app.ts";
import type { Child } from "./dom.ts";
import type { Kit } from "./lawkit.ts";
import type { Key } from "../words/tongue.ts";

export { languagePage } from "./language.ts";
export const ACTS = OWN;

type Obj = Record<string, Value>;
type Row = Readonly<{ id: string; country: string; act: string; section: string; title: Obj; waits: number; unread: number; changed: readonly Value[]; wrong: readonly Value[]; signed: readonly string[]; cases: number; words: boolean; first: boolean }>;
type Entry = Readonly<{ name: string; sort: string; says: readonly (readonly [string, Obj, string])[]; means: string; test: string; cite: readonly string[]; unread: boolean; decides: boolean; text: string; state: string; by: readonly string[]; quote: string; was: readonly (readonly [string, string, readonly string[], readonly string[]])[] }>;
type Sheet = Readonly<{ id: string; text: string; entries: readonly Entry[]; beside: Readonly<{ title: string; url: string; state: string; free: string; language: string; text: string; hash: string }> | null; place: readonly string[]; notes: string }>;

const MINUTE = 60_000;
const LONGEST = 24 * 60;
const MEANS: Record<string, Key> = {
  defect: "Where it is not met, the demand has a defect",
  counsel: "Where it is not met, counsel is asked",
  caution: "Where it is not met, people are warned",
  info: "It only tells people what holds",
};
const SORTS: Record<string, Key> = {
  summary: "In a hurry",
  who: "Who may",
  ground: "A ground to object",
  clock: "A time that runs",
  onward: "What becomes of the data",
  channel: "A way that stays open",
  refusal: "What a wrong refusal risks",
  grant: "What giving risks",
  remedy: "What the person can do",
  standing: "Access without a demand",
  older: "An older text",
};
const WHY: Record<string, Key> = {
  not_so: "Wrong: the provision does not say this",
  more: "Wrong: a condition or an exception is missing",
  changed: "Wrong: the provision was changed or repealed",
  place: "Wrong: it stands elsewhere",
  words: "Wrong: the sentence misleads",
  unsure: "Open: somebody else should read it",
};

export async function lawPage(app: App, kit: Kit): Promise<void> {
  const { DESK, list, refuse, string, t } = kit;
  if (!app.config.local) refuse("vault.elsewhere", t("A page that the desk itself serves could show you another provision than your own copy."), t("On your own machine: {0}", "dueprocess vault"));
  const desk = app.open;
  const [shown, law] = await Promise.all([desk.api.get("/v1/desk/itself"), desk.api.get("/v1/desk/law")]);
  await desk.follow(DESK, list(shown["notes"]).map(string));
  const book = new Book(app, kit, shown, law);
  await book.start();
}

class Book {
  readonly #opened = new Map<string, Sheet>();
  /** Names that are marked, and why. */
  readonly #wrong = new Map<string, string>();
  readonly #may: boolean;
  readonly #foot: HTMLElement;
  #since = 0;

  constructor(private readonly app: App, private readonly kit: Kit, private readonly shown: Obj, private readonly law: Obj) {
    this.#may = app.open.me.roles.includes("counsel");
    this.#foot = kit.h("div", { class: "buttons" });
  }

  async start(): Promise<void> {
    const { app, kit: { countryName, h, list, replace, t } } = this;
    const told = await this.#ask([]);
    const rows = list(told["rows"]) as unknown as Row[];
    const first = rows.filter((one) => one.first);
    const others = new Map<string, Row[]>();
    for (const row of rows.filter((one) => !one.first)) others.set(row.country.slice(0, 2), [...(others.get(row.country.slice(0, 2)) ?? []), row]);
    const waits = rows.filter((one) => one.waits || one.changed.length);
    const named = first.some((one) => one.cases);
    const result = h("div", { class: "result" });
    if (this.#may) {
      const sign = h("button", { class: "act" }, t("Sign what I read: show what I sign"));
      sign.addEventListener("click", () => void this.kit.busy(sign, t("Checking …"), result, () => this.#sign(sign)));
      this.#foot.append(sign, h("span", { class: "hint", role: "status" }, t("Nothing is opened yet.")));
    }
    replace(
      app.main,
      h(
        "section",
        { class: "signing" },
        h("h1", { tabindex: -1 }, t("Law that waits for counsel")),
        h("p", { class: "lead" }, t("{0} of {1} laws have rules that nobody read within a year: they only ask. Open one, read each rule beside the words of its provision, mark what is wrong, and sign the rest.", waits.length, rows.length)),
        told["same"] === true ? null : h("p", { class: "warning" }, t("The desk judges by other law files than those of this machine. It refuses a signature over a text that is not its own.")),
        this.#may ? null : h("p", { class: "warning" }, t("Only counsel on the roster signs. You can read.")),
        h("h2", {}, t("First")),
        h("p", { class: "quiet" }, named ? t("The open cases name these most.") : t("No open case names a law that waits.")),
        ...first.map((row) => this.#row(row)),
        h("h2", {}, t("All others")),
        ...[...others].map(([country, each]) => {
          const many = each.filter((one) => one.waits || one.changed.length).length;
          return h("details", {}, h("summary", {}, t("{0}: {1} of {2} wait", countryName(country), many, each.length)), ...each.map((row) => this.#row(row)));
        }),
        result,
        this.#foot,
      ),
    );
  }

  #row(row: Row): HTMLElement {
    const { h, t } = this.kit;
    const state = [
      row.cases ? t("open cases: {0}", row.cases) : "",
      row.changed.length ? t("changed since the signature: {0}", row.changed.length) : "",
      row.wrong.length ? t("marked as wrong: {0}", row.wrong.length) : "",
      row.waits ? t("rules that wait: {0}", row.waits) : t("all is read"),
      row.unread ? t("not read by anybody: {0}", row.unread) : "",
    ].filter(Boolean).join(" · ");
    const place = h("div", {});
    const made = h("details", { class: "rest", "data-law": row.id }, h("summary", {}, h("bdi", {}, `${row.section}, ${row.act}`), ` (${this.#word(row.title)})`, h("span", { class: "hint line" }, state)), place);
    made.addEventListener("toggle", () => {
      if (!made.open || this.#opened.has(row.id)) return;
      this.kit.replace(place, h("p", { class: "quiet", role: "status" }, t("Opening …")));
      void this.#open(row, place);
    });
    return made;
  }

  async #open(row: Row, place: HTMLElement): Promise<void> {
    const { isObject, replace, t } = this.kit;
    try {
      const told = await this.#ask([row.id]);
      const sheet = isObject(told["opened"]) ? told["opened"][row.id] : null;
      if (!isObject(sheet ?? null)) throw new Error("no sheet");
      this.#since ||= Date.now();
      this.#opened.set(row.id, sheet as unknown as Sheet);
      replace(place, this.#sheet(sheet as unknown as Sheet));
      this.#count();
    } catch {
      replace(place, this.kit.h("p", { class: "warning", role: "alert" }, t("This law did not open. Close it, and open it again.")));
    }
  }

  #count(): void {
    const says = this.#foot.querySelector(".hint");
    if (says) says.textContent = this.kit.t("Opened: {0}. Marked as wrong: {1}.", this.#opened.size, this.#wrong.size);
  }

  #sheet(sheet: Sheet): HTMLElement {
    const { card, dayName, h, t } = this.kit;
    const { beside, place: [title = "", url = ""] } = sheet;
    const whole = beside?.text ?? "";
    const link = (text: string, to: string): HTMLElement => (to ? h("a", { href: to, target: "_blank", rel: "noreferrer" }, text) : h("span", {}, text));
    const words = beside
      ? card(
          t("The words of the provision"),
          h("p", { class: "hint" }, link(beside.title, beside.url), ` · ${t("text of {0}", dayName(beside.state))} · ${beside.free}`),
          whole ? h("div", { class: "noted", lang: beside.language, dir: "auto", tabindex: 0 }, whole) : h("p", {}, t("They stand beside each rule, as far as it rests on them.")),
        )
      : card(t("The words of the provision"), h("p", {}, t("They are not stored here. Read them where they are published, before you sign:")), h("p", { class: "strong" }, link(title, url)));
    return h("div", { class: "beside-letter" }, h("div", {}, ...sheet.entries.map((one) => this.#entry(one, beside?.language ?? "")), sheet.notes ? h("details", {}, h("summary", {}, t("Notes")), h("p", {}, sheet.notes)) : null), words);
  }

  #entry(one: Entry, language: string): HTMLElement {
    const { dayName, h, t } = this.kit;
    const [act = "", section = "", url = "", read = "", status = ""] = one.cite;
    const means = MEANS[one.means];
    const place = [section, act].filter(Boolean).join(", ");
    return h(
      "section",
      { class: "finding" },
      h("h3", {}, this.#heading(one)),
      ...one.says.map(([sort, says, cite]) => this.#sentence(sort, says, cite)),
      means ? h("p", { class: "hint" }, `${t(means)}.`) : null,
      h("p", { class: "hint" }, url ? h("a", { href: url, target: "_blank", rel: "noreferrer" }, place) : place, ` · ${status === "verified" && read ? t("read on {0}", dayName(read)) : t("not verified")}`, one.decides ? ` · ${t("decides today")}` : ""),
      one.quote ? h("blockquote", { class: "noted", lang: language, dir: "auto" }, one.quote) : null,
      one.test && one.test !== "{}" ? h("details", {}, h("summary", {}, t("How the machine tests it")), h("p", {}, h("code", {}, one.test))) : null,
      ...this.#before(one),
      this.#choice(one),
    );
  }

  #heading(one: Entry): string {
    const { t } = this.kit;
    if (one.sort === "secrecy") return t("Silence");
    if (one.sort === "tariff") return t("Tariff");
    return one.sort === "rest" ? t("All else that it says") : one.name;
  }

  #sentence(sort: string, says: Obj, cite: string): HTMLElement {
    const { h, t } = this.kit;
    const known = SORTS[sort];
    const span = typeof says["span"] === "string" ? ` (${says["span"]})` : "";
    const lead = known ? `${t(known)}${span}: ` : sort ? `${sort}: ` : "";
    return h("p", {}, lead ? h("span", { class: "quiet" }, lead) : null, this.#word(says), cite ? h("span", { class: "hint" }, ` (${cite})`) : null);
  }

  /** What was signed before, and says something else now. */
  #before(one: Entry): Child[] {
    const { dayName, h, t } = this.kit;
    const [by = "", on = "", why = ""] = one.by;
    if (one.state === "signed") return [h("p", { class: "hint" }, t("{0} signed these words, read on {1}.", by, dayName(on)))];
    if (one.state === "wrong") return [h("p", { class: "differs" }, t("{0} marked it on {1}. {2}", by, dayName(on), t(WHY[why] ?? "Open: somebody else should read it")))];
    if (one.state !== "changed") return [];
    const rows = one.was.flatMap(([name, how, before, after]) => how === "unknown"
      ? [h("p", {}, t("This machine has not kept the text that was signed: read it anew."))]
      : [h("p", { class: "strong" }, name), ...before.map((text) => h("p", {}, h("del", {}, text))), ...after.map((text) => h("p", {}, h("ins", {}, text)))]);
    return [h("div", { class: "differs" }, h("p", {}, t("It changed since {0} signed it, read on {1}.", by, dayName(on))), ...rows)];
  }

  #choice(one: Entry): HTMLElement {
    const { h, labelled, t } = this.kit;
    if (one.unread) return h("p", { class: "warning" }, t("Its citation says that nobody read it: your signature does not cover it. The law file has to name what was read first."));
    if (!this.#may) return h("span", {});
    const choice = h("select", { "data-rule": one.name }, h("option", { value: "" }, t("I read it, and it is right")), ...Object.entries(WHY).map(([code, words]) => h("option", { value: code }, t(words))));
    const chosen = (): void => void (choice.value ? this.#wrong.set(one.name, choice.value) : this.#wrong.delete(one.name));
    // A mark stays until somebody lifts it: reading the rest anew does not.
    choice.value = one.state === "wrong" ? one.by[2] ?? "" : "";
    chosen();
    choice.addEventListener("change", () => {
      chosen();
      this.#count();
    });
    return labelled(one.sort === "rest" ? t("All else, as counsel finds it") : t("This rule, as counsel finds it"), choice);
  }

  async #sign(from: HTMLElement): Promise<void> {
    const { app, kit } = this;
    const { doneOf, h, list, refuse, replace, signView, string, t } = kit;
    const sheets = [...this.#opened.values()];
    if (!sheets.length) refuse("vault.form", t("Nothing is opened yet."), t("Open a law, read it, and sign then."));
    const entries = sheets.flatMap((sheet) => sheet.entries.map((one) => [sheet, one] as const)).filter(([, one]) => !one.unread);
    const minutes = Math.min(LONGEST, Math.max(1, Math.ceil((Date.now() - this.#since) / MINUTE)));
    const read = entries.filter(([, { name }]) => !this.#wrong.has(name)).map(([sheet, { name, text }]) => ({ rule: name, text, beside: name === sheet.id ? sheet.beside?.hash ?? "" : "" }));
    const wrong = entries.filter(([, { name }]) => this.#wrong.has(name)).map(([, { name, text }]) => ({ rule: name, text, why: this.#wrong.get(name) ?? "" }));
    const desk = app.open;
    const on = new Date().toISOString().slice(0, 10);
    const says = { on, minutes, ...(read.length ? { read } : {}), ...(wrong.length ? { wrong } : {}) };
    const text = desk.text(null, [{ act: "law.read", says }], { basis: () => string(this.law["shelf"]), revision: 0 });
    const enter = async () => {
      const done = doneOf(await desk.api.post("/v1/desk/acts", { note: desk.note(text) }));
      await kit.askOwn({ keep: sheets.map(({ id }) => id) }, "lawbook");
      return done;
    };
    const left = sheets.flatMap((sheet) => sheet.entries).filter((one) => one.unread).length;
    const shown = h(
      "div",
      {},
      h("p", { class: "lead" }, t("Laws read: {0}, in {1} min. Parts that you sign: {2}.", sheets.length, minutes, read.length)),
      h("ul", {}, ...sheets.map(({ id }) => h("li", {}, id))),
      wrong.length ? h("div", { class: "warning" }, h("p", { class: "strong" }, t("Marked: these decide nothing until their text is another one, or you sign them by name.")), h("ul", {}, ...wrong.map(({ rule, why }) => h("li", {}, `${rule}: ${t(WHY[why] ?? "Open: somebody else should read it")}`)))) : null,
      left ? h("p", { class: "quiet" }, t("Left out, since nobody read what they cite: {0}.", left)) : null,
    );
    const kept = [...app.main.childNodes];
    const view = signView(app, {
      composed: { text, notes: list(this.shown["notes"]).map(string) },
      shown,
      enter,
      undo: () => { app.main.replaceChildren(...kept); from.focus(); },
      done: () => view.querySelector(".done")?.append(h("p", {}, h("a", { href: "#/law", click: () => void lawPage(app, kit) }, t("Back to the law that waits")))),
    });
    replace(app.main, view);
    view.querySelector<HTMLElement>("#sign-title")?.focus();
  }

  async #ask(open: readonly string[]): Promise<Obj> {
    const { askOwn, told } = this.kit;
    return told(await askOwn({ pin: this.app.open.line.pin, shown: this.shown, law: this.law, open }, "lawbook"));
  }

  #word(says: Obj): string {
    return String(says[this.kit.spoken()] ?? says["en"] ?? "");
  }
}
