/**
 * A statement in plain words, drawn from the bytes that are signed and from this program's own tables (hazard 5.2).
 *
 * Nothing that a server says in words is used. An act, a key or a code that is not on the lists is refused: what
 * cannot be said cannot be signed here.
 */
import { isObject, type Value } from "../formats/canonical.ts";
import { isId, short } from "../formats/ids.ts";
import { isDay } from "../formats/moment.ts";
import { refuse } from "../formats/refusal.ts";
import type { Says, Statement } from "../formats/statement.ts";
import { fieldOf, label, say } from "./face.ts";
import table from "./codes.json" with { type: "json" };
import { meant, t, type Key } from "../words/tongue.ts";

export interface Row {
  readonly label: string;
  readonly value: string;
  /** Path of the face where the row is one of its fields. */
  readonly path?: string;
}

export interface Drawn {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What follows from signing, where people should know. */
  readonly note: string;
  /** Hashes of other statements on which this one rests. */
  readonly rests: readonly string[];
}

const CODES: Record<string, Record<string, string>> = table.codes;
const KEYS: Record<string, readonly string[]> = table.keys;
const CLOSED: Record<string, Record<string, readonly string[]>> = table.closed;

const RELEASING: Key = "Nothing is released from a page that the desk itself serves: it could show you another production.";

interface Elsewhere {
  readonly why: Key;
  readonly command: string;
  /** Why not here either, in a vault on the person's own machine; where a signature suffices, it is drawn there. */
  readonly own?: Key;
}

const FORGETTING: Key = "What is destroyed stays destroyed; a page that the desk itself serves could show you another case.";
const OVERWRITTEN: Key = "The command also overwrites what was freed, and names the backups that could still open it.";
const AUTHORITY: Key = "Who an authority is decides where letters go; a page that the desk itself serves could show you another one.";

/** Acts that a page which the desk serves never signs, and the command that does. */
export const ELSEWHERE: Record<string, Elsewhere> = {
  "authority.verify": { why: AUTHORITY, command: "dueprocess authority verify" },
  "authority.confirm": { why: AUTHORITY, command: "dueprocess authority confirm" },
  "roster.sign": {
    why: "The roster says whose keys count; a page that the desk itself serves must not be where it changes.",
    own: "The next roster is signed where it is shown whole: at the page of the desk itself.",
    command: "dueprocess roster sign",
  },
  "law.sign": {
    why: "Counsel reads the provision beside the rule; this page does not show it.",
    own: "Counsel reads the provision beside the rule; this page does not show it.",
    command: "dueprocess law sign",
  },
  "report.sign": {
    why: "A report is read whole before it is signed; this page does not show it.",
    command: "dueprocess report sign",
  },
  "report.publish": {
    why: "A report is read whole before it is published; this page does not show it.",
    own: "A report is read whole before it is published; this page does not show it.",
    command: "dueprocess report publish",
  },
  "report.correct": {
    why: "A correction is a public line of text; this page does not show it.",
    own: "A correction is a public line of text; this page does not show it.",
    command: "dueprocess report correct",
  },
  "case.split": {
    why: "The original has to be sealed again to the new case's own key, on your machine.",
    own: "The original has to be sealed again to the new case's own key, on your machine.",
    command: "dueprocess split",
  },
  "target.read": {
    why: "What you read is marked with the case's own key, on your machine.",
    command: "dueprocess target",
  },
  "production.order": {
    why: "What is to be searched for is sealed to the extraction host, on your machine.",
    command: "dueprocess release order",
  },
  "production.deal": { why: "Only the extraction host deals.", own: "Only the extraction host deals.", command: "dueprocess produce" },
  "production.drop": { why: RELEASING, command: "dueprocess release drop" },
  "release.approve": {
    why: RELEASING,
    command: "dueprocess release approve",
  },
  "release.veto": { why: RELEASING, command: "dueprocess release veto" },
  "release.done": { why: RELEASING, command: "dueprocess release finish" },
  "release.recall": { why: RELEASING, command: "dueprocess release recall" },
  "forget.propose": { why: FORGETTING, own: OVERWRITTEN, command: "dueprocess forget" },
  "forget.approve": { why: FORGETTING, own: OVERWRITTEN, command: "dueprocess forget" },
  "letter.approve": {
    why: "Letters are approved with the decision that they carry.",
    own: "Letters are approved with the decision that they carry.",
    command: "dueprocess approve",
  },
};

type Draw = (says: Says) => { title: string; rows: Row[]; note?: string; rests?: string[] };

const SILENCES: Record<string, Key> = { statute: "a statute", order: "an order (a gag)", request: "a mere request" };
const QUESTIONS: Record<string, Key> = {
  tell: "May we tell the person concerned?",
  admit: "May we admit that the demand exists?",
  count: "May we count it?",
};
const HOWS: Record<string, Key> = {
  mail: "by mail, sealed to the sending worker",
  post: "by post",
  fax: "by fax",
  hand: "by hand",
  portal: "through the authority's own portal",
};
/** Ways in which a release leaves the house by a page: each is sealed. */
export const LEAVES: Record<string, Key> = {
  age: "sealed to the age key that two people verified",
  cms: "sealed to the certificate that two people verified (CMS)",
  openpgp: "sealed to the OpenPGP key that two people verified",
  passphrase: "sealed by drawn words, read over the call-back",
  disk: "on a disk, sealed by drawn words, with a record of the hand-over",
  portal: "collected from the portal, sealed by drawn words",
};
const REACHED: Record<string, Key> = {
  call_back: "a call to the number that the desk verified",
  contact_point: "the national contact point",
  court_database: "the court's own database",
  consulate: "the consulate",
};
const KEY_KINDS: Record<string, Key> = { cms: "a certificate", openpgp: "an OpenPGP key", age: "an age key" };
const DIFFERS: Record<string, Key> = {
  "": "nothing said",
  new_order: "a new order",
  new_facts: "new facts",
  other_target: "another target",
  other_period: "another period",
  other_law: "another law",
};
const REASONS: Record<string, Key> = {
  facts: "the facts", law: "the law", scope: "the scope", ground: "the ground", words: "the words",
};
const WRONGS: Record<string, Key> = {
  wrong_target: "another person's data",
  too_wide: "more than was granted",
  wrong_recipient: "the wrong recipient",
  not_received: "it never arrived",
};
const DETAILS: Record<string, Key> = {
  aggregate: "in totals alone", summary: "a summary in the register", full: "in full in the register",
};
const OPERATIONS: Record<string, Key> = {
  add: "Add an item",
  amend: "Change an item",
  withdraw: "The authority takes an item back",
  lapse: "An item has ended by time",
};

const DRAW: Record<string, Draw> = {
  "arrival.classify": (says) => ({
    title: t("Say what this arrival is"),
    rows: [
      row(t("It is"), code("ArrivalIs", says["says"])),
      ...some(caseOrEmpty(says["case"]), t("It belongs to case")),
      ...some(caseOrEmpty(says["resembles"]), t("It repeats the demand of case")),
      ...some(matching(says["custodian"], /^([a-z][a-z0-9-]{1,30})?$/), t("Kept outside by")),
      ...some(dayOrNone(says["review_on"]), t("Looked at again on")),
    ],
  }),
  "face.confirm": (says) => {
    if (!isObject(says["fields"]) || !Object.keys(says["fields"]).length) unknown("fields");
    return {
      title: t("Confirm facts that you read in the original"),
      rows: fields(says["fields"], ""),
      note: t("You say that you read these facts in the original yourself. A change makes a decision that relied on the old ones void."),
    };
  },
  "item.change": (says) => ({
    title: closed(says["op"], OPERATIONS),
    rows: [item(says), ...fields(isObject(says["fields"]) ? says["fields"] : unknown("fields"), `items.${number(says["item"])}.`)],
  }),
  "case.merge": (says) => ({
    title: t("This case goes into another one"),
    rows: [row(t("Into case"), isId(says["into"], "c") ? says["into"] : unknown("into"))],
    note: t("Its items move there with their clocks."),
  }),
  "case.close": () => ({ title: t("Close this case: nothing is left to do"), rows: [] }),
  "decision.propose": (says) => ({
    title: t("Propose: {0}", code("Outcome", says["outcome"])),
    rows: [item(says), row(t("Outcome"), code("Outcome", says["outcome"])), ...ground(says["ground"]), ...lines(says["lines"])],
    note: t("Where one person suffices it stands at once; else a second person must approve exactly this."),
  }),
  "decision.approve": (says) => ({
    title: t("Approve a colleague's proposal"),
    rows: [item(says), row(t("Why it is another demand than the one refused before"), closed(says["differs"], DIFFERS))],
    rests: [matching(says["proposal"], /^[0-9a-f]{64}$/)],
    note: t("You are the second person: what the proposal says is decided."),
  }),
  "decision.send_back": (says) => ({
    title: t("Send a proposal back"),
    rows: [item(says), row(t("Not right"), closed(says["reason"], REASONS))],
    rests: [matching(says["proposal"], /^[0-9a-f]{64}$/)],
  }),
  "decision.withdraw": (says) => ({ title: t("Take your own proposal back"), rows: [item(says)] }),
  "gate.answer": (says) => ({
    title: closed(says["question"], QUESTIONS),
    rows: [item(says), row(t("Your answer"), closed(says["answer"], { yes: "yes", no: "no" })), ...some(dayOrNone(says["until"]), t("Asked again on"))],
    note: says["answer"] === "yes" ? t("Yes opens what stays closed without an answer.") : "",
  }),
  "secrecy.record": (says) => ({
    title: t("Record a duty of silence"),
    rows: [
      item(says),
      row(t("Imposed by"), closed(says["source"], SILENCES)),
      ...some(matching(says["rule"], /^[A-Za-z0-9.:_-]{0,80}$/), t("Rule of the law data")),
      row(t("It forbids"), forbidden(says)),
      ...some(dayOrNone(says["until"]), t("Last day of the silence")),
      ...some(dayOrNone(says["review_on"]), t("Reviewed on")),
    ],
  }),
  "secrecy.end": (says) => ({
    title: t("A duty of silence is over"),
    rows: [item(says), row(t("How"), closed(says["how"], { lifted: "it was lifted", expired: "its day came" }))],
    note: t("From now on there is a duty to tell."),
  }),
  "authority.verify": (says) => ({
    title: t("You reached this authority, and know where it is written to"),
    rows: [
      authority(says),
      row(t("How you found and reached it"), closed(says["how"], REACHED)),
      row(t("Hash of its contact"), matching(says["contact"], /^[0-9a-f]{64}$/).slice(0, 16)),
      ...("key" in says ? [row(t("Its key"), `${closed(says["key_kind"], KEY_KINDS)}, ${matching(says["key"], /^[0-9a-f]{64}$/).slice(0, 16)}`)] : []),
    ],
    note: t("It gives no trust yet: a second person confirms it."),
  }),
  "authority.confirm": (says) => ({
    title: t("Confirm what a colleague verified of an authority"),
    rows: [authority(says)],
    rests: [matching(says["verification"], /^[0-9a-f]{64}$/)],
    note: t("You are the second person: for 180 days letters go to this contact, and data are sealed to this key."),
  }),
  "report.sign": (says) => ({
    title: t("Sign a draft of the transparency report, as one of two"),
    rows: [
      row(t("Period"), matching(says["period"], /^[0-9]{4}(-[HQ][1-4])?$/)),
      row(t("Edition"), String(number(says["number"]))),
      row(t("Hash of its bytes"), matching(says["edition"], /^[0-9a-f]{64}$/)),
      ...some(matching(says["name"], /^([0-9a-f]{64})?$/).slice(0, 16), t("Hash of the name by which the public knows you")),
    ],
    note: t("Any change to the draft voids your signature. Two people sign, at least one of them of this house."),
  }),
  "authority.call_back": (says) => ({
    title: t("You reached the authority yourself"),
    rows: [row(t("By"), closed(says["how"], REACHED))],
    note: t("Never on a number that the demand itself gave."),
  }),
  "letter.send": (says) => ({
    title: t("Send a letter: {0}", code("LetterKind", says["kind"])),
    rows: [
      row(t("Items that it answers"), numbers(says["items"])),
      row(t("Kind"), code("LetterKind", says["kind"])),
      row(t("Language"), matching(says["language"], /^[a-z]{2}$/)),
      row(t("How it goes"), closed(says["how"], HOWS)),
      row(t("Sealed letter"), isId(says["sealed"], "s") ? says["sealed"] : unknown("sealed")),
    ],
  }),
  "note.add": (says) => ({
    title: t("Add a sealed note to the case"),
    rows: [row(t("Sealed note"), isId(says["sealed"], "s") ? says["sealed"] : unknown("sealed"))],
  }),
  "publication.propose": (says) => ({
    title: t("Propose to publish an item"),
    rows: [item(says), row(t("How much"), closed(says["detail"], DETAILS))],
  }),
  "publication.publish": (says) => ({
    title: t("Publish an item"),
    rows: [
      item(says),
      row(t("How much"), closed(says["detail"], DETAILS)),
      row(t("Row of the register"), isId(says["row"], "r") ? says["row"] : unknown("row")),
    ],
    note: t("It leaves the desk: everybody can read it, and copies stay."),
  }),
  "publication.withdraw": (says) => ({
    title: t("Take an item out of the public register"),
    rows: [item(says)],
    note: t("Copies that others made stay."),
  }),
  "duty.done": (says) => ({
    title: t("A duty was done outside the desk"),
    rows: [
      ...(says["item"] === null ? [] : [item(says)]),
      row(t("What was done"), matching(says["what"], /^[a-z][a-z_]{0,39}$/).replaceAll("_", " ")),
    ],
  }),
  "cost.record": (says) => ({
    title: t("Record what an item cost"),
    rows: [
      item(says),
      ...some(matching(says["tariff"], /^[A-Za-z0-9.:_-]{0,80}$/), t("Position of the law's tariff")),
      row(t("Units"), String(amount(says["units"], 0))),
      row(t("Minutes worked"), String(amount(says["minutes"], 0))),
    ],
  }),
  "cost.withdraw": (says) => ({
    title: t("A cost was recorded wrongly"),
    rows: [row(t("Recorded by the event of number"), String(amount(says["seq"], 1)))],
  }),
  "preserve.start": (says) => ({
    title: t("Keep data as they are, at once and silently"),
    rows: [item(says)],
    note: t("It lapses in 72 hours unless a second person verifies it."),
  }),
  "target.read": (says) => ({
    title: t("Say what you read in the original as a target"),
    rows: [item(says), row(t("Target"), matching(says["handle"], /^(?:ALL|T[1-9][0-9]{0,3})$/)), row(t("Mark"), matching(says["mark"], /^[0-9a-f]{64}$/).slice(0, 16))],
    note: t("The mark shows that two people read the same, and tells nobody what."),
  }),
  "release.approve": (says) => ({
    title: t("Agree to the release of exactly this production"),
    rows: [item(says), row(t("Production"), produced(says)), row(t("Deal"), matching(says["deal"], /^[0-9a-f]{64}$/).slice(0, 16)), row(t("Your share goes to"), holders(says["shares"]))],
    note: t("The first who agrees begins the hold. After it, whoever is last puts the shares together on their own machine."),
  }),
  "production.order": (says) => ({
    title: t("Ask the extraction host to make ready what was granted"),
    rows: [
      item(says),
      row(t("Production"), produced(says)),
      row(t("Extraction host"), matching(says["producer"], /^[a-z][a-z0-9-]{1,30}$/)),
      row(t("On the approval"), matching(says["approval"], /^[0-9a-f]{64}$/).slice(0, 16)),
      row(t("Sealed to the host"), matching(says["sealed"], /^s-[a-z2-7]{24}$/)),
    ],
    note: t("The host gives only what two people granted and read, and waits for its operator's yes. Nothing leaves the house by this."),
  }),
  "release.done": (says) => ({
    title: t("Release to the recipient what you sealed"),
    rows: [
      item(says),
      row(t("Production"), produced(says)),
      row(t("Deal"), matching(says["deal"], /^[0-9a-f]{64}$/).slice(0, 16)),
      row(t("How it goes to the recipient"), closed(says["how"], LEAVES)),
      ...some(matching(says["key"], /^(?:[0-9a-f]{64})?$/).slice(0, 16), t("Key of the recipient")),
      row(t("Files, by their hash"), hashes(says["sent"])),
    ],
    note: t("The desk then destroys its parts and shares: the files in your folder are all there is."),
  }),
  "production.drop": (says) => ({
    title: t("End a production that was not released"),
    rows: [item(says), row(t("Production"), produced(says))],
    note: t("Its parts and shares are deleted. What was ordered can be ordered anew."),
  }),
  "release.veto": (says) => ({
    title: t("Stop a release, for ever"),
    rows: [item(says), row(t("Production"), produced(says)), row(t("The deal that you stop"), matching(says["deal"], /^[0-9a-f]{64}$/).slice(0, 16))],
    note: t("One veto ends this production. Nobody can lift it; the item needs another production."),
  }),
  "release.recall": (says) => ({
    title: t("Call back what was released"),
    rows: [item(says), row(t("Production"), produced(says)), row(t("What was wrong"), closed(says["why"], WRONGS))],
    note: t("The recipient is asked to delete, the person and the data-protection authority are told, and it is counted."),
  }),
  "desk.freeze": () => ({
    title: t("Stop every production and release, now"),
    rows: [],
    note: t("No reason is asked. Two people must sign to go on; a veto and a recall are never stopped."),
  }),
  "desk.lift": (says) => ({
    title: t("Agree to go on after a stop"),
    rows: [row(t("The stop that you lift"), freezeName(says["freeze"]))],
    note: t("Two distinct people must agree. Agree only when you know why it was stopped, and that nobody forces you."),
  }),
  "key.retire": () => ({
    title: t("Retire your own key, at once and for ever"),
    rows: [],
    note: t("It signs nothing further, your pending shares are void and your envelopes are deleted. You come back with another key, by the next roster."),
  }),
  "preserve.verify": (says) => ({ title: t("Verify a preservation: you are the second person"), rows: [item(says)] }),
};

/** Acts that this program can draw. */
export const DRAWN = Object.keys(DRAW);

/**
 * The statement in words; `local` in a vault that the person's own machine serves.
 * Throws Refusal: `vault.elsewhere`, `vault.unknown-act`, `vault.unknown-value` …
 */
export function draw(statement: Statement, local = false): Drawn {
  const { act, says } = statement;
  const other = Object.hasOwn(ELSEWHERE, act) ? ELSEWHERE[act] : undefined;
  const why = local ? other?.own : other?.why;
  if (other && why) refuse("vault.elsewhere", t(why), t("Do it on your own machine: {0}", other.command));
  const made = Object.hasOwn(DRAW, act) ? DRAW[act] : undefined;
  const keys = act === "authority.verify" && Object.hasOwn(says, "key") ? [...(KEYS[act] ?? []), "key", "key_kind"] : KEYS[act];
  if (made === undefined || keys === undefined) {
    refuse("vault.unknown-act", t("{0} is no act that this program knows", act), t("Update the vault."));
  }
  if (!isObject(says, keys)) {
    refuse("vault.unknown-value", t("{0} says {1} and no more", act, [...keys].sort().join(", ") || t("nothing")));
  }
  for (const [key, values] of Object.entries(CLOSED[act] ?? {})) {
    if (!values.includes(String(says[key]))) unknown(key);
  }
  const { title, rows, note = "", rests = [] } = made(says);
  return { title, rows, note, rests };
}

function unknown(key: string): never {
  return refuse("vault.unknown-value", t("{0}: this program does not know what the value means", key), t("Update the vault, or ask the others."));
}

const row = (name: string, value: string): Row => ({ label: name, value });
const some = (value: string, name: string): Row[] => (value ? [row(name, value)] : []);

function code(list: string, value: Value | undefined): string {
  const codes = CODES[list];
  if (typeof value !== "string" || !codes || !Object.hasOwn(codes, value)) return unknown(list);
  return `${value.replaceAll("_", " ")}: ${meant(codes[value] ?? "")}`;
}

function closed(value: Value | undefined, words: Record<string, Key>): string {
  const word = typeof value === "string" && Object.hasOwn(words, value) ? words[value] : undefined;
  return word === undefined ? unknown(String(value)) : t(word);
}

function matching(value: Value | undefined, form: RegExp): string {
  return typeof value === "string" && form.test(value) ? value : unknown(String(value));
}

function number(value: Value | undefined): number {
  return typeof value === "number" && value >= 1 && value <= 99 ? value : unknown("item");
}

function amount(value: Value | undefined, least: number): number {
  return typeof value === "number" && value >= least ? value : unknown("number");
}

function freezeName(value: Value | undefined): string {
  if (isId(value, "e")) return value;
  return matching(value, /^[0-9a-f]{64}$/).slice(0, 16);
}

function produced(says: Says): string {
  return matching(says["production"], /^x-[a-z2-7]{24}$/);
}

function holders(value: Value | undefined): string {
  if (!Array.isArray(value) || !value.length) return unknown("shares");
  return value.map((one) => (isObject(one, ["sealed", "to"]) ? matching(one["to"], /^[a-z][a-z0-9-]{1,30}$/) : unknown("shares"))).join(", ");
}

function authority(says: Says): Row {
  return row(t("Authority"), matching(says["authority"], /^[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){0,6}$/));
}

function hashes(value: Value | undefined): string {
  if (!Array.isArray(value) || !value.length) return unknown("sent");
  return value.map((one) => matching(one as Value, /^[0-9a-f]{64}$/).slice(0, 16)).join(", ");
}

function item(says: Says): Row {
  return row(t("Item"), String(number(says["item"])));
}

function numbers(value: Value | undefined): string {
  return Array.isArray(value) && value.length ? value.map((one) => number(one)).join(", ") : unknown("items");
}

function caseOrEmpty(value: Value | undefined): string {
  if (value === "") return "";
  return isId(value, "c") ? short(value) : unknown("case");
}

function dayOrNone(value: Value | undefined): string {
  if (value === null) return "";
  return isDay(value) ? value : unknown("day");
}

function ground(value: Value | undefined): Row[] {
  return some(matching(value, /^[A-Za-z0-9.:_-]{0,80}$/), t("On the ground"));
}

function lines(value: Value | undefined): Row[] {
  if (!Array.isArray(value)) return unknown("lines");
  return value.map((line) => {
    if (!isObject(line, ["handle", "category", "answer"])) return unknown("lines");
    const who = matching(line["handle"], /^(?:ALL|T[1-9][0-9]{0,3})$/);
    const what = line["category"] === "" ? t("all data asked for") : code("DataCategory", line["category"]);
    return row(`${who === "ALL" ? t("All targets") : who}, ${what}`, code("LineAnswer", line["answer"]));
  });
}

function fields(value: Record<string, Value>, prefix: string): Row[] {
  return Object.entries(value).map(([name, inner]) => {
    const field = fieldOf(prefix + name);
    return { label: label(field), value: say(field, inner), path: field.path };
  });
}

function forbidden(says: Says): string {
  const words: Record<string, Key> = { tell: "telling the person", admit: "admitting that it exists", count: "counting it" };
  const said = Object.entries(words).filter(([key]) => {
    if (typeof says[key] !== "boolean") unknown(key);
    return says[key];
  });
  return said.length ? said.map(([, word]) => t(word)).join(", ") : t("nothing");
}
