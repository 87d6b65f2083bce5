/** Beside the vault of a practice desk alone: opens it with a practice key, and says the next step of a demand. */
"use strict";
(() => {
  const ask = (path) => fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}", credentials: "omit" }).then((answer) => answer.json());
  const german = navigator.language.toLowerCase().startsWith("de");
  const of = (words) => (german && words.de) || words.en;
  const made = (name, attributes, ...children) => {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    one.append(...children);
    return one;
  };

  /** Sentences with the page's own words, those between **, in bold. */
  const marked = (words) => of(words).split("**").map((part, at) => (at % 2 ? made("b", {}, part) : part));

  const place = made("aside", { class: "guide", "aria-label": german ? "Übung" : "Practice" });
  const inside = made("div", {});
  place.append(inside);
  // What to do now stays in sight, whatever the page is scrolled to; the page makes room for it.
  const line = made("div", { class: "guide-now", role: "status" });
  document.getElementById("top").after(place, line);
  new ResizeObserver(() => document.documentElement.style.setProperty("--guide", `${line.offsetHeight}px`)).observe(line);

  // The key of a practice desk opens by itself, once; whoever locks the vault opens it again by the button.
  let opened = false;
  async function open() {
    const field = document.getElementById("identity");
    if (!field) return;
    opened = true;
    const key = await ask("guide/identity");
    const files = new DataTransfer();
    files.items.add(new File([key.bytes], key.name));
    field.files = files.files;
    field.form.requestSubmit();
  }
  let cases = [];
  const pressed = new WeakSet(); // each is drawn anew where it is asked anew
  const once = (button) => { if (button && !pressed.has(button)) { pressed.add(button); button.click(); } };
  const agree = () => {
    // Both questions are for real desks: whose fingerprint this is, and who led here.
    once(document.querySelector(".compare:not(.odd) button.act"));
    // A window that was open before asks above what it shows; it says the beginning of the case's name.
    const asks = document.querySelector(".outside");
    if (asks && cases.some((id) => location.hash.includes(id) || asks.textContent.includes(id.slice(0, 10)))) once(asks.querySelector("button.act"));
  };

  // Before the page is drawn: a question that is answered by itself is not seen.
  new MutationObserver(agree).observe(document.body, { childList: true, subtree: true });

  // What was signed is told under an address without its case.
  let last = "";
  const current = () => {
    if (location.hash !== "#/done") last = /c-[a-z2-7]{24}/.exec(location.hash)?.[0] ?? "";
    return last;
  };

  /** Whether the page shows it and it still asks: an address without words, a box, a button. What is folded asks, too. */
  const asks = (one) => {
    const seen = one.closest("details:not([open])")?.querySelector("summary") ?? one;
    return seen.getClientRects().length > 0 && (one.type !== "text" || one.value.trim() === "");
  };
  const due = (step) => step.parts.find((part) => [...document.querySelectorAll(part.open)].some(asks))?.says ?? step.says;

  /** A link into a window that may stand open: one that does shows it, and the new one closes by itself. */
  function into(told, who, id, words, kind = "") {
    const elsewhere = who !== told.who;
    const link = made("a", elsewhere ? { class: kind, href: `${told.other}#/case/${id}`, target: "_blank", rel: "noreferrer" } : { class: kind, href: `#/case/${id}` }, words);
    if (elsewhere) link.addEventListener("click", () => { went = `${who} ${id}`; window.setTimeout(() => void look(), 1500); });
    const there = german ? ` Ist es schon offen, zeigt es den Fall bereits: der Tab „${who} · …“.` : ` Where it is open already, it shows the case by now: the tab “${who} · …”.`;
    return elsewhere && went === `${who} ${id}` ? [link, there] : [link];
  }
  let went = "";

  /** Back to the desk: whoever came from there has it in a tab of its own. */
  function toDesk(told) {
    const here = (address) => address.replace("//127.0.0.1:", "//localhost:");
    const came = document.referrer !== "" && here(document.referrer) === here(told.desk);
    const link = (words) => made("a", { href: told.door, target: "_blank", rel: "noreferrer" }, words);
    if (!came) return [link(german ? `Zur Übersicht von ${told.who}` : `To ${told.who}'s desk`)];
    return german ? ["Zurück zur Übersicht: der Tab „Fälliges“, oder ", link("neu öffnen"), "."] : ["Back to the desk: the tab “Due”, or ", link("open it anew"), "."];
  }

  /** The head of the exercise, and the line that says what to do now. */
  function draw(told) {
    const id = current();
    const at = told.demands.findIndex((one) => one.case === id);
    const demand = told.demands[at];
    const name = german ? "Übung" : "Exercise";
    if (!demand) {
      const links = told.demands.flatMap((one) => [made("a", { href: `#/case/${one.case}` }, of(one.title)), " · "]);
      return [[], [german ? "Übungen: " : "Exercises: ", ...links, ...toDesk(told)]];
    }
    const next = demand.steps.findIndex((one) => !one.done);
    const lines = demand.steps.map((one, number) => made("li", { class: one.done ? "is-done" : number === next ? "is-now" : "" }, of(one.name)));
    const head = [made("h2", {}, `${name} ${at + 1} ${german ? "von" : "of"} ${told.demands.length}: ${of(demand.title)}`), made("ol", {}, ...lines)];
    const step = demand.steps[next];
    if (step) {
      // Whoever went to another page of the case finds back.
      const back = due(step) === step.says && !/^#\/(case|done)/.test(location.hash) ? [" ", made("a", { href: `#/case/${id}` }, german ? "Zurück zum Schreiben" : "Back to the letter")] : [];
      if (step.who === told.who) return [head, [...marked(due(step)), ...back]];
      return [head, [...marked(step.says), " ", ...into(told, step.who, id, german ? `Das Fenster von ${step.who} öffnen` : `Open ${step.who}'s window`, "act")]];
    }
    const more = told.demands[at + 1];
    const on = more && into(told, more.steps[0].who, more.case, onward(more.steps[0].who), "act");
    return [head, [of(demand.ended), " ", ...(demand.rest ? [of(demand.rest), " "] : []), ...(on ? [...on, " "] : []), ...toDesk(told)]];
  }

  /** The letter in English, beside the German one: this page alone has it, and nothing relies on it. */
  function translated(demand) {
    const reader = document.querySelector(".reader");
    if (german || !demand || !reader || reader.querySelector(".in-english")) return;
    reader.querySelector("iframe").before(made("details", { class: "in-english" }, made("summary", {}, "Translation for practice"), made("pre", { dir: "auto", tabindex: "0" }, demand.english.trim())));
  }

  /** What a real house does next is no step of the exercise: its filled button is the one in the line. */
  function follow(ended) {
    if (ended || line.querySelector("a.act")) for (const one of document.querySelectorAll(".signing .done .onward .next a.act")) one.classList.remove("act");
  }

  /** A heading that a change of the page left half behind the line comes out below it. */
  function uncover() {
    const under = line.getBoundingClientRect().bottom;
    for (const one of document.querySelectorAll("#main h1")) {
      const { top, bottom } = one.getBoundingClientRect();
      if (top < under && bottom > under - 1) return window.scrollBy(0, top - under - 8);
    }
  }

  const onward = (who) => (german ? `Zum nächsten Schreiben, in ${who}s Fenster` : `On to the next letter, in ${who}'s window`);

  let shown = "", known = "", view = "";
  async function look() {
    try {
      known = JSON.stringify(await ask("guide"));
    } catch {
      return; // the demo has ended
    }
    show();
  }

  function show() {
    if (known === "") return;
    const told = JSON.parse(known);
    if (!document.title.startsWith(told.who)) document.title = `${told.who} · ${document.title}`;
    cases = told.demands.map((one) => one.case);
    agree();
    const [head, now] = draw(told);
    if (opened && document.getElementById("identity")) {
      const again = made("button", { type: "button", class: "plain small" }, german ? `Als ${told.who} öffnen` : `Open it as ${told.who}`);
      again.addEventListener("click", () => void open());
      now.push(" ", again);
    }
    const says = made("p", {}, ...now);
    const drawn = made("div", {}, ...head.map((one) => one.cloneNode(true)), says.cloneNode(true)).innerHTML;
    if (drawn !== shown) {
      shown = drawn;
      inside.replaceChildren(...head);
      line.replaceChildren(says);
    }
    const ended = told.demands.some((one) => one.case === current() && one.ended);
    line.classList.toggle("is-ended", ended);
    follow(ended);
    translated(told.demands.find((one) => one.case === current()));
    const seen = document.querySelector("#main .signing h1")?.textContent ?? "";
    if (seen !== view) window.requestAnimationFrame(uncover);
    view = seen;
  }
  for (const what of ["input", "change", "click"]) document.addEventListener(what, () => window.setTimeout(show, 50));
  const begin = window.setInterval(() => {
    if (opened || !document.getElementById("identity")) return;
    window.clearInterval(begin);
    void open();
  }, 50);
  window.setInterval(() => void look(), 700);
  window.addEventListener("hashchange", () => void look());
})();
