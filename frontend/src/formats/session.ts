/** The note that opens a session with the desk: bound to desk, address and minute, so that no other desk can use it. */
import { hex, random, type Bytes } from "./bytes.ts";
import { write } from "./canonical.ts";
import * as moment from "./moment.ts";
import { signed } from "./note.ts";

export const HEADER = "dueprocess.session/1";

export function sessionText(by: string, desk: string, origin: string, now: number, nonce = hex(random(16))): string {
  return `${HEADER}\n${write({ at: moment.write(now), by, desk, nonce, origin })}\n`;
}

export function sessionNote(by: string, seed: Uint8Array, desk: string, origin: string, now: number): Bytes {
  return signed(sessionText(by, desk, origin, now), by, seed);
}
