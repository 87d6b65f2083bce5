// npm shamir-secret-sharing as the other side: JSON in on standard input, JSON out. Run by tests/domain/sealed/test_sealed_shamir.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { combine, split } = createRequire(`${process.cwd()}/package.json`)("shamir-secret-sharing");
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (data) => Buffer.from(data).toString("hex");
const asked = JSON.parse(readFileSync(0, "utf8"));
const combined = await Promise.all(asked.combine.map(async (shares) => hex(await combine(shares.map(bytes)))));
const made = await Promise.all(
  asked.split.map(async ({ secret, count, k }) => (await split(bytes(secret), count, k)).map(hex)),
);
process.stdout.write(JSON.stringify({ combined, made }));
