/** What is lacking in the ways in which one's own identity opens: said on the first page, and on that of the ways. */
import { authenticators, type Way } from "../formats/ways.ts";
import type { App } from "./app.ts";
import { h } from "./dom.ts";
import { t, type Key } from "../words/tongue.ts";

/** What is lacking before one lost thing loses the identity; empty where nothing is. */
export function lacks(ways: readonly Way[], own = true): readonly Key[] {
  const passkeys = authenticators(ways);
  const lack: Key[] = [];
  if (passkeys === 0) lack.push("No authenticator opens your identity: whoever copies its file and learns the passphrase is you.");
  if (passkeys === 1) lack.push("Only one authenticator opens your identity. Enrol a second one, and keep it in another place.");
  if (own && !ways.some((one) => one.way === "words")) lack.push("There are no recovery words: who loses the authenticators loses the identity.");
  return lack;
}

/** For the first page: who releases needs two authenticators; the vault says so until there are. */
export function notice(app: App): HTMLElement | null {
  const releases = app.open.me.roles.some((one) => one === "releaser" || one === "outside");
  const lack = lacks(app.ways, app.open.who.own !== null);
  if (!lack.length) return h("p", {}, h("a", { href: "#/keys" }, t("How your identity opens")));
  return h("div", { class: releases ? "warning" : "follows" }, ...(releases ? lack.map((one) => h("p", {}, t(one))) : []), h("p", {}, h("a", { href: "#/keys" }, t("How your identity opens"))));
}
