/** The portal: a receipt's code, and what was typed of law and authority. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { authorityNamed, powersNamed } from "../src/portal/power.ts";
import { derive, fingerprint, newCode, read } from "../src/portal/code.ts";

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
