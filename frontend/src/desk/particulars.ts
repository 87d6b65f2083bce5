/** Particulars that the reader found, opened on this machine: a suggestion beside the original, never a fact. */
import { fromUtf8 } from "../formats/bytes.ts";
import { decode, isObject, NotCanonical, type Value } from "../formats/canonical.ts";
import { MEDIA, unpack, type Drawn } from "../formats/pages.ts";
import { Refusal } from "../formats/refusal.ts";
import type { Opened } from "./desk.ts";
import { t } from "../words/tongue.ts";

export type Particulars = Record<string, Value>;
export type Span = readonly [number, number];

/** What the reader found in the first document, or in what somebody opened of it; null where nothing was read. */
export function particularsOf(opened: readonly Opened[]): Particulars | null {
  const found = opened.find((one) => ["particulars", "note"].includes(one.header.kind) && one.header.media === "application/json");
  if (found === undefined) return null;
  try {
    const value = decode(found.content);
    return isObject(value) ? value : null;
  } catch (fault) {
    if (fault instanceof NotCanonical) return null;
    throw fault;
  }
}

/** Texts that the desk's reader took from documents that a browser does not draw. */
export function extractedTexts(opened: readonly Opened[]): readonly Opened[] {
  return opened.filter((one) => one.header.kind === "particulars" && one.header.media === "text/plain" && fromUtf8(one.content) !== null);
}

/** Pages that the desk drew, as pictures; what is not of the agreed form is left out. */
export function drawnPages(opened: readonly Opened[]): readonly (readonly [Opened, Drawn])[] {
  return opened.flatMap((one) => {
    if (one.header.kind !== "particulars" || one.header.media !== MEDIA) return [];
    try {
      return [[one, unpack(one.content)] as const];
    } catch (fault) {
      if (fault instanceof Refusal) return [];
      throw fault;
    }
  });
}

// Fields of the face whose places the reader keeps under another name.
const KEPT_AS: Record<string, string> = {
  cites_law: "laws",
  instruments: "laws",
  kind: "kinds",
  issuer: "court_order",
  validated_by: "court_order",
  country: "authority",
  authority_kind: "authority",
  government_body: "authority",
  named_official: "signed",
  target_specified: "targets",
};

/** Places in the text in which the reader found a field of the face. */
export function spansOf(particulars: Particulars | null, path: string): readonly Span[] {
  const spans = particulars?.["spans"];
  const name = path.replace(/^items\.\d+\./, "");
  const key = KEPT_AS[name] ?? name;
  if (!isObject(spans) || !Object.hasOwn(spans, key)) return [];
  const found = spans[key];
  if (!Array.isArray(found)) return [];
  return found.filter((one): one is [number, number] => Array.isArray(one) && one.length === 2 && one.every((at) => typeof at === "number"));
}

/** Lines for a table: what is named, under the handle that stands for it everywhere else. */
export function told(particulars: Particulars): readonly (readonly [string, string])[] {
  const found: [string, string][] = [];
  const add = (label: string, value: Value | undefined): void => {
    const texts = Array.isArray(value) ? value.filter((one) => typeof one === "string") : typeof value === "string" ? [value] : [];
    if (texts.length) found.push([label, texts.join("\n")]);
  };
  add(t("Authority"), particulars["authority"] ?? bodiesOf(particulars).map(({ name }) => name));
  add(t("Their reference"), particulars["register_numbers"]);
  add(t("Law named"), particulars["laws"]);
  for (const [at, target] of targetsOf(particulars).entries()) found.push([`T${at + 1}`, target]);
  add(t("Named, perhaps asked about"), [...perhapsOf(particulars)]);
  add(t("Until"), particulars["deadline"]);
  add(t("If not"), particulars["consequence"]);
  return found;
}

/** A body in whose name a letter perhaps comes: what the reader calls it, its id in the directory or nothing, its kind. */
export type Body = { readonly name: string; readonly id: string; readonly kind: string };

/** What is asked where a letter encloses a court's decision (ADR 0130). */
export const whoAsks = (): string => t("A letter encloses a court's decision. Who asks?");

/** The bodies of a letter that encloses a court's decision, in the order in which they stand; a person says which asks. Of a scan none. */
export function bodiesOf(particulars: Particulars | null): readonly Body[] {
  const perhaps = particulars?.["perhaps"];
  const named = (key: string): readonly string[] => (isObject(perhaps) && Array.isArray(perhaps[key]) ? perhaps[key].filter((one) => typeof one === "string") : []);
  const [ids, kinds] = [named("authority_id"), named("authority_kind")];
  return named("authority").slice(0, MAX_ASKED).map((name, at) => ({ name, id: ids[at] ?? "", kind: kinds[at] ?? "" }));
}

/** Accounts that a machine read and did not fill in: a person looks whether they are meant. */
export function perhapsOf(particulars: Particulars | null): readonly string[] {
  const found = particulars?.["perhaps"];
  return isObject(found) ? targetsOf(found) : [];
}

const MAX_ASKED = 3; // accounts, bodies; the others stand in what was found

/** A question to whoever reads: the sentence with which it stands, the fact that would answer it with yes (or nothing), its words. */
export type Doubt = { readonly beside: string; readonly fact: string; readonly says: string };

/** What a machine saw and did not read as a fact: a person looks, before the sentence is ticked. Of a scan all is doubtful. */
export function doubtsOf(particulars: Particulars | null): readonly Doubt[] {
  const unsure = particulars?.["unsure"];
  if (!particulars || !Array.isArray(unsure) || particulars["scanned"] !== undefined) return [];
  const found: Doubt[] = [];
  const doubt = (isDoubted: boolean, beside: string, fact: string, says: string): void => { if (isDoubted) found.push({ beside, fact, says }); };
  doubt(unsure.includes("is_demand") && particulars["is_demand"] === true, "what.1", "", t("A machine is not sure that this is a demand. Read it yourself."));
  doubt(unsure.includes("emergency") && particulars["emergency"] !== true, "form", "emergency", t("Words of danger stand in it. Does it claim an emergency?"));
  doubt(unsure.includes("secrecy") && particulars["secrecy"] === "none", "silence", "secrecy", t("Words about silence stand in it. Does it ask for silence?"));
  const perhaps = particulars["perhaps"];
  const named = (key: string, code: string): boolean => isObject(perhaps) && Array.isArray(perhaps[key]) && perhaps[key].includes(code);
  doubt(named("kinds", "interception"), "what.1", "", t("It speaks of listening in on what is sent, in passing. Is that asked for?"));
  doubt(named("kinds", "search_seizure"), "what.1", "", t("It speaks of a search or seizure, in passing. Is that asked for?"));
  doubt(named("data_categories", "content"), "what.1", "", t("It speaks of messages or other contents, in passing. Are they asked for?"));
  for (const one of perhapsOf(particulars).slice(0, MAX_ASKED)) doubt(true, "what.1", "", t("It names {0}, too. Is that asked about, or somebody else's?", one));
  return found;
}

/** What a machine read as the targets of an item, in the order of the text; none where it read no such item. */
export function targetsOfItem(particulars: Particulars | null, item: number): readonly string[] {
  const items = particulars?.["items"];
  const one = Array.isArray(items) ? items[item - 1] : null;
  return isObject(one) ? targetsOf(one) : [];
}

/** The same for one handle. */
export const targetOf = (particulars: Particulars | null, item: number, handle: string): string => targetsOfItem(particulars, item)[Number(handle.slice(1)) - 1] ?? "";

function targetsOf(particulars: Particulars): readonly string[] {
  const targets = particulars["targets"];
  return Array.isArray(targets) ? targets.filter((one): one is string => typeof one === "string") : [];
}
