/** The page around the form: its words, elements, and requests to the desk. */
export type Words = Record<string, string>;

interface Told {
  readonly words: Words;
  readonly language: string;
  readonly limit: number;
}

const told = JSON.parse(document.querySelector("#told")?.textContent ?? "{}") as Told;
export const language = told.language;
/** Bytes of all files together. */
export const limit = told.limit;

export function t(key: string, ...values: (string | number)[]): string {
  const text = told.words[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)] ?? ""));
}

/** A day (ISO 8601) as people write it. */
export function day(iso: string): string {
  const found = new Date(`${iso}T00:00:00Z`);
  const tongue = language === "en" ? "en-GB" : language;
  return Number.isNaN(found.getTime()) ? iso : new Intl.DateTimeFormat(tongue, { dateStyle: "long", timeZone: "UTC" }).format(found);
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function one<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** What the desk refused, or that nothing was heard of it. */
export class Unsent extends Error {
  constructor(
    readonly rule: string,
    text: string,
  ) {
    super(text);
  }
}

export async function post(path: string, body: unknown): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
    });
  } catch {
    throw new Unsent("portal.line", t("no_line"));
  }
  if (answer.ok) return answer;
  const known = { "portal.full": "full", "portal.busy": "busy", "portal.size": "too_large", "portal.keys": "stale" } as Record<string, string>;
  const rule = answer.status === 404 ? "portal.nothing" : await ruleOf(answer);
  throw new Unsent(rule, t(answer.status === 404 ? "nothing_there" : (known[rule] ?? "refused")));
}

async function ruleOf(answer: Response): Promise<string> {
  try {
    return String(((await answer.json()) as { rule?: unknown }).rule);
  } catch {
    return "portal.unknown";
  }
}

/** Say it where a reader of the screen hears it, and move there. */
export function say(place: HTMLElement, text: string, kind: "wrong" | "done" = "wrong"): void {
  place.replaceChildren(h("p", { class: kind }, text));
  place.focus();
}

/** One run at a time; what goes wrong is said in ``place``. */
export async function busy(button: HTMLButtonElement, place: HTMLElement, work: () => Promise<void>): Promise<void> {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } catch (fault) {
    say(place, fault instanceof Unsent ? fault.message : t("fault"));
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/** Hand bytes over as a file of the official's own machine. */
export function save(name: string, media: string, data: BlobPart[]): void {
  const address = URL.createObjectURL(new Blob(data, { type: media }));
  const link = h("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
