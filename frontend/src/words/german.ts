/** All that this program says in German, as one value: built into a file of its own, which a page loads that speaks German. */
import actsInGerman from "../acts/acts.de.json" with { type: "json" };
import codes from "../acts/codes.de.json" with { type: "json" };
import { DE } from "./de.ts";
import { RULES } from "./rules.ts";
import type { German } from "./tongue.ts";

export const GERMAN: German = { acts: actsInGerman, meanings: codes.meanings, rules: RULES, sentences: DE, spoken: codes.spoken };
