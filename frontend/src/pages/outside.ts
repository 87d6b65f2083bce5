/**
 * A case that some page would open in a vault of one's own (ADR 0065): an id alone, and it is asked first. A link leads
 * to a new window; where the vault is open in another one, that one asks, and goes on showing what it shows. Who clicked
 * on a page of their own desk is not asked: the browser names the origin of that page, which no other page can.
 */
import { isObject } from "../formats/canonical.ts";
import { isId, short } from "../formats/ids.ts";
import { originOf } from "../desk/config.ts";
import type { App } from "./app.ts";
import { announce, h, replace } from "./dom.ts";
import { t } from "../words/tongue.ts";

const CHANNEL = "dueprocess-vault";
const OPEN = "dueprocess-vault-open";
const WAIT = 8_000; // for a window whose vault is open and that is busy, on a slow machine
const TOOK = "took";

/** What this window was opened for, and by a page of which origin; of nothing once it was reloaded, or gone back to. */
const brought = (() => {
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return { address: actIn(location.hash), from: how?.type === "navigate" ? document.referrer : "" };
})();

/** Whether the page that led here is one of the staff desk that this vault's desk names as its own. */
function ownDesk(app: App, from: unknown): boolean {
  const staff = app.desk?.about["staff"];
  const origin = (one: unknown): string => originOf(one).replace("//127.0.0.1:", "//localhost:"); // one machine, two names
  const desk = origin(isObject(staff) ? staff["origin"] : "");
  return desk !== "" && origin(from) === desk;
}

/** Whether a page holds what its person began: what it shows is not taken from them. */
const begun = (): boolean => [...document.querySelectorAll("#main :is(input, textarea, select)")].some((one) =>
  one instanceof HTMLSelectElement ? one.selectedIndex > 0 : one instanceof HTMLTextAreaElement ? one.value !== "" : one instanceof HTMLInputElement && (/^(checkbox|radio)$/.test(one.type) ? one.checked : one.value !== ""));

let shut: (() => void) | null = null;

/** This window's vault is open, or no longer: a lock of its origin, so that a new window knows at once whether to wait. */
export function standsOpen(open: boolean): void {
  if (open === (shut !== null)) return;
  shut?.();
  shut = null;
  if (!open) return;
  const held = new Promise<void>((end) => { shut = end; });
  void navigator.locks.request(OPEN, { mode: "shared" }, () => held);
}

/** Whether another window, whose vault is open, asks about it. */
export async function handedOver(address: string): Promise<boolean> {
  if (!actIn(address) || !(await navigator.locks.query()).held?.some((one) => one.name === OPEN)) return false;
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise((answer) => {
    const end = (took: boolean): void => { channel.close(); answer(took); };
    channel.addEventListener("message", ({ data }) => { if (data === TOOK) end(true); });
    window.setTimeout(() => end(false), WAIT);
    channel.postMessage([address, brought.from]);
  });
}

/** From now on this window asks about what another one was led to; what it shows stays. */
export function askForOthers(app: App, place: HTMLElement): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", ({ data }) => {
    const [said, from] = Array.isArray(data) ? (data as unknown[]) : [];
    const address = actIn(String(said));
    if (!address || app.desk === null || app.idle) return;
    channel.postMessage(TOOK);
    const gone = (): void => replace(place);
    if (ownDesk(app, from) && !begun()) {
      gone();
      return open(app, address);
    }
    replace(place, askView(app, address, "h2", gone, gone));
    announce(t("Open case {0}?", short(address.slice(-26))));
  });
}

/** A case that no link of this window led to is asked about before anything of it is fetched; null where none is. */
export function outsidePage(app: App, address: string): HTMLElement | null {
  const id = /c-[a-z2-7]{24}/.exec(address)?.[0] ?? "";
  if (!app.config.local || !isId(id, "c") || app.agreed.has(id)) return null;
  if (brought.address.endsWith(id) && ownDesk(app, brought.from)) {
    app.agreed.add(id);
    if (address.startsWith("#/case/")) history.replaceState(null, "", `#/case/${id}?asked`);
    else if (!address.startsWith(`#/${pageOf(address)}/`)) {
      open(app, brought.address);
      return h("div", {});
    }
    return null;
  }
  return askView(app, `#/${pageOf(address)}/${id}`, "h1", () => {}, () => { location.hash = "#/"; });
}

function open(app: App, address: string): void {
  app.agreed.add(address.slice(-26));
  location.hash = `${address}?asked=${Date.now()}`;
}

function askView(app: App, address: string, head: "h1" | "h2", done: () => void, no: () => void): HTMLElement {
  const id = address.slice(-26);
  const yes = (): void => { done(); open(app, address); };
  return h(
    "section",
    { class: "card outside", role: "group", "aria-label": t("Open case {0}?", short(id)) },
    h(head, { tabindex: -1 }, t("Open case {0}?", short(id))),
    h("p", {}, t("A link from outside leads to it, at the desk {0}. Nothing of it was fetched yet; that you read it would be recorded.", app.config.api)),
    h("div", { class: "buttons" }, h("button", { class: "act", click: yes }, t("Open it")), h("button", { class: "plain", click: no }, t("Do not open it"))),
  );
}

/** What a person follows inside this window needs no question. */
export function agreeToLinks(app: App): void {
  document.addEventListener("click", ({ target, isTrusted }) => {
    const id = target instanceof Element ? /^#\/[a-z]+\/(c-[a-z2-7]{24})/.exec(target.closest("a")?.getAttribute("href") ?? "")?.[1] : undefined;
    if (id && isTrusted) app.agreed.add(id);
  }, true);
}

/** Which page of a case an address may lead to from outside; whatever else it names, it is that of the case. */
function pageOf(address: string): string {
  return /^#\/(more|history)\//.exec(address)?.[1] ?? "case";
}

/** The page of the one case that an address is about, whatever page of it the address names; empty where it is about none. */
export function actIn(text: string): string {
  const found = text.match(/#\/[a-z]+\/c-[a-z2-7]{24}/g) ?? [];
  const [one = ""] = found.length === 1 ? found : [];
  return one && `#/${pageOf(one)}/${one.slice(-26)}`;
}
