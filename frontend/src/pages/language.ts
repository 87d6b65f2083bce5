/** `#/language/de`: the words of letters in one language, and counsel's signature by which they bind (`acts/language.py`). */
import type { Value } from "../formats/canonical.ts";
import type { App } from "./app.ts";
import type { Kit } from "./lawkit.ts";

export async function languagePage(app: App, code: string, kit: Kit): Promise<void> {
  const { busy, h, isObject, languageName, list, refuse, replace, sha256hex, string, t, utf8 } = kit;
  const desk = app.open;
  const answer = await desk.api.get("/v1/desk/languages");
  const row = list(answer["rows"]).find((one) => isObject(one) && one["code"] === code);
  if (!isObject(row)) return refuse("vault.bad-case", t("The address names nothing that this page knows."));
  const words = string(row["words"]);
  const name = languageName(code);
  const place = h("div", { class: "result" });
  const may = desk.me.roles.includes("counsel");
  const page = (): HTMLElement => {
    const button = (says: string, hash: string, kind: string): HTMLElement => {
      const made = h("button", { class: kind }, says);
      made.addEventListener("click", () => void busy(made, t("Checking …"), place, () => sign(app, code, hash, answer, made, kit)));
      return made;
    };
    return h(
      "div",
      {},
      h("h1", { tabindex: -1 }, t("Letters in {0}", name)),
      h("p", { class: "lead" }, stands(row, kit)),
      may && !row["covers"] ? h("p", {}, t("If you sign these words, letters in {0} bind and go alone. Read them first: you answer for them.", name)) : null,
      may ? h("div", { class: "buttons" }, row["covers"] ? button(t("Take my signature back: show what I sign"), "", "plain") : button(t("Make {0} binding: show what I sign", name), sha256hex(utf8(words)), "act")) : h("p", { class: "quiet" }, t("Counsel of this desk signs the words.")),
      place,
      h("details", { open: true }, h("summary", {}, t("All the words")), h("div", { class: "card", lang: code, dir: "auto" }, ...sentences(JSON.parse(words) as Value, kit))),
    );
  };
  replace(app.main, page());
}

function stands(row: Record<string, Value>, { string, t }: Kit): string {
  const by = string(row["by"]);
  if (row["covers"]) return t("They bind: {0} signed these words.", by);
  if (row["signed"]) return t("{0} signed other words. These are newer, and the signature does not cover them: the binding text goes beside each letter.", by);
  return row["binds"] ? t("They bind: {0} reviewed these words.", by) : t("They do not bind yet: the binding text goes beside each letter.");
}

/** Every sentence in the order of the text that is signed; what stands in several letters is read in each. */
function sentences(whole: Value, { h, isObject }: Kit): HTMLElement[] {
  const named = isObject(whole) && isObject(whole["sentences"] ?? null) ? (whole["sentences"] as Record<string, Value>) : {};
  const read = (value: Value, key: string): HTMLElement[] => {
    if (typeof value === "string") return key === "of" ? [] : [h(key === "subject" ? "h2" : "p", {}, String(key === "sentence" ? named[value] ?? value : value))];
    if (Array.isArray(value)) return value.flatMap((one) => read(one, key));
    return isObject(value) ? Object.entries(value).flatMap(([name, one]) => (value === whole && name === "sentences" ? [] : read(one, name))) : [];
  };
  return read(whole, "");
}

async function sign(app: App, code: string, words: string, told: Record<string, Value>, from: HTMLElement, { DESK, doneOf, list, replace, signView, string }: Kit): Promise<void> {
  const desk = app.open;
  const itself = await desk.api.get("/v1/desk/itself");
  await desk.follow(DESK, list(itself["notes"]).map(string));
  const text = desk.text(null, [{ act: "language.sign", says: { language: code, words } }], { basis: () => string(told["shelf"]), revision: 0 });
  const enter = async () => doneOf(await desk.api.post("/v1/desk/acts", { note: desk.note(text) }));
  const kept = [...app.main.childNodes];
  const view = signView(app, { composed: { text, notes: [] }, enter, undo: () => { app.main.replaceChildren(...kept); from.focus(); } });
  replace(app.main, view);
  view.querySelector<HTMLElement>("#sign-title")?.focus();
}
