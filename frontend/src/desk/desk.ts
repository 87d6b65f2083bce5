/** One person at one desk: roster checked from the browser's own pin, session, cases opened, acts signed. */
import { fromBase64, hex, sha256hex, sha256later, utf8, base64, type Bytes } from "../formats/bytes.ts";
import { firstPin, walk, type Line, type Pin } from "../formats/chain.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { fromUtf8 } from "../formats/bytes.ts";
import { isId } from "../formats/ids.ts";
import { secretsOf, strongest, strongestKey, type Identity } from "../formats/identity.ts";
import * as moment from "../formats/moment.ts";
import { commitmentLater } from "../formats/object.ts";
import { misshapen, Refusal, refuse, TELL } from "../formats/refusal.ts";
import { HEX, personOf, type Person, type Roster } from "../formats/roster.ts";
import { seal, unseal, unwrapKey } from "../formats/seal.ts";
import { targetKey } from "../formats/selector.ts";
import { sessionNote } from "../formats/session.ts";
import { checkBeside, checkRosters, DESK, ENDS, follow, goesInto, nameOf, ofCase, origins } from "../formats/links.ts";
import type { Purges } from "../formats/purges.ts";
import * as statements from "../formats/statement.ts";
import { sealedAs } from "../formats/ids.ts";
import { newSecret, recipientOf } from "../formats/age.ts";
import { part, type Answer, type Api } from "./api.ts";
import { checkTold, KEY, type Anew, type Attached, type Drawn, type Opened, type Standing } from "./casekey.ts";
import { otherDesks, readMark, readOwn, readPin, writeMark, writeOwn, writePin, type Store } from "./pins.ts";

/** Asked where this browser has not seen the desk before; `others` are desks that it knows. */
export type AskFirst = (desk: string, others: readonly string[]) => Promise<boolean>;

export type { Attached, Opened };

export interface Case {
  readonly id: string;
  readonly revision: number;
  /** How the demand arrived. */
  readonly channel: string;
  /** The case's public key, as derived from the secret in this person's envelope; never as the server names it. */
  readonly recipient: string;
  /** Key of the case's marks: it confirms what was read of a target, and opens nothing. */
  readonly markKey: Bytes;
  readonly opened: readonly Opened[];
}

/** What one's own machine reckoned, and where the desk's word differs from it. */
export interface Reckoned {
  /** Number of an item → hash of the answer. */
  readonly answer: Readonly<Record<string, string>>;
  /** Path, and the hash of the file here and at the desk. */
  readonly files: readonly (readonly string[])[];
  /** Item, part of the answer, what was reckoned here, what the desk says. */
  readonly answers: readonly (readonly string[])[];
  /** Item, who signed about it on another answer than this, and in which part, where it is one. */
  readonly signed: readonly (readonly string[])[];
  /** Day of an earlier receipt, by the desk's word alone; or empty. */
  readonly since: string;
  /** Paths of the facts that nobody confirmed and on which it hangs. */
  readonly hangsOn: readonly string[];
}

/** A statement as this program composed it, to be shown and signed. */
export interface Composed {
  readonly text: string;
  /** Statements of colleagues, among them those on which it rests. */
  readonly notes?: readonly string[];
  /** What acts on a case rely on, all its items together. */
  readonly relied?: Readonly<Record<string, Value>>;
  /** What this person's own machine reckoned that the law answers. */
  readonly reckoned?: Reckoned | null;
  /** Paths of facts that nobody confirmed and on which what the law answers hangs: reckoned here, or by the desk's word in a page of the desk. */
  readonly hangsOn?: readonly string[];
}

export interface Done {
  readonly case: string;
  readonly revision: number;
  readonly events: readonly string[];
}

/** What a statement on a case rests on, as it was checked. */
export interface Place {
  /** Hash of what an act about an item relies on; of 0: of one about no item. */
  readonly basis: (item: number) => string;
  readonly revision: number;
  readonly law?: statements.LawAnswer | null;
}

/** Kinds of objects that people read: what a machine made of them is named by no statement. */
/** As canonical JSON says them: where no note holds one, nothing was settled. */
const SETTLES = [`"act":"case.purge"`, `"act":"statement.strike"`];
const NAMED = ["original", "note", "letter"];

export class Desk {
  readonly #opened = new Map<string, [string, string][]>();
  /** By case: the key that stands, as the last look found it. */
  readonly keys = new Map<string, Standing | null>();
  readonly drawn = new Map<string, Drawn>();
  /** Cases that two people forgot. */
  readonly gone = new Set<string>();
  /** Cases whose items went into one, also by way of others; none that was purged. */
  readonly merged = new Map<string, readonly string[]>();
  #channel?: string;
  /** By case: the key that was struck out and that the next one replaces, as the last look found it. */
  readonly struck = new Map<string, string>();
  /** By case: name of the key whose successors were compared here with what came. */
  readonly compared = new Map<string, string>();
  readonly #marks = new Map<string, statements.Mark>();
  /** Tells the process that serves one's own vault what is signed here; none in a page that the desk serves. */
  tell: ((about: Readonly<Record<string, unknown>>) => Promise<unknown>) | null = null;
  /** Asks it what the law answers. */
  askLaw: ((question: unknown) => Promise<unknown>) | null = null;

  readonly anew = (): Promise<Anew> => Desk.anew();
  /** What a case rests on, looked at before it is taken (`compose.ts`). */
  static look: (desk: Desk, id: string) => Promise<unknown> = () => misshapen();

  /** What seals a case anew and compares: fetched where it is needed (`main.ts`). */
  static anew: () => Promise<Anew> = () => misshapen();

  private constructor(
    readonly api: Api,
    readonly who: Identity,
    readonly line: Line,
    readonly about: Answer,
    readonly now: () => number,
    /** What is remembered, of this browser or of one's own vault: pins and revisions, public data alone. */
    readonly store: Store,
  ) {}

  /**
   * Open a session and check the desk. Throws Refusal where anything does not hold; then nothing is pinned.
   * The pin is the browser's own: the chain that the desk serves must contain it.
   */
  static async open(api: Api, who: Identity, place: Store | ((desk: string) => Promise<Store>), ask: AskFirst, now: () => number): Promise<Desk> {
    const id = string((await api.get("/v1/hello"))["desk"]);
    if (!HEX.test(id)) refuse("vault.bad-answer", "the desk does not say which desk it is");
    const store = typeof place === "function" ? await place(id) : place;
    const seen = readPin(store, id);
    if (seen === null && !(await ask(id, otherDesks(store, id)))) {
      refuse("vault.not-compared", "the desk's fingerprint was not confirmed", "Ask a colleague for it, then come back.");
    }
    const note = sessionNote(who.name, strongest(who), id, api.origin, now());
    const session = await api.post("/v1/session", { note: fromUtf8(note) });
    api.use(string(session["token"]));
    const about = await api.get("/v1/desk");
    const line = chainOf(about, seen ?? firstPin(id), now());
    const desk = new Desk(api, who, line, about, now, store);
    desk.checkMyself();
    writePin(store, line.pin);
    await store.flush?.();
    return desk;
  }

  /** The roster in force for this client. */
  get roster(): Roster {
    return this.line.inForce;
  }

  get rosters(): readonly Roster[] {
    return this.line.rosters;
  }

  /** The newest roster, in force or waiting: what is signed names it. */
  get newest(): Roster {
    return this.line.rosters.at(-1) ?? this.roster;
  }

  /** What is dated after it is passed over, what stops apart (`AHEAD` in `formats/standing.py`). */
  get latest(): string {
    return moment.write(this.now() + 3_600_000);
  }

  get id(): string {
    return this.roster.deskId;
  }

  get me(): Person {
    return personOf(this.roster, this.who.name) ?? refuse("access.not-on-roster", `${this.who.name} is not on roster ${this.roster.number}`);
  }

  /** The verifier key with which this identity signs: whether it is retired is asked of that one. */
  get vkey(): string {
    return strongestKey(this.who);
  }

  private checkMyself(): void {
    const { me, who } = this;
    if (me.vkey !== who.vkey || me.age !== who.age || (who.own && (me.own?.vkey !== who.own.vkey || me.own.age !== who.own.age))) {
      refuse("roster.swapped-key", `The roster names another key for ${who.name}.`, "Tell the others before you do anything.");
    }
  }

  /** Take a case's sealed objects to this machine and open them. That they were taken is recorded. */
  async take(id: string, progress?: (done: number, of: number) => void): Promise<Case> {
    if (!isId(id, "c")) refuse("vault.bad-case", "the address names no case");
    if (!this.keys.has(id)) await Desk.look(this, id);
    await this.api.post(`/v1/cases/${part(id)}/read`, {});
    const told = await this.api.get(`/v1/cases/${part(id)}/material`);
    const [found, void_] = [this.keys.get(id) ?? null, this.struck.get(id) ?? ""];
    // What came is opened as before a key that was struck out, which counts for nothing.
    const material: Answer = void_ && isObject(told["vessel"]) ? { ...told, ...told["vessel"], vessel: null } : told;
    const envelope = bytesOf(material["envelope"]);
    if (envelope === null) {
      refuse("access.no-envelope", `There is no envelope of this case for ${this.who.name}.`, `A colleague runs: dueprocess roster share --with ${this.who.name}`);
    }
    if (this.gone.has(id)) refuse("case.vessel-kept", "two people forgot this case; the desk keeps what opens it", TELL);
    const recipient = string(material["recipient"]);
    const channel = (this.#channel = string(material["channel"]));
    const vessel = material["vessel"] ?? null;
    checkTold(found, recipient, vessel !== null);
    const secret = await unwrapKey(envelope, secretsOf(this.who), recipient);
    const committed = new Set(list(material["committed"]).map(string));
    const rows = list(material["objects"]).filter((one) => isObject(one) && one["reader"] === "case") as Record<string, Value>[];
    const all = await this.#all(rows, committed, secret, progress);
    const opened = all.map(([one]) => one);
    const named: [string, string][] = [];
    const taken = new Map(found?.taken);
    for (const [one, cipher] of all) {
      const { kind } = one.header;
      const commitment = await commitmentLater(one.header, one.content);
      if ((taken.get(one.id) ?? commitment) !== commitment) swapped();
      taken.delete(one.id);
      // Before the case has a key of the house no note names what a stranger could guess at: it names the ciphertext.
      if (NAMED.includes(kind)) named.push([found ? commitment : cipher, kind]);
    }
    // The key is public: a desk could seal another letter to it.
    if (taken.size || (found?.bound && opened.some(({ id: name, header }) => header.kind === "original" && !found.taken.has(name)))) swapped();
    this.#opened.set(id, named.sort());
    if (found && !found.seen && found.by !== this.who.name) {
      if (await (await Desk.anew()).compare(this, found, opened, vessel, (rows, key) => this.#all(rows, committed, key))) this.compared.set(id, found.name);
    }
    const written = void_ ? await (await Desk.anew()).written(told, secretsOf(this.who), opened, (rows, key) => this.#all(rows, committed, key)) : [];
    const drawn = found ? null : { secret: newSecret(), opened: all, vessel: recipient, replaces: void_, written, then: () => {}, made: null };
    const house = drawn ? await recipientOf(drawn.secret) : recipient;
    if (drawn) this.drawn.set(id, { ...drawn, recipient: house });
    return { id, revision: Number(material["revision"]), channel, recipient: house, markKey: targetKey(drawn?.secret ?? secret), opened };
  }

  /** What is listed, opened, each with the hash of its ciphertext. Throws Refusal. */
  async #all(rows: readonly Record<string, Value>[], committed: Set<string>, secret: string, progress?: (done: number, of: number) => void): Promise<[Opened, string][]> {
    const all: [Opened, string][] = [];
    for (const row of rows) {
      progress?.(all.length, rows.length);
      const [one, cipher] = await this.#open(string(row["id"]), string(row["kind"]), committed, secret);
      if (one.header.kind !== row["kind"]) refuse("sealed.kind", `it is in truth ${one.header.kind}`, TELL);
      all.push([one, cipher]);
    }
    return all;
  }

  async #open(id: string, kind: string, committed: Set<string>, secret: string): Promise<[Opened, string]> {
    const data = await this.api.bytes(`/v1/sealed/${part(id)}`);
    const hash = await sha256later(data);
    if (!committed.has(hash)) {
      refuse("sealed.not-committed", "An object of this case is not the one that was sealed.", "Tell the others before you believe it.");
    }
    const own = id === sealedAs(hash);
    try {
      return [{ id, own, ...(await unseal(data, [secret])) }, hash];
    } catch (fault) {
      // Who hands a demand in can seal a part of it to nobody: it is its own bytes, and the rest is opened.
      // And a note that its writer sealed to nobody closes no case to the others.
      if ((kind !== "note" && (own || this.#channel !== "portal")) || !(fault instanceof Refusal)) throw fault;
      return [(await Desk.anew()).unopened(id, kind, data), hash];
    }
  }

  /** What the own process opens a case's sealed mail by: the mailbox's keys as they open here, and what the desk shows. */
  async mail({ opened }: Case): Promise<Record<string, unknown>> {
    const [keys, itself, authorities] = await Promise.all(["mail-keys", "itself", "authorities"].map((one) => this.api.get(`/v1/desk/${one}`)));
    const secrets = await Promise.all(list(keys!["rows"]).map(async (row) => {
      const sealed = isObject(row) && bytesOf(row["envelope"]);
      const one = sealed && (await unseal(sealed, secretsOf(this.who)).catch(() => null));
      return one && one.header.kind === "mail_key" ? base64(one.content) : "";
    }));
    const originals = opened.filter((one) => one.header.kind === "original").map((one) => base64(one.content));
    return { authorities, itself, keys, originals, pin: this.line.pin, secrets };
  }

  /** What was opened of a case since this vault was unlocked: commitments and kinds, as statements name them. */
  openedOf(id: string | null): readonly (readonly [string, string])[] {
    return (id === null ? undefined : this.#opened.get(id)) ?? [];
  }

  /** Seal what was written here, for the case or for the sending worker of the checked roster. */
  async seal(kind: string, media: string, content: Uint8Array, reader: "case" | "worker", of?: Case): Promise<Attached> {
    const recipient = reader === "worker" ? this.roster.worker : this.#keyOf(of);
    if (recipient === null) {
      refuse("letter.no-worker", "This desk has no sending worker.", "Send it by post, fax or hand, and say so.");
    }
    const name = kind === "letter" ? "letter.json" : "";
    const bytes = await seal(kind, media, content, recipient, this.now(), name);
    return { id: sealedAs(sha256hex(bytes)), kind, reader, bytes };
  }

  #keyOf(of: Case | undefined): string {
    // A case in which nothing could be opened has a key that only the server vouches for.
    if (!of?.opened.length) refuse("vault.nothing-opened", "Nothing of this case was opened here, so its key cannot be known.");
    return of.recipient;
  }

  /** What two people settled on the desk's own chain, where somebody signed that: which chains were purged, which notes struck out. Throws Refusal. */
  async settled(id: string, notes: readonly string[], shown?: Value): Promise<{ readonly chains: ReadonlyMap<string, readonly Bytes[]>; readonly struck: ReadonlySet<string>; readonly purges: Purges }> {
    const asked = shown !== undefined && !(isObject(shown) && !Object.keys(shown).length);
    const seldom = asked || notes.some((note) => SETTLES.some((act) => note.includes(act)));
    const of = seldom ? await import("../pages/rare.ts").catch(() => refuse("vault.part", "This part of the vault did not come from the server, or is of another version. Load the page again.")) : null;
    const left = of?.leftOf(shown) ?? new Map<string, readonly string[]>();
    const chains = new Map([...new Set([id, DESK]), ...origins(id, notes)].map((one) => [one, ofCase(one, notes, left.get(one))] as const));
    const purges = of?.purgesOf(this.rosters, chains, this.roster, this.latest) ?? { stand: new Map(), wait: new Map() };
    of?.checkPurged(this.id, chains, left, purges);
    return { chains, purges, struck: of?.struckOf(this.rosters, notes.map(utf8), chains, this.roster, this.latest) ?? new Set() };
  }

  /** Hold the notes of a case, and those on the desk itself, against what people signed of their order, and remember how far they go. `shown`: what the desk says was purged. Throws Refusal. */
  async follow(id: string, notes: readonly string[], shown?: Value): Promise<Purges> {
    await this.store.sync?.();
    const { chains, purges, struck } = await this.settled(id, notes, shown);
    checkRosters(this.rosters, notes, struck);
    const own = [...new Set([id, DESK])];
    const marks = own.map((of) => [of, follow(this.id, of, chains.get(of)!, readMark(this.store, of), struck)] as const);
    for (const [of, links] of chains) {
      if (!own.includes(of)) follow(this.id, of, links, null, struck);
      checkBeside(this.id, of, links, chains, struck);
    }
    for (const of of own) {
      const shown = new Set(chains.get(of)!.map((link) => hex(nameOf(link))));
      if (readOwn(this.store, of).some((name) => !shown.has(name))) refuse("chain.shorter", "the desk keeps back what you signed here yourself, and what it took", TELL);
    }
    for (const [of, mark] of marks) {
      writeOwn(this.store, of, []);
      writeMark(this.store, of, mark);
      this.#marks.set(of, mark);
    }
    await this.store.flush?.();
    const gone = purges.stand.get(id);
    if (gone) refuse("case.purged", `${gone.by.join(", ")} purged this case on ${gone.at.slice(0, 10)}: nothing that was signed on it is kept`);
    return purges;
  }

  /** What is signed next names no mark of a chain that is refused. */
  unmark(id: string): void {
    this.#marks.delete(id);
  }

  /** The text of a look in the words of this person, of now. `id` is null for an act on the desk itself. */
  text(id: string | null, acts: readonly statements.Said[], on: Place): string {
    const { id: desk, newest: roster, who } = this;
    const others = id === null ? [] : [DESK, ...acts.map(goesInto).filter(Boolean)];
    const beside = others.flatMap((of) => { const mark = this.#marks.get(of); return mark ? [[of, ...mark] as const] : []; });
    return statements.textOf({ desk, roster: [roster.number, roster.hash], case: id, revision: on.revision, by: who.name, at: moment.write(this.now()), basis: statements.basesOf(acts, on.basis), acts, opened: (acts.some(({ act }) => act === KEY) && this.drawn.get(id ?? "")?.made?.named) || this.openedOf(id), seen: this.#marks.get(id ?? DESK) ?? null, law: on.law ?? null, beside });
  }

  /** The acts of a text, if it may be signed here and now: this person, desk, roster and hour. Throws Refusal. */
  check(text: string): readonly statements.Statement[] {
    const look = statements.lookOf(text);
    if (look.by !== this.who.name) {
      refuse("statement.wrong-signer", `The statement is in the name of ${look.by}; you are ${this.who.name}.`);
    }
    statements.checkPlace(look, this.newest);
    const minutes = Math.abs(Date.parse(look.at) - this.now()) / 60_000;
    if (minutes > 60) {
      refuse("vault.wrong-time", "The statement is dated more than an hour from now.", "Check the clock of this machine; then begin again.");
    }
    return statements.statementsOf(look);
  }

  /** The colleague's statement on which an act rests, checked by its hash and its signature. */
  rests(hash: string, notes: readonly string[]): statements.Statement {
    for (const note of notes.map(utf8)) {
      const { look } = statements.parseLook(note);
      const number = look.acts.findIndex((_, at) => statements.hashOf(note, at + 1) === hash);
      if (number < 0) continue;
      const roster = this.rosters[look.roster[0] - 1];
      if (roster === undefined) refuse("statement.wrong-roster", `roster ${look.roster[0]} is not in the checked chain`);
      return statements.verifyLook(note, roster)[number]!;
    }
    return refuse("vault.proposal-missing", "The desk did not hand over the proposal that you would approve.", "Approve it with: dueprocess approve");
  }

  /** The note over a text that was shown, once it is checked again. */
  note(text: string): string {
    this.check(text);
    // A lawyer on no roster compared the daily key on the telephone, and knows no other.
    const asks = statements.lookOf(text).acts.every(({ act }) => act === "counsel.ask");
    return string(fromUtf8(statements.signText(text, this.who.name, asks ? this.who.seed : strongest(this.who))));
  }

  /** Hand a signed note in. What the desk took it has to show from then on, here and to the own process, which keeps no share of what is ended. */
  async handIn(path: string, id: string, note: string, more: Answer): Promise<Done> {
    const { acts } = statements.parseLook(utf8(note)).look;
    const tell = async (name: string, ends: readonly unknown[] = []): Promise<unknown> => this.tell?.({ desk: this.id, me: this.who.name, of: id, name, ends }).catch(() => null);
    const ends = acts.flatMap(({ act, says }) => (ENDS.includes(act) ? [[act, says["item"] ?? 0]] : []));
    if (ends.length) await tell("", ends);
    const done = doneOf(await this.api.post(path, { ...more, note }));
    const name = sha256hex(utf8(note));
    writeOwn(this.store, id, [...readOwn(this.store, id), name]);
    await this.store.flush?.().catch(() => null); // the desk took it: what could not be written waits for the next look
    await tell(name);
    return done;
  }

  /** Sign a text that was checked and shown, and hand it in. */
  async sign(text: string, attached: readonly Attached[] = []): Promise<Done> {
    const id = statements.lookOf(text).case ?? "";
    const drawn = statements.lookOf(text).acts.some(({ act }) => act === KEY) ? this.drawn.get(id) : null;
    const made = drawn?.made;
    const sealed = [...attached, ...(made?.attached ?? [])].map((one) => ({ ...one, bytes: base64(one.bytes) }));
    const envelopes = (made?.envelopes ?? []).map(([person, bytes]) => ({ person, bytes: base64(bytes) }));
    const done = await this.handIn("/v1/acts", id, this.note(text), { attached: sealed, ...(made ? { envelopes } : {}) });
    if (drawn && made) {
      this.drawn.delete(id);
      this.keys.delete(id);
      this.#opened.set(id, [...made.named] as [string, string][]);
      drawn.then();
    }
    return done;
  }
}

/** What the desk says that it did. */
export function doneOf(done: Answer): Done {
  return { case: string(done["case"] ?? ""), revision: Number(done["revision"]), events: list(done["events"] ?? []).map(string) };
}

function chainOf(about: Answer, pin: Pin, now: number): Line {
  const roster = about["roster"];
  const notes = isObject(roster) ? list(roster["notes"]).map(string) : [];
  return walk(pin, notes.map((one) => utf8(one)), now);
}

const swapped = (): never => refuse("sealed.successor", "a successor is missing or another", TELL);

export function list(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : misshapen();
}

export function string(value: Value | undefined): string {
  return typeof value === "string" ? value : misshapen();
}

export function bytesOf(value: Value | undefined): Bytes | null {
  return typeof value === "string" && value ? fromBase64(value) : null;
}
