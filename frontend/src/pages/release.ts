/** `#/release/<case>`: what is ordered, waits and leaves the house, checked on this machine; agreeing, ending, finishing. */
import { Orders } from "../desk/order.ts";
import { askOwn } from "../desk/own.ts";
import { Releases, type Ready, type Row } from "../desk/release.ts";
import { short } from "../formats/ids.ts";
import { authenticators } from "../formats/ways.ts";
import { refuse } from "../formats/refusal.ts";
import { busy, headOf, problem, type App } from "./app.ts";
import { card, h, labelled, replace } from "./dom.ts";
import { factsView, wayName } from "./facts.ts";
import { finishPart, waysOf } from "./finishing.ts";
import { orderCards } from "./ordering.ts";
import { Reader } from "./reader.ts";
import { signView, type Signing } from "./sign.ts";
import { t, type Key } from "../words/tongue.ts";

const STATES: Record<string, Key> = {
  ordered: "waits for the extraction host",
  dealt: "waits for those who release",
  released: "has left the house",
  vetoed: "was ended for ever",
  dropped: "was dropped",
  recalled: "was called back",
};

type Shown = Parameters<Releases["ready"]>[0];
type Leave = (stop: () => void) => void;

/** `now` in the address names an act whose text is shown at once, where one item waits for it and nothing is to be chosen. */
export async function releasePage(app: App, id: string, query: URLSearchParams): Promise<() => void> {
  if (!app.config.local) {
    refuse("vault.elsewhere", t("Nothing is released from a page that the desk itself serves: it could show you another production."), t("On your own machine: {0}", "dueprocess vault"));
  }
  const releases = new Releases(app.open, askOwn, app.now, authenticators(app.ways), app.ways.some((one) => one.way === "words"));
  const orders = new Orders(app.open, releases, askOwn, app.now);
  const { shown, rows } = await releases.shown(id);
  const parts: HTMLElement[] = [];
  const stops: (() => void)[] = [];
  const leave: Leave = (stop) => stops.push(stop);
  const hidden = rows.some((row) => row.state === "vetoed") ? await releases.unseen(shown) : [];
  for (const row of rows) parts.push(row.state === "dealt" ? await waiting(app, releases, id, shown, row, leave) : ended(row, hidden.includes(row.id)));
  parts.push(...(await orderCards(app, releases, orders, id, shown, rows)));
  replace(
    app.main,
    h("div", { class: "case-head" }, ...headOf(id, t("What is to leave the house"))),
    rows.length ? null : h("p", { class: "quiet" }, t("Nothing was ordered yet for this case.")),
    ...parts,
  );
  const asked = [...app.main.querySelectorAll<HTMLButtonElement>("[data-now]")].filter((one) => one.dataset["now"] === query.get("now"));
  if (asked.length === 1) asked[0]?.click();
  return () => stops.forEach((stop) => stop());
}

function ended(row: Row, hidden: boolean): HTMLElement {
  const state = STATES[row.state];
  return card(
    t("Item {0}", row.item),
    h("p", {}, h("code", {}, short(row.id)), ` ${state === undefined ? row.state : t(state)}`),
    hidden ? h("p", { class: "warning" }, t("That you ended it was not yet seen by others: ring them. A desk that lies can hide it from them.")) : null,
  );
}

async function waiting(app: App, releases: Releases, id: string, shown: Shown, row: Row, leave: Leave): Promise<HTMLElement> {
  let facts: Ready;
  try {
    facts = await releases.ready(shown, row.id);
  } catch (fault) {
    return card(t("Item {0}", row.item), problem(fault), h("p", {}, t("This machine refuses it. Do not agree; call the others.")));
  }
  return ready(app, releases, id, shown, facts, leave);
}

function ready(app: App, releases: Releases, id: string, shown: Shown, facts: Ready, leave: Leave): HTMLElement {
  const place = h("div", { class: "result" });
  const mine = facts.agreed.find((one) => one.by === releases.me);
  const handed = releases.handed(shown, facts.production);
  const lack = lackOf(releases, facts);
  const last = finishPart(app, releases, id, facts, handed, leave);
  const ripe = last?.tagName === "DIV";
  const said = mine ?? facts.agreed[0];
  const who = select(`finisher-${facts.item}`, facts.finishers.map(({ name }) => [name, name]), said?.finisher ?? "");
  const how = select(`how-${facts.item}`, waysOf(facts).map((way) => [way, wayName(way)]), said?.way ?? "");
  // Who agreed first said who finishes and how; whoever follows chooses anew only where they want something else.
  const yes = h("button", { class: ripe || mine ? "plain" : "act", "data-now": said && !mine && !lack ? "release.approve" : undefined }, mine ? t("Agree to something else: show what I sign") : t("Agree: show what I sign"));
  const no = h("button", { class: "plain" }, t("End it for ever"));
  const card = h(
    "section",
    { class: "card" },
    h("h2", {}, t("Item {0}", facts.item)),
    h("p", { class: "strong" }, t("Everything was checked on this machine: grant, targets, recipient, deal and manifest.")),
    factsView(facts),
    mine ? h("p", { class: "quiet" }, mine.finisher === releases.me ? t("You agreed.") : t("You agreed. Your share waits on this machine. After the hold it goes to {0} while this vault runs; you need not come again.", mine.finisher)) : null,
    mine && !ripe ? null : lack,
    lack && ripe ? null : last,
    lack ? null : h("div", { class: "blanks" }, labelled(t("Who puts the shares together"), who, t("Your share is sealed to them alone. {0} people must name the same person and the same way.", facts.k)), labelled(t("How it goes to the recipient"), how)),
    h("div", { class: "buttons" }, lack ? null : yes, no),
    place,
  );
  const act = (button: HTMLButtonElement, make: () => Promise<Omit<Signing, "undo">> | Omit<Signing, "undo">, original: () => Promise<Reader | null>): void => {
    button.addEventListener("click", () => {
      void busy(button, t("Checking …"), place, async () => {
        const signing = await make();
        const reader = await original();
        if (reader) leave(() => reader.close());
        const kept = [...app.main.childNodes];
        const view = signView(app, { ...signing, shown: factsView(facts), undo: () => app.main.replaceChildren(...kept) });
        replace(app.main, reader ? h("div", { class: "case" }, reader.element, h("section", { class: "side", "aria-label": t("You are about to sign") }, view)) : view);
        view.querySelector<HTMLElement>("#sign-title")?.focus();
      });
    });
  };
  act(yes, () => releases.agree(id, shown, facts, who.value, how.value), () => originalOf(app, id));
  act(no, () => releases.veto(id, facts), async () => null);
  return card;
}

/** What came, once more beside what is agreed to; nothing for somebody from outside the house, who reads no case. */
async function originalOf(app: App, id: string): Promise<Reader | null> {
  return app.open.me.roles.includes("outside") ? null : new Reader((await app.take(id)).opened);
}

function select(id: string, options: readonly (readonly [string, string])[], chosen: string): HTMLSelectElement {
  const made = h("select", { id }, ...options.map(([value, words]) => h("option", { value }, words)));
  if (options.some(([value]) => value === chosen)) made.value = chosen;
  return made;
}

/** Why this identity does not agree, with the way out; nothing where it does. */
function lackOf(releases: Releases, facts: Ready): HTMLElement | null {
  try {
    releases.checkAuthenticators(facts.granted);
  } catch (fault) {
    return problem(fault, h("p", {}, h("a", { href: "#/keys" }, t("How your identity opens"))));
  }
  return null;
}
