/** What would follow from acts that nobody signed yet: `POST /v1/cases/{case}/would` changes nothing, and binds nobody. */
import { isObject, type Value } from "../formats/canonical.ts";
import { misshapen, otherCase, refuse, TELL } from "../formats/refusal.ts";
import type { Said } from "../formats/statement.ts";
import { oneLine } from "../frame/visible.ts";
import { askedOf, type Asked } from "./asked.ts";
import { part } from "./api.ts";
import { list, string, type Desk } from "./desk.ts";
import { letterOf, noCopyOf, type Letter } from "./letter.ts";

export interface Wish {
  readonly acts: readonly Said[];
  /** What these acts could say after the ones above; item 0: of the case. */
  readonly asked: readonly { readonly act: string; readonly item: number }[];
  readonly letter: { readonly items: readonly number[]; readonly kind: string; readonly languages: readonly string[] } | null;
}

export interface Refused {
  /** Which act, from 1; 0: the letter. */
  readonly number: number;
  readonly rule: string;
  readonly says: string;
  readonly do: string;
}

export interface Would {
  readonly events: readonly string[];
  /** The first act that would be refused; nothing after it was tried. */
  readonly refused: Refused | null;
  readonly form: Record<string, Value>;
  /** Two people verified the authority of the case, as the desk says. */
  readonly verified: boolean;
  /** Who called the authority back. */
  readonly callers: readonly string[];
  readonly asked: readonly Asked[];
  /** What acts after these would rest on, and the desk's word on what the law answers to it. */
  readonly relied: Readonly<Record<string, Value>>;
  readonly law: Value;
  readonly letter: Letter | null;
  readonly noLetter: Refused | null;
  /** Why the copy that the house wants does not go with it; empty: it goes, or none is wanted. */
  readonly noCopy: string;
}

/** Ask it. Throws Refusal where the desk answers about something else, or in another form. */
export async function would(desk: Desk, id: string, wish: Wish): Promise<Would> {
  const told = await desk.api.post(`/v1/cases/${part(id)}/would`, { ...wish } as unknown as Record<string, Value>);
  const form = object(told["form"]);
  if (form["case"] !== id) otherCase();
  const relied = object(told["relied"]);
  const answers = list(told["asked"]).map(object);
  if (answers.length !== wish.asked.length) refuse("counter.form", "the desk answered about another act", TELL);
  const letter = told["letter"] ?? null;
  return {
    events: list(told["events"]).map(string),
    refused: refusedOf(told["refused"]),
    form,
    verified: string(relied["authority"]) !== "",
    callers: list(relied["callers"]).map(string),
    asked: wish.asked.map((one, at) => askedOf(answers[at] ?? {}, one.act, id, one.item)),
    relied,
    law: told["law"] ?? null,
    letter: letter === null ? null : letterOf(object(letter)),
    noLetter: refusedOf(told["letter_refused"]),
    noCopy: letter === null ? "" : noCopyOf(object(letter)),
  };
}

function refusedOf(value: Value | undefined): Refused | null {
  if (value === null || value === undefined) return null;
  const one = object(value);
  return { number: typeof one["number"] === "number" ? one["number"] : 0, rule: string(one["rule"]), says: oneLine(string(one["says"])), do: oneLine(string(one["do"])) };
}

function object(value: Value | undefined): Record<string, Value> {
  return isObject(value) ? value : misshapen();
}
