/** `#/target/<case>`: what this person read in the original as the identifier of a target; its mark alone goes to the desk. */
import type { Expected } from "../desk/desk.ts";
import { short } from "../formats/ids.ts";
import { KINDS, mark, selector, type Kind } from "../formats/selector.ts";
import { busy, type App } from "./app.ts";
import { h, labelled, replace } from "./dom.ts";
import { Reader } from "./reader.ts";
import { signView } from "./sign.ts";
import { t, type Key } from "../words/tongue.ts";

const SAYS: Record<Kind, Key> = {
  email: "a mail address",
  account: "an account or user name",
  phone: "a telephone number",
  ip: "an address of the internet (IP)",
  name: "a name",
  url: "an address of a page",
  other: "something else",
};

export async function targetPage(app: App, id: string): Promise<() => void> {
  const taken = await app.take(id);
  const reader = new Reader(taken.opened);
  const kind = h("select", { id: "kind" }, ...KINDS.map((one) => h("option", { value: one }, t(SAYS[one]))));
  const item = h("input", { id: "item", type: "number", min: 1, max: 99, value: "1", inputmode: "numeric" });
  const handle = h("input", { id: "handle", type: "text", value: "T1", autocomplete: "off", spellcheck: "false" });
  const value = text("value");
  const at = text("at");
  const offset = text("offset");
  const port = h("input", { id: "port", type: "number", min: 1, max: 65535, inputmode: "numeric", autocomplete: "off" });
  const more = h(
    "fieldset",
    { hidden: true },
    h("legend", {}, t("An address names a person only together with these")),
    labelled(t("When, in UTC"), at, t("As 2026-03-01T09:00:00Z: to the second.")),
    labelled(t("Offset from UTC that the original says"), offset, t("As +02:00. An hour off is another person.")),
    labelled(t("Source port"), port, t("Behind a shared address only the port tells who.")),
  );
  kind.addEventListener("change", () => { more.hidden = kind.value !== "ip"; });
  const place = h("div", { class: "result" });
  const button = h("button", { type: "submit", class: "act" }, t("Show what I sign"));
  const form = h(
    "form",
    { class: "card", novalidate: true },
    h("p", {}, t("Type it from the original itself, not from what a program read out of it. A second person does the same without seeing what you typed; nothing is made ready before both agree.")),
    labelled(t("Item"), item),
    labelled(t("Target"), handle, t("T1 is the first target of the item, T2 the second.")),
    labelled(t("What it is"), kind),
    labelled(t("As the original writes it"), value),
    more,
    button,
    place,
  );
  const page = h("div", { class: "case" }, reader.element, h("section", { class: "side", "aria-label": t("What you read") }, form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Asking the desk for the text …"), place, async () => {
      const ip = kind.value === "ip";
      const read = selector(kind.value, value.value, ip ? at.value.trim() : "", ip ? offset.value.trim() : "", ip ? Number(port.value) : 0);
      const name = handle.value.trim();
      const says = { handle: name, item: Number(item.value), mark: mark(taken.markKey, name, read) };
      const expected: Expected = { act: "target.read", case: id, says };
      const draft = await app.open.prepare(expected);
      const shown = h("blockquote", { class: "noted", dir: "auto" }, `${name}: ${read.value}${read.at ? ` · ${read.at} · ${read.offset} · ${read.port}` : ""}`);
      const view = signView(app, { draft, expected, shown, undo: () => replace(side, form), done: () => { value.value = ""; } });
      replace(side, view);
      view.querySelector<HTMLElement>("#sign-title")?.focus();
    });
  });
  const side = form.parentElement as HTMLElement;
  replace(app.main, h("div", { class: "case-head" }, h("p", { class: "eyebrow" }, t("Case {0}", short(id))), h("h1", { tabindex: -1 }, t("Read a target"))), page);
  return () => reader.close();
}

function text(id: string): HTMLInputElement {
  return h("input", { id, type: "text", dir: "auto", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
}
