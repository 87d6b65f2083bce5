/**
 * A person before the desk itself: what waits is checked by the process that serves this page on the person's own machine
 * (`formats/desk_acts`, ADR 0047); text, signature and key stay in this window.
 */
import { base64, sha256hex, utf8, type Bytes } from "../formats/bytes.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { isId } from "../formats/ids.ts";
import { DESK, STOPS } from "../formats/links.ts";
import type { Purge } from "../formats/purges.ts";
import { signed } from "../formats/note.ts";
import { misshapen, otherRoster, Refusal, refuse } from "../formats/refusal.ts";
import { strongest } from "../formats/identity.ts";
import { HEX, parse as parseRoster, SIGNING_ROLES, type Roster } from "../formats/roster.ts";
import { hashOf, type Says } from "../formats/statement.ts";
import { t } from "../words/tongue.ts";
import { part, type Answer } from "./api.ts";
import { list, string, type Desk, type Done } from "./desk.ts";
import { readMark } from "./pins.ts";

/** Ask the process that serves this page. */
export type Ask = (question: unknown) => Promise<unknown>;

export const askItself: Ask = (question) => own("itself", question);
export const askReport: Ask = (question) => own("report", question);
export const askPurge: Ask = (question) => own("purge", question);

async function own(path: string, question: unknown): Promise<unknown> {
  const init: RequestInit = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question) };
  const answer = await fetch(path, { ...init, credentials: "omit", cache: "no-store", redirect: "error" });
  if (!answer.ok) refuse("vault.no-checks", "the program that serves this page does not check the desk itself", "End it, update it, start it again: dueprocess vault");
  return answer.json();
}

export interface Freeze {
  readonly name: string;
  readonly by: string;
  readonly since: string;
  readonly signed: boolean;
  readonly agreed: readonly string[];
}

export interface KeyFacts {
  readonly kind: string;
  readonly hash: string;
  /** Its bytes in base64, as they are hashed and kept. */
  readonly key: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly detail: string;
  readonly notAfter: string;
}

export interface Verification {
  readonly authority: string;
  readonly contact: string;
  /** Where it is called back, as +49…; empty: no number was signed. */
  readonly phone: string;
  /** As `phone`: the one that answers day and night. */
  readonly night: string;
  /** Where somebody found its numbers, apart from any demand. */
  readonly source: string;
  readonly by: string;
  readonly at: string;
  readonly note: string;
  readonly verification: string;
  readonly key: KeyFacts | null;
}

export interface Next {
  readonly text: string;
  /** Read in this page from the very text that is signed. */
  readonly roster: Roster;
  readonly reasons: readonly string[];
  readonly changes: readonly (readonly string[])[];
  readonly needs: number;
  readonly signed: readonly string[];
  readonly asked: readonly string[];
}

export interface Seen {
  readonly shelf: string;
  /** Of one's own keys those that stand and that the key in hand may retire, by their ids. */
  readonly retirable: readonly { readonly id: string; readonly own: boolean }[];
  readonly lifts: boolean;
  readonly freezes: readonly Freeze[];
  readonly authorities: readonly string[];
  /** What does not hold is a Refusal in the place of its row. */
  readonly verifications: readonly (Verification | Refusal)[];
  readonly next: Next | Refusal | null;
}

/** A draft of the report, as its own bytes say it. */
export interface Report {
  readonly text: string;
  readonly edition: string;
  readonly number: number;
  readonly period: string;
  readonly provider: string;
  readonly madeOn: string;
  readonly cells: number;
  readonly withheld: number;
  readonly held: number;
  readonly gaps: number;
  /** What it is held against; empty where readers know nothing before it. */
  readonly against: string;
  /** Place, what stood there, what stands there now, why: the first of them. */
  readonly changes: readonly (readonly string[])[];
  readonly differ: number;
  readonly digest: string;
  readonly signed: readonly string[];
}

export interface Agreed {
  readonly number: number;
  readonly entered: boolean;
  readonly missing: readonly string[];
  readonly later: readonly string[];
}

/** What a person signs who purges a case, and who signed the same before. */
export interface Purging {
  readonly says: Says;
  readonly by: readonly string[];
  readonly since: string;
}

/** What a statement is handed in with, besides itself. */
export interface With {
  readonly contact?: string;
  readonly phone?: string;
  readonly night?: string;
  readonly source?: string;
  readonly key?: string;
  readonly name?: string;
}

/** Roles that see the directory, and so all that was signed on the desk itself (`acts/access.py`). */
export const SEES = [...SIGNING_ROLES, "auditor", "outside"];

/** What a refused history of the desk itself holds up as little as what stops: it is put right by it. */
const CURES = [...STOPS, "statement.strike", "chain.accept"];

export class Itself {
  constructor(
    private readonly desk: Desk,
    private readonly ask: Ask,
  ) {}

  /** What waits at the desk, checked. Throws Refusal where nothing of it can be believed. */
  async seen(): Promise<Seen> {
    const shown = await this.desk.api.get("/v1/desk/itself");
    await this.#follow(shown);
    const { me } = this.desk;
    const found = object(await this.ask({ me: me.name, vkey: this.desk.vkey, pin: this.desk.line.pin, shown }));
    refused(found);
    if (found["roster"] !== this.desk.roster.number) {
      otherRoster();
    }
    return {
      shelf: matching(shown["shelf"], HEX),
      retirable: list(found["keys"]).map(list).flatMap(([id, own, retired]) => (flag(retired) || (flag(own) && !flag(found["own"])) ? [] : [{ id: string(id), own: flag(own) }])),
      lifts: flag(found["lifts"]),
      freezes: list(found["freezes"]).map((one) => freezeOf(object(one))),
      authorities: list(shown["authorities"]).map(string),
      verifications: list(found["verifications"]).map((one) => orRefusal(() => verificationOf(object(one)))),
      next: found["next"] === null ? null : orRefusal(() => nextOf(object(found["next"]))),
    };
  }

  #refused: Refusal | null = null;
  #waits: ReadonlyMap<string, Purge> = new Map();

  /** What is signed here names how far the notes on the desk itself go; what only stops is held up by nothing, and who is shown the stops alone signs nothing else. */
  async #follow(shown: Record<string, Value>): Promise<void> {
    this.#refused = null;
    if (!this.desk.me.roles.some((one) => SEES.includes(one))) return;
    try {
      this.#waits = (await this.desk.follow(DESK, list(shown["notes"]).map(string))).wait;
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      this.#refused = fault;
      this.desk.unmark(DESK);
    }
  }

  /** Drafts of the report, each read and checked alone. */
  async reports(ask: Ask): Promise<readonly (Report | Refusal)[]> {
    await this.#follow(await this.desk.api.get("/v1/desk/itself"));
    const { reports, ...shown } = await this.desk.api.get("/v1/desk/reports");
    const rows: (Report | Refusal)[] = [];
    for (const one of list(reports)) {
      const found = object(await ask({ pin: this.desk.line.pin, shown: { ...shown, reports: [one] } }));
      refused(found);
      rows.push(...list(found["reports"]).map((each) => orRefusal(() => reportOf(object(each)))));
    }
    return rows;
  }

  /** Cases that a colleague would purge, with who signed that. */
  purges(): readonly (readonly [string, readonly string[]])[] {
    return [...this.#waits].map(([id, { by }]) => [id, by] as const);
  }

  /** What a statement says that purges a case, reckoned on this machine from what the desk shows of it. Throws Refusal. */
  async purge(id: string, ask: Ask): Promise<Purging> {
    if (!isId(id, "c")) refuse("vault.bad-case", t("That is no case's whole id."));
    const { api, me } = this.desk;
    await this.#follow(await api.get("/v1/desk/itself"));
    const of = (one: string, what: string): Promise<Answer> => api.get(`/v1/cases/${part(one)}/${what}`);
    const shown = await of(id, "evidence");
    await this.desk.follow(id, list(shown["notes"]).map(string), shown["purged"]);
    const told = await of(id, "purge");
    const kept = object(told["kept"]);
    const family = Object.fromEntries(await Promise.all(list(told["family"]).map(string).filter((one) => !(one in kept)).map(async (one) => [one, (await of(one, "events"))["events"]] as const)));
    const { events } = await of(id, "events");
    const found = object(await ask({ me: me.name, vkey: this.desk.vkey, pin: this.desk.line.pin, seen: 0, shown, events, told, family }));
    refused(found);
    const says = object(found["says"]);
    if (says["case"] !== id || says["mark"] !== readMark(this.desk.store, id)?.[1]) misshapen();
    return { says, by: list(found["by"]).map(string), since: string(told["since"]) };
  }

  /** Sign, and hand in. */
  async enterPurge(id: string, text: string): Promise<readonly string[]> {
    const told = await this.desk.api.post(`/v1/cases/${part(id)}/purge`, { note: this.desk.note(text) });
    return Object.keys(object(told["purged"]));
  }

  /** What a key in a file says, read by this machine. Throws Refusal. */
  async key(data: Bytes): Promise<KeyFacts> {
    const found = object(await this.ask({ key: base64(data) }));
    refused(found);
    return keyOf(found);
  }

  /** The text of a statement on the desk itself. */
  text(act: string, says: Says, shelf: string): string {
    if (this.#refused && !CURES.includes(act)) throw this.#refused;
    return this.desk.text(null, [{ act, says }], { basis: () => shelf, revision: 0 });
  }

  /** Sign and hand in. */
  async enter(text: string, more: With = {}): Promise<Done> {
    return this.desk.handIn("/v1/desk/acts", DESK, this.desk.note(text), { ...more });
  }

  /** Agree to the roster that waits: its very text is signed. */
  async agree(next: Next): Promise<Agreed> {
    const { who } = this.desk;
    const whole = new TextDecoder().decode(signed(next.text, who.name, strongest(who)));
    const signature = whole.slice(next.text.length).trim();
    const done = await this.desk.api.post("/v1/desk/roster", { roster: next.roster.hash, signature });
    return { number: count(done["number"]), entered: flag(done["entered"]), missing: list(done["missing"]).map(string), later: list(done["later"]).map(string) };
  }
}

/** Whether what somebody heard is the key's fingerprint, whatever spaces and colons were written. */
export function sameFingerprint(read: string, fingerprint: string): boolean {
  const bare = (text: string): string => text.replace(/[\s:]/g, "").toLowerCase();
  return bare(read) !== "" && bare(read) === bare(fingerprint);
}

function freezeOf(one: Record<string, Value>): Freeze {
  return { name: string(one["name"]), by: string(one["by"]), since: string(one["since"]), signed: flag(one["signed"]), agreed: list(one["agreed"]).map(string) };
}

function verificationOf(one: Record<string, Value>): Verification {
  refused(one);
  const note = string(one["note"]);
  const verification = matching(one["verification"], HEX);
  if (hashOf(utf8(note)) !== verification) misshapen();
  const key = one["key"] === null ? null : keyOf(object(one["key"]));
  return { authority: string(one["authority"]), contact: string(one["contact"]), phone: string(one["phone"]), night: string(one["night"]), source: string(one["source"]), by: string(one["by"]), at: string(one["at"]), note, verification, key };
}

function keyOf(one: Record<string, Value>): KeyFacts {
  const [kind, key, fingerprint, name, detail, notAfter] = ["kind", "key", "fingerprint", "name", "detail", "not_after"].map((field) => string(one[field]));
  return { kind: kind ?? "", hash: matching(one["hash"], HEX), key: key ?? "", fingerprint: fingerprint ?? "", name: name ?? "", detail: detail ?? "", notAfter: notAfter ?? "" };
}

function nextOf(one: Record<string, Value>): Next {
  refused(one);
  const text = string(one["text"]);
  const roster = parseRoster(signed(text, "nobody", new Uint8Array(32))).roster;
  if (roster.hash !== sha256hex(utf8(text))) misshapen();
  return {
    text,
    roster,
    reasons: list(one["reasons"]).map(string),
    changes: list(one["changes"]).map((each) => list(each).map(string)),
    needs: count(one["needs"]),
    signed: list(one["signed"]).map(string),
    asked: list(one["asked"]).map(string),
  };
}

function reportOf(one: Record<string, Value>): Report {
  refused(one);
  const [text, period, provider, madeOn, against] = ["text", "period", "provider", "made_on", "against"].map((field) => string(one[field]));
  const edition = matching(one["edition"], HEX);
  if (sha256hex(utf8(text ?? "")) !== edition) misshapen();
  const [number, cells, withheld, held, gaps, differ] = ["number", "cells", "withheld", "held", "gaps", "differ"].map((field) => count(one[field]));
  return {
    text: text ?? "",
    edition,
    number: number ?? 0,
    period: period ?? "",
    provider: provider ?? "",
    madeOn: madeOn ?? "",
    cells: cells ?? 0,
    withheld: withheld ?? 0,
    held: held ?? 0,
    gaps: gaps ?? 0,
    against: against ?? "",
    changes: list(one["changes"]).map((each) => list(each).map(string)),
    differ: differ ?? 0,
    digest: matching(one["digest"], HEX),
    signed: list(one["signed"]).map(string),
  };
}

function orRefusal<T>(read: () => T): T | Refusal {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Refusal) return fault;
    throw fault;
  }
}

function refused(found: Record<string, Value>): void {
  if (typeof found["rule"] === "string") throw new Refusal(found["rule"], string(found["reason"]), "Tell the others before you do anything.");
}

function object(value: unknown): Record<string, Value> {
  return isObject(value) ? value : misshapen();
}

function matching(value: Value | undefined, form: RegExp): string {
  return typeof value === "string" && form.test(value) ? value : misshapen();
}

function flag(value: Value | undefined): boolean {
  return typeof value === "boolean" ? value : misshapen();
}

function count(value: Value | undefined): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : misshapen();
}
