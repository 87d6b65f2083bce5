/** Which case this arrival may belong to, and which arrival may belong to this case: proposed, and joined by nobody but a person. */
import { list, string } from "../desk/desk.ts";
import type { Value } from "../formats/canonical.ts";
import { isId, short } from "../formats/ids.ts";
import { h } from "./dom.ts";
import { t, type Key } from "../words/tongue.ts";

export interface Alike {
  readonly id: string;
  readonly why: Key;
  readonly says: "duplicate" | "supplement";
}

/** What the desk says of letters that left; nothing relies on it. Throws Refusal. */
export function alikeView(id: string, whole: Record<string, Value>): HTMLElement {
  const answers = whole["answers"];
  const open = whole["phase"] !== "merged" && whole["says"] !== "not_a_demand";
  const named: Alike[] = open && isId(answers, "c") ? [{ id: answers, why: "It names a letter that we sent in", says: "supplement" }] : [];
  const replies = list(whole["replies"] ?? []).map(string).filter((one) => isId(one, "c"));
  return h(
    "div",
    { class: "alike" },
    ...named.map((one) => proposed(id, one)),
    named.length ? h("p", { class: "hint" }, t("Anybody who knows the letter could. Read it, then say whether it belongs there.")) : null,
    ...replies.map((one) => h("p", { class: "waiting" }, t("Something arrived that names a letter of this case; nobody said yet whether it belongs here:"), " ", to(one))),
  );
}

const to = (id: string): HTMLElement => h("a", { href: `#/case/${id}` }, short(id));

const proposed = (id: string, { id: other, why, says }: Alike): HTMLElement =>
  h("p", { class: "waiting" }, t(why), " ", to(other), " · ", h("a", { href: `#/act/${id}/arrival.classify?says=${says}&case=${other}` }, t(says === "duplicate" ? "It is the same" : "It belongs there")));
