/** What the desk says that an act can say on a case: suggestions, in its words; nothing of it is signed unchecked. */
import { isObject, type Value } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import type { Says } from "../formats/statement.ts";
import { oneLine } from "../frame/visible.ts";
import { part } from "./api.ts";
import { list, string, type Desk } from "./desk.ts";

export interface Choice {
  readonly value: string;
  readonly words: string;
  readonly marks: readonly string[];
  readonly start: boolean;
  /** Other keys that follow from it. */
  readonly says: Says;
}

export interface Law {
  readonly suggests: string;
  readonly findings: readonly { readonly effect: string; readonly says: string; readonly claimed: boolean; readonly cited: string }[];
  readonly risk: { readonly says: string; readonly cited: string } | null;
}

export interface Asked {
  readonly choices: Readonly<Record<string, readonly Choice[]>>;
  readonly filled: Says;
  /** Other cases of the same authority. */
  readonly same: readonly string[];
  readonly law: Law | null;
}

/** Fetch it. Throws Refusal where the desk answers about something else, or in another form. */
export async function asked(desk: Desk, act: string, id: string, item: number): Promise<Asked> {
  const told = await desk.api.get(`/v1/cases/${part(id)}/acts/${part(act)}?item=${item}`);
  if (told["case"] !== id || told["act"] !== act || told["item"] !== item) refuse("counter.form", "the desk answered about another case", "Tell the others before you sign anything.");
  const law = told["law"];
  const choices = Object.entries(object(told["choices"])).map(([key, all]) => [key, list(all).map(choiceOf)] as const);
  // Of what was not asked a choice says one thing: which item; and no other one than the address names.
  if (choices.some(([, all]) => all.some(({ says }) => Object.entries(says).some(([key, said]) => key !== "item" || (item && said !== item))))) refuse("counter.form", "a choice says more than was asked", "Tell the others before you sign anything.");
  return {
    choices: Object.fromEntries(choices),
    filled: object(told["filled"]),
    same: list(told["same"]).map(string),
    law: law === null || law === undefined ? null : lawOf(object(law)),
  };
}

function choiceOf(given: Value): Choice {
  const one = object(given);
  return { value: string(one["value"]), words: line(one["words"]), marks: list(one["marks"]).map(line), start: one["start"] === true, says: object(one["says"]) };
}

function lawOf(law: Record<string, Value>): Law {
  const findings = list(law["findings"]).map(object).map((one) => ({ effect: line(one["effect"]), says: line(one["says"]), claimed: one["claimed"] === true, cited: line(one["cited"]) }));
  const risk = law["risk"] === null ? null : object(law["risk"]);
  return { suggests: line(law["suggests"]), findings, risk: risk && { says: line(risk["says"]), cited: line(risk["cited"]) } };
}

/** Words of the desk, on one line and without characters that mislead. */
const line = (value: Value | undefined): string => oneLine(string(value));

function object(value: Value | undefined): Record<string, Value> {
  return isObject(value) ? value : refuse("vault.bad-answer", "the answer is not of the agreed form");
}
