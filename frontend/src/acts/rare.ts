/** Acts that only the pages of `rare.ts` draw: they stand in the table before any of those is drawn. */
import rare from "./acts.rare.json" with { type: "json" };
import { ACTS, actsOf } from "./words.ts";

Object.assign(ACTS, actsOf(rare));
