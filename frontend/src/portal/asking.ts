/** A receipt is asked: the code stays here, the answer opens with it; letters are shown, parts are saved. */
import { fromBase64, fromUtf8, type Bytes } from "../formats/bytes.ts";
import { unseal } from "../formats/seal.ts";
import { derive, read, type Held } from "./code.ts";
import { busy, day, h, one, post, save, say, t, Unsent } from "./page.ts";
import { fileOf, sealed, textFile } from "./sealing.ts";
import { twice } from "./submit.ts";

interface Left {
  readonly id: string;
  readonly kind: string;
  readonly number: number;
  readonly size: number;
  readonly left_on: string;
  readonly until: string;
  readonly taken: boolean;
  readonly answered: boolean;
}

interface Status {
  readonly made_on: string;
  readonly word: string;
  readonly word_on: string;
  readonly left: readonly Left[];
}

const QUESTIONS = ["correction", "clarification"];

export function askPage(): void {
  const form = one<HTMLFormElement>("#ask");
  const place = one<HTMLElement>("#said");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(one("#show"), place, async () => {
      const bytes = read(one<HTMLInputElement>("#code").value);
      if (!bytes) throw new Unsent("portal.code", t("code_wrong"));
      await show(derive(bytes), place);
    });
  });
}

async function show(held: Held, place: HTMLElement): Promise<void> {
  const answer = (await (await post("/v1/status", { lookup: held.lookup })).json()) as { sealed: string };
  const status = await opened(answer.sealed, held);
  if (!status) throw new Unsent("portal.nothing", t("no_receipt"));
  const rows = status.left.map((left) => row(left, held, place));
  place.replaceChildren(
    h("h2", {}, t(`word_${status.word}`)),
    h("p", {}, t("handed_in", day(status.made_on)), " ", t("since", day(status.word_on))),
    h("p", { class: "soft" }, t(`word_${status.word}_more`)),
    ...(rows.length ? [h("h2", {}, t("left")), h("ul", { class: "left" }, ...rows)] : []),
  );
  place.focus();
}

/** What the desk says, if this code opens it. For a code that nobody has there is an answer too, and it does not open. */
async function opened(text: string, held: Held): Promise<Status | null> {
  const data = fromBase64(text);
  if (!data) return null;
  try {
    const { content } = await unseal(data, [held.secret]);
    return JSON.parse(fromUtf8(content) ?? "null") as Status;
  } catch {
    return null;
  }
}

function row(left: Left, held: Held, place: HTMLElement): HTMLElement {
  const result = h("div", { class: "result", tabindex: "-1" });
  const button = h("button", { type: "button" }, t(left.kind === "production" ? "collect" : "open"));
  button.addEventListener("click", () => void busy(button, result, () => take(left, held, result)));
  const states = [left.taken ? t("taken") : t("not_taken"), ...(left.answered ? [t("answered")] : [])];
  const about = t("left_line", day(left.left_on), day(left.until), Math.ceil(left.size / 1024));
  const made = h("li", {}, h("h3", {}, `${t(`left_${left.kind}`)}${left.kind === "production" ? ` ${left.number}` : ""}`), h("p", { class: "soft" }, `${about} ${states.join(" · ")}`), button, result);
  if (QUESTIONS.includes(left.kind) && !left.answered) made.append(answering(left, held, place));
  return made;
}

async function take(left: Left, held: Held, result: HTMLElement): Promise<void> {
  const parts: Bytes[] = [];
  for (let at = 0; at < left.size; ) {
    const piece = new Uint8Array(await (await post("/v1/take", { lookup: held.lookup, parcel: left.id, start: at })).arrayBuffer()) as Bytes;
    if (!piece.length) throw new Unsent("portal.nothing", t("nothing_there"));
    parts.push(piece);
    at += piece.length;
    say(result, t("took", Math.round((100 * at) / left.size)), "done");
  }
  if (left.kind === "production") {
    save(`part-${String(left.number).padStart(4, "0")}.sealed`, "application/octet-stream", parts);
    return say(result, t("saved_sealed"), "done");
  }
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  const { header, content } = await unseal(whole, [held.secret]);
  if (header.media.startsWith("text/")) {
    result.replaceChildren(h("blockquote", { dir: "auto" }, fromUtf8(content) ?? ""));
    return result.focus();
  }
  save(header.name || "letter.pdf", header.media, [content]);
  say(result, t("saved"), "done");
}

function answering(left: Left, held: Held, place: HTMLElement): HTMLElement {
  const text = h("textarea", { id: `answer-${left.id}`, rows: "6", dir: "auto", autocomplete: "off", maxlength: "100000" });
  const files = h("input", { type: "file", id: `files-${left.id}`, multiple: "" });
  const button = h("button", { type: "submit", class: "act" }, t("answer_send"));
  const result = h("div", { class: "result", tabindex: "-1" });
  const form = h("form", { class: "stack", autocomplete: "off" }, h("label", { for: text.id }, t("answer")), text, h("label", { for: files.id }, t("files")), files, button, result);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(button, result, async () => {
      if (!text.value.trim()) throw new Unsent("portal.empty", t("answer_empty"));
      const documents = [textFile("portal.txt", `${t("answer_head", left.left_on)}\n\n${text.value.trim()}\n`), ...(await Promise.all([...(files.files ?? [])].map(fileOf)))];
      await twice(async () => post("/v1/answer", { lookup: held.lookup, parcel: left.id, ...(await sealed(documents)) }));
      form.replaceWith(h("p", { class: "done" }, t("answer_sent")));
      place.focus();
    });
  });
  return form;
}
