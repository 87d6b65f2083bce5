/**
 * What pages are given of the vault that are scripts of their own (`lawbook.ts`, `talks.ts`), built apart and fetched when
 * one of them is opened, so that no other page carries any of it.
 */
import { languageName, countryName, dayName } from "../acts/named.ts";
import { ACTS } from "../acts/words.ts";
import { doneOf, list, string } from "../desk/desk.ts";
import { askOwn, told } from "../desk/own.ts";
import { base64, fromBase64, sha256hex, utf8 } from "../formats/bytes.ts";
import { decode, encode, isObject } from "../formats/canonical.ts";
import { secretsOf } from "../formats/identity.ts";
import { DESK } from "../formats/links.ts";
import { commitment, headerFor, pack, unpack } from "../formats/object.ts";
import { refuse } from "../formats/refusal.ts";
import { agesOf } from "../formats/roster.ts";
import { decrypt, encryptTo } from "../formats/seal.ts";
import { busy, parts, type App } from "./app.ts";
import { card, fresh, h, labelled, replace, TYPED } from "./dom.ts";
import { signView } from "./sign.ts";
import { acted, spoken, t } from "../words/tongue.ts";

const KIT = {
  acted, ACTS, askOwn, busy, card, countryName, dayName, DESK, doneOf, h, isObject, labelled, languageName, list, refuse, replace, sha256hex, signView, spoken, string, t, told, utf8,
  agesOf, base64, commitment, decode, decrypt, encode, encryptTo, fresh, fromBase64, headerFor, pack, secretsOf, TYPED, unpack,
};
export type Kit = typeof KIT;

/** The script: it brings the words of what it alone signs, which a history says, too. */
export const lawbook = () => parts(async () => {
  const made = await import("./lawbook.js");
  Object.assign(ACTS, made.ACTS);
  return made;
});
export const lawPage = async (app: App): Promise<void> => (await lawbook()).lawPage(app, KIT);
export const languagePage = async (app: App, code: string): Promise<void> => (await lawbook()).languagePage(app, code, KIT);

/** Talks with governments: their words are sealed and opened there. */
export const talks = () => parts(async () => {
  const made = await import("./talks.js");
  Object.assign(ACTS, made.ACTS);
  return made;
});
export const talksPage = async (app: App, begun: URLSearchParams): Promise<void> => (await talks()).talksPage(app, KIT, begun);
