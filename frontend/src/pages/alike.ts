/** Which case this arrival may belong to, and which arrival may belong to this case: proposed, and joined by nobody but a person. */
import type { Looked } from "../desk/compose.ts";
import type { Like } from "../desk/finding.ts";
import { list, string } from "../desk/desk.ts";
import type { Value } from "../formats/canonical.ts";
import { isId, short } from "../formats/ids.ts";
import type { App } from "./app.ts";
import { h } from "./dom.ts";
import type { CaseNow } from "./steps.ts";
import { coded, t, type Key } from "../words/tongue.ts";

const WHY: Record<Like["by"], Key> = {
  bytes: "The same bytes came in case",
  mail: "The same mail, by its id, came in case",
  thread: "It is of one exchange of mails with case",
  reference: "It has the same reference as case",
  subject: "It has the same subject as case",
};

/** What the desk says of letters that left, and what this browser finds alike once the case stands here. Throws Refusal. */
export function alikeView(app: App, id: string, looked: Looked, whole: Record<string, Value>, now: CaseNow): HTMLElement {
  const open = whole["phase"] !== "merged" && ["unread", "new_case"].includes(now.says) && now.items.every((one) => one.deciding === "open");
  const answers = open && isId(whole["answers"], "c") ? whole["answers"] : "";
  const replies = list(whole["replies"] ?? []).map(string).filter((one) => isId(one, "c"));
  const aside = asideView(id, looked, open);
  const place = h(
    "div",
    { class: "alike" },
    aside,
    answers ? proposed(id, answers, "It names a letter that we sent in case", "supplement") : null,
    answers ? h("p", { class: "hint" }, t("Anybody who knows the letter could. Read it, then say whether it belongs there.")) : null,
    ...replies.map((one) => h("p", { class: "waiting" }, t("Something arrived that names a letter of this case; nobody said yet whether it belongs here:"), " ", to(one))),
  );
  if (open && !aside) void compared(app, id, answers).then((found) => place.append(...found)).catch(() => {}); // nothing relies on it
  return place;
}

async function compared(app: App, id: string, answers: string): Promise<HTMLElement[]> {
  const finding = await app.finding;
  if (!finding.isFresh) await finding.renew();
  return finding.alike(id).filter((one) => one.id !== answers).map(({ id: other, by }) => proposed(id, other, WHY[by], by === "bytes" || by === "mail" ? "duplicate" : "supplement"));
}

/** What one person signed that this is, where the demand that was read in it still waits for a second one to sign the same. */
function asideView(id: string, { counts }: Looked, open: boolean): HTMLElement | null {
  const said = open ? [...counts.values()].filter(({ act }) => act === "arrival.classify").at(-1) : undefined;
  if (!said || said.says["says"] === "new_case") return null;
  const [says, other] = [string(said.says["says"]), string(said.says["case"])];
  return h("p", { class: "waiting" }, t("{0} says of this arrival: {1}. Its clocks run until a second person says the same.", said.by, coded("ArrivalIs", says)), " ", other && to(other), other && " · ", h("a", { href: `#/act/${id}/arrival.classify?says=${says}&case=${other}` }, t("Say whether it is so")));
}

const to = (id: string): HTMLElement => h("a", { href: `#/case/${id}` }, short(id));

const proposed = (id: string, other: string, why: Key, says: "duplicate" | "supplement"): HTMLElement =>
  h("p", { class: "waiting" }, t(why), " ", to(other), " · ", h("a", { href: `#/act/${id}/arrival.classify?says=${says}&case=${other}` }, t(says === "duplicate" ? "It is the same" : "It belongs there")));
