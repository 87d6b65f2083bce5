/** The memory of one's own vault in the page: what is written is handed over once, what others wrote is read, nothing is lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../src/desk/memory.ts";
import { make } from "../src/formats/identity.ts";
import { refuse } from "../src/formats/refusal.ts";
import { Memory as Browser, rule } from "./helpers.ts";

const [MARK, PIN, SEEN] = ["mark", "pin", "seen"].map((what) => `dueprocess.${what}.x`) as [string, string, string];
Object.assign(globalThis, { location: { origin: "http://localhost:4711" } });

/** A process that remembers, and what it was asked. */
function beside(rows: Record<string, string> = {}) {
  const at = { rows, changes: [] as unknown[], answers: true };
  const ask = async (question: unknown): Promise<unknown> => {
    const { changes = [] } = question as { changes?: [string, string | null, string | null][] };
    if (!at.answers) refuse("vault.no-checks", "nobody answers");
    if (changes.some(([, , after]) => after === "refused")) return { rule: "vault.meanwhile", reason: "another window" };
    at.changes.push(...changes);
    for (const [key, , after] of changes) if (after === null) delete at.rows[key]; else at.rows[key] = after;
    return { token: "t", rows: { ...at.rows }, kept: false, keeps: true };
  };
  return { at, ask };
}

const opened = async (ask: (question: unknown) => Promise<unknown>, old = new Browser()): Promise<Memory> => Memory.open(await make("aster", 0), "d".repeat(64), 0, old, ask);

test("what changed is handed over once, and what others wrote is read", async () => {
  const { at, ask } = beside({ [MARK]: "1" });
  const memory = await opened(ask);
  memory.setItem(MARK, "2");
  memory.setItem(MARK, "2");
  memory.setItem(SEEN, "5");
  memory.removeItem(SEEN);
  at.rows[PIN] = "of a command";
  await memory.flush();
  assert.deepEqual(at.changes, [[MARK, "1", "2"], [SEEN, null, "5"], [SEEN, "5", null]]);
  assert.deepEqual([memory.getItem(MARK), memory.getItem(PIN), memory.getItem(SEEN), memory.length], ["2", "of a command", null, 2]);
  await memory.flush();
  assert.equal(at.changes.length, 3);
});

test("what nobody took waits, and what was refused is none", async () => {
  const { at, ask } = beside();
  const memory = await opened(ask);
  at.answers = false;
  memory.setItem(MARK, "2");
  assert.equal(await rule(() => memory.sync()), "vault.no-checks");
  at.answers = true;
  await memory.sync();
  assert.deepEqual(at.rows, { [MARK]: "2" });
  memory.setItem(MARK, "refused");
  assert.equal(await rule(() => memory.sync()), "vault.meanwhile");
  await memory.sync();
  assert.equal(memory.getItem(MARK), "2");
});

test("what a browser kept for an older vault makes a desk prove more, never less, and goes", async () => {
  for (const [rows, taken] of [[{}, "9"], [{ [SEEN]: "1" }, null]] as const) {
    const [{ at, ask }, old] = [beside({ ...rows }), new Browser()];
    for (const [key, value] of [[MARK, "9"], [PIN, "planted"], ["other", "x"]] as const) old.setItem(key, value);
    const memory = await opened(ask, old);
    assert.deepEqual([memory.getItem(MARK), memory.getItem(PIN), old.length, at.rows[PIN]], [taken, null, 0, undefined]);
  }
});
