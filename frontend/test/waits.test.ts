/** What waits for a person is told once when it is new, and in no other case. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Value } from "../src/formats/canonical.ts";
import { waitingFor, Waits } from "../src/desk/waits.ts";

const row = (duty: string, people: string[], other: string | null = null): Value => ({ duty, turn: { people, other, act: "gate.answer", away: [], over: false } });

test("only what one is asked for oneself waits", () => {
  const rows = [row("d-a", ["aster", "birch"]), row("d-b", ["birch"]), row("d-c", ["aster"], "worker"), { duty: "d-d" }];
  assert.deepEqual([...waitingFor({ rows }, "aster")], ["d-a"]);
  assert.deepEqual([...waitingFor({}, "aster")], []);
});

test("what waited at the beginning is no news, and each new thing is told once", async () => {
  let rows = [row("d-a", ["aster"])];
  let told = 0;
  const waits = new Waits("aster", () => Promise.resolve({ rows }), () => (told += 1));
  await waits.look();
  await waits.look();
  assert.equal(told, 0);
  rows = [...rows, row("d-b", ["birch"])];
  await waits.look();
  assert.equal(told, 0);
  rows = [...rows, row("d-c", ["aster"])];
  await waits.look();
  await waits.look();
  assert.equal(told, 1);
  rows = [row("d-a", ["aster"])];
  await waits.look();
  assert.equal(told, 1);
});
