/** What lives while the vault is unlocked, and what every page uses. Nothing here is ever written anywhere. */
import { liveIn } from "../acts/named.ts";
import { checkOpened, unlike, type Looked } from "../desk/compose.ts";
import { foundIn } from "../desk/docketof.ts";
import { Finding } from "../desk/finding.ts";
import type { Config } from "../desk/config.ts";
import type { Case, Desk } from "../desk/desk.ts";
import { hasNewer } from "../desk/sentback.ts";
import { short } from "../formats/ids.ts";
import { FromDesk, refuse, Refusal } from "../formats/refusal.ts";
import type { Way } from "../formats/ways.ts";
import { oneLine } from "../frame/visible.ts";
import { announce, h, replace } from "./dom.ts";
import { ruled, t, type Key } from "../words/tongue.ts";

/** Whether the case that is shown was led to from outside (`outside.ts`): its page then goes where its person is asked. */
export const isLedTo = (): boolean => location.hash.includes("?asked");

export const IDLE = 10 * 60 * 1000;
/** Locks from anywhere, while one types too. */
export const LOCK_KEY = "F2";
export const untouched = (): string => t("Nobody touched it for 10 minutes.");

/** What is open, whatever page shows it. */
interface Opened {
  desk: Desk | null;
  finding: Promise<Finding> | null;
  taken: Case | null;
  readonly agreed: Set<string>;
  ways: readonly Way[];
  lockedBecause: string;
  touched: number;
  redraw: () => void;
}

export class App {
  constructor(
    readonly config: Config,
    /** Where a page draws; each navigation has a place of its own (`within`). */
    readonly main: HTMLElement,
    readonly top: HTMLElement,
    private readonly opened: Opened = { desk: null, finding: null, taken: null, agreed: new Set(), ways: [], lockedBecause: "", touched: Date.now(), redraw: () => {} },
  ) {}

  /** The same vault in another place: a page that comes late, after another navigation, draws where nobody sees it. */
  within(place: HTMLElement): App {
    return new App(this.config, place, this.top, this.opened);
  }

  get desk(): Desk | null {
    return this.opened.desk;
  }

  /** The case that was opened last; forgotten at the next one and at locking. */
  get taken(): Case | null {
    return this.opened.taken;
  }

  set taken(made: Case | null) {
    this.opened.taken = made;
  }

  /** Cases that the person agreed to open in this window, or that a link in it led to (`outside.ts`). */
  get agreed(): Set<string> {
    return this.opened.agreed;
  }

  /** In which ways the open identity's file opens; none for a file of the older form. */
  get ways(): readonly Way[] {
    return this.opened.ways;
  }

  /** Why the vault is locked, where it locked itself. */
  get lockedBecause(): string {
    return this.opened.lockedBecause;
  }

  onChange(redraw: () => void): void {
    this.opened.redraw = redraw;
  }

  now = (): number => Date.now();

  touch(): void {
    this.opened.touched = Date.now();
  }

  get idle(): boolean {
    return Date.now() - this.opened.touched >= IDLE;
  }

  unlock(desk: Desk, ways: readonly Way[]): void {
    this.opened.desk = desk;
    liveIn(desk.about["timezone"]);
    this.opened.ways = ways;
    this.opened.lockedBecause = "";
    this.touch();
    this.opened.redraw();
  }

  setWays(ways: readonly Way[]): void {
    this.opened.ways = ways;
    this.opened.redraw();
  }

  lock(because = ""): void {
    if (this.opened.desk === null) return;
    this.opened.desk = null;
    this.opened.finding = null;
    this.opened.ways = [];
    this.opened.taken = null;
    this.opened.lockedBecause = because;
    this.opened.redraw();
  }

  /** The open desk; where nobody touched the vault for long, it is locked first. */
  get open(): Desk {
    if (this.desk !== null && this.idle) this.lock(untouched());
    if (this.desk === null) throw new Refusal("vault.locked", t("The vault is locked."), t("Unlock it and try again."));
    return this.desk;
  }

  /** What cases are found by; empties itself when the vault locks. */
  get finding(): Promise<Finding> {
    this.opened.finding ??= Finding.open(this.open, this.now);
    return this.opened.finding;
  }

  /** A case with its sealed objects opened; taken again only where another case came between. */
  async take(id: string, progress?: (done: number, of: number) => void): Promise<Case> {
    if (this.taken?.id === id && (this.open.keys.get(id)?.house ?? this.taken.recipient) === this.taken.recipient) return this.taken;
    this.taken = null;
    const made = await this.open.take(id, progress);
    if (this.desk !== null) this.taken = made;
    return made;
  }

  /** The same for a case that was looked at: with what came since, and every original that a signer had open. Throws Refusal. */
  async takeSeen(looked: Looked, progress?: (done: number, of: number) => void): Promise<Case> {
    if (this.taken?.id === looked.id && (hasNewer(looked, this.taken) || unlike(this.open, looked).length)) this.taken = null;
    const made = await this.take(looked.id, progress);
    checkOpened(unlike(this.open, looked));
    return made;
  }
}

/** A case's code under its label, which stands in the page alone: in no title, address or history. */
export function labelPlace(app: App, looked: Looked, taken: Case, blind = false): HTMLElement {
  const place = h("bdi", { class: "label" });
  // The docket is made anew of what was just opened. Nothing relies on it: where that fails, the page stands.
  void app.finding.then(async (finding) => {
    const write = (key: string): Promise<void> => finding.write(looked.id, key, (known) => foundIn(looked, taken, known));
    const drawn = app.desk?.drawn.get(looked.id);
    await write(drawn?.vessel ?? taken.recipient);
    if (drawn) drawn.then = () => void write(taken.recipient).catch(() => {});
    place.textContent = finding.labelOf(looked.id, blind);
  }).catch(() => {});
  return place;
}

/** Over the heading of a page: which case it is about. */
export const headOf = (id: string, title: string): HTMLElement[] => [h("p", { class: "eyebrow" }, t("Case {0}", short(id))), h("h1", { tabindex: -1 }, title)];

/** What is shown while a case is opened, and what is called meanwhile. */
export function openingView(app: App, id: string): (done: number, of: number) => void {
  const says = h("p", { class: "quiet", role: "status" }, t("Taking the case to this machine … that you read it is recorded."));
  replace(app.main, h("h1", { tabindex: -1 }, t("Case {0}", short(id))), says);
  return (done, of) => { says.textContent = t("Opening {0} of {1} …", done + 1, of); };
}

const LEAD: Record<string, Key> = {
  vault: "This page stopped",
  "vault.elsewhere": "Not from this page",
  "vault.form": "Something is missing",
  identity: "This page stopped",
  statement: "This was not signed",
  roster: "The roster does not hold",
  authority: "This was not signed",
  recipient: "This was not signed",
};

/** What went wrong, why, what to do; in the one form that errors have here. Takes the focus. */
export function problem(fault: unknown, ...more: (Node | string)[]): HTMLElement {
  const known = fault instanceof Refusal ? fault : new Refusal("vault.fault", t("Something in this page went wrong."), t("Reload the page and unlock again; if it stays, use the command line."));
  // Only the kind of an unknown fault is told: its words could quote what was opened.
  if (!(fault instanceof Refusal)) console.error(fault instanceof Error ? fault.name : "fault");
  const lead = t(LEAD[known.rule] ?? LEAD[known.rule.split(".")[0] ?? ""] ?? (known instanceof FromDesk ? "The desk refused" : "This machine refuses it"));
  const [reason, next] = ruled(known.rule, known.reason, known.next);
  const box = h(
    "div",
    { class: "problem", role: "alert", tabindex: -1 },
    h("h2", {}, lead),
    h("p", {}, sentence(reason)),
    next ? h("p", {}, nextOf(next)) : null,
    ...more,
    h("p", { class: "rule" }, t("Rule "), h("code", {}, known.rule)),
  );
  announce(`${lead}. ${sentence(reason)}`);
  queueMicrotask(() => box.focus());
  return box;
}

/** Where a history is refused, the page on which people put it right. */
export function historyLink(app: App, fault: unknown): HTMLElement | null {
  const held = fault instanceof Refusal && /^chain\.|older-than-seen$|key-other$/.test(fault.rule);
  return held && app.config.local && app.desk ? h("a", { class: "button", href: `#/history/${/c-[a-z2-7]{24}/.exec(location.hash)?.[0] ?? "desk"}` }, t("Who signed what here, and what can be done")) : null;
}

function sentence(text: string): string {
  const line = oneLine(text);
  const begun = line.charAt(0).toUpperCase() + line.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function nextOf(next: string): Node {
  const command = /^(.*?)(dueprocess [a-z][a-z -]*)(.*)$/.exec(oneLine(next));
  if (!command) return document.createTextNode(oneLine(next));
  return h("span", {}, command[1] ?? "", h("code", {}, command[2] ?? ""), command[3] ?? "");
}

/** Run something that waits: the button says so and cannot be pressed twice; a fault ends in `place`. */
export async function busy(button: HTMLButtonElement, says: string, place: HTMLElement, work: () => Promise<void>): Promise<void> {
  const before = button.textContent ?? "";
  button.disabled = true;
  button.textContent = says;
  place.replaceChildren();
  announce(says);
  // Let the browser paint the words before anything that takes long.
  await new Promise((done) => setTimeout(done, 30));
  try {
    await work();
  } catch (fault) {
    replace(place, problem(fault));
  } finally {
    button.disabled = false;
    button.textContent = before;
  }
}

/** Link back to the staff desk; its window goes on by itself once an act is done. */
export function staffLink(app: App, path: string, text: string): HTMLElement | null {
  if (!app.config.staff) return null;
  return h("a", { href: app.config.staff + path, target: "dueprocess-desk", rel: "noreferrer" }, text);
}

/** A part of the vault that is fetched when it is needed; a desk that was renewed since this page was loaded has others. */
export async function parts<Part>(fetched: () => Promise<Part>): Promise<Part> {
  try {
    return await fetched();
  } catch {
    refuse("vault.part", t("This part of the vault did not come from the server, or is of another version. Load the page again."));
  }
}
