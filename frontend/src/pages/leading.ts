/** On the first page: which desk this is, who lets somebody into a case, and how a vault of one's own is led to one. */
import { fingerprint } from "../desk/pins.ts";
import { Refusal } from "../formats/refusal.ts";
import { problem, type App } from "./app.ts";
import { announce, h, labelled, replace, TYPED } from "./dom.ts";
import { actIn } from "./outside.ts";
import { rolesOf } from "./sign.ts";
import { t } from "../words/tongue.ts";

/** Roles of which who has one gets a key to cases (`acts/who.py`). */
const READERS = ["clerk", "approver", "releaser"];

export function whoLetsIn(app: App): HTMLElement {
  const { name, roles } = app.open.me;
  const own = roles.some((one) => READERS.includes(one));
  return h("p", { class: "hint" }, own ? "" : `${t("Your roles get no key to cases ({0}): the next roster, which a majority signs, can give you one that does.", rolesOf(roles))} `, own ? t("A colleague for whom a case opens lets you in: ") : t("Then a colleague for whom a case opens lets you in: "), h("code", {}, `dueprocess roster share --with ${name}`));
}

/** Until the desk's buttons lead here (My account, Your own vault), the person brings what a button leads to. */
export function namedAct(app: App): HTMLElement {
  const given = h("input", { type: "text", id: "act", ...TYPED, autocapitalize: "none" });
  const place = h("div", { class: "result" });
  const form = h("form", { class: "card", novalidate: true }, labelled(t("What you want to do"), given, t("Copy the address of a button of the desk's page, and put it here. Or name {0} under “My account” there: its buttons then open this vault.", location.port)), h("button", { type: "submit", class: "plain" }, t("Show it")), place);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = actIn(given.value);
    if (address) {
      app.agreed.add(address.slice(-26));
      location.hash = address;
    } else replace(place, problem(new Refusal("vault.no-act", t("That text names nothing that can be done here."), t("Copy the whole address of the button."))));
  });
  return form;
}

/** The first time, people compare the desk's fingerprint; nobody else can do it for them. */
export function compared(place: HTMLElement, id: string, others: readonly string[]): Promise<boolean> {
  return new Promise((answer) => {
    const choose = (same: boolean) => (): void => {
      place.replaceChildren();
      answer(same);
    };
    const box = h(
      "div",
      { class: others.length ? "compare odd" : "compare", role: "group", "aria-labelledby": "compare-title", tabindex: -1 },
      h("h3", { id: "compare-title" }, others.length ? t("This is another desk than the one that this browser knows") : t("This browser has not seen this desk before")),
      others.length ? h("p", {}, t("If you did not expect a second desk, stop and ask the others.")) : null,
      h("p", {}, t("Compare this fingerprint with a colleague, or with the desk's id that "), h("code", {}, "dueprocess roster show --json"), t(" prints:")),
      h("p", { class: "fingerprint", dir: "ltr" }, fingerprint(id)),
      h("div", { class: "buttons" }, h("button", { class: "act", click: choose(true) }, t("It is the same")), h("button", { class: "plain", click: choose(false) }, t("It is another, or I cannot tell"))),
    );
    replace(place, box);
    announce(t("Compare the desk's fingerprint with a colleague."));
    box.focus();
  });
}
