/** `#/target/<case>`: what this person read in the original as the identifier of a target; its mark alone goes to the desk. */
import { compose } from "../desk/compose.ts";
import { mark } from "../formats/selector.ts";
import { busy, headOf, type App } from "./app.ts";
import { h, labelled, replace, TYPED } from "./dom.ts";
import { identifier, spokenOf } from "./identifier.ts";
import { Reader } from "./reader.ts";
import { signView } from "./sign.ts";
import { t } from "../words/tongue.ts";

export async function targetPage(app: App, id: string): Promise<() => void> {
  const taken = await app.take(id);
  const reader = new Reader(taken.opened);
  const item = h("input", { id: "item", type: "number", min: 1, max: 99, value: "1", inputmode: "numeric" });
  const handle = h("input", { id: "handle", type: "text", value: "T1", ...TYPED });
  const typed = identifier();
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Show what I sign"));
  const form = h(
    "form",
    { class: "card", novalidate: true },
    h("p", {}, t("Type it from the original, not from what a program read. A second person does the same without seeing yours; nothing is made ready before both agree.")),
    labelled(t("Item"), item),
    labelled(t("Target"), handle, t("T1 is the first target of the item, T2 the second.")),
    ...typed.elements,
    button,
    place,
  );
  const page = h("div", { class: "case" }, reader.element, h("section", { class: "side", "aria-label": t("What you read") }, form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Checking …"), place, async () => {
      const read = typed.read();
      const name = handle.value.trim();
      const says = { handle: name, item: Number(item.value), mark: mark(taken.markKey, name, read) };
      const composed = await compose(app.open, id, [{ act: "target.read", says }]);
      const shown = h("blockquote", { class: "noted", dir: "auto" }, `${name}: ${spokenOf(read)}`);
      const view = signView(app, { composed, shown, undo: () => replace(side, form), done: () => typed.clear() });
      replace(side, view);
      view.querySelector<HTMLElement>("#sign-title")?.focus();
    });
  });
  const side = form.parentElement as HTMLElement;
  replace(app.main, h("div", { class: "case-head" }, ...headOf(id, t("Name an account from the letter"))), page);
  return () => reader.close();
}
