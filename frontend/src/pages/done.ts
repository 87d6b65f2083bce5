/** What was signed, as done: the titles of the table of acts say what is to do. */
import { ACTS } from "../acts/words.ts";
import { h } from "./dom.ts";
import { acted, t, type Key } from "../words/tongue.ts";

export const DONE: Readonly<Record<string, Key>> = {
  "arrival.classify": "Arrival classified",
  "face.confirm": "Facts confirmed",
  "item.change": "Item changed",
  "case.close": "Case closed",
  "decision.propose": "Decision proposed",
  "decision.approve": "Proposal agreed to",
  "decision.send_back": "Proposal sent back",
  "decision.withdraw": "Proposal taken back",
  "gate.answer": "Answered whether we may tell, admit, count",
  "secrecy.record": "Duty of silence recorded",
  "secrecy.agree": "Agreed that nobody is told",
  "secrecy.end": "End of a duty of silence recorded",
  "authority.verify": "Contact of the authority recorded",
  "authority.confirm": "Contact of the authority confirmed",
  "authority.call_back": "Call to the authority recorded",
  "letter.send": "Letter signed, to be sent",
  "letter.take_back": "Letter taken back",
  "note.add": "Note added to the case",
  "target.read": "Account entered, as read in the original",
  "duty.done": "Duty recorded as done",
  "cost.record": "Cost recorded",
  "effect.record": "Recorded that it was carried out",
  "production.order": "Data ordered from the extraction host",
  "release.approve": "Release agreed to",
  "notice.record": "Recorded that the person was told",
  "notice.confirm": "Confirmed that the person was told",
  "counsel.ask": "Counsel asked",
};

/** The title of a signed act, in the past where this program has the words; what stands behind the title stays. */
export function doneTitle(act: string, title: string): string {
  const [asked, done] = [acted(ACTS[act]?.title ?? ""), DONE[act]];
  return done && title.startsWith(asked) ? t(done) + title.slice(asked.length) : title;
}

export const doneView = (signed: readonly (readonly [act: string, title: string])[]): HTMLElement[] => signed.map(([act, title]) => h("p", {}, doneTitle(act, title)));
