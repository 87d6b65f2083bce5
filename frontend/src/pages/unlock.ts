/** `#/`: unlock with the identity file, make a new identity, and what is to do once unlocked. */
import { Api } from "../desk/api.ts";
import { Desk, list } from "../desk/desk.ts";
import { fingerprint } from "../desk/pins.ts";
import { isObject } from "../formats/canonical.ts";
import { askOwn } from "../desk/release.ts";
import * as kept from "../desk/kept.ts";
import * as passkey from "../desk/passkey.ts";
import * as identity from "../formats/identity.ts";
import * as formats from "../formats/ways.ts";
import { short } from "../formats/ids.ts";
import { Refusal, refuse } from "../formats/refusal.ts";
import { advises, NAME } from "../formats/roster.ts";
import { busy, LOCK_KEY, problem, staffLink, type App } from "./app.ts";
import { announce, h, labelled, offer, replace, TYPED } from "./dom.ts";
import { casesOf, Find } from "./find.ts";
import { notice } from "./keys.ts";
import { notices } from "./notices.ts";
import { rolesOf } from "./sign.ts";
import { t } from "../words/tongue.ts";

export function unlockPage(app: App): void {
  const file = h("input", { type: "file", id: "identity", required: true });
  const pass = h("input", { type: "password", id: "passphrase", ...TYPED });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Unlock"));
  const form = h("form", { class: "card drop", novalidate: true }, h("h2", {}, t("Your identity")), labelled(t("Identity file"), file, t("The file that only you have. Pick it, or drop it here.")), labelled(t("Its passphrase or recovery words"), pass, t("Leave empty if the file has none, or to unlock by passkey.")), button, place);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Opening your identity …"), place, () => unlock(app, file, pass, place));
  });
  dropOn(form, file);
  const before = h("div", {});
  void keptHere(app, before);
  replace(
    app.main,
    h("h1", { tabindex: -1 }, t("Unlock the vault")),
    app.lockedBecause ? h("p", { class: "follows", role: "status" }, t("The vault locked itself. {0}", app.lockedBecause)) : null,
    h("p", { class: "lead" }, t("Here you open what is sealed and sign what you decide. Your key stays in this window: it is sent to nobody, and gone when you lock or close it.")),
    h("div", { class: "two" }, h("div", {}, before, form), h("section", { class: "beside" }, ...trust(app), newIdentity(app))),
  );
}

function trust(app: App): HTMLElement[] {
  if (app.config.local) {
    return [
      h("h2", {}, t("Whom you trust here")),
      h("p", {}, t("This page was installed on your machine, and no desk can change it. It speaks with the desk at {0} alone, and checks what that desk says.", app.config.api)),
      h("p", {}, t("Publishing, and letting a new person open old cases, are done with the command "), h("code", {}, "dueprocess"), "."),
    ];
  }
  return [
    h("h2", {}, t("Whom you trust here")),
    h("p", {}, t("Whoever runs the server of this desk could change this page. Data are released, authorities verified and the roster changed in a vault of your own alone: "), h("code", {}, "dueprocess vault"), "."),
  ];
}

function dropOn(form: HTMLElement, input: HTMLInputElement): void {
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer?.files.length) input.files = event.dataTransfer.files;
  });
}

async function unlock(app: App, file: HTMLInputElement, pass: HTMLInputElement, place: HTMLElement): Promise<void> {
  const chosen = file.files?.[0];
  if (!chosen) refuse("vault.no-file", t("No identity file is chosen."), t("Pick the file first."));
  if (chosen.size > identity.MAX_FILE) refuse("identity.form", t("this is no identity file"));
  const data = new Uint8Array(await chosen.arrayBuffer());
  const { who, ways } = formats.isOne(data) ? await openWays(formats.read(data), pass.value) : { who: await identity.open(data, pass.value), ways: [] };
  pass.value = "";
  file.value = "";
  await enter(app, who, ways, place);
}

/** Open a file of several ways: by what was typed, or by passkey where nothing was. */
async function openWays(file: formats.Closed, typed: string): Promise<formats.Unlocked> {
  const passkeys = passkey.mine(file.ways.filter((one): one is formats.Passkey => one.way === "passkey"));
  if (typed.trim() || !passkeys.length) return formats.openTyped(file, typed);
  const { output } = await passkey.ask(passkeys);
  return formats.open(file, formats.secretOf(location.hostname, output));
}

async function enter(app: App, who: identity.Identity, ways: readonly formats.Way[], place: HTMLElement): Promise<void> {
  const api = new Api(app.config.api);
  const desk = await Desk.open(api, who, localStorage, (id, others) => compared(place, id, others), app.now);
  if (app.config.local) desk.askLaw = (question) => askOwn(question, "law");
  announce(t("Unlocked as {0}.", who.name));
  app.unlock(desk, ways);
}

/** Identities that this browser keeps: one button each, and a field for what is typed. */
async function keptHere(app: App, place: HTMLElement): Promise<void> {
  const files = await kept.all().catch(() => []);
  replace(place, ...files.map((file) => keptCard(app, file)));
}

function keptCard(app: App, file: formats.Closed): HTMLElement {
  const place = h("div", { class: "result" });
  const opens = async (typed: string): Promise<void> => {
    const { who, ways } = await openWays(file, typed);
    await enter(app, who, ways, place);
  };
  const passkeys = passkey.mine(file.ways.filter((one): one is formats.Passkey => one.way === "passkey"));
  const touch = h("button", { class: "act" }, t("Unlock by passkey"));
  touch.addEventListener("click", () => void busy(touch, t("Touch your authenticator …"), place, () => opens("")));
  const typed = h("input", { type: "password", id: `typed-${file.name}`, ...TYPED });
  const other = h("button", { type: "submit", class: "plain" }, t("Unlock"));
  const form = h("form", { novalidate: true }, labelled(t("Passphrase or recovery words"), typed), other);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(other, t("Opening your identity …"), place, async () => {
      if (!typed.value.trim()) refuse("vault.nothing-typed", t("Nothing was typed."), t("Type the passphrase or the recovery words, or unlock by passkey."));
      await opens(typed.value);
    });
  });
  const way = passkeys.length ? h("details", {}, h("summary", {}, t("Another way")), form) : form;
  return h("section", { class: "card kept" }, h("h2", {}, t("{0}, kept in this browser", file.name)), passkeys.length ? touch : null, way, place);
}

/** The first time, people compare the desk's fingerprint; nobody else can do it for them. */
function compared(place: HTMLElement, id: string, others: readonly string[]): Promise<boolean> {
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

function newIdentity(app: App): HTMLElement {
  const name = h("input", { type: "text", id: "new-name", ...TYPED, autocapitalize: "none" });
  const one = h("input", { type: "password", id: "new-pass", autocomplete: "new-password" });
  const two = h("input", { type: "password", id: "new-pass-again", autocomplete: "new-password" });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "plain" }, t("Make it and save the file"));
  const form = h("form", { novalidate: true }, labelled(t("Pseudonym"), name, t("2 to 31 of a-z, 0-9 and hyphen. It stands in public records: not your own name.")), labelled(t("Passphrase"), one, t("At least {0} characters; four random words are good. Nobody can restore it.", formats.LEAST)), labelled(t("The passphrase again"), two), button, place);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Making your identity …"), place, async () => {
      await makeOne(app, name.value.trim(), one.value, two.value, place);
      one.value = two.value = "";
    });
  });
  return h("details", { class: "make" }, h("summary", {}, t("Make a new identity")), form);
}

async function makeOne(app: App, name: string, one: string, two: string, place: HTMLElement): Promise<void> {
  if (!NAME.test(name)) refuse("identity.name", t("A pseudonym is 2 to 31 of a-z, 0-9 and hyphen, a letter first."));
  if (one !== two) refuse("identity.passphrase", t("The two passphrases are not the same."), t("Type them again."));
  if ([...one].length < formats.LEAST) refuse("identity.passphrase", t("The passphrase has fewer than {0} characters.", formats.LEAST));
  const who = await identity.make(name, app.now());
  const data = await identity.fileOf(who, one);
  const card = h("textarea", { readonly: true, rows: 4, id: "card", class: "fixed", spellcheck: "false" }, identity.cardOf(who));
  const save = h("button", { class: "act", click: () => offer(data, `${name}.identity`) }, t("Save {0}.identity", name));
  const copy = h("button", { class: "plain", click: () => { card.select(); void navigator.clipboard?.writeText(card.value).then(() => announce(t("The card is copied."))); } }, t("Copy the card"));
  const box = h("div", { class: "done", role: "status", tabindex: -1 }, h("h3", {}, t("The identity of {0} is made", name)), h("p", {}, t("Save the file now, and a copy away from the desk's machine. It exists nowhere else.")), save, labelled(t("Your card, for who founds the desk or proposes the next roster. It is public."), card), copy);
  replace(place, box);
  box.focus();
}

/** `#/` once unlocked: the open cases. */
export async function homePage(app: App): Promise<() => void> {
  const find = new Find(app);
  const list_ = h("div", { class: "result" }, h("p", { class: "quiet" }, t("Asking the desk …")));
  replace(
    app.main,
    h("h1", { tabindex: -1 }, t("The vault is open")),
    find.element,
    h("p", {}, t("What needs your eyes or signature comes here. It locks after 10 minutes without a touch, and at once by {0}.", LOCK_KEY)),
    app.config.local ? namedAct(app) : h("p", {}, staffLink(app, "/", t("Go to the desk"))),
    notice(app),
    notices(app),
    app.config.local ? h("p", {}, h("a", { href: "#/desk" }, t("The desk itself: stop it, authorities, the next roster, your key"))) : null,
    h("h2", {}, t("Open cases")),
    list_,
  );
  try {
    const put = advises(app.open.me) ? list((await app.open.api.get("/v1/counsel"))["cases"]).map(String) : [];
    const answer = await app.open.api.get("/v1/cases?open=true");
    const shut = list(answer["rows"] ?? []).some((one) => isObject(one) && one["opens"] === false);
    // A link keeps its place and the focus when its label comes.
    const draw = (): void => {
      const at = document.activeElement as HTMLElement;
      const made = casesOf(answer, (id) => find.docketOf(id));
      for (const one of made.querySelectorAll("a")) {
        const old = list_.querySelector(`a[href="${one.getAttribute("href")}"]`);
        old?.replaceChildren(...one.childNodes);
        if (old) one.replaceWith(old);
      }
      replace(list_, put.length ? h("section", { class: "card" }, h("h3", {}, t("Cases that were put to you")), h("ul", { class: "cases" }, ...put.map((id) => h("li", {}, h("a", { href: `#/case/${id}` }, t("Case {0}", short(id))))))) : null, made, shut ? whoLetsIn(app) : null);
      at.focus();
    };
    draw();
    if (!advises(app.open.me)) void find.begin(draw);
  } catch (fault) {
    replace(list_, problem(fault));
  }
  return () => find.stop();
}

/** Roles of which who has one gets a key to cases (`acts/who.py`). */
const READERS = ["clerk", "approver", "releaser"];

function whoLetsIn(app: App): HTMLElement {
  const { name, roles } = app.open.me;
  const own = roles.some((one) => READERS.includes(one));
  return h("p", { class: "hint" }, own ? "" : `${t("Your roles get no key to cases ({0}): the next roster, which a majority signs, can give you one that does.", rolesOf(roles))} `, own ? t("A colleague for whom a case opens lets you in: ") : t("Then a colleague for whom a case opens lets you in: "), h("code", {}, `dueprocess roster share --with ${name}`));
}

/** Until the desk's buttons lead here (My account, Your own vault), the person brings what a button leads to. */
function namedAct(app: App): HTMLElement {
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

/** The part of an address that names a page about a case; empty where there is none, or more than one. */
export function actIn(text: string): string {
  const found = text.match(/#\/(?:case|more)\/c-[a-z2-7]{24}/g) ?? [];
  return found.length === 1 ? (found[0] ?? "") : "";
}
