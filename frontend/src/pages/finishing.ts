/** The part of `#/release/<case>` for whom k people named: seal it to the recipient, sign that it was done. */
import { moment } from "../acts/named.ts";
import { LEAVES } from "../acts/words.ts";
import { Finish, type Made } from "../desk/finish.ts";
import { askOwn } from "../desk/own.ts";
import { isRefused } from "../desk/api.ts";
import type { Facts, Releases } from "../desk/release.ts";
import { Refusal } from "../formats/refusal.ts";
import { oneLine } from "../frame/visible.ts";
import { busy, problem, type App } from "./app.ts";
import { announce, h, replace } from "./dom.ts";
import { factsView, wayName, whole } from "./facts.ts";
import { signView } from "./sign.ts";
import { t, type Key } from "../words/tongue.ts";

/** Ways that open by drawn words; they need no key of the recipient. */
const SPOKEN = ["browser", "passphrase", "disk", "portal"];
/** More bytes than these do not open in one page (`adapters/browser_file.py`). */
const ONE_FILE = 32 * 1024 * 1024;

/** Ways in which it can go from here: by the recipient's key that two people verified, or by drawn words. */
export const waysOf = (facts: Facts): string[] => [facts.keyKind, ...SPOKEN].filter((way) => Object.hasOwn(LEAVES, way) && (way !== "browser" || facts.contents.reduce((sum, one) => sum + one.bytes, 0) < ONE_FILE));

/** Null where this person is not to finish. `leave` hears what is to stop when the page goes. */
export function finishPart(app: App, releases: Releases, id: string, facts: Facts, handed: readonly string[], leave: (stop: () => void) => void): HTMLElement | null {
  const mine = facts.agreed.filter((one) => one.finisher === releases.me);
  if (!mine.length) return null;
  if (app.now() < Date.parse(facts.holdUntil)) return h("p", { class: "quiet" }, t("You can finish it here once the hold is over: {0}.", moment(facts.holdUntil)));
  const ways = [...new Set(mine.map((one) => one.way))];
  const how = ways.find((way) => mine.filter((one) => one.way === way).length >= facts.k);
  if (how === undefined) return h("p", { class: "quiet" }, t("You can finish it here once {0} people agreed on you and on one way.", facts.k));
  const wanted = mine.filter((one) => one.way === how && one.by !== releases.me).map((one) => one.by);
  const here = wanted.filter((name) => handed.includes(name));
  if (here.length + 1 < facts.k) {
    const missing = wanted.filter((name) => !here.includes(name)).join(", ");
    return h("p", { class: "quiet" }, t("The hold is over. You can finish it here once the shares of {0} came: the vault on their machine hands them over while it runs.", missing));
  }
  const place = h("div", { class: "result" });
  const button = h("button", { class: "act" }, t("Finish: put the shares together"));
  button.addEventListener("click", () => {
    void busy(button, t("Checking, opening and sealing on this machine …"), place, () => finishing(app, releases, id, facts, how, button, leave));
  });
  return h(
    "div",
    { class: "finish" },
    h("h3", {}, t("You finish it: {0}", wayName(how))),
    h("p", {}, t("Shares meet in the memory of this machine; everything is sealed to the recipient at once and stands in your folder before the desk is told. Nothing that can be read touches the disk.")),
    h("div", { class: "buttons" }, button),
    place,
  );
}

async function finishing(app: App, releases: Releases, id: string, facts: Facts, how: string, button: HTMLButtonElement, leave: (stop: () => void) => void): Promise<void> {
  const finish = new Finish(releases, askOwn);
  leave(() => finish.stop());
  const { made, composed } = await finish.make(id, facts.production, how, (done, of) => {
    app.touch(); // this machine works on what its person began
    button.textContent = t("Sealing part {0} of {1} …", done + 1, of);
  });
  const kept = [...app.main.childNodes];
  const back = (): void => { void finish.undo(); app.main.replaceChildren(...kept); };
  const view = signView(app, {
    composed,
    shown: h("div", {}, factsView(facts), standing(made)),
    undo: back,
    done: () => view.append(afterwards(made, how)),
    failed: async (fault) => {
      if (!isRefused(fault)) return unsure(made);
      await finish.undo();
      return h("div", {}, problem(fault), h("p", {}, t("What was made for it is deleted again. Look at the release anew: "), h("a", { href: `#/release/${id}?again=${Date.now()}` }, t("What is to leave the house"))));
    },
  });
  replace(app.main, view);
  view.querySelector<HTMLElement>("#sign-title")?.focus();
}

/** What stands in the folder; the words once, while they can be written down. */
function standing(made: Made): HTMLElement {
  return h(
    "div",
    { class: "made" },
    h("p", {}, t("Everything is sealed and stands on this machine in "), h("code", { class: "folder" }, oneLine(made.folder))),
    whole(made.files),
    made.passphrase ? h("div", { class: "warning" }, h("p", { class: "strong" }, t("The words that open it. Write them down now, before you sign: they are kept nowhere.")), h("p", { class: "fingerprint" }, h("code", { class: "words" }, made.passphrase))) : null,
  );
}

const NEXT: Record<string, Key> = {
  disk: "Copy them to a disk and write the record of the hand-over: {0}",
  portal: "Leave them in the portal: {0}",
};
const COMMANDS: Record<string, string> = { disk: "dueprocess transfer record", portal: "dueprocess portal hand-over" };

function afterwards(made: Made, how: string): HTMLElement {
  const next = NEXT[how];
  const says = next === undefined ? t("Send them to the contact that two people verified, and to nobody else.") : t(next as "Leave them in the portal: {0}", COMMANDS[how] ?? "");
  if (made.passphrase) announce(t("The words stand on this page until you leave it."));
  return h(
    "section",
    { class: "card" },
    h("h2", {}, t("These files are all there is now")),
    h("p", {}, t("The desk destroyed its parts and shares.")),
    standing(made),
    h("p", {}, says),
    made.passphrase ? h("p", {}, t("Call the number that two people verified, and read the words out. Send them no other way.")) : null,
  );
}

/** Its answer is lost: these may be the only files there are. */
function unsure(made: Made): HTMLElement {
  const fault = new Refusal("vault.unsure", t("the desk did not answer: perhaps it took the release all the same"), t("Keep the folder and look at the release again: if it has left the house, send the files; if it still waits, delete the folder and finish again."));
  return h("div", {}, problem(fault), standing(made));
}
