/**
 * Finding a case: dockets of all cases that the person may open, merged here, kept in this browser sealed to the person,
 * and searched in memory. The desk hears of no search (ADR 0073).
 */
import { base64, fromBase64, sha256later } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { filled, LISTS, MEDIA, packed, read, type Docket, type Found } from "../formats/docket.ts";
import { secretsOf, strongest } from "../formats/identity.ts";
import { fresh, isId, sealedAs } from "../formats/ids.ts";
import * as moment from "../formats/moment.ts";
import { misshapen, Refusal, refuse } from "../formats/refusal.ts";
import { seal, unseal, unwrapKey } from "../formats/seal.ts";
import { part } from "./api.ts";
import { list, string, type Desk } from "./desk.ts";
import { put, take, type Place } from "./kept.ts";
import * as own from "./ownkey.ts";

const PLACE: Place = ["dueprocess-dockets", "dockets"];
const USE: own.Use = { name: "dockets", pad: 65_536 };
/** Of a list older than this nothing is answered: a case may have been forgotten since. */
export const FRESH = 5 * 60_000;
/** For so long stands that the desk shows all cases again. */
const SAID_FOR = 14 * 86_400_000;
const BATCH = 200;
const AHEAD = 75 * 60_000;
const MOST = 20;

/** How a docket stands here: as it was handed over, or the newer one that this browser knows, or refused by a rule. */
interface Row {
  /** Id of the docket that was handed over last. */
  readonly sealed: string;
  readonly docket: Docket | null;
  readonly rule: string;
}

/** What is looked through: all of it; the same without what stands between; the label; each reference and identifier by itself. */
interface Text {
  readonly text: string;
  readonly run: string;
  readonly label: string;
  readonly whole: readonly string[];
}

/** Another case, by what is the same there: its bytes, its mail's id, its exchange of mails, its reference, its subject. */
export interface Like {
  readonly id: string;
  readonly by: "bytes" | "mail" | "thread" | "reference" | "subject";
}

/** Somebody else opened more than thirty originals within an hour: a count, and no case. */
export interface Many {
  readonly person: string;
  /** The day of that hour. */
  readonly day: string;
  readonly count: number;
}

export interface Hit {
  readonly id: string;
  /** What the desk would tell its official: one of six words, and no more than the desk's. */
  readonly word: string;
  readonly docket: Docket;
  /** The value in which it was found, where the label does not show it. */
  readonly where: string;
}

/** A text as it is compared: small letters, one way to write each; and the same without what stands between. */
const plain = (text: string): string => text.normalize("NFKC").toLowerCase();
const bare = (text: string): string => plain(text).replace(/[^\p{L}\p{N}]/gu, "");

/** What tells a case from others: its first reference and its first identifier, shortly. */
/** `blind`: for whoever is to read the account in the original first, no account stands in it. */
export function labelOf({ references, identifiers, subjects }: Docket, blind = false): string {
  if (blind) return shortly(references[0] ?? "", 32);
  const name = identifiers[0] ?? "";
  const local = /^[^@\s]+(?=@)/.exec(name)?.[0] ?? name;
  const said = [references[0], local].filter(Boolean).map((one) => shortly(one ?? "", 32));
  return said.join(" · ") || shortly(subjects[0] ?? "", 48);
}

const SURE: readonly Like["by"][] = ["bytes", "mail", "thread", "reference", "subject"];

const isBytes = (one: string): boolean => one.startsWith("sha256:");
const isMail = (one: string): boolean => /^<[^<> ]+@[^<> ]+>$/.test(one);

/** What is searched: all but that by which arrivals are compared. */
const saidIn = (docket: Docket): string[] => LISTS.flatMap((name) => docket[name]).filter((one) => !isBytes(one) && !isMail(one));

/** Bytes and ids among the notes of a docket; its subject without what a reply puts before it. */
const partsOf = ({ notes, subjects }: Docket): readonly [readonly string[], readonly string[], string] => [
  notes.filter(isBytes),
  notes.filter(isMail),
  bare((subjects[0] ?? "").replace(/^((re|aw|fwd?|wg|antw)\s*:\s*)+/i, "")),
];

const at = (one: Value, name: string): Value => (isObject(one) ? (one[name] ?? null) : null);

const shortly = (text: string, most: number): string => ([...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text);

export class Finding {
  #rows = new Map<string, Row>();
  #texts = new Map<string, Text>();
  #words = new Map<string, string>();
  #many: readonly Many[] = [];
  #own = false;
  #widened = 0;
  #browser = "";
  #listed: number | null = null;
  #turn: Promise<void> = Promise.resolve();

  private constructor(private readonly desk: Desk, private readonly now: () => number) {}

  /** What this browser kept; nothing of it is answered before the desk said what its person may open. */
  static async open(desk: Desk, now: () => number): Promise<Finding> {
    const made = new Finding(desk, now);
    const data = await own.tried(() => take(desk, PLACE, own.nameOf(desk, USE, "")));
    if (data) made.resume(await own.unseal(desk, USE, "", data));
    return made;
  }

  /** Take over what `kept` gave. */
  resume(kept: Value): void {
    if (!isObject(kept) || !isObject(kept["rows"])) return;
    this.#own = kept["own"] === true;
    this.#widened = Number(kept["widened"]) || 0;
    this.#browser = String(kept["browser"]);
    this.#rows = new Map(Object.entries(kept["rows"] as unknown as Record<string, Row>));
    for (const [id, { docket }] of this.#rows) this.#spell(id, docket);
  }

  get kept(): Value {
    return { browser: this.#browser, own: this.#own, rows: Object.fromEntries(this.#rows), widened: this.#widened } as unknown as Value;
  }

  /** Whether the desk shows this person their own cases alone; and whether it did until lately, and shows all again. */
  get own(): "own" | "widened" | "" {
    return this.#own ? "own" : this.now() - this.#widened < SAID_FOR ? "widened" : "";
  }

  get many(): readonly Many[] {
    return this.#many;
  }

  /** Whether the desk said lately which cases there are; where not, nothing is answered. */
  get isFresh(): boolean {
    return this.#listed !== null && this.now() - this.#listed < FRESH;
  }

  /** How many cases are searched; how many have no docket; how many have one that does not hold; how many have more than theirs holds. */
  get counts(): { readonly searched: number; readonly without: number; readonly refused: number; readonly more: number } {
    const rows = [...this.#rows.values()];
    return { searched: rows.filter(({ docket }) => docket).length, without: rows.filter(({ docket, rule }) => !docket && !rule).length, refused: rows.filter(({ rule }) => rule).length, more: rows.filter(({ docket }) => docket?.more).length };
  }

  docketOf(id: string): Docket | null {
    return this.isFresh ? (this.#rows.get(id)?.docket ?? null) : null;
  }

  /** Ask which cases there are, drop all others, take what changed, keep it. One at a time. Throws Refusal; then nothing is answered. */
  renew(progress: (done: number, of: number) => void = () => {}): Promise<void> {
    this.#turn = this.#turn.catch(() => {}).then(() => this.#renew(progress));
    return this.#turn;
  }

  async #renew(progress: (done: number, of: number) => void): Promise<void> {
    const asked = this.now();
    const answer = await this.desk.api.get("/v1/dockets");
    const forgotten = answer["forgotten"];
    const listed = new Map(list(answer["rows"]).map((one) => (isObject(one) && isId(one["case"], "c") ? ([one["case"], string(one["docket"])] as const) : misshapen())));
    this.#words = new Map(list(answer["rows"]).map((one) => [string(at(one, "case")), string(at(one, "word"))]));
    this.#many = list(answer["many"]).map((one) => ({ person: string(at(one, "person")), day: string(at(one, "hour")).slice(0, 10), count: Number(at(one, "count")) }));
    const own = answer["own"] === true;
    const turned = own !== this.#own;
    if (turned) this.#widened = own ? 0 : asked;
    this.#own = own;
    const gone = [...this.#rows.keys()].filter((id) => !listed.has(id));
    for (const id of gone) this.#drop(id);
    const wanted = [...listed].filter(([id, sealed]) => sealed && this.#rows.get(id)?.sealed !== sealed).map(([id]) => id);
    for (const [id, sealed] of listed) if (!sealed && !this.#rows.has(id)) this.#rows.set(id, { sealed: "", docket: null, rule: "" });
    this.#listed = asked;
    let changed = turned || gone.length > 0;
    for (let at = 0; at < wanted.length; at += BATCH) {
      progress(at, wanted.length);
      const some = await this.desk.api.post("/v1/dockets", { cases: wanted.slice(at, at + BATCH) });
      for (const one of list(some["rows"])) {
        if (!isObject(one) || !listed.has(string(one["case"]))) misshapen();
        await this.#take(one);
        changed = true;
        await new Promise((yes) => setTimeout(yes)); // opening takes milliseconds each: the page goes on meanwhile
      }
      // What was asked for and not given stands without a docket, and is counted so.
      for (const id of wanted.slice(at, at + BATCH)) if (!this.#rows.has(id)) this.#rows.set(id, { sealed: "", docket: null, rule: "" });
    }
    this.find("qxqx qxqx"); // a first look through everything takes longest: not while somebody types
    await this.#keep(changed, typeof forgotten === "number" ? forgotten : 0);
  }

  #drop(id: string): void {
    this.#rows.delete(id);
    this.#texts.delete(id);
  }

  /** One docket that was handed over: what does not hold is refused, and an older one never stands for a newer one. */
  async #take(row: Record<string, Value>): Promise<void> {
    const id = string(row["case"]);
    const known = this.#rows.get(id)?.docket ?? null;
    const sealed = string(row["docket"]);
    try {
      const made = await this.#opened(id, row, sealed);
      // A machine's never replaces a person's; of the same sort the later one counts.
      const older = known !== null && (made.by ? known.by !== "" && made.at < known.at : known.by !== "" || made.at < known.at);
      this.#set(id, { sealed, docket: older ? known : made, rule: older ? "docket.older" : "" });
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      this.#set(id, { sealed, docket: known, rule: fault.rule });
    }
  }

  async #opened(id: string, row: Record<string, Value>, sealed: string): Promise<Docket> {
    const [envelope, data] = [fromBase64(string(row["envelope"])), fromBase64(string(row["bytes"]))];
    if (envelope === null || data === null || sealedAs(await sha256later(data)) !== sealed) misshapen();
    const secret = await unwrapKey(envelope, secretsOf(this.desk.who), string(row["recipient"]));
    const { header, content } = await unseal(data, [secret]);
    if (header.kind !== "docket") refuse("docket.form", "the object is no docket");
    const made = read(content, id, this.desk.rosters);
    if ((moment.parse(made.at) ?? 0) > this.now() + AHEAD) refuse("docket.time", "it is dated later than now");
    return made;
  }

  #set(id: string, row: Row): void {
    this.#rows.set(id, row);
    this.#spell(id, row.docket);
  }

  #spell(id: string, docket: Docket | null): void {
    const said = docket ? saidIn(docket) : [];
    const whole = docket ? [...docket.references, ...docket.identifiers].map(bare) : [];
    this.#texts.set(id, { text: [id, plain(said.join("\n"))].join(" "), run: bare(said.join("\n")), label: docket ? plain(labelOf(docket)) : "", whole });
  }

  /** Keep it here, and say so: until then a proof of forgetting names this browser. A window that keeps nothing says nothing. */
  async #keep(changed: boolean, forgotten: number): Promise<void> {
    if (changed || !this.#browser) {
      this.#browser ||= fresh("b");
      const data = await own.seal(this.desk, USE, "", this.kept);
      const kept = await own.tried(async () => { await put(this.desk, PLACE, own.nameOf(this.desk, USE, ""), data); return true; });
      if (!kept) this.#browser = "";
    }
    if (this.#browser) await this.desk.api.post("/v1/dockets/kept", { browser: this.#browser, forgotten });
  }

  /** Cases in which every word stands, the best first; none where the list of cases is too old to answer from. */
  find(words: string): { readonly hits: readonly Hit[]; readonly of: number } {
    const wanted = plain(words).split(/\s+/).filter(Boolean);
    const whole = bare(words);
    if (!this.isFresh || !wanted.length) return { hits: [], of: 0 };
    const found: { readonly id: string; readonly docket: Docket; readonly rank: number; readonly labelled: boolean }[] = [];
    for (const [id, at] of this.#texts) {
      const docket = this.#rows.get(id)?.docket;
      if (!docket || !(wanted.every((word) => at.text.includes(word)) || (whole.length > 3 && at.run.includes(whole)))) continue;
      const labelled = wanted.every((word) => at.label.includes(word)) || id.startsWith(wanted[0] ?? "");
      found.push({ id, docket, labelled, rank: at.whole.includes(whole) ? 0 : labelled ? 1 : 2 });
    }
    found.sort((one, other) => one.rank - other.rank || (one.docket.at < other.docket.at ? 1 : one.docket.at > other.docket.at ? -1 : 0));
    const inside = (value: string): boolean => wanted.some((word) => plain(value).includes(word)) || (whole.length > 3 && bare(value).includes(whole));
    const hits = found.slice(0, MOST).map(({ id, docket, labelled }): Hit => ({ id, docket, word: this.#words.get(id) ?? "", where: labelled ? "" : (saidIn(docket).find(inside) ?? "") }));
    return { hits, of: found.length };
  }

  /** Cases with which one has something in common, the surest first; compared here, and the desk hears of nothing. */
  alike(id: string): readonly Like[] {
    const mine = this.docketOf(id);
    if (mine === null) return [];
    const [bytes, ids, subject] = partsOf(mine);
    const references = mine.references.map(bare).filter((one) => one.length > 3);
    const found: Like[] = [];
    for (const [other, { docket }] of this.#rows) {
      if (docket === null || other === id) continue;
      const [theirs, named, called] = partsOf(docket);
      const by: Like["by"] | "" = bytes.some((one) => theirs.includes(one)) ? "bytes" : ids.length && ids[0] === named[0] ? "mail" : ids.some((one) => named.includes(one)) ? "thread"
        : docket.references.some((one) => references.includes(bare(one))) ? "reference" : subject.length > 7 && subject === called ? "subject" : "";
      if (by) found.push({ id: other, by });
    }
    return found.sort((one, other) => SURE.indexOf(one.by) - SURE.indexOf(other.by)).slice(0, 3);
  }

  /** Make a case's docket anew of what this person opened, and put it in the place of the one before. Throws Refusal. */
  async write(id: string, recipient: string, found: (known: Docket | null) => Found): Promise<void> {
    const known = this.#rows.get(id)?.docket ?? null;
    const { who, api } = this.desk;
    const made = filled({ at: moment.write(this.now()), by: who.name, case: id }, found(known));
    if (known?.by && LISTS.every((name) => known[name].join("\n") === made[name].join("\n"))) return;
    const bytes = await seal("docket", MEDIA, packed(made, strongest(who)), recipient, this.now());
    await api.post(`/v1/cases/${part(id)}/docket`, { bytes: base64(bytes) });
    this.#set(id, { sealed: sealedAs(await sha256later(bytes)), docket: made, rule: "" });
  }

  /** What this person opened here: its label may be shown, whatever the desk lists. */
  labelOf(id: string, blind = false): string {
    const docket = this.#rows.get(id)?.docket;
    return docket ? labelOf(docket, blind) : "";
  }
}
