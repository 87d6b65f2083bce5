/** `#/keys`: in which ways one's own identity opens; enrolling, recovery words, keeping and saving. */
import * as kept from "../desk/keptfile.ts";
import { enrol } from "../desk/enrolling.ts";
import { mine, possible } from "../desk/passkey.ts";
import { cardOf, daily, fileName } from "../formats/identity.ts";
import * as recovery from "../formats/recovery.ts";
import { refuse } from "../formats/refusal.ts";
import { fileOf, LEAST, newPasskey, newPassphrase, newWords, type Passkey, type Way } from "../formats/ways.ts";
import { busy, type App } from "./app.ts";
import { announce, card, h, labelled, offer, replace, TYPED } from "./dom.ts";
import { lacks } from "./lacks.ts";
import { moment } from "../acts/named.ts";
import { t, type Key } from "../words/tongue.ts";

export async function keysPage(app: App): Promise<void> {
  const { who } = app.open;
  const isKept = await kept.isKept(cardOf(who), app.open.store).catch(() => false);
  const result = h("div", { class: "result" });
  replace(
    app.main,
    h("h1", { tabindex: -1 }, t("How your identity opens")),
    h("p", { class: "lead" }, t("Your keys stay the same, whatever opens them. Each way opens them alone; have two that do not get lost together.")),
    waysOf(app, isKept, result),
    ...lacks(app.ways, who.own !== null).map((one) => h("p", { class: "follows" }, t(one))),
    result,
    h("div", { class: "two" }, h("div", {}, passkeyCard(app, isKept), who.own ? wordsCard(app, isKept) : null), h("div", {}, passphraseCard(app, isKept), fileCard(app, isKept), who.own ? dailyCard(app) : null)),
  );
}

const NAMES: Record<Way["way"], Key> = { passkey: "Passkey or security key", words: "Recovery words", passphrase: "Passphrase" };

function waysOf(app: App, isKept: boolean, result: HTMLElement): HTMLElement {
  if (!app.ways.length) return h("p", {}, t("It was opened from a file of the older form. Add a way, and save the file that then is made."));
  const rows = app.ways.map((one) => {
    const where = one.way === "passkey" ? t(" for {0}", one.rp) : "";
    const remove = h("button", { class: "plain small", "aria-label": t("Remove: {0}", t(NAMES[one.way])) }, t("Remove"));
    remove.addEventListener("click", () => void busy(remove, t("Removing …"), result, () => change(app, isKept, app.ways.filter((other) => other !== one), t("Removed. Copies of the file that were saved before still open by it."))));
    return h("li", {}, h("strong", {}, t(NAMES[one.way])), where, h("span", { class: "quiet" }, ` · ${moment(one.made_at)} `), app.ways.length > 1 ? remove : null);
  });
  return h("ul", { class: "cases ways" }, ...rows);
}

/** Seal the identity to other ways; nothing changes where it fails. */
async function change(app: App, isKept: boolean, ways: readonly Way[], says: string): Promise<void> {
  const data = await fileOf({ who: app.open.who, ways });
  const lost = isKept && !(await kept.keep(data, app.open.store));
  app.setWays(ways);
  announce(lost ? t("This machine does not say who asks on it, so nothing is kept here: save the file.") : says);
}

function passkeyCard(app: App, isKept: boolean): HTMLElement {
  const place = h("div", { class: "result" });
  const button = h("button", { class: "act" }, t("Enrol an authenticator"));
  button.addEventListener("click", () => void busy(button, t("Touch your authenticator …"), place, async () => {
    const { who } = app.open;
    const known = app.ways.filter((one): one is Passkey => one.way === "passkey");
    const { id, salt, output } = await enrol(who.name, known);
    const way = await newPasskey(location.hostname, id, salt, output, app.now());
    // A passkey opens nothing without the file beside it.
    await change(app, isKept || mine(known).length === 0, [...app.ways, way], t("Enrolled, and kept here."));
  }));
  const says = possible() ? t("A security key, or the passkeys of this machine. It answers only to this page's host, {0}, and only after your touch.", location.hostname) : t("Passkeys cannot be asked for at this address.");
  return card(t(NAMES.passkey), h("p", {}, says), possible() ? button : null, place);
}

function wordsCard(app: App, isKept: boolean): HTMLElement {
  const place = h("div", { class: "result" });
  const button = h("button", { class: "plain" }, t("Make recovery words"));
  button.addEventListener("click", () => void busy(button, t("Making them …"), place, async () => replace(place, await tryWords(app, isKept))));
  return card(t(NAMES.words), h("p", {}, t("Nine made-up words, for paper. They open both of your keys, here and at the command line: type them into no page of the desk. Older ones of this file no longer do.")), button, place);
}

/** The words, shown once; they count when they were typed from the paper. */
async function tryWords(app: App, isKept: boolean): Promise<HTMLElement> {
  const { words, way } = await newWords(app.now());
  const place = h("div", { class: "result" });
  const shown = h("p", { class: "fingerprint", id: "words", dir: "ltr", translate: "no" }, words);
  const typed = h("textarea", { id: "words-again", rows: 2, ...TYPED, autocapitalize: "none", class: "fixed" });
  const button = h("button", { type: "submit", class: "act" }, t("They are on paper"));
  const hide = h("button", { class: "plain", click: () => { shown.textContent = "· · ·"; typed.focus(); } }, t("Hide them"));
  const form = h("form", { novalidate: true }, shown, hide, labelled(t("Type them from the paper"), typed), button, place);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, async () => {
      if (recovery.words(recovery.entropyOf(typed.value)) !== words) refuse("recovery.words", t("These are other words than those that were shown."), t("Look at the paper again."));
      typed.value = "";
      await change(app, isKept, [...app.ways.filter((one) => one.way !== "words"), way], t("The recovery words open your identity now."));
    });
  });
  return form;
}

function passphraseCard(app: App, isKept: boolean): HTMLElement {
  const one = h("input", { type: "password", id: "way-pass", autocomplete: "new-password" });
  const two = h("input", { type: "password", id: "way-pass-again", autocomplete: "new-password" });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "plain" }, t("Set the passphrase"));
  const form = h("form", { class: "card", novalidate: true }, h("h2", {}, t(NAMES.passphrase)), labelled(t("Passphrase"), one, t("At least {0} characters; four random words are good. Nobody can restore it.", LEAST)), labelled(t("The passphrase again"), two), button, place);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, async () => {
      if (one.value !== two.value) refuse("identity.passphrase", t("The two passphrases are not the same."), t("Type them again."));
      if ([...one.value].length < LEAST) refuse("identity.passphrase", t("The passphrase has fewer than {0} characters.", LEAST));
      if (recovery.looksLike(one.value)) refuse("identity.passphrase", t("A passphrase of nine such words would be taken for recovery words."), t("Choose another one."));
      const way = await newPassphrase(one.value, app.now());
      one.value = two.value = "";
      await change(app, isKept, [...app.ways.filter((other) => other.way !== "passphrase"), way], t("The passphrase opens your identity now."));
    });
  });
  return form;
}

/** The file for the desk's page: the daily key alone, under a passphrase of its own, since that page could learn it. */
function dailyCard(app: App): HTMLElement {
  const who = daily(app.open.who);
  const one = h("input", { type: "password", id: "daily-pass", autocomplete: "new-password" });
  const two = h("input", { type: "password", id: "daily-pass-again", autocomplete: "new-password" });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "plain" }, t("Save {0}", fileName(who)));
  const form = h("form", { class: "card", novalidate: true }, h("h2", {}, t("For the desk's page")), h("p", {}, t("A page that the desk serves gets your daily key alone. Give its file another passphrase than this one's: that page could learn it.")), labelled(t("Passphrase"), one, t("At least {0} characters; four random words are good. Nobody can restore it.", LEAST)), labelled(t("The passphrase again"), two), button, place);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, async () => {
      if (one.value !== two.value) refuse("identity.passphrase", t("The two passphrases are not the same."), t("Type them again."));
      if ([...one.value].length < LEAST) refuse("identity.passphrase", t("The passphrase has fewer than {0} characters.", LEAST));
      const way = await newPassphrase(one.value, app.now());
      one.value = two.value = "";
      offer(await fileOf({ who, ways: [way] }), fileName(who));
    });
  });
  return form;
}

function fileCard(app: App, isKept: boolean): HTMLElement {
  const { who } = app.open;
  const place = h("div", { class: "result" });
  const save = h("button", { class: "act" }, t("Save {0}", fileName(who)));
  save.addEventListener("click", () => void busy(save, t("Sealing …"), place, async () => offer(await fileOf({ who, ways: app.ways }), fileName(who))));
  const other = h("button", { class: "plain" }, isKept ? t("Forget it here") : t("Keep it here"));
  other.addEventListener("click", () => void busy(other, t("Sealing …"), place, async () => {
    if (!isKept) return change(app, true, app.ways, t("Kept here."));
    await kept.forget(cardOf(who), app.open.store);
    app.setWays(app.ways);
  }));
  const says = isKept ? t("It is kept here, sealed. Save it as well: what a machine loses is lost.") : t("It is not kept here. Save it after each change.");
  return card(t("The file"), h("p", {}, says), app.ways.length ? h("div", { class: "buttons" }, save, other) : null, place);
}
