/** `#/desk`: the desk itself. What waits for a signature, and what anybody may do; all of it checked on this machine. */
import { moment } from "../acts/named.ts";
import { askItself, askPurge, askReport, Itself, sameFingerprint, SEES, type Freeze, type KeyFacts, type Next, type Report, type Seen, type Verification, type With } from "../desk/itself.ts";
import type { Done } from "../desk/desk.ts";
import { sha256hex, utf8 } from "../formats/bytes.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import { keysOf, SIGNING_ROLES } from "../formats/roster.ts";
import { selector } from "../formats/selector.ts";
import type { Says } from "../formats/statement.ts";
import { oneLine } from "../frame/visible.ts";
import { busy, problem, type App } from "./app.ts";
import { announce, card, h, labelled, replace, TYPED, type Child } from "./dom.ts";
import { rolesOf, signView } from "./sign.ts";
import { t, type Key } from "../words/tongue.ts";

const MAX_KEY = 64 * 1024;
const READS_REPORTS = SEES;
const WHY: Record<string, Key> = {
  "lower-k": "fewer people would release",
  "new-releaser": "somebody new would release",
  "new-producer": "another extraction host would make productions",
  "swapped-key": "somebody's key changes without the old one",
};
const HOW: Record<string, Key> = {
  call_back: "a call to the number that the desk verified",
  contact_point: "the national contact point",
  court_database: "the court's own database",
  consulate: "the consulate",
};

export async function itselfPage(app: App): Promise<void> {
  if (!app.config.local) {
    refuse("vault.elsewhere", t("A page that the desk itself serves could show you another key, roster or authority."), t("On your own machine: {0}", "dueprocess vault"));
  }
  const itself = new Itself(app.open, askItself);
  const seen = await itself.seen();
  const page = new Page(app, itself, seen);
  replace(
    app.main,
    h("h1", { tabindex: -1 }, t("The desk itself")),
    h("p", { class: "lead" }, t("What is signed about the desk, and waits for you. All that is shown here was checked on this machine.")),
    page.stop(),
    ...page.authorities(),
    page.next(),
    await page.reports(),
    page.purge(),
    page.key(),
    h("p", { class: "links" }, h("a", { href: "#/law" }, t("Law that waits for counsel")), h("a", { href: "#/talks" }, t("Talks with governments"))),
  );
}

class Page {
  constructor(
    private readonly app: App,
    private readonly itself: Itself,
    private readonly seen: Seen,
  ) {}

  /** Stopping, and going on. */
  stop(): HTMLElement {
    const { freezes } = this.seen;
    const place = h("div", { class: "result" });
    const stops = h("button", { class: "act" }, t("Stop everything: show what I sign"));
    this.#act(stops, place, "desk.freeze", () => ({}));
    return h(
      "section",
      { class: "card" },
      h("h2", {}, t("Productions and releases")),
      freezes.length ? null : h("p", {}, t("They go on. Anybody may stop them, at once and without a reason.")),
      ...freezes.map((one) => this.#frozen(one)),
      freezes.some((one) => one.signed) ? null : h("div", { class: "buttons" }, stops),
      place,
    );
  }

  #frozen(one: Freeze): HTMLElement {
    const place = h("div", { class: "result" });
    const lift = h("button", { class: "plain" }, t("Agree to go on: show what I sign"));
    this.#act(lift, place, "desk.lift", () => ({ freeze: one.name }));
    const mine = one.agreed.includes(this.app.open.who.name);
    return h(
      "div",
      { class: "warning" },
      h("p", { class: "strong" }, t("Stopped by {0} since {1}.", one.by, moment(one.since))),
      one.signed ? null : h("p", {}, t("Nobody signed it: the desk says so. It counts nevertheless.")),
      one.agreed.length ? h("p", {}, t("Agreed to go on: {0}. One more person must.", one.agreed.join(", "))) : null,
      mine ? h("p", {}, t("You agreed already.")) : this.seen.lifts ? h("div", { class: "buttons" }, lift) : h("p", {}, t("Two people of the house lift it.")),
      place,
    );
  }

  /** Authorities: the second person's yes, and being the first one. */
  authorities(): readonly HTMLElement[] {
    const { roles } = this.app.open.me;
    if (roles.includes("outside") || !roles.some((one) => SIGNING_ROLES.includes(one))) return [];
    const rows = this.seen.verifications;
    return [
      h(
        "section",
        { class: "card" },
        h("h2", {}, t("Authorities that wait for a second person")),
        rows.length ? null : h("p", { class: "quiet" }, t("None waits.")),
        ...rows.map((one) => (one instanceof Refusal ? wrong(one) : this.#verification(one))),
      ),
      this.#verify(),
    ];
  }

  #verification(one: Verification): HTMLElement {
    const place = h("div", { class: "result" });
    const title = h("h3", {}, one.authority);
    const says = [h("p", {}, t("{0} verified it at {1}: letters go to {2}", one.by, moment(one.at), oneLine(one.contact))), shownOf(one, null)];
    if (one.by === this.app.open.who.name) return h("div", {}, title, ...says, h("p", { class: "quiet" }, t("You verified it. A second person confirms it.")));
    const heard = h("input", { type: "text", id: `heard-${one.verification.slice(0, 16)}`, ...TYPED });
    const button = h("button", { type: "submit", class: "act" }, t("Confirm: show what I sign"));
    const key = one.key;
    const form = h("form", { novalidate: true }, key ? labelled(t("The fingerprint that the office read to you"), heard, t("Call the office on the number that the desk verified; never copy it from a screen.")) : null, button, place);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(button, t("Checking …"), place, async () => {
        if (key && !sameFingerprint(heard.value, key.fingerprint)) refuse("authority.key", t("That is not the fingerprint of the key that waits."), t("Let the office read it again; if it stays another, tell the others."));
        this.#show("authority.confirm", { authority: one.authority, verification: one.verification }, shownOf(one, key), {}, [one.note]);
      });
    });
    return h("div", {}, title, ...says, form);
  }

  #verify(): HTMLElement {
    const place = h("div", { class: "result" });
    const listed = h("datalist", { id: "authorities" }, ...this.seen.authorities.map((one) => h("option", { value: one })));
    const id = h("input", { type: "text", id: "authority", list: "authorities", ...TYPED });
    const contact = h("input", { type: "text", id: "contact", ...TYPED, maxlength: 200 });
    const phone = h("input", { type: "tel", id: "phone", ...TYPED, maxlength: 40 });
    const night = h("input", { type: "tel", id: "night", ...TYPED, maxlength: 40 });
    const source = h("input", { type: "text", id: "source", ...TYPED, maxlength: 200 });
    const how = h("select", { id: "how" }, ...Object.entries(HOW).map(([code, word]) => h("option", { value: code }, t(word))));
    const file = h("input", { type: "file", id: "authority-key" });
    const button = h("button", { type: "submit", class: "plain" }, t("Verify: show what I sign"));
    const form = h(
      "form",
      { novalidate: true },
      listed,
      labelled(t("Authority, as the directory names it"), id),
      labelled(t("Its contact: where letters will go"), contact, t("The office's public address. Never one that the demand itself gave.")),
      labelled(t("Its telephone number: where it is called back"), phone, t("Its switchboard or watch room as +49…, from a page or book that is not the demand. It stands in clear at the desk, and a hash of it hides nothing: no official's own number.")),
      labelled(t("Its number day and night"), night),
      labelled(t("Where it was found"), source, t("The address of a page that you typed, or a register and its edition.")),
      labelled(t("How you found and reached it"), how),
      labelled(t("Its key, if it has one"), file, t("A certificate, an OpenPGP key or an age recipient; its fingerprint was read to you on the call.")),
      button,
      place,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(button, t("Checking …"), place, async () => {
        const [authority, address] = [id.value.trim(), contact.value.trim()];
        if (!authority || !address) refuse("vault.nothing-typed", t("Authority and contact are both needed."));
        const key = await this.#keyIn(file);
        const number = (typed: HTMLInputElement): string => typed.value.trim() && selector("phone", typed.value).value;
        const said = { contact: address, phone: number(phone), night: number(night), source: source.value.trim() };
        const says = { authority, how: how.value, ...Object.fromEntries(Object.entries(said).flatMap(([name, text]) => (text ? [[name, sha256hex(utf8(text))]] : []))), ...(key ? { key: key.hash, key_kind: key.kind } : {}) };
        this.#show("authority.verify", says, shownOf(said, key), { ...said, key: key?.key ?? "" });
      });
    });
    return h("details", { class: "make" }, h("summary", {}, t("Verify an authority: you are the first person")), form);
  }

  async #keyIn(file: HTMLInputElement): Promise<KeyFacts | null> {
    const chosen = file.files?.[0];
    if (!chosen) return null;
    if (chosen.size > MAX_KEY) refuse("recipient.too-large", t("A key has at most 64 KiB."));
    return this.itself.key(new Uint8Array(await chosen.arrayBuffer()));
  }

  /** The roster that waits, whole, from the text that is signed. */
  next(): HTMLElement {
    const { next } = this.seen;
    const title = h("h2", {}, t("The next roster"));
    if (next === null) return h("section", { class: "card" }, title, h("p", { class: "quiet" }, t("None waits for signatures.")));
    if (next instanceof Refusal) return h("section", { class: "card" }, title, wrong(next));
    const { name } = this.app.open.who;
    const place = h("div", { class: "result" });
    const button = h("button", { class: "act" }, t("Agree to this roster: sign it"));
    button.addEventListener("click", () => void busy(button, t("Signing …"), place, () => this.#agree(next)));
    const mine = next.signed.includes(name) ? t("You signed it.") : next.asked.includes(name) ? "" : t("You are not asked to sign it.");
    return h("section", { class: "card" }, title, ...rosterView(next), mine ? h("p", { class: "quiet" }, mine) : h("div", { class: "buttons" }, button), place);
  }

  async #agree(next: Next): Promise<void> {
    const done = await this.itself.agree(next);
    const box = h(
      "div",
      { class: "done", role: "status", tabindex: -1 },
      h("h1", {}, t("Signed")),
      h("p", {}, done.entered ? t("Roster {0} is complete and entered.", done.number) : t("You agreed to roster {0}. Still asked: {1}.", done.number, done.missing.join(", "))),
      done.later.length ? h("p", { class: "follows" }, t("When it is in force, the envelopes of {0} are taken back: {1}", done.later.join(", "), "dueprocess roster share")) : null,
      done.entered ? h("p", {}, t("Lock the vault and unlock it again.")) : h("p", {}, h("a", { href: "#/desk" }, t("To the desk itself"))),
    );
    replace(this.app.main, box);
    history.replaceState(null, "", "#/done");
    announce(t("Signed."));
    box.focus();
  }

  /** Drafts of the transparency report, for who reads reports. */
  async reports(): Promise<HTMLElement | null> {
    const { roles } = this.app.open.me;
    if (!roles.some((one) => READS_REPORTS.includes(one))) return null;
    const rows = await this.itself.reports(askReport);
    return h(
      "section",
      { class: "card" },
      h("h2", {}, t("Reports that wait for signatures")),
      rows.length ? null : h("p", { class: "quiet" }, t("None waits for signatures.")),
      ...rows.map((one) => (one instanceof Refusal ? wrong(one) : this.#report(one))),
    );
  }

  #report(one: Report): HTMLElement {
    const { me, who } = this.app.open;
    const place = h("div", { class: "result" });
    const name = h("input", { type: "text", id: `name-${one.edition.slice(0, 16)}`, autocomplete: "off", maxlength: 80 });
    const outside = me.roles.some((role) => role === "outside" || role === "auditor");
    const button = h("button", { type: "submit", class: "act" }, t("Sign this draft: show what I sign"));
    const form = h("form", { novalidate: true }, outside ? labelled(t("The name by which the public knows you"), name, t("Who reads from outside is named in the report; nobody of the house is.")) : null, button, place);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(button, t("Checking …"), place, async () => {
        const known = outside ? name.value.trim() : "";
        const says = { edition: one.edition, number: one.number, period: one.period, name: known ? sha256hex(utf8(known)) : "" };
        this.#show("report.sign", says, h("div", {}, ...reportView(one), known ? h("p", {}, t("You will be known as {0}.", oneLine(known))) : null), { name: known });
      });
    });
    return h("div", {}, ...reportView(one), one.signed.includes(who.name) ? h("p", { class: "quiet" }, t("You signed it.")) : form);
  }

  /** Forgotten cases of which facts and statements go, too. */
  purge(): HTMLElement | null {
    if (!this.app.open.me.roles.some((role) => role === "approver" || role === "releaser")) return null;
    const place = h("div", { class: "result" });
    const id = h("input", { type: "text", id: "purge-case", ...TYPED });
    const button = h("button", { type: "submit", class: "plain" }, t("Purge: show what I sign"));
    const form = h("form", { novalidate: true }, labelled(t("The whole id of a forgotten case"), id), button, place);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void busy(button, t("Checking …"), place, () => this.#purge(id.value.trim()));
    });
    const waits = this.itself.purges().map(([one, by]) => {
      const begins = h("button", { class: "act" }, t("Purge: show what I sign"));
      const said = h("div", { class: "result" });
      begins.addEventListener("click", () => void busy(begins, t("Checking …"), said, () => this.#purge(one)));
      const mine = by.includes(this.app.open.who.name);
      return h("div", {}, h("p", {}, t("{0}: {1} signed. A second person signs the same.", one, by.join(", "))), mine ? null : h("div", { class: "buttons" }, begins), said);
    });
    return h("section", { class: "card" }, h("h2", {}, t("Purging a forgotten case")), h("p", {}, t("Facts, decisions and statements are destroyed; counts stay. Two people sign, and nothing brings it back.")), ...waits, form);
  }

  async #purge(id: string): Promise<void> {
    const { by, says } = await this.itself.purge(id, askPurge);
    const shown = h("p", {}, by.length ? t("{0} signed the same of it.", by.join(", ")) : t("This machine reckoned what reports still count of it. A second person signs the same."));
    this.#show("case.purge", says, shown, {}, [], undefined, async (text) => ({ case: id, revision: 0, events: (await this.itself.enterPurge(id, text)).includes(id) ? ["desk:purge:done"] : ["desk:purge:agreed"] }));
  }

  /** One's own key. */
  key(): HTMLElement {
    const place = h("div", { class: "result" });
    const buttons = this.seen.retirable.map(({ id, own }) => {
      const button = h("button", { class: "plain" }, own ? t("Retire the own key: show what I sign") : t("Retire the daily key: show what I sign"));
      this.#act(button, place, "key.retire", () => ({ key: id }), () => this.app.lock(t("The key is retired: it signs nothing more. Was it stolen? Ask two others to strike out what the thief signed, in their own vaults under “Who signed what”.")));
      return button;
    });
    return card(t("Your keys"), h("p", {}, t("Lost, copied or in other hands? Retire it. No reason is asked, and nobody can undo it.")), h("div", { class: "buttons" }, ...buttons), place, SEES.some((role) => this.app.open.me.roles.includes(role)) ? h("p", {}, t("Was a colleague's key stolen, or does a machine refuse what the desk shows?"), " ", h("a", { href: "#/history/desk" }, t("Who signed what on the desk itself"))) : null);
  }

  #act(button: HTMLButtonElement, place: HTMLElement, act: string, says: () => Says, done?: () => void): void {
    button.addEventListener("click", () => void busy(button, t("Checking …"), place, async () => this.#show(act, says(), undefined, {}, [], done)));
  }

  #show(act: string, says: Says, shown?: HTMLElement, more: With = {}, notes: readonly string[] = [], done?: () => void, enter?: (text: string) => Promise<Done>): void {
    const { app, itself } = this;
    const composed = { text: itself.text(act, says, this.seen.shelf), notes };
    const kept = [...app.main.childNodes];
    const back = (): void => app.main.replaceChildren(...kept);
    const view = signView(app, { composed, enter: () => (enter ? enter(composed.text) : itself.enter(composed.text, more)), undo: back, ...(shown ? { shown } : {}), ...(done ? { done } : {}) });
    replace(app.main, view);
    view.querySelector<HTMLElement>("#sign-title")?.focus();
  }
}

function wrong(fault: Refusal): HTMLElement {
  return h("div", {}, problem(fault), h("p", {}, t("This machine refuses it. Sign nothing; call the others.")));
}

/** What a hash in the statement stands for: it was compared with the statement's own. */
function shownOf({ contact, phone, night, source }: Pick<Verification, "contact" | "phone" | "night" | "source">, key: KeyFacts | null): HTMLElement {
  const rows: [string, string][] = [[t("Letters go to"), oneLine(contact)]];
  if (phone) rows.push([t("It is called back on"), phone]);
  if (night) rows.push([t("Its number day and night"), night]);
  if (source) rows.push([t("Where it was found"), oneLine(source)]);
  if (key) rows.push([t("Key"), `${oneLine(key.name) || t("no name inside")}; ${oneLine(key.detail)}`], [t("Fingerprint"), key.fingerprint]);
  if (key?.notAfter) rows.push([t("Valid until"), key.notAfter]);
  return h("dl", { class: "facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function rosterView(next: Next): readonly Child[] {
  const { roster } = next;
  const why = next.reasons.map((one) => { const word = WHY[one]; return word ? t(word) : one; }).join("; ");
  const people = roster.people.map((one) => h("li", {}, h("strong", {}, one.name), ` ${rolesOf(one.roles)} · `, h("code", {}, keysOf(one).map(({ id }) => id).join(" "))));
  return [
    h("p", { class: "strong" }, roster.notice ? t("Roster {0}; it would take effect {1} hours after each machine first saw it signed.", roster.number, roster.notice) : t("Roster {0}; it would take effect at once.", roster.number)),
    why ? h("p", {}, t("It waits 72 hours: {0}.", why)) : null,
    h("h3", {}, t("What it changes")),
    next.changes.length ? h("ul", { class: "plainlist" }, ...next.changes.map((one) => h("li", {}, changed(one)))) : h("p", {}, t("Nothing in people, keys or numbers.")),
    h("h3", {}, t("Who would be on it")),
    h("ul", { class: "plainlist" }, ...people),
    h("p", {}, roster.k ? t("A release needs {0} people.", roster.k) : t("Nothing is released.")),
    h("p", {}, t("{0} must sign; signed: {1}; asked: {2}.", next.needs, next.signed.join(", ") || t("nobody yet"), next.asked.join(", "))),
    h("p", { class: "follows" }, t("Compare it aloud with your colleagues. Anything you do not know: stop, and tell them.")),
    h("details", { class: "exact" }, h("summary", {}, t("The exact text that is signed")), h("pre", { tabindex: 0 }, next.text)),
  ];
}

/** The draft as its bytes say it, what it changes for readers, and the bytes themselves. */
function reportView(one: Report): readonly Child[] {
  const rows: [string, string][] = [
    [t("Made on"), one.madeOn],
    [t("Numbers"), t("{0}, of them withheld: {1}", one.cells, one.withheld)],
    [t("Identities that hold"), String(one.held)],
    [t("Things that are not in it"), String(one.gaps)],
    [t("Signed by"), one.signed.join(", ") || t("nobody yet")],
    [t("Differences"), one.against ? t("{0} against {1}; their hash {2}", one.differ, one.against, one.digest.slice(0, 16)) : t("Nothing was published before it.")],
  ];
  return [
    h("h3", {}, t("{0}: {1}, edition {2}", oneLine(one.provider), one.period, one.number)),
    h("dl", { class: "facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    one.changes.length ? h("details", {}, h("summary", {}, t("What differs from the edition before")), h("ul", { class: "plainlist" }, ...one.changes.map(([where = "", was = "", now = "", why = ""]) => h("li", {}, oneLine(`${where}: ${was || "–"} → ${now || "–"} (${why})`))))) : null,
    one.differ > one.changes.length ? h("p", { class: "quiet" }, t("Only the first {0} differences are listed.", one.changes.length)) : null,
    h("details", { class: "exact" }, h("summary", {}, t("The whole draft, as its bytes are hashed and signed")), h("pre", { tabindex: 0 }, one.text)),
  ];
}

function changed([what = "", name = "", before = "", after = ""]: readonly string[]): string {
  const words = (roles: string): string => rolesOf(roles.split(", "));
  switch (what) {
    case "joins":
      return t("{0} joins: {1}", name, words(after));
    case "leaves":
      return t("{0} leaves (was {1})", name, words(before));
    case "roles":
      return t("{0} is {1} instead of {2}", name, words(after), words(before));
    case "key":
      return t("{0} has another daily key: {1}", name, after);
    case "own":
      return t("{0} has another own key: {1}", name, after || t("none"));
    case "k":
      return t("A release needs {0} people instead of {1}", after, before);
    case "recovery":
      return t("Another recovery key");
    case "worker":
      return t("Another key of the sending worker");
    case "mail":
      return t("Another key of the mailbox: {0}", after || t("none"));
    default:
      return refuse("vault.unknown-value", t("{0}: this program does not know what the value means", what), t("Update the vault, or ask the others."));
  }
}
