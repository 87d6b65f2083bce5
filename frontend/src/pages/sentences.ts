/**
 * What a demand asks, as sentences with blanks: which sentences there are and which fields of the face each holds.
 *
 * Pure: no element is made here. A field of the face stands in one sentence at most; what is decisive always stands in
 * one (to whom it is addressed, once somebody said so), and so does what the invoked law asks for (`asked` in the form).
 * The rest is behind "Something else matters".
 */
import table from "../acts/codes.json" with { type: "json" };
import { fieldOf, label, NAMED, say, type Field } from "../acts/face.ts";
import { list, string } from "../desk/desk.ts";
import { spansOf, type Particulars, type Span } from "../desk/particulars.ts";
import { equal, isObject, type Value } from "../formats/canonical.ts";
import { refuse } from "../formats/refusal.ts";
import { oneLine } from "../frame/visible.ts";
import { dayName } from "../acts/named.ts";
import { coded, pieces, t, type Key } from "../words/tongue.ts";

/** One field of the desk's form; `known` are names that the desk's tables give, words of the server. */
export interface Told {
  readonly path: string;
  readonly value: Value;
  readonly confirmed: boolean;
  /** A rule of the invoked law is not met, or not known, because of it: the turn in which that was first said, else 0. */
  readonly asked: number;
  readonly known: readonly (readonly [string, string])[];
  readonly spans: readonly Span[];
}

export interface Form {
  readonly says: string;
  /** How many the case has; of one that ended there are no fields. */
  readonly items: number;
  readonly fields: ReadonlyMap<string, Told>;
  /** Of each authority of the directory, its country and kind. */
  readonly directory: ReadonlyMap<string, readonly [country: Value, kind: Value]>;
}

/** A place in a sentence that holds a value: of one field, or of the same field of several items that agree. */
export interface Blank {
  readonly paths: readonly string[];
  readonly field: Field;
  readonly value: Value;
  readonly says: string;
  /** Nobody and nothing said it, and no word of its own says that none is an answer: it is called open, and is not signed. */
  readonly open: boolean;
  readonly known: Told["known"];
}

export interface Sentence {
  /** `who`, `what.2` … the same one in every view of the case. */
  readonly key: string;
  readonly words: readonly (string | Blank)[];
  readonly blanks: readonly Blank[];
  readonly paths: readonly string[];
  readonly spans: readonly Span[];
  /** All that it says was confirmed by somebody who read the original. */
  readonly confirmed: boolean;
  /** All of it is open: a tick would sign nothing. */
  readonly open: boolean;
}

export interface Around {
  /** Country of the desk: a demand of another one is from abroad. */
  readonly home?: string;
  /** Values that a person has typed, by path. */
  readonly typed?: ReadonlyMap<string, Value>;
  /** Names of fields of which a person says that they are not the same for each item. */
  readonly apart?: ReadonlySet<string>;
}

type Values = (name: string) => Value;
/** A piece of a sentence: its words, the fields of their holes, and when it is said. */
type Piece = readonly [words: Key, fields: readonly string[], when?: (of: Values) => boolean];

interface Row {
  readonly key: string;
  readonly pieces: readonly Piece[];
  readonly when?: "item" | "emergency" | "weighty" | "light";
}

const has = (value: Value, among: readonly string[]): boolean => (Array.isArray(value) ? value.some((one) => among.includes(String(one))) : among.includes(String(value)));
/** Kinds that are about data of accounts. */
const OF_DATA = ["disclosure", "preservation", "interception"];
const WEIGHTY_KINDS = ["interception", "shutdown", "throttling", "direct_access", "capability"];
const WEIGHTY_DATA = ["traffic", "content", "location"];
const aboutData = (of: Values): boolean => has(of("kind"), OF_DATA) || (Array.isArray(of("data")) && (of("data") as Value[]).length > 0);
const WHO = ["authority", "authority_kind", "country"];
/** Whether it is said to whom it is addressed, and from which address it came: what nobody read leaves no hole. */
const says = (addressee: boolean, address: boolean) => (of: Values): boolean => (of("addressed_to_provider") !== null) === addressee && (of("official_address") !== null) === address;
/** Subscriber data alone are asked: which of them stands beside their name. */
const ofSubscriber = (of: Values): boolean => equal(of("data"), ["subscriber"]);
const silent = (of: Values): boolean => ![null, "none"].includes(of("secrecy") as string | null);

/** The table: in this order they are shown. Fields of an item are those of `what`. */
const TABLE: readonly Row[] = [
  {
    key: "who",
    pieces: [
      ["{0} ({1}, {2}) writes {3}, {4}.", [...WHO, "addressed_to_provider", "official_address"], says(true, true)],
      ["{0} ({1}, {2}) writes {3}.", [...WHO, "addressed_to_provider"], says(true, false)],
      ["{0} ({1}, {2}) writes, {3}.", [...WHO, "official_address"], says(false, true)],
      ["{0} ({1}, {2}) writes.", WHO, says(false, false)],
    ],
  },
  {
    key: "what",
    when: "item",
    pieces: [
      ["It asks us {0} {1} of {2}, {3}, {4}", ["kind", "data", "targets", "target_specified", "period_stated"], (of) => aboutData(of) && !ofSubscriber(of)],
      ["It asks us {0} {1}, {2}, of {3}, {4}, {5}", ["kind", "data", "part", "targets", "target_specified", "period_stated"], ofSubscriber],
      ["It asks us {0}: {1}, {2}, {3}; {4}", ["kind", "targets", "target_specified", "period_stated", "data"], (of) => !aboutData(of)],
      [" ({0} to {1})", ["period_from", "period_to"], (of) => of("period_stated") === true || of("period_from") !== null || of("period_to") !== null],
      ["; of the subscriber data {0}", ["part"], (of) => !ofSubscriber(of) && (has(of("data"), ["subscriber"]) || of("part") !== null)],
      ["; where: {0}", ["territory"], (of) => has(of("kind"), ["content", "domain_infrastructure"]) || of("territory") !== null],
      ["; {0}", ["located"], (of) => of("kind") === "content"],
      ["; it rests on {0}", ["basis"], (of) => has(of("kind"), ["direct_access", "capability"])],
      [".", []],
    ],
  },
  { key: "law", pieces: [["It relies on {0}; {1}.", ["instruments", "cites_law"]]] },
  { key: "court", when: "light", pieces: [["With {0}; issued by {1}.", ["court_order", "issuer"]]] },
  { key: "court", when: "weighty", pieces: [["With {0}; issued by {1}, {2}; approved by {3}.", ["court_order", "issuer", "issuer_competent", "validated_by"]]] },
  { key: "silence", pieces: [["It asks for {0}", ["secrecy"]], [", {0}; {1}", ["secrecy_until", "secrecy_by_court"], silent], [".", []]] },
  { key: "form", pieces: [["It is {0}, {1}, {2}; due {3}.", ["informal", "written", "signed", "deadline"]]] },
  { key: "emergency", when: "emergency", pieces: [["It claims {0}, {1}; {2}.", ["emergency", "emergency_reasons", "danger_to_life"]]] },
  { key: "why", when: "weighty", pieces: [["It {0}, {1}.", ["reasons", "necessity"]]] },
  { key: "redress", when: "weighty", pieces: [["It {0}.", ["redress"]]] },
];

/** Who issued or validated an order. */
const ISSUERS = { court: "a court", judge: "a judge", investigating_judge: "an investigating judge", prosecutor: "a prosecutor", police: "the police", administrative: "an administrative authority", executive: "the government", none: "nobody", unknown: "somebody (unknown)" } as const;

/** How a value is said inside a sentence; `""` where none is an answer too, `?` what is open where it is not the yes. What is not here is said by its code's meaning. */
const SAID: Readonly<Record<string, Readonly<Record<string, Key>>>> = {
  authority: { "": "somebody not in our directory" },
  authority_kind: { "?": "kind" },
  country: { "?": "country" },
  addressed_to_provider: { true: "to us", false: "to somebody else" },
  official_address: { true: "from its address in the directory", false: "from an address that the directory does not have" },
  kind: {
    disclosure: "to hand over", preservation: "to keep", interception: "to intercept", content: "to remove or block", account: "to suspend or seize an account", shutdown: "to cut off a network", throttling: "to slow a network", direct_access: "for a way into our systems",
    capability: "to weaken or watch our systems", search_seizure: "to be let in and hand over machines", compelled_person: "for an employee in person", standing_duty: "to report or retain from now on", no_record: "to keep no record", domain_infrastructure: "to act on a domain or route", outgoing: "to receive our own report", "?": "for",
  },
  data: { subscriber: "subscriber data", identification: "identification data", traffic: "traffic data", content: "content", location: "location data", access_codes: "access codes", "": "no data" },
  part: { name_address: "name and address", all: "all of them", listed: "as listed", "?": "which" },
  target_specified: { true: "named exactly", false: "not named exactly" },
  period_stated: { true: "for a period", false: "no period", "?": "period" },
  period_from: { "?": "first day" },
  period_to: { "?": "last day" },
  located: { true: "named by its exact address", false: "not named by its exact address" },
  instruments: { "": "no power that we know" },
  cites_law: { true: "names the provision", false: "names no provision" },
  court_order: { none: "no court order", mentioned: "a court order that is not enclosed", attached: "a court order, enclosed", unknown: "a court order (unknown)", "?": "a court order" },
  issuer: { ...ISSUERS, "?": "somebody" },
  secrecy: { none: "no silence", statute: "silence, by statute", order: "silence, by order", request: "silence, as a mere request", unknown: "silence (ground unknown)", "?": "silence" },
  secrecy_until: { "": "without end" },
  secrecy_by_court: { true: "ordered by a court", false: "not by a court", "?": "by a court" },
  informal: { true: "a hint or call, no demand", false: "a formal demand", "?": "a formal demand" },
  /** Of a mail nobody sees more than a text and a name below it. */
  "mail written": { true: "in text form" },
  "mail signed": { true: "its writer named" },
  written: { true: "in writing", false: "not in writing" },
  signed: { true: "signed", false: "not signed" },
  deadline: { immediately: "at once", "": "on no day" },
  emergency: { true: "an emergency", false: "no emergency" },
  emergency_reasons: { true: "with its reasons", false: "without reasons" },
  danger_to_life: { true: "a life is in danger", false: "no life is in danger", "?": "a life in danger" },
  issuer_competent: { true: "who holds the office that the law names", false: "who does not hold the office that the law names", "?": "competent" },
  validated_by: { ...ISSUERS, "": "nobody else" },
  reasons: { true: "gives a reason", false: "gives no reason", "?": "gives reasons" },
  necessity: { true: "says why this much is needed", false: "does not say why so much", "?": "why so much" },
  offence: { none: "it names no offence", any: "it names an offence", serious: "it names an offence, serious by that law", listed: "it names an offence on that law's list", "?": "an offence" },
  redress: { true: "names a remedy, and before whom", false: "names no remedy", "?": "names a remedy" },
};

/** What is asked only by some laws, in few words; its whole meaning stands where it is filled in. */
const SHORT: Readonly<Record<string, Key>> = {
  addressed_to_provider: "addressed to us",
  official_address: "from its address in the directory",
  offence_provision: "criminal provision named",
  named_official: "a person signs",
  consent_of_target: "consent claimed",
  language_accepted: "a language that we accept",
  certified: "certificate enclosed",
  notified_enforcing: "enforcing authority notified",
  onward_sharing: "data may go to another state",
  official_channel: "the prescribed channel",
  threshold: "strength of the suspicion",
  contents_complete: "all that the law lists",
  confirmed_later: "confirmed in time",
  suspended_by_court: "stayed by a court",
  ip_complete: "IP address with time, offset and port",
  future: "data yet to come",
  all_users: "users not named",
  decryption: "to undo encryption",
};

/** Names of authorities and provisions by code, as the desk's directory and law list have them: they stand beside the code, which is what is signed. */
export const NAMES = new Map<string, string>();

/** The desk's form, strictly; places in the text out of the particulars where the form names none. Throws Refusal. */
export function formOf(answer: Record<string, Value>, particulars: Particulars | null): Form {
  const fields = list(answer["fields"]).map((one): Told => {
    if (!isObject(one)) return refuse("vault.bad-answer", t("the desk's form is not of the agreed form"));
    const path = string(one["path"]);
    const { form } = fieldOf(path);
    const own = Array.isArray(one["spans"]) ? (one["spans"] as unknown as Span[]) : [];
    const known = Array.isArray(one["codes"]) ? one["codes"].flatMap((row) => (isObject(row) ? [[String(row["code"]), oneLine(String(row["meaning"]))] as const] : [])) : [];
    if (/^id/.test(form)) for (const [code, name] of known) NAMES.set(code, name);
    return { path, value: one["value"] ?? null, confirmed: one["confirmed"] === true, asked: one["asked"] === true ? 1 : 0, known, spans: own.length ? own : spansOf(particulars, path) };
  });
  const items = answer["items"];
  if (typeof items !== "number" || items < 0 || items > 99) refuse("vault.bad-answer", t("the desk's form is not of the agreed form"));
  const directory = list(answer["directory"] ?? []).flatMap((row) => (isObject(row) ? [[string(row["code"]), [row["country"] ?? null, row["kind"] ?? null]] as const] : []));
  return { says: string(answer["says"]), items, fields: new Map(fields.map((one) => [one.path, one])), directory: new Map(directory) };
}

/** The form with a first item, of an arrival in which the desk's machine found none: nothing is known of it, but what one's own machine read in what it opened. */
export function withItem(form: Form, read: Value = null): Form {
  const fields = Object.keys(table.face.items).map((name): Told => ({ path: `items.1.${name}`, value: null, confirmed: false, asked: 0, known: [], spans: [] }));
  const all = [...form.fields.values(), ...fields].map((one) => [one.path, { ...one, value: one.value ?? (isObject(read) ? read[one.path] : null) ?? null }] as const);
  return { ...form, items: 1, fields: new Map(all) };
}

/** The sentences of a case, in their order. Of several items what they share is said once, what differs by item. */
export function sentencesOf(form: Form, around: Around = {}): Sentence[] {
  const items = [...Array(form.items).keys()].map((at) => at + 1).filter((item) => form.fields.has(pathOf(item, "kind")));
  const of = (item: number | null): Values => (name) => valueAt(form, around, pathOf(item, name));
  const weighty = isWeighty(form, around, items, of);
  const made = TABLE.filter((row) => row.when === undefined || row.when === "item" || (row.when === "emergency" ? of(null)("emergency") === true : weighty === (row.when === "weighty")));
  const found = made.flatMap((row) => (row.when === "item" ? ofItems(form, around, row, items, of) : [sentence(form, row.key, wordsOf(form, around, row, null, of(null)))]));
  const left = restOf(form, found).filter((one) => one.asked);
  return [...found, ...[...new Set(left.map((one) => one.asked))].sort((one, other) => one - other).map((turn) => asked(form, around, turn, left.filter((one) => one.asked === turn)))];
}

/** Fields that no sentence shows. */
export function restOf(form: Form, sentences: readonly Sentence[]): Told[] {
  const said = new Set(sentences.flatMap((one) => one.paths));
  return [...form.fields.values()].filter((one) => !said.has(one.path));
}

/** A field that no sentence holds, under its meaning. */
export function alone(form: Form, around: Around, path: string): Sentence {
  const made = blank(form, around, [path]);
  return sentence(form, path, [`${label(made.field)}: `, made]);
}

const isEmpty = (value: Value): boolean => value === null || (Array.isArray(value) && !value.length);

/** A value as a sentence says it. */
export function phrase(field: Field, value: Value, known: Told["known"] = []): string {
  const said = SAID[field.name];
  if (isEmpty(value)) {
    const open = said?.["?"] ?? said?.["true"];
    return said?.[""] ? t(said[""]) : open ? t("{0} (open)", t(open)) : t("open");
  }
  const one = (code: string): string => {
    const own = said?.[code];
    if (own) return t(own);
    if (field.name === "secrecy_until") return t("until {0}", dayName(code));
    const spoken = NAMED[field.form];
    if (spoken) return spoken(code);
    const named = known.find(([id]) => id === code)?.[1];
    if (field.codes === null) return named ?? code;
    return field.name === "authority_kind" ? coded("AuthorityKind", code) : (field.codes[code] ?? code);
  };
  if (field.name === "targets" && typeof value === "number") return value === 1 ? t("1 account") : t("{0} accounts", value);
  if (typeof value === "boolean") return said?.[String(value)] ? one(String(value)) : value ? t("yes") : t("no");
  return Array.isArray(value) ? value.map((each) => one(String(each))).join(", ") : one(String(value));
}

/** A value in the words of a signed text, or that this program does not know it. */
export function inWords(field: Field, value: Value): string {
  try {
    return say(field, value);
  } catch {
    return t("a value that this program does not know");
  }
}

function valueAt(form: Form, around: Around, path: string): Value {
  const typed = around.typed?.get(path);
  return typed !== undefined ? typed : (form.fields.get(path)?.value ?? null);
}

/** Where more is asked of a demand: content, traffic data, what reaches many or further than a country, every one from abroad. */
function isWeighty(form: Form, around: Around, items: readonly number[], of: (item: number | null) => Values): boolean {
  const country = valueAt(form, around, "country");
  const home = valueAt(form, around, "provider_country") ?? around.home ?? null;
  if (home !== null && country !== null && country !== home) return true;
  return items.some((item) => has(of(item)("kind"), WEIGHTY_KINDS) || has(of(item)("data"), WEIGHTY_DATA) || of(item)("territory") === "global");
}

/** The words of a row; `item` null: fields of the case. */
function wordsOf(form: Form, around: Around, row: Row, item: number | null, of: Values): (string | Blank)[] {
  return row.pieces.filter(([, , when]) => when === undefined || when(of)).flatMap(([key, fields]) =>
    pieces(key).map((part) => (typeof part === "string" ? part : blank(form, around, [pathOf(item, fields[part] ?? "")]))),
  );
}

const pathOf = (item: number | null, name: string): string => (item === null ? name : `items.${item}.${name}`);

function blank(form: Form, around: Around, paths: readonly string[]): Blank {
  const field = fieldOf(paths[0] ?? "");
  const value = valueAt(form, around, field.path);
  const known = form.fields.get(field.path)?.known ?? [];
  const channel = form.fields.get("channel")?.value;
  const kind = field.name === "targets" ? valueAt(form, around, pathOf(field.item, "kind")) : null;
  const says = typeof value === "number" && has(kind, ["content", "domain_infrastructure"]) ? (value === 1 ? t("1 address") : t("{0} addresses", value)) : (value === true && channel === "mail" && SAID[`mail ${field.name}`]) ? t(SAID[`mail ${field.name}`]!["true"]!) : phrase(field, value, known);
  return { paths, field, value, says, open: isEmpty(value) && !SAID[field.name]?.[""], known };
}

/** One item: its sentence. Several: what all share, then each with what is its own. */
function ofItems(form: Form, around: Around, row: Row, items: readonly number[], of: (item: number | null) => Values): Sentence[] {
  const first = items[0];
  if (first === undefined) return [];
  const spoken = (item: number): (string | Blank)[] => wordsOf(form, around, row, item, of(item));
  if (items.length === 1) return [sentence(form, `${row.key}.${first}`, spoken(first))];
  const names = items.map((item) => blanksIn(spoken(item)).map((one) => one.field.name));
  // What differed when the page came stays by item: two that become alike while a person types would else be changed together.
  const came = (item: number, name: string): Value => form.fields.get(pathOf(item, name))?.value ?? null;
  const alike = (name: string): boolean => items.every((item) => equal(of(item)(name), of(first)(name)) && equal(came(item, name), came(first, name)));
  const shared = (names[0] ?? []).filter((name) => !around.apart?.has(name) && names.every((each) => each.includes(name)) && alike(name));
  const common = shared.map((name) => blank(form, around, items.map((item) => pathOf(item, name))));
  const own = items.map((item) => [item, blanksIn(spoken(item)).filter((one) => !shared.includes(one.field.name))] as const).filter(([, blanks]) => blanks.length);
  const head = common.length ? [sentence(form, `${row.key}.all`, [t("Each of {0}: ", items.length), ...joined(common)])] : [];
  return [...head, ...own.map(([item, blanks]) => sentence(form, `${row.key}.${item}`, [t("Item {0}: ", item), ...joined(blanks)]))];
}

const blanksIn = (words: readonly (string | Blank)[]): Blank[] => words.filter((one): one is Blank => typeof one !== "string");
const joined = (blanks: readonly Blank[]): (string | Blank)[] => [...blanks.flatMap((one, at) => (at ? [", ", one] : [one])), "."];

/** Key of the sentence of what was asked in a turn. */
export const askedKey = (turn: number): string => (turn === 1 ? "asked" : `asked.${turn}`);

/** What the invoked law asks for and no other sentence says, each under its meaning. What came in a later turn stands apart: a tick stays. */
function asked(form: Form, around: Around, turn: number, left: readonly Told[]): Sentence {
  const all = left.map((one) => blank(form, around, [one.path]));
  const [known, open] = [false, true].map((is) => all.filter((one) => (one.value === null) === is)) as [Blank[], Blank[]];
  const item = ({ field }: Blank): string => (field.item === null || form.items === 1 ? "" : t("Item {0}: ", field.item));
  const meaning = ({ field }: Blank): string => { const short = SHORT[field.name] ?? SAID[field.name]?.["?"] ?? SAID[field.name]?.["true"]; return short ? t(short) : field.meaning; };
  // What has words of its own says it with them: no more than the letter does. What is open stands last, and is called so once.
  const words = [
    ...known.flatMap((one, at): (string | Blank)[] => [at ? "; " : "", item(one), SAID[one.field.name] ? "" : `${meaning(one)}: `, one]),
    ...open.flatMap((one, at): (string | Blank)[] => [at ? ", " : known.length ? t("; open: ") : t("Open: "), item(one), { ...one, says: meaning(one), open: true }]),
  ];
  return sentence(form, askedKey(turn), [known.length ? t("Also: ") : "", ...words, "."]);
}

function sentence(form: Form, key: string, words: readonly (string | Blank)[]): Sentence {
  const blanks = blanksIn(words);
  const paths = blanks.flatMap((one) => one.paths);
  const told = paths.map((path) => form.fields.get(path));
  const spans = told.flatMap((one) => one?.spans ?? []);
  // A field of which nothing is known says nothing that somebody could confirm.
  const says = told.filter((one) => one !== undefined && one.value !== null);
  return { key, words, blanks, paths, spans: spans.filter((span, at) => spans.findIndex((other) => equal([...other], [...span])) === at), confirmed: says.length > 0 && says.every((one) => one?.confirmed), open: !says.length && blanks.every((one) => one.value === null) };
}
