/** The form: targets by the row, what is missing and why, then sealed and sent; the code is shown once. */
import { recipientOf } from "../formats/age.ts";
import { derive, fingerprint, newCode, read, type Held } from "./code.ts";
import { Demand, type Missing } from "./demand.ts";
import { busy, day, h, language, limit, one, post, say, t, Unsent } from "./page.ts";
import { fileOf, sealed, textFile, type Document } from "./sealing.ts";

interface Asked {
  readonly says: string;
  readonly act: string;
  readonly section: string;
  readonly status: string;
  readonly checked_on: string | null;
}

export function submitPage(): void {
  const form = one<HTMLFormElement>("#demand");
  const place = one<HTMLElement>("#said");
  const held = derive(read(newCode()) ?? new Uint8Array(16));
  form.hidden = false;
  rows(form);
  life(form);
  parts(form);
  one("#check").addEventListener("click", () => void busy(one("#check"), place, () => check(new Demand(form), place)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(one("#send"), place, () => send(form, place, held));
  });
}

/** One row a target; an address of the internet asks for time, offset and port. */
function rows(form: HTMLFormElement): void {
  const list = one<HTMLElement>("#targets");
  const first = list.querySelector<HTMLElement>(".target");
  const wire = (row: HTMLElement, number: number): void => {
    row.id = `target-${number}`;
    const kind = row.querySelector<HTMLSelectElement>("[name=target_kind]");
    const more = row.querySelector<HTMLElement>(".ip");
    const show = (): void => void (more && (more.hidden = kind?.value !== "ip"));
    for (const label of row.querySelectorAll("label")) {
      const field = label.querySelector("input, select");
      if (field) field.removeAttribute("id");
    }
    row.querySelector("h3")?.replaceChildren(t("target_n", number));
    kind?.addEventListener("change", show);
    show();
  };
  if (first) wire(first, 1);
  one("#more-targets").addEventListener("click", () => {
    const many = form.querySelectorAll(".target").length;
    if (!first || many >= 50) return;
    const row = first.cloneNode(true) as HTMLElement;
    for (const field of row.querySelectorAll("input")) field.value = "";
    list.append(row);
    wire(row, many + 1);
    row.querySelector<HTMLElement>("select")?.focus();
  });
}

/** First of all: is a life in danger? Then five fields are enough; the rest waits for the answer. */
function life(form: HTMLFormElement): void {
  const box = (name: string): HTMLInputElement => one<HTMLInputElement>(`#demand [name=${name}]`);
  const show = (): void => {
    const answer = new FormData(form).get("life");
    form.dataset["life"] = String(answer ?? "");
    for (const part of form.querySelectorAll<HTMLElement>("[data-life]")) part.classList.toggle("apart", !(part.dataset["life"] ?? "").split(" ").includes(form.dataset["life"]));
  };
  for (const radio of form.querySelectorAll<HTMLInputElement>("[name=life]"))
    radio.addEventListener("change", () => {
      const danger = radio.value === "yes";
      box("emergency").checked = danger;
      box("danger_to_life").checked = danger;
      show();
    });
  show();
}

/** What belongs to another choice is not shown, and powers are those of the country. */
function parts(form: HTMLFormElement): void {
  const show = (): void => {
    for (const part of form.querySelectorAll<HTMLElement>("[data-when]")) {
      const [name, values] = (part.dataset["when"] ?? "").split(":");
      if (name === "data") {
        part.hidden = !new Demand(form).hasPeriod;
        continue;
      }
      const field = form.elements.namedItem(name ?? "");
      const value = field instanceof HTMLInputElement && field.type === "checkbox" ? String(field.checked) : ((field as HTMLSelectElement | null)?.value ?? "");
      part.hidden = !(values ?? "").split(",").includes(value);
    }
  };
  const powers = one<HTMLSelectElement>("#instrument");
  const all = [...powers.options];
  const country = one<HTMLSelectElement>("#country");
  const narrow = (): void => {
    const chosen = powers.value;
    const own = (option: HTMLOptionElement): boolean => option.dataset["of"] === country.value;
    const left = all.filter((option) => !option.value || !country.value || (option.dataset["of"] ?? "*") === "*" || option.dataset["of"]?.split(" ").includes(country.value));
    powers.replaceChildren(...left.filter((option) => !option.value || own(option)), ...left.filter((option) => option.value && !own(option)));
    powers.value = chosen;
    if (powers.selectedIndex < 0) powers.selectedIndex = 0;
  };
  form.addEventListener("change", show);
  country.addEventListener("change", narrow);
  show();
  narrow();
}

async function check(demand: Demand, place: HTMLElement): Promise<void> {
  const missing = demand.missing();
  const answer = await post("/v1/check", { claim: demand.claim(new Date()), language });
  const asked = ((await answer.json()) as { asked: Asked[] }).asked;
  place.replaceChildren(...told(missing, asked));
  place.focus();
}

function told(missing: readonly Missing[], asked: readonly Asked[]): Node[] {
  const found: Node[] = [h("h2", {}, t(missing.length || asked.length ? "missing" : "complete"))];
  if (missing.length) found.push(h("p", {}, t("missing_lead")), h("ul", { class: "missing" }, ...missing.map(line)));
  if (asked.length) found.push(h("h3", {}, t("law_asks")), h("ul", { class: "missing" }, ...asked.map(ofLaw)), h("p", { class: "soft" }, t("law_lead")));
  found.push(h("p", {}, t("send_anyway")));
  return found;
}

function line(one: Missing): HTMLElement {
  const link = h("a", { href: `#${one.field}` }, one.says);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const field = document.getElementById(one.field);
    const target = field?.matches("input, select, textarea") ? field : field?.querySelector<HTMLElement>("input, select");
    target?.focus();
  });
  return h("li", {}, link, h("span", { class: "why" }, one.why));
}

function ofLaw(one: Asked): HTMLElement {
  const read = one.checked_on ? t("read_on", day(one.checked_on)) : t("never_read");
  return h("li", {}, one.says, h("span", { class: "why" }, h("bdi", {}, `${one.act}, ${one.section}`), ` · ${t(`status_${one.status}`)} · ${read}`));
}

async function send(form: HTMLFormElement, place: HTMLElement, held: Held): Promise<void> {
  const demand = new Demand(form);
  if (!demand.ready) return check(demand, place);
  const documents = await documentsOf(form, demand, held);
  say(place, t("sealing"), "done");
  const reply = recipientOf(held.secret);
  const body = { claim: demand.claim(new Date()), lookup: held.lookup, reply };
  await twice(async () => post("/v1/submit", { ...body, ...(await sealed(documents)) }));
  shown(held, reply);
}

/** The desk's keys may change while somebody types: once, it is sealed again. */
export async function twice(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof Unsent && fault.rule === "portal.keys") return work();
    throw fault;
  }
}

async function documentsOf(form: HTMLFormElement, demand: Demand, held: Held): Promise<readonly Document[]> {
  // Only after the question before it: what was chosen first, and then turned out to be secret, stays where it is.
  const field = form.querySelector<HTMLInputElement>("#files");
  const files = [...((field?.closest("[hidden]") ? null : field?.files) ?? [])].filter((file) => file.size);
  if (files.length > 10 || files.reduce((sum, file) => sum + file.size, 0) > limit) throw new Unsent("portal.size", t("too_large"));
  const text = demand.text(fingerprint(recipientOf(held.secret)), language);
  return [textFile("portal.txt", text), ...(await Promise.all(files.map(fileOf)))];
}

/** The code, once. Nothing of the form stays on the page. */
function shown(held: Held, reply: string): void {
  one("#work").replaceWith(one("#receipt"));
  one("#receipt").hidden = false;
  one("#code").textContent = held.code;
  one("#words").textContent = fingerprint(reply);
  one("#print").addEventListener("click", () => window.print());
  one("#receipt-title").focus();
}
