/** A notice of the person's own system that something waits: in a vault of one's own alone, after a click, while it is open. */
import { EVERY, Waits } from "../desk/waits.ts";
import type { Desk } from "../desk/desk.ts";
import type { App } from "./app.ts";
import { announce, h } from "./dom.ts";
import { t } from "../words/tongue.ts";

let watched: Desk | null = null;

/** The control; nothing where this window can give no notice, or gives it already. */
export function notices(app: App): HTMLElement | null {
  if (!app.config.local || !("Notification" in window) || watched === app.desk) return null;
  const button = h("button", { class: "plain" }, t("Tell me on this screen when something waits for me"));
  const place = h("p", { class: "hint" }, button, " ", t("While this vault is open. The notice names no case."));
  button.addEventListener("click", () => void begin(app, place));
  return place;
}

async function begin(app: App, place: HTMLElement): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") {
    place.textContent = t("This browser does not allow notices from this page.");
    return;
  }
  const desk = app.open;
  watched = desk;
  const waits = new Waits(desk.me.name, () => desk.api.get("/v1/due?limit=200"), () => new Notification("Due Process", { body: t("Something waits for you."), tag: "due" }));
  const timer = window.setInterval(() => (app.desk === desk ? void waits.look().catch(() => undefined) : window.clearInterval(timer)), EVERY);
  await waits.look().catch(() => undefined); // a desk that does not answer now is asked again
  place.textContent = t("You are told on this screen while this vault is open.");
  announce(place.textContent);
}
