/** `#/`: unlock with the identity file, make a new identity, and what is to do once unlocked. */
import { Api } from "../desk/api.ts";
import { Desk, list } from "../desk/desk.ts";
import { isObject } from "../formats/canonical.ts";
import { askOwn } from "../desk/own.ts";
import * as kept from "../desk/kept.ts";
import * as passkey from "../desk/passkey.ts";
import * as identity from "../formats/identity.ts";
import * as formats from "../formats/ways.ts";
import { short } from "../formats/ids.ts";
import { refuse } from "../formats/refusal.ts";
import { advises } from "../formats/roster.ts";
import { busy, LOCK_KEY, parts, problem, staffLink, type App } from "./app.ts";
import { casesOf } from "./cases.ts";
import type { Find } from "./find.ts";
import { announce, h, labelled, replace, TYPED } from "./dom.ts";
import { notice } from "./lacks.ts";
import { notices } from "./notices.ts";
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
    h("p", {}, t("This page takes the file of your daily key alone. Your own key, its passphrase and your recovery words belong into a vault of your own.")),
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
  const { who, ways } = formats.isOne(data) ? await openWays(app, formats.read(data), pass.value) : { who: await identity.open(data, pass.value), ways: [] };
  pass.value = "";
  file.value = "";
  await enter(app, who, ways, place);
}

/** Open a file of several ways: by what was typed, or by passkey where nothing was. */
async function openWays(app: App, file: formats.Closed, typed: string): Promise<formats.Unlocked> {
  identity.checkHere(file.card, app.config.local);
  const passkeys = passkey.mine(file.ways.filter((one): one is formats.Passkey => one.way === "passkey"));
  if (typed.trim() || !passkeys.length) return formats.openTyped(file, typed);
  const { output } = await passkey.ask(passkeys);
  return formats.open(file, formats.secretOf(location.hostname, output));
}

async function enter(app: App, who: identity.Identity, ways: readonly formats.Way[], place: HTMLElement): Promise<void> {
  identity.checkHere(identity.cardOf(who), app.config.local);
  const api = new Api(app.config.api);
  const [here, rare] = [localStorage, (): Promise<typeof import("./rare.ts")> => parts(() => import("./rare.ts"))];
  const desk = await Desk.open(api, who, app.config.local ? async (id) => (await rare()).Memory.open(who, id, app.now(), here) : here, async (id, others) => (await rare()).compared(place, id, others), app.now);
  if (app.config.local) {
    desk.askLaw = (question) => askOwn(question, "law");
    desk.tell = (about) => askOwn(about, "signed");
    await (await rare()).leave(identity.cardOf(who), () => formats.fileOf({ who, ways }), desk.store).catch(() => null);
  }
  announce(t("Unlocked as {0}.", who.name));
  app.unlock(desk, ways);
}

/** Identities that are kept: one button each, and a field for what is typed. */
async function keptHere(app: App, place: HTMLElement): Promise<void> {
  const files = await kept.all(app.config.local).catch(() => []);
  replace(place, ...files.map((file) => keptCard(app, file)));
}

function keptCard(app: App, file: formats.Closed): HTMLElement {
  const place = h("div", { class: "result" });
  const opens = async (typed: string): Promise<void> => {
    const { who, ways } = await openWays(app, file, typed);
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
  return h("section", { class: "card kept" }, h("h2", {}, t("{0}, kept here", file.name)), passkeys.length ? touch : null, way, place);
}

/** Its form is fetched when somebody opens it. */
function newIdentity(app: App): HTMLElement {
  const place = h("div", {});
  const box = h("details", { class: "make" }, h("summary", {}, t("Make a new identity")), place);
  box.addEventListener("toggle", () => place.childElementCount || place.append(later((rare) => rare.newIdentityForm(app))));
  return box;
}

/** `#/` once unlocked: the open cases. */
export async function homePage(app: App): Promise<() => void> {
  const place = h("div", {});
  let find: Find | null = null;
  // The list stands without it: what finds a case is fetched, and may not come.
  const finder = parts(() => import("./rare.ts")).then((rare) => { find = new rare.Find(app); replace(place, find.element); return find; }, (fault: unknown) => { replace(place, problem(fault)); return null; });
  const list_ = h("div", { class: "result" }, h("p", { class: "quiet" }, t("Asking the desk …")));
  replace(
    app.main,
    h("h1", { tabindex: -1 }, t("The vault is open")),
    place,
    h("p", {}, t("What needs your eyes or signature comes here. It locks after 10 minutes without a touch, and at once by {0}.", LOCK_KEY)),
    app.config.local ? later((rare) => rare.namedAct(app)) : h("p", {}, staffLink(app, "/", t("Go to the desk"))),
    notice(app),
    notices(app),
    app.config.local ? h("p", {}, h("a", { href: "#/desk" }, t("The desk itself: stop it, authorities, the next roster, your key"))) : null,
    app.config.local ? later((rare) => rare.waitsView(app)) : null,
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
      const made = casesOf(answer, (id) => find?.docketOf(id) ?? null);
      for (const one of made.querySelectorAll("a")) {
        const old = list_.querySelector(`a[href="${one.getAttribute("href")}"]`);
        old?.replaceChildren(...one.childNodes);
        if (old) one.replaceWith(old);
      }
      replace(list_, put.length ? h("section", { class: "card" }, h("h3", {}, t("Cases that were put to you")), h("ul", { class: "cases" }, ...put.map((id) => h("li", {}, h("a", { href: `#/case/${id}` }, t("Case {0}", short(id))))))) : null, made, shut ? later((rare) => rare.whoLetsIn(app)) : null);
      at.focus();
    };
    draw();
    if (!advises(app.open.me)) void (await finder)?.begin(draw);
  } catch (fault) {
    replace(list_, problem(fault));
  }
  return () => void finder.then((made) => made?.stop());
}

/** A piece whose code is fetched for it. */
function later(draw: (rare: typeof import("./rare.ts")) => HTMLElement): HTMLElement {
  const place = h("div", {});
  void parts(() => import("./rare.ts")).then((rare) => replace(place, draw(rare)));
  return place;
}
