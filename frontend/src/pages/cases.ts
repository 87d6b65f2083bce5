/** The list of open cases, each code beside its label; a label is text that a stranger may have written. */
import { dayName } from "../acts/named.ts";
import { list } from "../desk/desk.ts";
import { labelOf } from "../desk/finding.ts";
import type { Docket } from "../formats/docket.ts";
import { isObject } from "../formats/canonical.ts";
import { isId, short } from "../formats/ids.ts";
import { isDay } from "../formats/moment.ts";
import { harmless, oneLine } from "../frame/visible.ts";
import { h } from "./dom.ts";
import { coded, t } from "../words/tongue.ts";

export const dayOf = (text: string): string => (isDay(text) ? dayName(text) : "");

/** A label: text that a stranger may have written, with what deceives made visible. */
export const labelView = (docket: Docket): Node[] => (labelOf(docket) ? [h("bdi", { class: "label" }, ...shown(labelOf(docket)))] : []);

export const shown = (text: string): (Node | string)[] => harmless(text).map((part) => (part.mark ? h("span", { class: "odd", title: part.mark }, part.text) : part.text));

export const readBy = ({ by }: Docket): HTMLElement | null => (by ? null : h("span", { class: "hint read-by" }, t("as a machine read it")));

/** The open cases, each code beside its label. */
export function casesOf(answer: Record<string, unknown>, docketOf: (id: string) => Docket | null): HTMLElement {
  const rows = list((answer["cases"] ?? answer["rows"] ?? []) as never).filter((one) => isObject(one));
  if (!rows.length) return h("p", { class: "cases quiet" }, t("No case is open."));
  return h(
    "ul",
    { class: "cases" },
    ...rows.map((one) => {
      const id = String(one["case"]);
      if (!isId(id, "c")) return null;
      const docket = docketOf(id);
      const kinds = Array.isArray(one["kinds"]) ? one["kinds"].map((kind) => coded("Kind", String(kind))).join(", ") : "";
      const says = [dayOf(String(one["received_on"] ?? "")), one["country"], one["authority_kind"] ? coded("AuthorityKind", String(one["authority_kind"])) : "", kinds];
      const label = docket ? labelView(docket) : [];
      const named = one["opens"] === false ? short(id) : h("a", { href: `#/case/${id}` }, ...label, h("span", { class: "code" }, short(id)));
      return h("li", {}, named, " ", docket && label.length ? readBy(docket) : null, " ", h("span", { class: "quiet" }, oneLine(says.filter(Boolean).join(" · "))), one["opens"] === false ? h("span", { class: "hint shut" }, ` ${t("It does not open for you: you have no key to it.")}`) : null);
    }),
  );
}
