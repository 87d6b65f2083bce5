/** `#/note/<case>`: a note, sealed to the case here; the desk learns that there is one, and not a word of it. */
import { compose } from "../desk/compose.ts";
import { refuse } from "../formats/refusal.ts";
import { busy, headOf, type App } from "./app.ts";
import { h, labelled, replace } from "./dom.ts";
import { sealNote } from "./note.ts";
import { signView } from "./sign.ts";
import { t } from "../words/tongue.ts";

const MOST = 100_000;

export async function notePage(app: App, id: string): Promise<void> {
  const taken = await app.take(id);
  const text = h("textarea", { rows: 12, id: "note", dir: "auto", autocomplete: "off" });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Seal it and show what I sign"));
  const form = h("form", { class: "card", novalidate: true }, labelled(t("Note"), text, t("Everybody who can open this case can read it. Not for counsel's advice: that is sealed to counsel alone.")), button, place);
  const page = h("div", {}, ...headOf(id, t("Add a note to the case")), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, async () => {
      const words = text.value.trim();
      if (!words) refuse("vault.empty", t("The note is empty."), t("Write it first."));
      if (words.length > MOST) refuse("vault.too-large", t("A note has at most {0} characters.", MOST));
      const { act, attached, shown } = await sealNote(app.open, taken, words);
      const composed = await compose(app.open, id, [act]);
      const view = signView(app, { composed, attached: [attached], shown, undo: () => replace(app.main, page), done: () => { app.taken = null; } });
      replace(app.main, view);
      view.querySelector<HTMLElement>("#sign-title")?.focus();
    });
  });
  replace(app.main, page);
  text.focus();
}
