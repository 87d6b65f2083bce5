/** Sentences of the frame, and of what the page shares with it. Whoever runs them has learnt the words. */
import { fillIn, type Fill } from "./core.ts";
import type { FRAME } from "./de_frame.ts";

export type Key = keyof typeof FRAME;

/** A sentence of the frame in the language, its holes filled. */
export function t<K extends Key>(key: K, ...fill: Fill<K>): string {
  return fillIn(key, fill);
}
