/** The vault's only page: which view the address names, the bar on top, and locking. */
import { configOf, type Config } from "../desk/config.ts";
import { Desk } from "../desk/desk.ts";
import { proposedOn } from "../desk/reading.ts";
import { isId } from "../formats/ids.ts";
import { refuse } from "../formats/refusal.ts";
import { advises } from "../formats/roster.ts";
import { App, historyLink, IDLE, LOCK_KEY, parts, problem, untouched } from "./app.ts";
import { casePage } from "./case.ts";
import { announce, h, replace } from "./dom.ts";
import { agreeToLinks, askForOthers, handedOver, outsidePage, standsOpen } from "./outside.ts";
import { homePage, unlockPage } from "./unlock.ts";
import { listen, speak, t } from "../words/tongue.ts";

const NAME = "dueprocess-vault";

async function start(): Promise<void> {
  speak(navigator.language);
  await tongue();
  // The desk's pages find this window by its name, so that one unlocking serves for the whole day.
  window.name = NAME;
  const main = document.getElementById("main") as HTMLElement;
  const top = document.getElementById("top") as HTMLElement;
  if (window.top !== window.self) {
    // The server forbids framing; where it does not, nothing is shown that could be clicked unseen.
    replace(main, h("p", {}, t("The vault is never shown inside another page.")));
    return;
  }
  let config: Config;
  try {
    const answer = await fetch("config.json", { cache: "no-store", credentials: "omit", redirect: "error" });
    config = configOf(await answer.json(), location.hostname);
  } catch (fault) {
    replace(main, h("h1", {}, t("The vault")), problem(fault));
    return;
  }
  if (config.local && (await handedOver(location.hash))) {
    replace(main, h("p", { role: "status" }, t("Your vault is open in another window, and asks there. You can close this one.")));
    window.close();
    return;
  }
  run(new App(config, main, top));
}

function run(app: App): void {
  let leave: () => void = () => {};
  let turn = 0;
  const show = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    leave();
    leave = () => {};
    await tongue();
    if (mine !== turn) return;
    bar(app);
    // What stood here before was about something else; a page of before that comes now finds its place gone.
    const place = h("div", {}, app.desk && h("p", { class: "quiet", role: "status" }, t("Asking the desk …")));
    replace(app.main, place);
    const here = app.within(place);
    try {
      const after = await route(here);
      if (mine === turn) leave = after ?? leave;
      else after?.();
    } catch (fault) {
      if (mine === turn) replace(app.main, h("h1", { tabindex: -1 }, t("The vault")), problem(fault), h("p", {}, historyLink(app, fault), h("a", { href: "#/" }, t("To the beginning"))));
      return;
    }
    if (mine === turn) settle(app);
  };
  document.getElementById("skip")?.addEventListener("click", (event) => {
    event.preventDefault(); // the address after the hash is the vault's own
    app.main.focus();
  });
  app.onChange(() => {
    if (app.config.local) standsOpen(app.desk !== null);
    void show();
  });
  if (app.config.local) {
    const asks = h("div", { class: "outside-asks" });
    app.main.before(asks);
    askForOthers(app, asks);
    agreeToLinks(app);
  }
  window.addEventListener("hashchange", () => void show());
  for (const name of ["pointerdown", "keydown", "focus"]) window.addEventListener(name, () => touched(app));
  window.addEventListener("keydown", (event) => {
    if (event.key !== LOCK_KEY || app.desk === null) return;
    event.preventDefault();
    lock(app);
  }, { capture: true });
  window.setInterval(() => { if (app.desk !== null && app.idle) app.lock(untouched()); }, Math.min(15_000, IDLE));
  // A page that is kept in the background for going back must not keep a key.
  window.addEventListener("pagehide", () => { app.lock(t("Its window was left.")); replace(app.main); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) void show(); });
  void show();
}

/** The language that the address names (`ui`: that of the desk's page); without one it stays as it is. */
async function tongue(): Promise<void> {
  document.documentElement.lang = speak(new URLSearchParams(location.hash.split("?")[1] ?? "").get("ui"));
  await listen();
  replace(document.getElementById("skip") as HTMLElement, t("Skip to the content"));
}

function touched(app: App): void {
  if (app.desk !== null && app.idle) app.lock(untouched());
  else app.touch();
}

async function route(app: App): Promise<(() => void) | void> {
  const [, page = "", id = "", act = ""] = /^#\/([a-z]*)\/?([^/?]*)\/?([a-z_.]*)/.exec(location.hash) ?? [];
  const query = new URLSearchParams(location.hash.split("?")[1] ?? "");
  if (page === "asked") return (await rare()).invitedPage(app, id);
  if (app.desk === null) {
    unlockPage(app);
    return;
  }
  if (page === "" || page === "done") return homePage(app);
  if (page === "keys") return (await rare()).keysPage(app);
  if (page === "desk") return (await rare()).itselfPage(app);
  if (page === "law") return (await rare()).lawPage(app);
  if (page === "talks") return (await rare()).talksPage(app, query);
  if (page === "language") return (await rare()).languagePage(app, id);
  if (page === "history" && id === "desk") return (await rare()).historyPage(app, "");
  if (!isId(id, "c")) refuse("vault.bad-case", t("The address names nothing that this page knows."));
  const asks = outsidePage(app, location.hash);
  if (asks !== null) return replace(app.main, asks);
  if (page === "history") return (await rare()).historyPage(app, id);
  if (page === "case" && advises(app.desk.me) && (await (await rare()).copyPage(app, id))) return;
  // Whoever agrees has the original beside it: where a proposal waits for this person, either address shows that page.
  const proposed = page === "case" || act === "decision.approve" ? await proposedOn(app.open, id) : null;
  if (proposed !== null) return (await rare()).secondPage(app, id, proposed);
  if (page === "act") return (await rare()).actPage(app, id, act, itemIn(query), query);
  if (page === "case") return casePage(app, id);
  if (page === "letter") return (await rare()).letterPage(app, id, query);
  if (page === "more") return (await rare()).morePage(app, id);
  if (page === "tell") return (await rare()).tellPage(app, id, itemIn(query));
  if (page === "note") return (await rare()).notePage(app, id);
  if (page === "unseal") return (await rare()).unsealPage(app, id);
  if (page === "target") return (await rare()).targetPage(app, id);
  if (page === "release") return (await rare()).releasePage(app, id, query);
  refuse("vault.bad-case", t("The address names nothing that this page knows."));
}

/** The pages that are fetched when they are opened. */
const rare = (): Promise<typeof import("./rare.ts")> => parts(() => import("./rare.ts"));

/** The item that an address names; 0 where it names none. */
function itemIn(query: URLSearchParams): number {
  const text = query.get("item") ?? "";
  return /^[1-9]\d?$/.test(text) ? Number(text) : 0;
}

function lock(app: App): void {
  app.lock();
  announce(t("Locked."));
}

function bar(app: App): void {
  const name = app.config.provider ? t("Vault of {0}", app.config.provider) : t("Vault");
  document.title = name;
  const desk = app.desk;
  const state = desk === null
    ? h("p", { class: "state" }, t("Locked"))
    : h("p", { class: "state open" }, t("Unlocked as {0}, roster {1} ", desk.who.name, desk.roster.number), h("button", { class: "plain small", "aria-keyshortcuts": LOCK_KEY, click: () => lock(app) }, t("Lock ({0})", LOCK_KEY)));
  // Who was sent a link has nothing to unlock.
  const asked = location.hash.startsWith("#/asked/");
  replace(app.top, h("div", { class: "mast" }, h("a", { class: "name", href: asked ? undefined : "#/" }, name), app.config.practice ? h("span", { class: "practice" }, t("Practice: nothing here is real")) : null, asked ? null : state));
}

/** After a view is drawn, a keyboard or a screen reader begins at its heading. */
function settle(app: App): void {
  if (document.activeElement === document.body || document.activeElement === null) {
    app.main.querySelector<HTMLElement>("h1[tabindex]")?.focus({ preventScroll: true });
  }
}

Desk.anew = rare;
void start();
