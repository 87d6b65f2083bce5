/** An age X25519 identity as its text (Bech32, BIP 173): for the key that a way of opening gives. */
import { utf8 } from "./bytes.ts";
import { refuse } from "./refusal.ts";

const PREFIX = "age-secret-key-";
const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** `AGE-SECRET-KEY-1…` of 32 bytes. */
export function secretText(data: Uint8Array): string {
  if (data.length !== 32) refuse("age.identity", "an age identity has 32 bytes");
  const values: number[] = [];
  let [held, bits] = [0, 0];
  for (const byte of data) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      values.push((held >> bits) & 31);
    }
  }
  values.push((held << (5 - bits)) & 31);
  const head = utf8(PREFIX);
  const check = checksum([...head.map((one) => one >> 5), 0, ...head.map((one) => one & 31), ...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  for (const shift of [25, 20, 15, 10, 5, 0]) values.push((check >> shift) & 31);
  return `${PREFIX}1${values.map((one) => LETTERS[one]).join("")}`.toUpperCase();
}

function checksum(values: readonly number[]): number {
  let total = 1;
  for (const value of values) {
    const top = total >> 25;
    total = ((total & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((one, bit) => { if ((top >> bit) & 1) total ^= one; });
  }
  return total;
}
