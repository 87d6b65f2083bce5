/** `#/letter/<case>`: the letter as it will be read, the reference merged in here, sealed, signed, handed over. */
import { ACTS, CODES, LETTERS } from "../acts/words.ts";
import { languageName } from "../acts/named.ts";
import { part } from "../desk/api.ts";
import { compose, look } from "../desk/compose.ts";
import type { Case } from "../desk/desk.ts";
import { letterOf, merged, noCopyOf, waits, type Letter } from "../desk/letter.ts";
import { alongWith, asksPoints, pointsOf, sealWhole, withPoints } from "../desk/points.ts";
import type { Value } from "../formats/canonical.ts";
import { short } from "../formats/ids.ts";
import { busy, headOf, problem, type App } from "./app.ts";
import { h, labelled, replace } from "./dom.ts";
import { drawn, leavingOf, sheets, TO_ANYBODY } from "./letter.ts";
import { signView } from "./sign.ts";
import { acted, coded, t } from "../words/tongue.ts";

export async function letterPage(app: App, id: string, query: URLSearchParams): Promise<void> {
  const desk = app.open;
  const head = headOf(id, t("The letter as it will be read"));
  const which = choice(id, query);
  const place = h("div", { class: "result" });
  let answer: Record<string, Value>;
  try {
    answer = await desk.api.get(`/v1/cases/${part(id)}/letter${asked(query)}`);
  } catch (fault) {
    replace(app.main, ...head, which, problem(fault)); // another kind may be one that can be written
    return;
  }
  const taken = await app.take(id);
  const bare = letterOf(answer);
  // A letter without such a point asks for no look at what was signed.
  const letter = asksPoints(bare) ? withPoints(bare, pointsOf(taken, (await look(desk, id)).signed.values())) : bare;
  const nobody = answer["contact"] === "" && letter.kind !== TO_ANYBODY;
  const { reference, how, named, way } = leavingOf(desk, taken);
  const shown = h("div", { class: "letter" });
  const redraw = (): void => replace(shown, ...sheets(letter, reference.value));
  reference.addEventListener("input", redraw);
  redraw();
  const button = h("button", { type: "submit", class: "act" }, t("Seal it and show what I sign"));
  const form = h(
    "form",
    { class: "card", novalidate: true },
    which,
    waits(letter) ? named : null,
    noCopyOf(answer) ? h("p", { class: "quiet" }, noCopyOf(answer)) : null,
    ...binding(letter),
    alongWith(letter).length ? h("p", { class: "follows" }, t("Goes along: {0}. Who prints the letter saves a copy of each from the case, and prints it too.", alongWith(letter).join(", ")), " ", h("a", { href: `#/case/${id}` }, t("Case {0}", short(id)))) : null,
    nobody ? h("div", { class: "follows" }, h("p", {}, h("strong", {}, t("Nobody verified a contact of this authority.")), " ", t("Two people do that first; letters go there and to nobody else. Until then print this page, send it your own way, and say so:"), " ", h("a", { href: `#/act/${id}/duty.done` }, acted(ACTS["duty.done"]?.title ?? "")))) : way,
    h("div", { class: "buttons" }, nobody ? null : button, h("button", { class: "plain", click: () => window.print() }, t("Print"))),
    place,
  );
  const page = h("div", {}, ...head, h("div", { class: "beside-letter" }, shown, form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, t("Sealing …"), place, () => prepare(app, taken, merged(letter, reference.value), how.value, page));
  });
  replace(app.main, page);
}

/** Where another text binds than the one they read: why, and how that changes. */
function binding(letter: Letter): HTMLElement[] {
  const code = letter.sheets[0]?.language ?? "";
  if (letter.reviewed.includes(code)) return [];
  return [h("p", { class: "quiet" }, t("Letters in {0} do not bind here: nobody signed their words.", languageName(code)), " ", h("a", { href: `#/language/${code}` }, t("Make {0} binding", languageName(code))))];
}

/** Which letter, in which of the languages that letters are written in; another choice is another address. */
function choice(id: string, query: URLSearchParams): HTMLElement {
  const select = (name: string, first: string, rows: readonly (readonly [string, string])[]): HTMLElement => {
    const made = h("select", { id: `letter-${name}` }, h("option", { value: "" }, first), ...rows.map(([code, words]) => h("option", { value: code, selected: query.get(name) === code }, words)));
    made.addEventListener("change", () => {
      const next = new URLSearchParams(query);
      if (made.value) next.set(name, made.value);
      else next.delete(name);
      location.hash = `#/letter/${id}?${next.toString()}`;
    });
    return made;
  };
  return h(
    "div",
    { class: "reply-parts" },
    labelled(t("Which letter"), select("kind", t("what the case needs"), Object.keys(CODES["LetterKind"] ?? {}).map((kind) => [kind, coded("LetterKind", kind)]))),
    labelled(t("Their language"), select("lang", t("as the authority writes"), LETTERS.map((code) => [code, languageName(code)]))),
  );
}

function asked(query: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ["items", "kind", "lang"]) {
    const value = query.get(name);
    if (value && /^[a-z0-9_,]{1,200}$/.test(value)) kept.set(name, value);
  }
  return kept.size ? `?${kept.toString()}` : "";
}

async function prepare(app: App, taken: Case, letter: Letter, how: string, page: HTMLElement): Promise<void> {
  const desk = app.open;
  const sealed = await sealWhole(desk, letter, how, taken);
  const says = { how, items: [...letter.items], kind: letter.kind, language: letter.sheets[0]?.language ?? "", sealed: sealed.id };
  const composed = await compose(desk, taken.id, [{ act: "letter.send", says }]);
  const shown = h("div", { class: "letter" }, ...drawn(letter));
  const undo = (): void => replace(app.main, page);
  const view = signView(app, { composed, attached: [sealed], shown, undo });
  replace(app.main, view);
  view.querySelector<HTMLElement>("#sign-title")?.focus();
}
