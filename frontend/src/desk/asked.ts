/** What the desk says that an act can say on a case: suggestions, in its words; nothing of it is signed unchecked. */
import { isObject, type Value } from "../formats/canonical.ts";
import { isDay } from "../formats/moment.ts";
import { misshapen, otherCase, refuse, TELL } from "../formats/refusal.ts";
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

/** What the law says on telling, admitting, counting: `yes`, `no` or `unknown` each; no verified law decides `unknown`. */
export interface May {
  readonly tell: string;
  readonly admit: string;
  readonly count: string;
  readonly source: string;
  /** Id of the invoked instrument that says so; empty where none does. */
  readonly rule: string;
  readonly until: string | null;
  readonly says: string;
  readonly cited: string;
}

export interface Risk {
  readonly says: string;
  readonly cited: string;
}

export interface Law {
  readonly suggests: string;
  /** The same as a code; counsel where no verified law decides. */
  readonly recommends: string;
  readonly findings: readonly { readonly effect: string; readonly says: string; readonly claimed: boolean; readonly cited: string }[];
  readonly grounds: readonly { readonly code: string; readonly says: string; readonly cited: string }[];
  readonly may: May;
  /** What a wrong refusal risks, and a wrong grant. */
  readonly risk: Risk | null;
  readonly wrongGrant: Risk | null;
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
  return askedOf(await desk.api.get(`/v1/cases/${part(id)}/acts/${part(act)}?item=${item}`), act, id, item);
}

/** The same of an answer that holds it. */
export function askedOf(told: Record<string, Value>, act: string, id: string, item: number): Asked {
  if (told["case"] !== id || told["act"] !== act || told["item"] !== item) otherCase();
  const law = told["law"];
  const choices = Object.entries(object(told["choices"])).map(([key, all]) => [key, list(all).map(choiceOf)] as const);
  // Of what was not asked a choice says one thing: which item; and no other one than the address names.
  if (choices.some(([, all]) => all.some(({ says }) => Object.entries(says).some(([key, said]) => key !== "item" || (item && said !== item))))) refuse("counter.form", "a choice says more than was asked", TELL);
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
  const riskOf = (value: Value | undefined): Risk | null => (value === null || value === undefined ? null : { says: line(object(value)["says"]), cited: line(object(value)["cited"]) });
  const grounds = list(law["grounds"]).map(object).map((one) => ({ code: string(one["code"]), says: line(one["says"]), cited: line(one["cited"]) }));
  return { suggests: line(law["suggests"]), recommends: String(law["recommends"] ?? ""), findings, grounds, may: mayOf(object(law["may"])), risk: riskOf(law["risk"]), wrongGrant: riskOf(law["wrong_grant"]) };
}

function mayOf(may: Record<string, Value>): May {
  const answer = (key: string): string => (["yes", "no", "unknown"].includes(string(may[key])) ? string(may[key]) : misshapen());
  const until = may["until"] ?? null;
  return { tell: answer("tell"), admit: answer("admit"), count: answer("count"), source: string(may["source"]), rule: string(may["rule"]), until: until === null || isDay(until) ? (until as string | null) : null, says: line(may["says"]), cited: line(may["cited"]) };
}

/** Words of the desk, on one line and without characters that mislead. */
const line = (value: Value | undefined): string => oneLine(string(value));

function object(value: Value | undefined): Record<string, Value> {
  return isObject(value) ? value : misshapen();
}
