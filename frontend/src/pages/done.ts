/** What was signed, as done: by the table of acts, whose titles say what is to do. */
import done from "../acts/done.json" with { type: "json" };
import { ACTS } from "../acts/words.ts";
import { h } from "./dom.ts";
import { acted } from "../words/tongue.ts";

export const DONE: Readonly<Record<string, string>> = done;

/** The title of a signed act, in the past where the table has the words; what stands behind the title stays. */
export function doneTitle(act: string, title: string): string {
  const [asked, said] = [acted(ACTS[act]?.title ?? ""), DONE[act]];
  return said && title.startsWith(asked) ? acted(said) + title.slice(asked.length) : title;
}

export const doneTitles = (signed: readonly (readonly [act: string, title: string])[]): HTMLElement[] => signed.map(([act, title]) => h("p", {}, doneTitle(act, title)));
