/** A new identity, made in this window: its file to keep, its card to hand on. */
import * as identity from "../formats/identity.ts";
import { refuse } from "../formats/refusal.ts";
import { NAME } from "../formats/roster.ts";
import * as formats from "../formats/ways.ts";
import { busy, type App } from "./app.ts";
import { announce, h, labelled, offer, replace, TYPED } from "./dom.ts";
import { t } from "../words/tongue.ts";

/** The form that makes one: both keys in a vault of one's own, the daily one alone in a page that the desk serves. */
export function newIdentityForm(app: App): HTMLElement {
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
  const says = app.config.local ? t("It has two keys: a daily one, and an own one that opens in vaults like this alone.") : t("This page makes a daily key alone. Whoever releases, verifies authorities or signs rosters makes theirs in a vault of their own.");
  return h("div", {}, h("p", { class: "hint" }, says), form);
}

async function makeOne(app: App, name: string, one: string, two: string, place: HTMLElement): Promise<void> {
  if (!NAME.test(name)) refuse("identity.name", t("A pseudonym is 2 to 31 of a-z, 0-9 and hyphen, a letter first."));
  if (one !== two) refuse("identity.passphrase", t("The two passphrases are not the same."), t("Type them again."));
  if ([...one].length < formats.LEAST) refuse("identity.passphrase", t("The passphrase has fewer than {0} characters.", formats.LEAST));
  const who = await identity.make(name, app.now(), { own: app.config.local });
  const data = await identity.fileOf(who, one);
  const card = h("textarea", { readonly: true, rows: 4, id: "card", class: "fixed", spellcheck: "false" }, identity.cardOf(who));
  const save = h("button", { class: "act", click: () => offer(data, identity.fileName(who)) }, t("Save {0}", identity.fileName(who)));
  const copy = h("button", { class: "plain", click: () => { card.select(); void navigator.clipboard?.writeText(card.value).then(() => announce(t("The card is copied."))); } }, t("Copy the card"));
  const box = h("div", { class: "done", role: "status", tabindex: -1 }, h("h3", {}, t("The identity of {0} is made", name)), h("p", {}, t("Save the file now, and a copy away from the desk's machine. It exists nowhere else.")), save, labelled(t("Your card, for who founds the desk or proposes the next roster. It is public."), card), copy);
  replace(place, box);
  box.focus();
}
