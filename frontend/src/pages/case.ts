/** `#/case/<id>`: the original beside the form in which a person who read it confirms what it says. */
import { compose } from "../desk/compose.ts";
import { list, type Case } from "../desk/desk.ts";
import { particularsOf } from "../desk/particulars.ts";
import { part } from "../desk/api.ts";
import type { Value } from "../formats/canonical.ts";
import { short } from "../formats/ids.ts";
import { busy, staffLink, type App } from "./app.ts";
import { h, replace } from "./dom.ts";
import { FaceForm } from "./form.ts";
import { particularsView, Reader } from "./reader.ts";
import { signView } from "./sign.ts";
import { t } from "../words/tongue.ts";

/** Returns what is to be done when the page goes. */
export async function casePage(app: App, id: string): Promise<() => void> {
  const says = h("p", { class: "quiet", role: "status" }, t("Taking the case to this machine … that you read it is recorded."));
  replace(app.main, h("h1", { tabindex: -1 }, t("Case {0}", short(id))), says);
  const taken = await app.take(id, (done, of) => { says.textContent = t("Opening {0} of {1} …", done + 1, of); });
  const answer = await app.open.api.get(`/v1/cases/${part(id)}/form`);
  const reader = new Reader(taken.opened);
  const particulars = particularsOf(taken.opened);
  const side = h("section", { class: "side", "aria-label": t("What it says") });
  const place = h("div", { class: "result" });
  const form: FaceForm = new FaceForm(
    list(answer["fields"]),
    particulars,
    (spans) => reader.mark(spans),
    (fields) => void confirm(app, taken, fields, form, side, place),
  );
  const read = form.element.querySelector<HTMLButtonElement>("button[type=submit]");
  read?.after(place);
  replace(side, h("h2", {}, t("What it says")), particularsView(particulars), form.element);
  replace(
    app.main,
    h("div", { class: "case-head" }, h("p", { class: "eyebrow" }, t("Revision {0}", String(answer["revision"]))), h("h1", { tabindex: -1 }, t("Case {0}", short(id))), h("p", { class: "links" }, h("a", { href: `#/note/${id}` }, t("Add a note")), ...(app.config.local ? [h("a", { href: `#/target/${id}` }, t("Read a target")), h("a", { href: `#/release/${id}` }, t("What is to leave the house"))] : []), staffLink(app, `/cases/${id}/`, t("The case at the desk")))),
    h("div", { class: "case" }, reader.element, side),
  );
  return () => reader.close();
}

/** The summary of what changes is drawn from the very text that is signed. */
async function confirm(app: App, taken: Case, fields: Record<string, Value>, form: FaceForm, side: HTMLElement, place: HTMLElement): Promise<void> {
  const button = form.element.querySelector<HTMLButtonElement>("button[type=submit]");
  if (!button) return;
  await busy(button, t("Checking …"), place, async () => {
    const composed = await compose(app.open, taken.id, [{ act: "face.confirm", says: { fields } }]);
    const kept = [...side.childNodes];
    const undo = (): void => side.replaceChildren(...kept);
    const view = signView(app, { composed, before: form.before, undo });
    replace(side, view);
    view.querySelector<HTMLElement>("#sign-title")?.focus();
  });
}

