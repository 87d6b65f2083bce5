/** `#/unseal/<case>`: what its sender sealed, opened by the program that serves this page, and kept as notes (ADR 0102). */
import { compose } from "../desk/compose.ts";
import { bytesOf, list, string } from "../desk/desk.ts";
import { askOwn, told } from "../desk/own.ts";
import { tried } from "../desk/ownkey.ts";
import { base64 } from "../formats/bytes.ts";
import { isObject } from "../formats/canonical.ts";
import { secretsOf } from "../formats/identity.ts";
import { refuse } from "../formats/refusal.ts";
import { unseal } from "../formats/seal.ts";
import { headOf, type App } from "./app.ts";
import { h, replace } from "./dom.ts";
import { signView } from "./sign.ts";
import { t, type Key } from "../words/tongue.ts";

const STATES: Record<string, Key> = { valid: "Signed by a key that two people verified.", policy: "Signed in a way that nobody relies on today.", unknown: "Signed by a key that is not known here.", broken: "The signature does not fit.", unchecked: "No signature was checked.", none: "No signature." };

export async function unsealPage(app: App, id: string): Promise<void> {
  if (!app.config.local) refuse("vault.elsewhere", t("It opens by your own key alone."), t("Do it on your own machine: {0}", "dueprocess vault"));
  const desk = app.open;
  const taken = await app.take(id);
  replace(app.main, ...headOf(id, t("Open what its sender sealed")), h("p", { role: "status" }, t("Opening …")));
  const [keys, itself, authorities] = await Promise.all(["mail-keys", "itself", "authorities"].map((one) => desk.api.get(`/v1/desk/${one}`)));
  const secrets = await Promise.all(list(keys!["rows"]).map(async (row) => {
    const sealed = isObject(row) && bytesOf(row["envelope"]);
    const one = sealed && (await tried(() => unseal(sealed, secretsOf(desk.who))));
    return one && one.header.kind === "mail_key" ? base64(one.content) : "";
  }));
  const originals = taken.opened.filter((one) => one.header.kind === "original").map((one) => base64(one.content));
  const found = told(await askOwn({ authorities, itself, keys, originals, pin: desk.line.pin, secrets }, "unseal"));
  const attached = await Promise.all(list(found["notes"]).map(list).map(([media, bytes]) => desk.seal("note", string(media!), bytesOf(bytes!)!, "case", taken)));
  const said = list(found["said"]).map(list).flatMap(([state, changes]) => [t(STATES[string(state!)]!), changes ? t("Whoever carried it could have altered it.") : ""]);
  const composed = await compose(desk, id, attached.map((one) => ({ act: "note.add", says: { sealed: one.id } })));
  replace(app.main, signView(app, { composed, attached, shown: h("p", {}, said.join(" ")), undo: () => { location.hash = `#/case/${id}`; }, done: () => { app.taken = null; } }));
}
