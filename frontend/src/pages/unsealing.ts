/** `#/unseal/<case>`: what its sender sealed, opened by the program that serves this page, and kept as notes (ADR 0102). */
import { compose } from "../desk/compose.ts";
import { bytesOf, list, string } from "../desk/desk.ts";
import { askOwn, told } from "../desk/own.ts";
import { refuse } from "../formats/refusal.ts";
import { headOf, type App } from "./app.ts";
import { h, replace } from "./dom.ts";
import { signView } from "./sign.ts";
import { t, type Key } from "../words/tongue.ts";

const STATES: Record<string, Key> = { valid: "Verified signature.", policy: "Outdated signature.", unknown: "Unknown signature.", broken: "The signature does not fit." };

export async function unsealPage(app: App, id: string): Promise<void> {
  const title = t("Open what its sender sealed");
  if (!app.config.local) refuse("vault.elsewhere", title, t("Do it on your own machine: {0}", "dueprocess vault"));
  const desk = app.open;
  const taken = await app.take(id);
  replace(app.main, ...headOf(id, title), t("Opening …"));
  const found = told(await askOwn(await desk.mail(taken), "unseal"));
  const attached = await Promise.all(list(found["notes"]).map(list).map(([media, bytes]) => desk.seal("note", string(media), bytesOf(bytes)!, "case", taken)));
  const said = list(found["said"]).map(list).flatMap(([state, changes, office, outside]) => [t(STATES[string(state)] ?? "No valid signature."), office, outside ? t("It stands around what was sealed: whoever signed need not have known what is inside.") : "", changes ? t("Whoever carried it could have altered it.") : ""]);
  const composed = await compose(desk, id, attached.map((one) => ({ act: "note.add", says: { sealed: one.id } })));
  replace(app.main, signView(app, { composed, attached, shown: h("p", {}, said.join(" ")), undo: () => history.back(), done: () => { app.taken = null; } }));
}
