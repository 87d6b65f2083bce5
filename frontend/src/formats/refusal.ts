/** What was refused, under a rule name that never changes. `reason` never holds clear text or a secret. */
export class Refusal extends Error {
  constructor(
    readonly rule: string,
    readonly reason: string,
    /** What to do next; empty where the reason says it. */
    readonly next = "",
  ) {
    super(`${rule}: ${reason}`);
  }
}

/** What the desk said, not this machine. */
export class FromDesk extends Refusal {}

/** Throw a Refusal; usable where a value is expected. */
export function refuse(rule: string, reason: string, next = ""): never {
  throw new Refusal(rule, reason, next);
}

/** What the desk answered has another form than was agreed. */
export function misshapen(rule = "vault.bad-answer"): never {
  return refuse(rule, "the desk's answer is not of the agreed form");
}

/** What to do where the desk is caught at something that it must not do. */
export const TELL = "Tell the others before you sign anything.";

/** It answered about another case than was asked. */
export function otherCase(): never {
  return refuse("counter.form", "the desk answered about another case", TELL);
}

/** A colleague's roster came into force meanwhile. */
export function otherRoster(): never {
  return refuse("vault.other-roster", "another roster is in force since this vault was unlocked", "Lock the vault and unlock it again.");
}
