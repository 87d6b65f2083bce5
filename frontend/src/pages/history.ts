/** `#/history/<case>`, `#/history/desk`: who signed what. Two others strike out what a thief signed; a history that this browser refuses is accepted by voice. One's own vault alone. */
import { moment } from "../acts/named.ts";
import { draw } from "../acts/drawing.ts";
import { ACTS } from "../acts/words.ts";
import { KEY } from "../desk/casekey.ts";
import { acceptance, accepted, heard, historyOf, mayStrike, signedWith, wordsOf, type History, type Link } from "../desk/history.ts";
import { askItself, Itself, type Seen } from "../desk/itself.ts";
import { short } from "../formats/ids.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import type { Mark, Says, Statement } from "../formats/statement.ts";
import { busy, headOf, type App } from "./app.ts";
import { card, fresh, h, labelled, replace, TYPED, type Child } from "./dom.ts";
import { lawbook } from "./lawkit.ts";
import { signView, valueOf } from "./sign.ts";
import { acted, ruled, t } from "../words/tongue.ts";

/** What of somebody who is here still is not overruled by striking it out (`release/facts.py`). */
const CORRECTS = ["face.confirm", "item.change", "target.read", "authority.call_back"];

export async function historyPage(app: App, id: string): Promise<void> {
  if (!app.config.local) refuse("vault.elsewhere", t("A page that the desk itself serves could show you another history."), t("On your own machine: {0}", "dueprocess vault"));
  const itself = new Itself(app.open, askItself);
  const seen = await itself.seen();
  const found = await historyOf(app.open, id);
  if (found.links.some(({ acts }) => acts.some(({ act }) => act === "law.read"))) await lawbook();
  const page = new Page(app, itself, seen, found);
  const heading = id ? headOf(id, t("Who signed what")) : [h("h1", { tabindex: -1 }, t("Who signed what on the desk itself"))];
  replace(app.main, ...heading, h("p", { class: "lead" }, t("What people signed here, in the order in which the desk shows it. Two of you strike out what somebody else signed where their key was stolen, or where it holds everything up.")), ...page.parts());
}

class Page {
  readonly #may: boolean;

  constructor(private readonly app: App, private readonly itself: Itself, private readonly seen: Seen, private readonly history: History) {
    this.#may = mayStrike(app.open);
  }

  parts(): readonly Child[] {
    const { id, links } = this.history;
    const open = ({ struck }: Link): boolean => struck.length < 2;
    const wrong = links.filter((one) => one.wrong);
    const stolen = links.filter((one) => !one.wrong && one.retired && open(one));
    const others = links.filter((one) => !wrong.includes(one) && !stolen.includes(one));
    const people = [...new Map(stolen.map(({ by, retired }) => [by, retired]))];
    return [
      wrong.length ? card(t("Your machine refuses this history"), h("p", {}, t("It refuses it at what stands here. Either somebody put it among the others, or its signer was shown another history, as after a backup was put back. Ring the signer first, then strike it out.")), ...wrong.map((one) => this.#link(one))) : null,
      wrong.length ? null : this.#other(),
      stolen.length ? card(t("Signed with a key that was retired since"), ...people.map(([by, at]) => h("p", {}, t("{0} retired the key: {1}. Whoever had it could sign in this name. Ask which of these are their own, and strike out the others.", by, moment(at)))), ...stolen.map((one) => this.#link(one))) : null,
      id ? null : this.#cases(),
      others.length ? h("details", { class: "make", open: !wrong.length && !stolen.length }, h("summary", {}, wrong.length || stolen.length ? t("All else that was signed ({0})", others.length) : t("All that was signed ({0})", others.length)), ...others.map((one) => this.#link(one))) : h("p", { class: "quiet" }, t("Nothing else was signed.")),
      id ? h("p", { class: "links" }, h("a", { href: `#/case/${id}` }, t("Back to the case"))) : h("p", { class: "links" }, h("a", { href: "#/desk" }, t("To the desk itself"))),
    ];
  }

  #link(one: Link): HTMLElement {
    const { who } = this.app.open;
    const place = h("div", { class: "result" });
    const button = h("button", { class: "plain" }, t("Strike it out: show what I sign"));
    button.addEventListener("click", () => void busy(button, t("Checking …"), place, async () => this.#strike(one)));
    const [first = ""] = one.struck;
    const state = one.struck.length > 1 ? t("Struck out by {0}: it gives nothing any more.", one.struck.join(", "))
      : one.left ? t("It left the house, or what left rests on it: it stays. What it did wrong is put right by another statement.")
      : one.by === who.name ? t("You signed it: two others strike it out.")
      : one.struck.includes(who.name) ? t("You struck it out. A second person signs the same.")
      : !this.#may ? t("Whoever signs rosters strikes it out.")
      : first ? t("{0} struck it out. You would be the second person.", first) : "";
    const offered = this.#may && !one.left && one.struck.length < 2 && one.by !== who.name && !one.struck.includes(who.name);
    return h("section", { class: "proposal" }, ...linkView(one, this.app.config.local), state ? h("p", { class: "strong" }, state) : null, offered ? h("div", { class: "buttons" }, button) : null, place);
  }

  #strike(one: Link): void {
    const { by, acts } = one;
    const second = one.struck.length > 0;
    const shown = h("div", {},
      h("section", { class: "proposal" }, ...linkView(one, true)),
      h("h2", {}, t("What happens next")),
      h("ul", {},
        h("li", {}, second ? t("{0} struck it out before you: once you sign, it gives nothing any more.", one.struck.join(", ")) : t("Nothing changes yet. A second person, not {0}, opens this page in their own vault and signs the same.", by)),
        h("li", {}, t("It stays in the history, and what it stopped stays stopped.")),
        one.under.length ? h("li", {}, t("What rests on it gives nothing any more either.")) : null,
        acts.some(({ act }) => act === KEY) ? h("li", {}, t("It gave the case its key: whoever signs next on the case gives it another, and what was written meanwhile stays.")) : h("li", {}, t("What is needed of it is signed anew: a fact is confirmed again, a decision proposed again.")),
        !one.retired && acts.some(({ act }) => CORRECTS.includes(act)) ? h("li", {}, t("{0} is still here: what they read or corrected holds up a release until they say it anew, struck out or not.", by)) : null));
    this.#show("statement.strike", { statement: one.name }, shown);
  }

  /** The history that this browser kept, where it is another one; else the words for a colleague whose machine refuses it. */
  #other(): HTMLElement | null {
    const { history } = this;
    const { open: desk } = this.app;
    const { id, kept, mark } = history;
    const words = wordsOf(desk, id, mark);
    if (!kept) return h("details", { class: "make" }, h("summary", {}, t("A colleague's machine refuses this history")), h("p", {}, t("Your machine takes it, as far as it goes: {0} statements. Ring your colleague, agree on why theirs refuses it, and read these words out. Never send them.", mark[0])), h("p", { class: "fingerprint", dir: "ltr" }, words));
    const place = h("div", { class: "result" });
    const colleagues = desk.roster.people.filter(({ name }) => name !== desk.who.name);
    const colleague = h("select", { id: fresh("colleague") }, h("option", { value: "" }, ""), ...colleagues.map(({ name }) => h("option", { value: name }, name)));
    const typed = h("input", { type: "text", id: fresh("words"), ...TYPED, dir: "ltr" });
    const button = h("button", { type: "submit", class: "act" }, t("Compare: show what I sign"));
    const form = h("form", { novalidate: true }, labelled(t("Who reads the words out"), colleague), labelled(t("The nine words that you hear"), typed, t("Your colleague opens this page in their own vault, and reads them out on the telephone.")), place, h("div", { class: "buttons" }, button));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(button, t("Checking …"), place, async () => {
        if (!colleague.value) refuse("vault.form", t("Nobody is chosen who reads the words out."), t("Call a colleague whose machine takes the history."));
        if (!heard(typed.value, words)) refuse("chain.other", "your colleague is shown another history than you are", "Accept nothing, and tell the others.");
        this.#accept(kept, colleague.value);
      });
    });
    return card(t("Your browser kept another history"), h("p", {}, t("It had seen {0} statements here; the desk shows {1}, and they do not fit together. After a backup was put back this is so, and whoever did that says so. Else somebody wrote the past anew: accept nothing, and tell the others.", kept[0], mark[0])), h("p", {}, t("Ring a colleague whose machine takes it. Two of you then compare nine words.")), this.#may ? form : h("p", { class: "quiet" }, t("Whoever signs rosters accepts it.")));
  }

  #accept(kept: Mark, colleague: string): void {
    const { history } = this;
    const shown = h("div", {}, h("p", {}, t("{0} was shown the same history as you: you compared the words.", colleague)), h("h2", {}, t("What happens next")), h("ul", {}, h("li", {}, t("Your browser forgets that it kept {0} statements, and goes on from the {1} that are shown.", kept[0], history.mark[0])), h("li", {}, t("Your signature says for good which history you had kept: if the past was written anew, it is the evidence.")), h("li", {}, t("Each colleague whose machine refuses it does the same, with somebody on the telephone."))));
    this.#show("chain.accept", acceptance(history, kept, colleague), shown, () => accepted(this.app.open, history));
  }

  /** On which cases something stands that a retired key signed: all of them are looked through, where somebody asks. */
  #cases(): HTMLElement | null {
    const gone = [...new Map([...this.history.retired.values()].map((one) => [one.by, one])).values()];
    if (!gone.length) return null;
    const rows = gone.map(({ by, at }) => {
      const place = h("div", { class: "result" });
      const button = h("button", { class: "plain" }, t("Find what it signed on cases"));
      button.addEventListener("click", () => void busy(button, t("Checking …"), place, async () => {
        const says = h("p", { class: "quiet", role: "status" });
        replace(place, says);
        const found = await signedWith(this.app.open, by, (done, of) => { says.textContent = t("Case {0} of {1} …", done, of); });
        replace(place, found.length ? h("ul", { class: "plainlist" }, ...found.map(([id, many]) => h("li", {}, h("a", { href: `#/history/${id}` }, t("Case {0}, statements: {1}", short(id), many))))) : h("p", {}, t("Nothing on the cases that you see.")));
      }));
      return h("div", {}, h("p", {}, t("{0} retired a key: {1}.", by, moment(at))), h("div", { class: "buttons" }, button), place);
    });
    return card(t("Keys that were retired"), h("p", {}, t("Was a key stolen before it was retired, what the thief signed stands until two others strike it out, statement by statement.")), ...rows);
  }

  #show(act: string, says: Says, shown: HTMLElement, done?: () => void): void {
    const { app, itself } = this;
    const text = itself.text(act, says, this.seen.shelf);
    const kept = [...app.main.childNodes];
    const back = h("p", {}, h("a", { href: `#/history/${this.history.id || "desk"}` }, t("Back to who signed what")));
    const view = signView(app, { composed: { text }, shown, enter: () => itself.enter(text), undo: () => app.main.replaceChildren(...kept), done: () => { done?.(); view.querySelector(".done")?.append(back); } });
    replace(app.main, view);
    view.querySelector<HTMLElement>("#sign-title")?.focus();
  }
}

/** A statement in plain words: what, who, when, why it is refused, what rests on it. */
function linkView(one: Link, local: boolean): readonly Child[] {
  const [reason = ""] = one.wrong ? ruled(one.wrong.rule, one.wrong.reason, "") : [];
  const drawn = one.acts.map((said) => drawnOf(said, local));
  const rows = drawn.flatMap(({ rows }) => rows);
  return [
    h("p", { class: "strong" }, drawn.map(({ title }) => title).join("; ") || t("Something that nobody on the roster signed")),
    h("p", { class: "quiet" }, `${one.by}, ${moment(one.at)}`),
    reason ? h("p", { class: "warning" }, reason) : null,
    rows.length ? h("details", {}, h("summary", {}, t("What it says")), h("dl", { class: "rows" }, ...rows.map((row) => h("div", {}, h("dt", {}, row.label), h("dd", {}, ...valueOf(row)))))) : null,
    ...one.under.map((said) => h("p", {}, t("It rests on this: {0}, by {1}, {2}.", drawnOf(said, local).title, said.by, moment(said.at)))),
  ];
}

function drawnOf(said: Statement, local: boolean): Pick<ReturnType<typeof draw>, "title" | "rows"> {
  try {
    return draw(said, local);
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault;
    return { title: acted(ACTS[said.act]?.title || said.act), rows: [] }; // signed by command alone, or by a newer program
  }
}
