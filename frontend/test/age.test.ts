// Other people's age files (CCTV): what is whole opens, what is malformed is refused by a rule's name.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Refusal } from "../src/formats/refusal.js";
import { decrypt } from "../src/formats/seal.js";

interface Vector {
  name: string;
  expect: string;
  payload: string;
  identities: string[];
  data: string;
}

test("age files of others open or are refused as the desk does it", async (context) => {
  const path = process.env["VAULT_AGE"];
  if (!path || !existsSync(path)) return context.skip("the vectors are not beside this repository");
  const all = JSON.parse(readFileSync(path, "utf8")) as Vector[];
  assert.ok(all.length > 40);
  for (const one of all) {
    const data = new Uint8Array(Buffer.from(one.data, "hex"));
    if (one.expect === "success") {
      const content = await decrypt(data, one.identities);
      assert.equal(createHash("sha256").update(content).digest("hex"), one.payload, one.name);
      continue;
    }
    await assert.rejects(
      () => decrypt(data, one.identities),
      (fault: unknown) => fault instanceof Refusal && fault.rule.startsWith("age."),
      one.name,
    );
  }
});
