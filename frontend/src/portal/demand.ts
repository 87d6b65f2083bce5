/** What stands in the form: a text for the people who read it, a claim in closed codes, and what is missing. */
import { authorityNamed, powersNamed } from "./power.ts";
import { t } from "./page.ts";

export interface Target {
  readonly kind: string;
  readonly value: string;
  readonly at: string;
  readonly offset: string;
  readonly port: string;
}

export interface Missing {
  readonly field: string;
  readonly says: string;
  readonly why: string;
}

type Code = string | number | boolean | readonly string[];
export interface Claim {
  readonly case: Record<string, Code>;
  readonly items: readonly Record<string, Code>[];
}

const OFFSET = /^[+-](0[0-9]|1[0-4]):[0-5][0-9]$/;
const WITH_DATA = ["disclosure", "preservation", "interception"];
/** Without a first and a last day such data have no end; who an account belongs to has no period. */
const WITH_PERIOD = ["traffic", "content", "location"];
const MOST_POWERS = 5;
const WITH_TARGET = ["disclosure", "preservation", "interception", "content", "account"];

/** The form as it stands now. */
export class Demand {
  readonly targets: readonly Target[];

  constructor(private readonly form: HTMLFormElement) {
    const rows = [...form.querySelectorAll<HTMLElement>(".target")];
    const all = rows.map((row) => {
      const value = (name: string): string => row.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)?.value.trim() ?? "";
      const ip = value("target_kind") === "ip";
      return {
        kind: value("target_kind"),
        value: value("target"),
        at: ip ? value("at") : "",
        offset: ip ? value("offset").replace("\u2212", "-") : "",
        port: ip ? value("port") : "",
      };
    });
    this.targets = all.filter((one) => one.value);
  }

  get(name: string): string {
    const found = this.form.elements.namedItem(name);
    if (found instanceof HTMLInputElement && found.type === "checkbox") return found.checked ? "yes" : "";
    const plain = found instanceof HTMLInputElement || found instanceof HTMLSelectElement || found instanceof HTMLTextAreaElement;
    return plain ? found.value.trim() : "";
  }

  on(name: string): boolean {
    return this.get(name) === "yes";
  }

  get data(): readonly string[] {
    if (!WITH_DATA.includes(this.get("kind"))) return [];
    return [...this.form.querySelectorAll<HTMLInputElement>("[name=data]:checked")].map((one) => one.value).sort();
  }

  /** A life is in danger: five fields, and nothing is claimed that was not asked. */
  get urgent(): boolean {
    return this.form.dataset["life"] === "yes";
  }

  get ready(): boolean {
    return Boolean(this.get("country") && (this.urgent ? this.get("emergency_reasons") : this.get("kind")));
  }

  /** Whether a period belongs to what is asked. */
  get hasPeriod(): boolean {
    return this.get("kind") === "interception" || this.data.some((one) => WITH_PERIOD.includes(one));
  }

  /** What the desk cannot do without; the law's own questions are the desk's to ask. */
  missing(): readonly Missing[] {
    const found: Missing[] = [];
    const lacks = (field: string, says = field): void => void found.push({ field, says: t(`miss_${says}`), why: t(`why_${says}`) });
    if (this.urgent) {
      for (const name of ["country", "authority", "official", "emergency_reasons"]) if (!this.get(name)) lacks(name);
      if (!this.targets.length) lacks("target");
      return found;
    }
    for (const name of ["country", "authority_kind", "authority", "official", "telephone", "reference", "kind"]) if (!this.get(name)) lacks(name);
    if (!this.get("provision")) lacks("provision");
    if (WITH_TARGET.includes(this.get("kind")) && !this.targets.length) lacks("target");
    if (WITH_DATA.includes(this.get("kind"))) {
      if (!this.data.length) lacks("data");
      if (this.hasPeriod && (!this.get("period_from") || !this.get("period_to"))) lacks("period_from", "period");
    }
    for (const [at, one] of this.targets.entries()) if (one.kind === "ip" && !complete(one)) lacks(`target-${at + 1}`, "ip");
    if (this.hasPeriod && this.get("period_from") && this.get("period_to") && this.get("period_from") > this.get("period_to")) lacks("period_from", "order");
    const silent = ["statute", "order"].includes(this.get("secrecy"));
    if (silent && !this.get("secrecy_provision")) lacks("secrecy_provision");
    if (silent && !this.get("secrecy_until")) lacks("secrecy_until");
    if (this.on("emergency") && !this.get("emergency_reasons")) lacks("emergency_reasons");
    if (!this.get("court_order")) lacks("court_order");
    return found;
  }

  /** Codes, days and counts: all that the desk's server learns, and each only as claimed. */
  claim(today: Date): Claim {
    const told: Record<string, Code> = {};
    const copy = (...names: string[]): void => {
      for (const name of names) if (this.get(name)) told[name] = this.get(name);
    };
    copy("country", "authority_kind", "document_date", "court_order", "issuer", "deadline", "secrecy");
    if (["statute", "order"].includes(this.get("secrecy"))) copy("secrecy_until");
    const authority = this.authority();
    if (authority) told["authority"] = authority;
    told["named_official"] = Boolean(this.get("official"));
    told["emergency"] = this.on("emergency");
    told["emergency_reasons"] = Boolean(this.on("emergency") && this.get("emergency_reasons"));
    told["danger_to_life"] = this.on("emergency") && this.on("danger_to_life");
    if (this.urgent) return { case: told, items: [{ kind: "disclosure", target_specified: this.targets.length > 0, ...(this.targets.length ? { targets: this.targets.length } : {}) }] };
    const powers = this.get("instrument") ? [this.get("instrument")] : this.powers().slice(0, MOST_POWERS);
    if (powers.length) told["instruments"] = powers;
    told["cites_law"] = Boolean(this.get("provision"));
    told["reasons"] = Boolean(this.get("reasons"));
    told["offence_provision"] = Boolean(this.get("offence"));
    for (const name of ["signed", "necessity", "redress"]) told[name] = this.on(name);
    return { case: told, items: [this.item(today)] };
  }

  /** The authority of the form's list that is named; its name itself is sealed. */
  private authority(): string {
    const options = [...this.form.querySelectorAll<HTMLOptionElement>("#authorities option")];
    return authorityNamed(this.get("authority"), this.get("country"), options.map(({ dataset }) => ({ id: dataset["id"] ?? "", of: dataset["of"] ?? "", names: dataset["names"] ?? "" })));
  }

  /** Powers that the typed legal basis names, out of the form's list. */
  private powers(): string[] {
    const list = this.form.elements.namedItem("instrument");
    const options = list instanceof HTMLSelectElement ? [...list.options] : [];
    return powersNamed(this.get("provision"), options.map(({ value, dataset }) => ({ id: value, cited: dataset["cited"] ?? "" })));
  }

  private item(today: Date): Record<string, Code> {
    const kind = this.get("kind") || "disclosure";
    const item: Record<string, Code> = { kind, target_specified: this.targets.length > 0 };
    if (this.targets.length) item["targets"] = this.targets.length;
    if (this.data.length) item["data"] = this.data;
    const service = this.form.elements.namedItem("service");
    const known = service instanceof HTMLSelectElement ? service.selectedOptions[0]?.dataset["class"] : "";
    if (known) item["service"] = known;
    const [from, to] = this.hasPeriod ? [this.get("period_from"), this.get("period_to")] : ["", ""];
    if (from) item["period_from"] = from;
    if (to) item["period_to"] = to;
    if (this.hasPeriod) item["period_stated"] = Boolean(from && to);
    item["future"] = to > today.toISOString().slice(0, 10);
    const addresses = this.targets.filter((one) => one.kind === "ip");
    if (addresses.length) item["ip_complete"] = addresses.every(complete);
    if (kind === "content") item["located"] = this.targets.length > 0 && this.targets.every((one) => one.kind === "url");
    return item;
  }

  /** The demand as people read it: every field that was filled in, under the words of the form. */
  text(receipt: string, language: string): string {
    const lines = [t("text_head"), "", `${t("text_receipt")}: ${receipt}`, ""];
    for (const part of this.form.querySelectorAll<HTMLElement>("fieldset[data-part]")) {
      const said = [...part.querySelectorAll<HTMLElement>("[data-label]")].flatMap((one) => this.line(one));
      const targets = part.dataset["part"] === "what" ? this.targets.map(written) : [];
      if (said.length || targets.length) lines.push(part.querySelector("legend")?.textContent?.trim() ?? "", ...said, ...targets, "");
    }
    return `${[...lines, `${t("text_language")}: ${language}`].join("\n").replace(/\p{Surrogate}/gu, "\ufffd")}\n`;
  }

  private line(field: HTMLElement): string[] {
    const label = field.dataset["label"] ?? "";
    if (field.closest("[hidden], .apart")) return [];
    if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked ? [`${label}: ${t("yes")}`] : [];
    if (field instanceof HTMLSelectElement) {
      const chosen = field.selectedOptions[0];
      return chosen?.value ? [`${label}: ${chosen.textContent?.trim() ?? ""}`] : [];
    }
    const value = (field as HTMLInputElement | HTMLTextAreaElement).value.trim();
    return value ? [`${label}: ${value}`] : [];
  }
}

export function complete(one: Target): boolean {
  const port = Number(one.port);
  return Boolean(one.at) && OFFSET.test(one.offset) && Number.isInteger(port) && port > 0 && port < 65536;
}

function written(one: Target, at: number): string {
  const when = one.kind === "ip" ? ` · ${one.at || "?"} ${one.offset ? `UTC${one.offset}` : "UTC?"} · ${t("port")} ${one.port || "?"}` : "";
  return `T${at + 1}: ${t(`target_${one.kind}`)} · ${one.value}${when}`;
}
