/** `#/release/<case>`: what is ordered, waits and leaves the house, checked on this machine; agreeing, ending, finishing. */
import { Orders } from "../desk/order.ts";
import { askOwn, Releases, type Facts, type Row } from "../desk/release.ts";
import { short } from "../formats/ids.ts";
import { authenticators } from "../formats/ways.ts";
import { refuse } from "../formats/refusal.ts";
import { busy, headOf, problem, type App } from "./app.ts";
import { card, h, replace } from "./dom.ts";
import { factsView } from "./facts.ts";
import { finishPart } from "./finishing.ts";
import { orderCards } from "./ordering.ts";
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

type Leave = (stop: () => void) => void;

export async function releasePage(app: App, id: string): Promise<() => void> {
  if (!app.config.local) {
    refuse("vault.elsewhere", t("Nothing is released from a page that the desk itself serves: it could show you another production."), t("On your own machine: {0}", "dueprocess vault"));
  }
  const releases = new Releases(app.open, askOwn, app.now, authenticators(app.ways));
  const orders = new Orders(app.open, releases, askOwn, app.now);
  const { shown, rows } = await releases.shown(id);
  const parts: HTMLElement[] = [];
  const stops: (() => void)[] = [];
  const leave: Leave = (stop) => stops.push(stop);
  for (const row of rows) parts.push(row.state === "dealt" ? await waiting(app, releases, id, shown, row, leave) : ended(row));
  parts.push(...(await orderCards(app, releases, orders, id, shown, rows)));
  replace(
    app.main,
    h("div", { class: "case-head" }, ...headOf(id, t("What is to leave the house"))),
    rows.length ? null : h("p", { class: "quiet" }, t("Nothing was ordered yet for this case.")),
    ...parts,
  );
  return () => stops.forEach((stop) => stop());
}

function ended(row: Row): HTMLElement {
  const state = STATES[row.state];
  return card(t("Item {0}", row.item), h("p", {}, h("code", {}, short(row.id)), ` ${state === undefined ? row.state : t(state)}`));
}

async function waiting(app: App, releases: Releases, id: string, shown: Parameters<Releases["ready"]>[0], row: Row, leave: Leave): Promise<HTMLElement> {
  let facts: Facts;
  try {
    facts = await releases.ready(shown, row.id);
  } catch (fault) {
    return card(t("Item {0}", row.item), problem(fault), h("p", {}, t("This machine refuses it. Do not agree; call the others.")));
  }
  return ready(app, releases, id, facts, leave);
}

function ready(app: App, releases: Releases, id: string, facts: Facts, leave: Leave): HTMLElement {
  const place = h("div", { class: "result" });
  const agreed = Object.keys(facts.agreed);
  const mine = agreed.includes(app.open.who.name);
  const lack = lackOf(releases);
  const last = finishPart(app, releases, id, facts, leave);
  // Where it can be finished, that is what there is to do: to agree as well is not needed for it.
  const ripe = last?.tagName === "DIV";
  const yes = h("button", { class: ripe ? "plain" : "act" }, t("Agree: show what I sign"));
  const no = h("button", { class: "plain" }, t("End it for ever"));
  const card = h(
    "section",
    { class: "card" },
    h("h2", {}, t("Item {0}", facts.item)),
    h("p", { class: "strong" }, t("Everything was checked on this machine: grant, targets, recipient, deal and manifest.")),
    factsView(facts),
    mine ? h("p", { class: "quiet" }, t("You agreed. After the hold, whoever is last puts the shares together.")) : null,
    mine && !ripe ? null : lack,
    lack && ripe ? null : last,
    h("div", { class: "buttons" }, mine || lack ? null : yes, no),
    place,
  );
  const act = (button: HTMLButtonElement, make: () => Promise<Omit<Signing, "undo">> | Omit<Signing, "undo">): void => {
    button.addEventListener("click", () => {
      void busy(button, t("Checking …"), place, async () => {
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
