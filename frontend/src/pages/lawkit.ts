/**
 * What counsel's own pages are given of the vault. They are a script of their own (`lawbook.ts`), built apart and
 * fetched when one of them is opened, so that no other page carries any of it.
 */
import { languageName, countryName, dayName } from "../acts/named.ts";
import { ACTS } from "../acts/words.ts";
import { doneOf, list, string } from "../desk/desk.ts";
import { askOwn, told } from "../desk/own.ts";
import { sha256hex, utf8 } from "../formats/bytes.ts";
import { isObject } from "../formats/canonical.ts";
import { DESK } from "../formats/links.ts";
import { refuse } from "../formats/refusal.ts";
import { busy, parts, type App } from "./app.ts";
import { card, h, labelled, replace } from "./dom.ts";
import { signView } from "./sign.ts";
import { acted, spoken, t } from "../words/tongue.ts";

const KIT = { acted, ACTS, askOwn, busy, card, countryName, dayName, DESK, doneOf, h, isObject, labelled, languageName, list, refuse, replace, sha256hex, signView, spoken, string, t, told, utf8 };
export type Kit = typeof KIT;

/** The script: it brings the words of what it alone signs, which a history says, too. */
export const lawbook = () => parts(async () => {
  const made = await import("./lawbook.js");
  Object.assign(ACTS, made.ACTS);
  return made;
});
export const lawPage = async (app: App): Promise<void> => (await lawbook()).lawPage(app, KIT);
export const languagePage = async (app: App, code: string): Promise<void> => (await lawbook()).languagePage(app, code, KIT);
