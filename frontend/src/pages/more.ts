/** `#/more/<case>`: everything that this person may do on a case now, each with the plain form that is drawn of it. */
import { ACTS } from "../acts/words.ts";
import { part } from "../desk/api.ts";
import { list, string } from "../desk/desk.ts";
import { isObject, type Value } from "../formats/canonical.ts";
import { misshapen, otherCase } from "../formats/refusal.ts";
import { headOf, problem, type App } from "./app.ts";
import { card, h, replace } from "./dom.ts";
import { acted, coded, t } from "../words/tongue.ts";

export interface Offer {
  readonly act: string;
  /** 0: the case as a whole. */
  readonly item: number;
  /** The kind of letter that is sent; empty: what the case needs, or no letter. */
  readonly letter: string;
}

/** Rows of the desk's answer; an act that this program does not know is left out. Throws Refusal. */
export function offersOf(value: Value | undefined): readonly Offer[] {
  return list(value).map((row) => {
    if (!isObject(row) || typeof row["item"] !== "number") return misshapen();
    return { act: string(row["act"]), item: row["item"], letter: string(row["letter"]) };
  }).filter(({ act }) => act === "letter.send" || (Object.hasOwn(ACTS, act) && ACTS[act]?.asked));
}

/** Where the form of an offer stands: ids and codes alone. In one's own vault who was told is said beside the text for them. */
export function addressOf(id: string, { act, item, letter }: Offer, local: boolean): string {
  if (act === "notice.record" && local) return `#/tell/${id}?item=${item}`;
  if (act === "letter.send") return `#/letter/${id}?items=${item}${letter ? `&kind=${encodeURIComponent(letter)}` : ""}`;
  return `#/act/${id}/${act}${item ? `?item=${item}` : ""}`;
}

/** The list is asked for again each time that its window comes back: meanwhile others did something. Returns what ends that. */
export async function morePage(app: App, id: string): Promise<() => void> {
  await drawMore(app, id);
  const again = (): void => void drawMore(app, id).catch((fault: unknown) => replace(app.main, problem(fault)));
  window.addEventListener("focus", again);
  return () => window.removeEventListener("focus", again);
}

async function drawMore(app: App, id: string): Promise<void> {
  const answer = await app.open.api.get(`/v1/cases/${part(id)}/offers`);
  if (answer["case"] !== id) otherCase();
  const offers = offersOf(answer["offers"]);
  const row = (address: string, words: string): HTMLElement => h("li", {}, h("a", { href: address }, words));
  const said = ({ act, item, letter }: Offer): string => (act === "item.change" && !item ? t("Add an item") : acted(ACTS[act]?.title ?? act)) + (letter ? `: ${coded("LetterKind", letter)}` : "");
  const listed = (item: number): HTMLElement[] => offers.filter((one) => one.item === item).map((one) => row(addressOf(id, one, app.config.local), said(one)));
  const always = [row(`#/letter/${id}`, t("Read a letter and send it")), row(`#/note/${id}`, t("Add a note")), ...(app.config.local ? [row(`#/target/${id}`, t("Name an account from the letter")), row(`#/release/${id}`, t("What is to leave the house")), row(`#/history/${id}`, t("Who signed what, and striking it out"))] : [])];
  const section = (title: string, rows: readonly HTMLElement[]): HTMLElement => card(title, h("ul", { class: "offers" }, ...rows));
  // What may be given is released from here first; the record of another way stands behind it.
  const first = (item: number): HTMLElement[] => (app.config.local && offers.some((one) => one.item === item && one.act === "outside.done") ? [row(`#/release/${id}`, t("What is to leave the house"))] : []);
  const items = [...new Set(offers.map((one) => one.item))].filter((item) => item > 0);
  replace(
    app.main,
    ...headOf(id, t("Something else")),
    h("p", { class: "lead" }, t("What you may do on this case as it stands now. What is decided beside the original is better done there.")),
    h("p", { class: "links" }, h("a", { href: `#/case/${id}` }, t("Back to the case"))),
    section(t("The case as a whole"), [...listed(0), ...always]),
    ...items.map((item) => section(t("Item {0}", item), [...first(item), ...listed(item)])),
  );
}
