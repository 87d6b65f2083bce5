/** Where a case stands: its way in seven steps, and which one waits. */
import { fieldOf } from "../acts/face.ts";
import { list, string } from "../desk/desk.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { misshapen } from "../formats/refusal.ts";
import { h } from "./dom.ts";
import type { Form } from "./sentences.ts";
import { t, type Key } from "../words/tongue.ts";

export interface ItemNow {
  readonly number: number;
  /** open, proposed, decided, ended. */
  readonly deciding: string;
  readonly outcome: string;
  readonly proposedBy: string;
  /** none, queued, sent. */
  readonly letter: string;
  /** Until when its letter waits, and its sealed object; empty where none does. */
  readonly leaves: string;
  readonly sealed: string;
  /** Yes or no by question: tell, admit, count. */
  readonly answers: Readonly<Record<string, string>>;
  /** A duty of silence applies. */
  readonly silent: boolean;
  /** Silences, or a no to telling, to which no second person agreed yet: who said each, and the hash of that statement. */
  readonly unagreed: readonly { readonly by: string; readonly record: string; readonly no: boolean }[];
  /** Who says that it ended, to which no second person agreed yet. */
  readonly endedBy: string;
  /** Its outcome, or its silence, is of people's own statements; else it is the desk's word. */
  readonly signed: boolean;
  readonly silenceSigned: boolean;
  /** none, started, verified, lapsed. */
  readonly preservation: string;
  /** Data left for it: that was the answer. */
  readonly given: boolean;
}

/** An open duty: what it asks, of which item (0: the case), which act ends it, and whose turn that is. */
export interface Owed {
  readonly what: string;
  readonly item: number;
  readonly due: string;
  readonly act: string;
  readonly people: readonly string[];
  /** Who else is waited for: host, worker, clock …; empty where people are asked. */
  readonly other: string;
}

export interface CaseNow {
  readonly says: string;
  readonly items: readonly ItemNow[];
  readonly owed: readonly Owed[];
}

export const STEPS: readonly (readonly [string, Key])[] = [
  ["read", "Read"],
  ["decide", "Decide"],
  ["second", "Second person"],
  ["answer", "Answer"],
  ["give", "Give"],
  ["tell", "Tell"],
  ["invoice", "Invoice"],
];

/** Duties that belong to a step; what no step names leaves the step to the items. */
export const OWED: Readonly<Record<string, readonly string[]>> = {
  second: ["agree_silence", "agree_end"],
  answer: ["send_letter"],
  give: ["order_production", "make_production", "release", "finish_release", "agree_outside", "give_outside", "transmit", "preserve"],
  tell: ["tell", "inform_person", "confirm_notice", "answer_tell", "answer_admit", "answer_count"],
  invoice: ["invoice"],
};

/** A case as the desk shows it, as far as the page needs it. Throws Refusal. */
export function caseOf(answer: Record<string, Value>): CaseNow {
  return { says: string(answer["says"]), items: list(answer["items"]).map(itemOf), owed: list(answer["duties"]).map(owedOf) };
}

/** A row of duties, of a case or of the list of what is due. Throws Refusal. */
export function owedOf(value: Value): Owed {
  if (!isObject(value)) return misshapen();
  const turn = isObject(value["turn"]) ? value["turn"] : {};
  return { what: string(value["what"]), item: Number(value["item"] ?? 0), due: String(value["due"] ?? ""), act: String(turn["act"] ?? ""), people: list(turn["people"] ?? []).map(string), other: String(turn["other"] ?? "") };
}

function itemOf(value: Value): ItemNow {
  if (!isObject(value) || typeof value["item"] !== "number") return misshapen();
  const { proposed, answers } = value;
  const silences = list(value["silences"]);
  return {
    number: value["item"],
    deciding: string(value["decision"]),
    outcome: value["outcome"] === null ? "" : string(value["outcome"]),
    proposedBy: isObject(proposed) ? string(proposed["by"]) : "",
    letter: string(value["letter"]),
    leaves: String(value["letter_leaves"] ?? ""),
    sealed: String(value["sealed_letter"] ?? ""),
    answers: isObject(answers) ? Object.fromEntries(Object.entries(answers).map(([key, one]) => [key, String(one)])) : {},
    silent: silences.some((one) => isObject(one) && !one["ended"]),
    signed: false,
    silenceSigned: false,
    preservation: string(value["preservation"]),
    given: value["given"] === true,
    unagreed: [
      ...silences.flatMap((one) => (isObject(one) && !one["ended"] && !one["agreed_by"] ? [{ by: string(one["by"]), record: string(one["statement"]), no: false }] : [])),
      ...(isObject(value["lone_no"]) ? [{ by: string(value["lone_no"]["by"]), record: string(value["lone_no"]["statement"]), no: true }] : []),
    ],
    endedBy: isObject(value["ending"]) ? string(value["ending"]["by"]) : "",
  };
}


/** The step that waits; empty where none does. */
export function stepOf(now: CaseNow, form: Form): string {
  const open = now.items.filter((one) => one.deciding === "open");
  const unread = (path: string): boolean => fieldOf(path).decisive && form.fields.get(path)?.value !== null && !form.fields.get(path)?.confirmed;
  const claimed = [...form.fields.keys()].some((path) => unread(path) && open.some((item) => !path.startsWith("items.") || path.startsWith(`items.${item.number}.`)));
  if (now.says === "unread" || claimed) return "read";
  if (open.length) return "decide";
  if (now.items.some((one) => one.deciding === "proposed")) return "second";
  if (now.items.some((one) => one.deciding === "decided" && one.letter === "none" && !one.given)) return "answer";
  return STEPS.find(([step]) => now.owed.some(({ what }) => OWED[step]?.includes(what)))?.[0] ?? "";
}

/** The line of steps: those behind, the one that waits, those ahead; a second person only where one took part. */
export function stepsView(current: string, second: boolean): HTMLElement {
  const at = STEPS.findIndex(([step]) => step === current);
  const state = (index: number): string => (index === at ? "now" : at < 0 || index < at ? "done" : "");
  return h("ol", { class: "steps", "aria-label": t("Where this case stands") }, ...STEPS.map(([step, words], index) => h("li", { class: step === "second" && !second && state(index) === "done" ? "" : state(index), "aria-current": index === at ? "step" : undefined }, t(words))));
}
