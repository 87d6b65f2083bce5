/**
 * A releaser before a desk: what is agreed to, checked by the process that serves this page on the person's own machine
 * (`release`, ADR 0039); the key, the share and the signature stay in this window.
 */
import { RECIPIENT } from "../formats/age.ts";
import { base64, concat, sha256hex, utf8, type Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { misshapen, otherCase, refuse } from "../formats/refusal.ts";
import { secretsOf } from "../formats/identity.ts";
import { HEX, ownAge, personOf } from "../formats/roster.ts";
import { seal, unseal } from "../formats/seal.ts";
import type { Says } from "../formats/statement.ts";
import { part, type Answer } from "./api.ts";
import { list, string, type Composed, type Desk, type Place } from "./desk.ts";
import { told, type Ask } from "./own.ts";
import { readSeen, writeSeen } from "./pins.ts";

const MAX_SMALL = 8 * 1024 * 1024;
/** How many authenticators open the identity of somebody who releases (ADR 0050). */
const AUTHENTICATORS = 2;

export interface Row {
  readonly id: string;
  readonly item: number;
  readonly state: string;
}

export interface Share {
  readonly to: string;
  readonly sealed: string;
  readonly share: string;
}

/** One person's newest agreement on a deal: its hash, and what it names. */
export interface Agreed {
  readonly by: string;
  readonly hash: string;
  readonly at: string;
  readonly finisher: string;
  readonly way: string;
  readonly recipient: string;
  readonly manifest: string;
  /** SHA-256 of the share that its holder keeps, sealed to the finisher. */
  readonly share: string;
}

export interface Content {
  readonly target: string;
  readonly kind: string;
  readonly records: number;
  readonly bytes: number;
  readonly first: string;
  readonly last: string;
}

/** What two people granted of an item, and what the law says of it here. */
export interface Granted {
  /** Handle and data category. */
  readonly granted: readonly (readonly [string, string])[];
  /** What was asked and is not given: handle, data category, answer. */
  readonly kept: readonly (readonly string[])[];
  readonly grantedBy: readonly string[];
  /** First and last day that are given, and that were asked; empty where none is. */
  readonly period: readonly [string, string];
  readonly asked: readonly [string, string];
  /** What is given of subscriber data; empty: all of it. */
  readonly part: string;
  readonly authority: string;
  /** Where what people signed of the law's answer is not what the program on this machine reckons: a word, then its values (`law_noted.py`). */
  readonly otherwise: readonly (readonly string[])[];
}

/** What the checks found: all of it follows from signatures, or from the manifest that the deal names. */
export interface Facts extends Place, Granted {
  readonly roster: number;
  readonly deal: string;
  readonly order: string;
  readonly item: number;
  readonly k: number;
  readonly production: string;
  readonly manifest: { readonly sealed: string; readonly hash: string };
  readonly shares: readonly Share[];
  readonly agreed: readonly Agreed[];
  /** Who may put the shares together, with the key that a share is sealed to. */
  readonly finishers: readonly { readonly name: string; readonly age: string }[];
  /** From when on this machine hands over and finishes; empty while nobody agreed. */
  readonly holdUntil: string;
  /** Hash of the recipient's key that two people verified; empty where none was. */
  readonly key: string;
  readonly producer: string;
  /** Kind of the recipient's key that two people verified; empty where none was. */
  readonly keyKind: string;
  readonly to: string;
  readonly contents: readonly Content[];
  readonly dropped: readonly (readonly [string, number])[];
}

/** A deal whose manifest was opened here, with its bytes in base64. */
export interface Ready extends Facts {
  readonly opened: string;
}

/** A share as it was sealed: whose, for which order, and its bytes in base64. */
export interface OpenShare {
  readonly by: string;
  readonly order: string;
  readonly share: string;
}

export class Releases {
  constructor(
    private readonly desk: Desk,
    private readonly ask: Ask,
    private readonly now: () => number,
    private readonly authenticators: number,
    /** Whether recovery words open the identity as well. */
    private readonly words = false,
  ) {}

  get me(): string {
    return this.desk.who.name;
  }

  /** Whether this identity releases: its file says by what it opens. Throws Refusal; no desk is asked or told. */
  checkAuthenticators(granted: Granted["granted"]): void {
    if (this.authenticators >= AUTHENTICATORS || (this.authenticators && this.words && ofOneAccount(granted))) return;
    refuse("identity.authenticators", "who releases has two authenticators, and fewer open your identity: with one thing it could be lost, or fall into other hands", "Enrol what is missing under “How your identity opens”, save the file, and come back. For subscriber data of one account one is enough beside recovery words on paper. To end a release you need none of this.");
  }

  /** Productions of a case as the desk lists them, and all that they rest on. */
  async shown(id: string): Promise<{ readonly shown: Answer; readonly rows: readonly Row[] }> {
    const shown = await this.desk.api.get(`/v1/cases/${part(id)}/evidence?texts=true`);
    if (shown["case"] !== id) otherCase();
    await this.desk.follow(id, list(shown["notes"]).map(string), shown["purged"]);
    const rows = list(shown["productions"]).filter((one) => isObject(one)).map(rowOf);
    return { shown, rows };
  }

  /** A production that may be agreed to, its manifest read. Throws Refusal by the name of what does not hold. */
  async ready(shown: Answer, production: string): Promise<Ready> {
    const first = await this.#facts(shown, production, "");
    const data = await this.#piece(first, first.manifest.sealed);
    if (sha256hex(data) !== first.manifest.hash) refuse("manifest.altered", "the manifest's bytes are not those that were dealt");
    const { content } = await this.#opened(data, "manifest");
    const opened = base64(content);
    const facts = await this.#facts(shown, production, opened);
    return { ...facts, opened };
  }

  async #facts(shown: Answer, production: string, manifest: string): Promise<Facts> {
    const facts = factsOf(await this.ask(this.question(shown, this.about(production, manifest))));
    this.saw(shown, facts.seen);
    return facts;
  }

  /** What the own process needs to check: what the desk showed, and what this browser remembers. */
  question(shown: Answer, about: Record<string, unknown>): Record<string, unknown> {
    const { me } = this.desk;
    const seen = readSeen(this.desk.store, string(shown["case"]));
    return { me: me.name, vkey: this.desk.vkey, pin: this.desk.line.pin, seen, shown, ...about };
  }

  /** Which production; since when an agreement on it was seen, the own process remembers. */
  about(production: string, manifest: string): Record<string, unknown> {
    return { production, manifest };
  }

  /** Productions that this person ended, where no statement of anybody else names the veto yet. */
  async unseen(shown: Answer): Promise<readonly string[]> {
    return list(told(await this.ask(this.question(shown, { ended: true })))["unseen"]).map(string);
  }

  /** Who handed a share over, as the desk lists it. */
  handed(shown: Answer, production: string): readonly string[] {
    return this.#given(shown, production).map((one) => string(one["by"]));
  }

  /** Remember the highest revision that was seen signed. */
  saw(shown: Answer, revision: number): void {
    writeSeen(this.desk.store, string(shown["case"]), revision);
  }

  /** One ciphertext of a production, whatever its size. */
  piece(production: string, sealed: string): Promise<Bytes> {
    return this.desk.api.bytes(`/v1/productions/${part(production)}/pieces/${part(sealed)}`);
  }

  async #piece(facts: Facts, sealed: string): Promise<Bytes> {
    const data = await this.piece(facts.production, sealed);
    if (data.length > MAX_SMALL) refuse("counter.length", "a ciphertext that is no part has more than 8 MiB");
    return data;
  }

  async #opened(data: Bytes, kind: string): Promise<{ readonly name: string; readonly content: Bytes }> {
    const { header, content } = await unseal(data, secretsOf(this.desk.who));
    if (header.kind !== kind) refuse("release.kind", `what the desk gave is no ${kind}`);
    return { name: header.name, content };
  }

  /** Shares that can be opened here: one's own, and those that others who agreed handed over to this person. Throws Refusal. */
  async shares(shown: Answer, facts: Facts): Promise<readonly OpenShare[]> {
    this.checkAuthenticators(facts.granted);
    const me = this.desk.who.name;
    const mine = facts.shares.find((one) => one.to === me) ?? refuse("deal.stranger", "you hold no share of this deal");
    const found = [await this.#share(me, await this.#piece(facts, mine.sealed))];
    for (const one of this.#given(shown, facts.production)) {
      const agreed = facts.agreed.find(({ by, finisher }) => by === one["by"] && by !== me && finisher === me);
      if (agreed === undefined) continue;
      const data = await this.#piece(facts, string(one["sealed"]));
      if (sha256hex(data) !== agreed.share) refuse("release.share", `the share of ${agreed.by} is not the one that their agreement names`, "Tell the others before you do anything.");
      found.push(await this.#share(agreed.by, data));
    }
    return found;
  }

  /** What was handed over to this person. */
  #given(shown: Answer, production: string): Record<string, Value>[] {
    const row = list(shown["productions"]).find((one) => isObject(one) && one["id"] === production);
    const pieces = isObject(row) ? list(row["pieces"]).filter((one) => isObject(one)) : [];
    return pieces.filter((one) => one["kind"] === "given" && one["to"] === this.desk.who.name);
  }

  async #share(by: string, data: Bytes): Promise<OpenShare> {
    const { name, content } = await this.#opened(data, "share");
    return { by, order: name, share: base64(content) };
  }

  /** Agreeing: the own share is opened, held against the deal, sealed to whoever finishes, and kept on this machine. Nothing goes to the desk. */
  async agree(id: string, shown: Answer, facts: Ready, finisher: string, way: string): Promise<{ readonly composed: Composed }> {
    this.checkAuthenticators(facts.granted);
    const mine = facts.shares.find((one) => one.to === this.desk.who.name);
    if (mine === undefined) refuse("deal.stranger", "you hold no share of this deal");
    const { name, content: share } = await this.#opened(await this.#piece(facts, mine.sealed), "share");
    // A deal can name the hash of another order's share, and hand that over: it would then be given on.
    if (shareHash(share) !== mine.share || name !== facts.order) refuse("release.share", "your share is not the one of this deal", "Tell the others before you do anything.");
    const to = facts.finishers.find((one) => one.name === finisher);
    const person = personOf(this.desk.line.strict, finisher);
    if (to === undefined || person === null || ownAge(person) !== to.age) refuse("release.finisher", `${finisher} does not finish releases here, or holds no share of this deal`);
    const sealed = await seal("share", "application/octet-stream", share, to.age, this.now(), facts.order);
    const kept = { ...this.about(facts.production, facts.opened), finisher, share: base64(sealed) };
    told(await this.ask(this.question(shown, kept), "keep"));
    const { deal, item, production } = facts;
    const recipient = way === facts.keyKind ? facts.key : "";
    const says = { deal, finisher, item, manifest: facts.manifest.hash, production, recipient, share: sha256hex(sealed), way };
    return { composed: this.composed("release.approve", id, says, facts) };
  }

  /** Ending a production for ever. */
  veto(id: string, facts: Facts): { readonly composed: Composed } {
    return { composed: this.composed("release.veto", id, { deal: facts.deal, item: facts.item, production: facts.production }, facts) };
  }

  /** The text, resting on what was checked, and on nothing newer. */
  composed(act: string, id: string, says: Says, on: Place): Composed {
    return { text: this.desk.text(id, [{ act, says }], on) };
  }
}

/** Subscriber data of one named account, and nothing besides: what a small desk is mostly asked (`Grant.one_account`). */
const ofOneAccount = (granted: Granted["granted"]): boolean => granted.length === 1 && granted.every(([handle, category]) => handle !== "ALL" && category === "subscriber");

/** What a deal says of a share. */
export function shareHash(share: Uint8Array): string {
  return sha256hex(concat(utf8("dueprocess/share/1"), Uint8Array.of(0), share));
}

function rowOf(one: Record<string, Value>): Row {
  return { id: string(one["id"]), item: count(one["item"]), state: string(one["state"]) };
}

/** What the checks answered. A rule is a refusal; a form that is not the agreed one, too. */
export function factsOf(given: unknown): Facts & { readonly seen: number } {
  const answer = told(given);
  const manifest = object(answer["manifest"]);
  return {
    ...grantedOf(answer),
    basis: basisIn(answer),
    revision: count(answer["revision"]),
    roster: count(answer["roster"]),
    seen: count(answer["seen"]),
    deal: matching(answer["deal"], HEX),
    order: matching(answer["order"], HEX),
    item: count(answer["item"]),
    k: count(answer["k"]),
    production: matching(answer["production"], /^x-[a-z2-7]{24}$/),
    manifest: { sealed: string(manifest["sealed"]), hash: matching(manifest["hash"], HEX) },
    shares: list(answer["shares"]).map((one) => shareOf(object(one))),
    agreed: list(answer["agreed"]).map((one) => agreedOf(object(one))),
    finishers: list(answer["finishers"]).map((one) => finisherOf(object(one))),
    key: matching(answer["key"], /^([0-9a-f]{64})?$/),
    holdUntil: string(answer["hold_until"]),
    producer: string(answer["producer"]),
    keyKind: matching(answer["key_kind"], /^[a-z]*$/),
    to: string(answer["to"]),
    contents: list(answer["contents"]).map((one) => contentOf(object(one))),
    dropped: list(answer["dropped"]).map((one) => { const [why, many] = list(one); return [string(why), count(many)]; }),
  };
}

function shareOf(one: Record<string, Value>): Share {
  return { to: string(one["to"]), sealed: string(one["sealed"]), share: matching(one["share"], HEX) };
}

function agreedOf(one: Record<string, Value>): Agreed {
  const [by, at, finisher, way] = ["by", "at", "finisher", "way"].map((name) => string(one[name])) as [string, string, string, string];
  const [hash, manifest, share] = ["hash", "manifest", "share"].map((name) => matching(one[name], HEX)) as [string, string, string];
  return { by, at, finisher, way, hash, manifest, share, recipient: matching(one["recipient"], /^([0-9a-f]{64})?$/) };
}

const finisherOf = (one: Record<string, Value>): { name: string; age: string } => ({ name: string(one["name"]), age: matching(one["age"], RECIPIENT) });

function contentOf(one: Record<string, Value>): Content {
  const [target, kind, first, last] = ["target", "kind", "first", "last"].map((name) => string(one[name]));
  return { target: target ?? "", kind: kind ?? "", first: first ?? "", last: last ?? "", records: count(one["records"]), bytes: count(one["bytes"]) };
}

/** What was granted, out of an answer of the own process. */
export function grantedOf(answer: Record<string, Value>): Granted {
  const lines = (name: string): (readonly string[])[] => list(answer[name]).map((one) => list(one).map(string));
  return {
    granted: list(answer["granted"]).map(pairOf),
    kept: lines("kept"),
    grantedBy: list(answer["granted_by"]).map(string),
    period: pairOf(answer["period"]),
    asked: pairOf(answer["asked"]),
    part: string(answer["part"]),
    authority: string(answer["authority"]),
    otherwise: lines("law"),
  };
}

function pairOf(value: Value | undefined): readonly [string, string] {
  const [handle, category] = list(value).map(string);
  return [handle ?? "", category ?? ""];
}

export function object(value: Value | undefined): Record<string, Value> {
  return isObject(value) ? value : misshapen();
}

/** The own process answers about one item alone. */
export function basisIn(answer: Record<string, Value>): (item: number) => string {
  const basis = matching(answer["basis"], HEX);
  return () => basis;
}

export function matching(value: Value | undefined, form: RegExp): string {
  return typeof value === "string" && form.test(value) ? value : misshapen();
}

export function count(value: Value | undefined): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : misshapen();
}
