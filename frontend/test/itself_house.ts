/** A desk of two people for tests of the desk itself: a real founding roster, checked; what is sent is kept. */
import type { Api } from "../src/desk/api.ts";
import { Desk } from "../src/desk/desk.ts";
import { write } from "../src/formats/canonical.ts";
import { concat, utf8, fromUtf8, type Bytes } from "../src/formats/bytes.ts";
import * as identity from "../src/formats/identity.ts";
import { headsOf } from "../src/formats/links.ts";
import { signed } from "../src/formats/note.ts";
import { parse, type Roster } from "../src/formats/roster.ts";
import { Memory } from "./helpers.ts";

export const NOW = Date.parse("2026-11-27T10:00:00Z");

export interface House {
  readonly desk: Desk;
  readonly roster: Roster;
  readonly people: readonly identity.Identity[];
  readonly me: identity.Identity;
  readonly sent: [string, Record<string, unknown>][];
  /** What the desk answers, by path. */
  readonly answers: Record<string, unknown>;
}

export async function house(shown: unknown, done: Record<string, unknown> = { case: "", revision: 3, events: [] }, names: readonly string[] = ["aster", "birch"]): Promise<House> {
  const people = await Promise.all(names.map((name) => identity.make(name, NOW)));
  const recovery = await identity.make("cedar", NOW);
  const listed = people.map((one) => ({ age: one.age, name: one.name, own: ownOf(one), roles: one.name === "birch" ? ["clerk", "counsel", "releaser"] : ["clerk", "releaser"], vkey: one.vkey }));
  const moment = "2026-11-27T09:00:00Z";
  const text = `dueprocess.roster/2\n${write({ desk: null, k: 2, mail: null, made_at: moment, notice: 0, number: 1, people: listed, previous: null, recovery: recovery.age, seen: null, worker: null })}\n`;
  const lines = people.map((one) => signed(text, one.name, identity.strongest(one)).slice(utf8(`${text}\n`).length) as Bytes);
  const note = concat(utf8(`${text}\n`), ...lines);
  const { roster } = parse(note);
  const [me] = people as [identity.Identity];
  const sent: [string, Record<string, unknown>][] = [];
  const answers: Record<string, unknown> = {
    "/v1/hello": { desk: roster.deskId },
    "/v1/session": { token: "t" },
    "/v1/desk": { roster: { number: 1, notes: [fromUtf8(note)] } },
    "/v1/desk/itself": shown,
  };
  const api = {
    origin: "https://api.desk.example",
    use: () => {},
    get: async (path: string) => answers[path],
    bytes: async (path: string) => answers[path],
    post: async (path: string, body: Record<string, unknown>) => {
      if (path === "/v1/session" || /\/(would|read|present|docket)$/.test(path)) return answers[path];
      sent.push([path, body]);
      return done;
    },
  } as unknown as Api;
  const desk = await Desk.open(api, me, new Memory(), async () => true, () => NOW);
  return { desk, roster, people, me, sent, answers };
}

/** The own key as a roster names it. */
export const ownOf = ({ own }: identity.Identity): { age: string; vkey: string } | null => own && { age: own.age, vkey: own.vkey };

/** Text of a roster that follows. */
export function canonicalRoster(at: House, number: number): string {
  const people = at.people.map((one) => ({ age: one.age, name: one.name, own: ownOf(one), roles: one.name === "birch" ? ["clerk", "counsel", "releaser"] : ["clerk", "releaser"], vkey: one.vkey }));
  const moment = "2026-11-27T10:00:00Z";
  const { recovery, deskId: desk } = at.roster;
  const seen = [0, headsOf(desk, "", [])[0]!] as const;
  return `dueprocess.roster/2\n${write({ desk, k: 0, mail: null, made_at: moment, notice: 0, number, people, previous: at.roster.hash, recovery, seen: [...seen], worker: null })}\n`;
}
