/** Finding a case. What is typed here goes nowhere (ADR 0073). */
import type { Docket } from "../formats/docket.ts";
import { short } from "../formats/ids.ts";
import { FromDesk } from "../formats/refusal.ts";
import { type Finding, type Hit } from "../desk/finding.ts";
import { problem, type App } from "./app.ts";
import { WORDS } from "./caller.ts";
import { dayOf, labelView, readBy, shown } from "./cases.ts";
import { announce, h, replace, TYPED } from "./dom.ts";
import { t } from "../words/tongue.ts";

const EVERY = 60_000;
const SAID = 400;

/** The field, its answers, and the list below, which `told` fills. Ends when `stop` is called. */
export class Find {
  readonly #field = h("input", { type: "search", id: "find", role: "searchbox", "aria-keyshortcuts": "/", "aria-describedby": "find-about", ...TYPED, autocapitalize: "none" });
  readonly #answers = h("div", { id: "found" });
  readonly #about = h("p", { class: "hint", id: "find-about" }, t("Asking the desk which cases you may open …"));
  readonly element = h("form", { class: "find", role: "search", novalidate: true }, h("label", { for: "find" }, t("Find a case")), h("div", { class: "typed" }, this.#field, h("kbd", { "aria-hidden": "true" }, "/")), this.#about, this.#answers);
  #finding: Finding | null = null;
  #timer = 0;
  #said = 0;
  #relabel: () => void = () => {};
  readonly #keys = (event: KeyboardEvent): void => this.#pressed(event);

  constructor(private readonly app: App) {
    this.#field.addEventListener("input", () => this.#answer());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#links[0]?.click();
    });
    window.addEventListener("keydown", this.#keys);
  }

  get #links(): readonly HTMLAnchorElement[] {
    return [...this.#answers.querySelectorAll("a")];
  }

  /** Ask the desk which cases there are, now and every minute, whether or not somebody searches. */
  async begin(relabel: () => void): Promise<void> {
    this.#relabel = relabel;
    this.#timer = window.setInterval(() => void this.#renew(), EVERY);
    await this.#renew();
  }

  async #renew(): Promise<void> {
    if (this.app.desk === null) return this.stop();
    try {
      this.#finding = await this.app.finding;
      await this.#finding.renew((done, of) => { replace(this.#about, t("Opening what cases are found by: {0} of {1} …", done, of)); });
      this.#tell(this.#finding);
    } catch (fault) {
      // Whose roles open no case searches none.
      this.element.hidden = fault instanceof FromDesk && fault.rule === "access.role";
      if (this.element.hidden) this.stop();
      else replace(this.#about, problem(fault));
    }
    this.#relabel();
    if (this.#field.value) this.#answer();
  }

  stop(): void {
    window.clearInterval(this.#timer);
    window.clearTimeout(this.#said);
    window.removeEventListener("keydown", this.#keys);
  }

  docketOf(id: string): Docket | null {
    return this.#finding?.docketOf(id) ?? null;
  }

  #tell(finding: Finding): void {
    const { searched, without, refused, more } = finding.counts;
    const { own, many } = finding;
    replace(
      this.#about,
      t("References, names, identifiers, subjects and notes are searched. Cases: {0}. What you type stays in this window.", searched),
      without ? ` ${t("Not searched, since nobody opened them yet: {0}.", without)}` : null,
      more ? ` ${t("Cases that hold more than is searched: {0}.", more)}` : null,
      own === "own" ? ` ${t("You read only your own cases: no other is listed or searched.")}` : null,
      own === "widened" ? h("strong", {}, ` ${t("The desk shows you every case again, after only your own. Two people have to have said so: ask them.")}`) : null,
      ...many.map(({ person, count, day }) => ` ${t("{0} opened {1} originals within an hour, on {2}. There can be good reasons; ask each other.", person, count, dayOf(day))}`),
      refused ? h("strong", {}, ` ${t("Cases of which the desk handed over something false, or older than what this browser knows: {0}. Tell the others.", refused)}`) : null,
    );
  }

  #answer(): void {
    const words = this.#field.value.trim();
    window.clearTimeout(this.#said);
    if (!words || this.#finding === null) return replace(this.#answers);
    if (!this.#finding.isFresh) return replace(this.#answers, h("p", { class: "hint" }, t("Nothing is answered until the desk says which cases you may open.")));
    const { hits, of } = this.#finding.find(words);
    const says = of ? (of > hits.length ? t("The first {0} of {1}", hits.length, of) : t("Found: {0}", of)) : t("Nothing is found. Searched are references, names, identifiers, subjects and notes of the cases that open for you.");
    this.#said = window.setTimeout(() => announce(says), SAID);
    replace(
      this.#answers,
      h("p", { class: "hint" }, says),
      hits.length ? h("ul", { class: "cases hits" }, ...hits.map(hitView)) : null,
      hits.length ? h("p", { class: "phone" }, h("strong", {}, t("Who rings hears nothing of it,")), ` ${t("not even that there is a case, until you called the office back. Open the case before you say a word.")}`) : null,
    );
  }

  #pressed(event: KeyboardEvent): void {
    const at = document.activeElement;
    const typing = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing) {
      event.preventDefault();
      this.#field.focus();
      return this.#field.select();
    }
    const links = this.#links;
    const place = links.indexOf(at as HTMLAnchorElement);
    if (place < 0 && at !== this.#field) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && links.length) {
      event.preventDefault();
      (links[place + step] ?? (step < 0 ? this.#field : links.at(-1)))?.focus();
    } else if (event.key === "Escape") {
      this.#field.value = "";
      this.#answer();
      this.#field.focus();
    }
  }
}

function hitView({ id, docket, where, word }: Hit): HTMLElement {
  const said = WORDS[word];
  const status = h("p", { class: "hint where" }, said ? t("To the office: {0}", t(said)) : t("To the office: nothing before the call-back"));
  return h("li", {}, h("a", { href: `#/case/${id}` }, ...labelView(docket), h("span", { class: "code" }, short(id))), " ", readBy(docket), status, where ? h("p", { class: "hint where" }, h("bdi", {}, ...shown(where))) : null);
}
