/** `#/release/<case>`: what waits to leave the house, checked on this machine; agreeing to it, or ending it for ever. */
import { askOwn, Releases, type Facts, type Row } from "../desk/release.ts";
import { short } from "../formats/ids.ts";
import { authenticators } from "../formats/ways.ts";
import { refuse } from "../formats/refusal.ts";
import { oneLine } from "../frame/visible.ts";
import { busy, problem, type App } from "./app.ts";
import { h, replace } from "./dom.ts";
import { moment, signView, type Signing } from "./sign.ts";
import { coded, t, type Key } from "../words/tongue.ts";

const STATES: Record<string, Key> = {
  ordered: "waits for the extraction host",
  dealt: "waits for those who release",
  released: "has left the house",
  vetoed: "was ended for ever",
  dropped: "was dropped",
  recalled: "was called back",
};

export async function releasePage(app: App, id: string): Promise<void> {
  if (!app.config.local) {
    refuse("vault.elsewhere", t("Nothing is released from a page that the desk itself serves: it could show you another production."), t("On your own machine: {0}", "dueprocess vault"));
  }
  const releases = new Releases(app.open, askOwn, app.now, authenticators(app.ways));
  const { shown, rows } = await releases.shown(id);
  const parts: HTMLElement[] = [];
  for (const row of rows) parts.push(row.state === "dealt" ? await waiting(app, releases, id, shown, row) : ended(row));
  replace(
    app.main,
    h("div", { class: "case-head" }, h("p", { class: "eyebrow" }, t("Case {0}", short(id))), h("h1", { tabindex: -1 }, t("What is to leave the house"))),
    ...parts,
    rows.length ? null : h("p", { class: "quiet" }, t("Nothing was ordered yet for this case.")),
  );
}

function ended(row: Row): HTMLElement {
  const state = STATES[row.state];
  return h("section", { class: "card" }, h("h2", {}, t("Item {0}", row.item)), h("p", {}, h("code", {}, short(row.id)), ` ${state === undefined ? row.state : t(state)}`));
}

async function waiting(app: App, releases: Releases, id: string, shown: Parameters<Releases["ready"]>[0], row: Row): Promise<HTMLElement> {
  let facts: Facts;
  try {
    facts = await releases.ready(shown, row.id);
  } catch (fault) {
    return h("section", { class: "card" }, h("h2", {}, t("Item {0}", row.item)), problem(fault), h("p", {}, t("This machine refuses it. Do not agree; call the others.")));
  }
  return ready(app, releases, id, facts);
}

function ready(app: App, releases: Releases, id: string, facts: Facts): HTMLElement {
  const place = h("div", { class: "result" });
  const agreed = Object.keys(facts.agreed);
  const mine = agreed.includes(app.open.who.name);
  const lack = lackOf(releases);
  const yes = h("button", { type: "button", class: "act" }, t("Agree: show what I sign"));
  const no = h("button", { type: "button", class: "plain" }, t("End it for ever"));
  const card = h(
    "section",
    { class: "card" },
    h("h2", {}, t("Item {0}", facts.item)),
    h("p", { class: "strong" }, t("Everything was checked on this machine: grant, targets, recipient, deal and manifest.")),
    factsView(facts),
    mine ? h("p", { class: "quiet" }, t("You agreed. Whoever is last puts the shares together: {0}", "dueprocess release finish")) : null,
    mine ? null : lack,
    h("div", { class: "buttons" }, mine || lack ? null : yes, no),
    place,
  );
  const act = (button: HTMLButtonElement, make: () => Promise<Omit<Signing, "undo">>): void => {
    button.addEventListener("click", () => {
      void busy(button, t("Asking the desk for the text …"), place, async () => {
        const signing = await make();
        const kept = [...app.main.childNodes];
        const view = signView(app, { ...signing, shown: factsView(facts), undo: () => app.main.replaceChildren(...kept) });
        replace(app.main, view);
        view.querySelector<HTMLElement>("#sign-title")?.focus();
      });
    });
  };
  act(yes, () => releases.agree(id, facts));
  act(no, () => releases.veto(id, facts));
  return card;
}

/** Why this identity does not agree, with the way out; nothing where it does. */
function lackOf(releases: Releases): HTMLElement | null {
  try {
    releases.checkAuthenticators();
  } catch (fault) {
    return problem(fault, h("p", {}, h("a", { href: "#/keys" }, t("How your identity opens"))));
  }
  return null;
}

/** What is agreed to, in words: from signatures and from the manifest that the deal names. */
export function factsView(facts: Facts): HTMLElement {
  const agreed = Object.entries(facts.agreed).map(([name, at]) => `${name} (${moment(at)})`);
  const period = facts.period.some(Boolean) ? `${facts.period[0] || "…"} – ${facts.period[1] || "…"}` : t("no period");
  const rows: [string, string | HTMLElement][] = [
    [t("Granted by"), facts.grantedBy.join(", ")],
    [t("What was granted"), lines(facts.granted.map(([handle, category]) => `${handle} ${coded("DataCategory", category)}`))],
    [t("Period"), period],
    [t("What is in it"), lines(facts.contents.map((one) => `${one.target} ${coded("DataCategory", one.kind)}: ${t("{0} records, {1} bytes", one.records, one.bytes)}${one.first ? ` · ${one.first.slice(0, 10)} – ${one.last.slice(0, 10)}` : ""}`))],
    [t("Left out, it exceeded the grant"), facts.dropped.length ? facts.dropped.map(([why, many]) => `${why}: ${many}`).join(", ") : t("nothing")],
    [t("For"), `${oneLine(facts.to)} (${facts.authority})`],
    [t("Made by"), facts.producer],
    [t("Needs"), t("{0} people; agreed: {1}", facts.k, agreed.join(", ") || t("nobody yet"))],
    [t("Hold"), facts.holdUntil ? t("until {0}; until then any releaser can end it", moment(facts.holdUntil)) : t("begins with the first who agrees")],
  ];
  return h("dl", { class: "facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function lines(texts: readonly string[]): HTMLElement {
  return h("ul", { class: "plainlist" }, ...texts.map((one) => h("li", {}, oneLine(one))));
}
