/** What was signed, as done: by the table of acts, whose titles say what is to do. */
import done from "../acts/done.json" with { type: "json" };
import { ACTS, wordsOf } from "../acts/words.ts";
import type { Statement } from "../formats/statement.ts";
import { h } from "./dom.ts";
import { acted } from "../words/tongue.ts";

export const DONE: Readonly<Record<string, string>> = done;

/** The title of a signed act, in the past where the table has the words; what stands behind the title stays. */
export function doneTitle(act: string, title: string): string {
  const [asked, said] = [acted(ACTS[act]?.title ?? ""), DONE[act]];
  return said && title.startsWith(asked) ? acted(said) + title.slice(asked.length) : title;
}

/** What was signed as a list: a question with its answer. */
export const doneTitles = (signed: readonly (readonly [statement: Statement, title: string])[]): HTMLElement => h("ul", {}, ...signed.map(([{ act, says }, title]) => {
  const [done, answer] = [doneTitle(act, title), acted(wordsOf(act, "answer")[String(says["answer"])] ?? "")];
  return h("li", {}, done, ...(answer ? [done.endsWith("?") ? " " : ": ", h("strong", {}, answer)] : []));
}));
