/** A note, sealed to the case here, and the house's own words, as they are shown. */
import type { Case, Desk } from "../desk/desk.ts";
import { utf8 } from "../formats/bytes.ts";
import { h } from "./dom.ts";
import type { Sealed } from "./reply.ts";
import { t } from "../words/tongue.ts";

/** A note sealed to the case, the act that names it, and how it is shown. */
export async function sealNote(desk: Desk, taken: Case, words: string): Promise<Sealed> {
  const attached = await desk.seal("note", "text/plain", utf8(`${words.replace(/\p{Surrogate}/gu, "\ufffd")}\n`), "case", taken);
  return { act: { act: "note.add", says: { sealed: attached.id } }, attached, shown: h("blockquote", { class: "noted", dir: "auto" }, words) };
}

/** A point in the house's own words, as it will stand in the letter. */
export function ownView(text: string): HTMLElement {
  return h("section", { class: "own" }, h("h2", {}, t("In our own words")), h("blockquote", { class: "noted", dir: "auto" }, text));
}
