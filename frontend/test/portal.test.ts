/** The portal's own age, small: against the library that the vault uses, and against other people's vectors. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fromBase64, random, type Bytes } from "../src/formats/bytes.ts";
import * as library from "../src/formats/seal.ts";
import { Refusal } from "../src/formats/refusal.ts";
import * as age from "../src/portal/age.ts";
import { authorityNamed, powersNamed } from "../src/portal/power.ts";
import { derive, fingerprint, newCode, read } from "../src/portal/code.ts";

const SIZES = [0, 1, 65535, 65536, 65537, 131072, 200000];

/** Random bytes in the pieces that Web Crypto gives. */
function bytes(size: number): Bytes {
  const whole = new Uint8Array(size) as Bytes;
  for (let at = 0; at < size; at += 65536) whole.set(random(Math.min(65536, size - at)), at);
  return whole;
}

const refused = (call: () => unknown): boolean => {
  try {
    call();
  } catch (fault) {
    return fault instanceof Refusal;
  }
  return false;
};

test("what one seals the other opens, at every edge of a chunk", async () => {
  const secret = age.newSecret();
  const recipient = age.recipientOf(secret);
  assert.equal(recipient, await library.recipientOf(secret));
  for (const size of SIZES) {
    const data = bytes(size);
    assert.deepEqual(await library.decrypt(age.encrypt(data, recipient), [secret]), data);
    assert.deepEqual(age.decrypt(await library.encrypt(data, recipient), secret), data);
  }
  const now = Date.parse("2026-03-09T09:00:00Z");
  const opened = await library.unseal(age.seal("original", "text/plain", bytes(9), recipient, now, "ü.txt"), [secret]);
  assert.deepEqual([opened.header.name, opened.header.length], ["ü.txt", 9]);
  assert.equal(await library.unwrapKey(age.wrapKey(secret, recipient, now), secret, recipient), secret);
});

test("another key, a flipped bit and a file cut short are refused", () => {
  const secret = age.newSecret();
  const sealed = age.encrypt(bytes(70000), age.recipientOf(secret));
  assert.ok(refused(() => age.decrypt(sealed, age.newSecret())));
  for (let at = 22; at < sealed.length; at += at < 400 ? 1 : 977) {
    const changed = sealed.slice();
    changed[at]! ^= 1;
    assert.ok(refused(() => age.decrypt(changed, secret)), `byte ${at}`);
  }
  for (const cut of [1, 16, 17, 5000, 65552]) assert.ok(refused(() => age.decrypt(sealed.slice(0, -cut), secret)));
  for (const text of ["", "age1", secret.toLowerCase().replace("1", "2"), age.recipientOf(secret).slice(0, -1)]) {
    assert.ok(refused(() => age.encrypt(new Uint8Array(1), text)));
    assert.ok(refused(() => age.recipientOf(text)));
  }
});

test("other people's vectors: what they refuse is refused, what opens is the same", (context) => {
  const path = process.env["PORTAL_AGE"];
  if (!path || !existsSync(path)) return context.skip("the vectors are not beside this repository");
  for (const one of JSON.parse(readFileSync(path, "utf8"))) {
    const file = fromBase64(one.file) ?? assert.fail(one.name);
    const opens = one.identities.map((secret: string) => {
      try {
        return createHash("sha256").update(age.decrypt(file, secret)).digest("hex");
      } catch (fault) {
        assert.ok(fault instanceof Refusal, one.name);
        return "";
      }
    });
    assert.equal(opens.find(Boolean) ?? "", one.payload, one.name);
  }
});

test("a code is read as it is written, and a slip of the pen is named", () => {
  for (let round = 0; round < 50; round += 1) {
    const code = newCode();
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    const held = derive(read(code) ?? assert.fail("not read"));
    assert.equal(held.code, code);
    assert.deepEqual(read(` ${code.toLowerCase().replaceAll("-", " ")}`), read(code));
    const at = round % 28;
    const plain = code.replaceAll("-", "");
    assert.equal(read(plain.slice(0, at) + (plain[at] === "7" ? "8" : "7") + plain.slice(at + 1)), null);
    assert.equal(read(plain.slice(1)), null);
    assert.ok(!held.lookup.includes(code) && !held.secret.includes(code));
  }
  assert.match(fingerprint("age1x"), /^([0-9]{4} ){7}[0-9]{4}$/);
});

test("a legal basis that was typed names its powers", () => {
  const powers = [
    { id: "", cited: "" },
    { id: "DE-STPO-100J", cited: "100j stpo|100j abs 1 stpo" },
    { id: "DE-STPO-100G", cited: "100g stpo|100g 101a stpo" },
    { id: "DE-TKG-174", cited: "174 tkg" },
  ];
  assert.deepEqual(powersNamed("§100J StPO", powers), ["DE-STPO-100J"]);
  assert.deepEqual(powersNamed("§§ 100g, 101a StPO", powers), ["DE-STPO-100G"]);
  assert.deepEqual(powersNamed("§ 100j Abs. 1 StPO in Verbindung mit § 174 TKG", powers), ["DE-STPO-100J", "DE-TKG-174"]);
  assert.deepEqual(powersNamed("StPO, 100", powers), []);
  assert.deepEqual(powersNamed("", powers), []);
});

test("an authority is named by any of its names, of its own country, and by nothing near to it", () => {
  const known = [
    { id: "DE-BKA", of: "DE", names: "federal criminal police office|bundeskriminalamt|bka" },
    { id: "AT-BK", of: "AT", names: "bundeskriminalamt" },
  ];
  assert.equal(authorityNamed(" Bundeskriminalamt ", "DE", known), "DE-BKA");
  assert.equal(authorityNamed("Federal Criminal Police Office", "DE", known), "DE-BKA");
  assert.equal(authorityNamed("Bundeskriminalamt", "AT", known), "AT-BK");
  for (const [typed, country] of [["Bundeskriminalamt Wiesbaden", "DE"], ["", "DE"], ["BKA", "AT"], ["Bundeskriminalamt", ""]] as const) assert.equal(authorityNamed(typed, country, known), "");
});
