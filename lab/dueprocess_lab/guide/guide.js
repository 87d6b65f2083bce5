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

  /** Sentences, each with the page's own words between ** in bold. */
  const marked = (words) => of(words).split(/(?<=\. )/).map((one) => made("span", {}, ...one.split("**").map((part, at) => (at % 2 ? made("b", {}, part) : part))));

  const place = made("aside", { class: "guide", "aria-label": german ? "Übung" : "Practice" });
  const inside = made("div", { "aria-live": "polite" });
  place.append(inside);
  document.getElementById("top").after(place);
  // On a narrow screen: what to do now, small, once the strip above was scrolled by.
  const small = made("div", { class: "guide-small", hidden: "" });
  place.after(small);

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

  function draw(told) {
    const id = current();
    const at = told.demands.findIndex((one) => one.case === id);
    const demand = told.demands[at];
    const desk = made("a", { href: told.desk, target: "_blank", rel: "noreferrer" }, german ? "zur Übersicht" : "to the desk");
    if (!demand) {
      const links = told.demands.flatMap((one) => [made("a", { href: `#/case/${one.case}` }, of(one.title)), " · "]);
      return [made("p", {}, german ? "Übung: " : "Practice: ", ...links, desk)];
    }
    const next = demand.steps.findIndex((one) => !one.done);
    const lines = demand.steps.map((one, number) => made("li", { class: one.done ? "is-done" : number === next ? "is-now" : "" }, of(one.name)));
    const head = [made("h2", {}, `${german ? "Übung" : "Practice"} ${at + 1}/${told.demands.length}: ${of(demand.title)}`), made("ol", {}, ...lines)];
    if (demand.ended) {
      const more = told.demands[at + 1];
      return [...head, made("p", {}, of(demand.ended), " ", ...(more ? [made("a", more.steps[0].who === told.who ? { class: "act", href: `#/case/${more.case}` } : { class: "act", href: `${told.other}#/case/${more.case}`, target: "_blank", rel: "noreferrer" }, onward(more.steps[0].who)), " · "] : []), desk)];
    }
    const step = demand.steps[next];
    const there = made("a", { href: `${told.other}#/case/${id}`, target: "_blank", rel: "noreferrer" }, german ? `Das Fenster von ${step.who} öffnen` : `Open ${step.who}'s window`);
    return [...head, made("p", {}, ...marked(step.says), ...(step.who === told.who ? [] : [" ", there]))];
  }

  /** The small strip shows the sentence about the part of the page that is looked at. */
  const narrow = window.matchMedia("(max-width: 61.99rem)");
  function keep() {
    const says = inside.querySelector("ol + p");
    small.hidden = !says || !narrow.matches || place.getBoundingClientRect().bottom > 0;
    if (small.hidden) return;
    if (small.innerHTML !== says.outerHTML) small.replaceChildren(says.cloneNode(true));
    const parts = [...document.querySelectorAll("#main :is(h2, h3, legend, summary, button)")].filter((one) => one.offsetParent);
    let at = small.querySelector("span"), top = -Infinity;
    for (const sentence of small.querySelectorAll("span")) for (const word of sentence.querySelectorAll("b")) {
      const found = parts.find((one) => one.textContent.trim().startsWith(word.textContent))?.getBoundingClientRect().top;
      if (found > top && found < window.innerHeight * 0.6) [at, top] = [sentence, found];
    }
    small.scrollTop = at ? at.offsetTop - small.firstChild.offsetTop : 0;
  }
  window.addEventListener("scroll", keep, { passive: true });

  /** Where one has just signed, the next step stands below it. */
  function follow() {
    const done = document.querySelector(".signing .done");
    const says = inside.querySelector("ol + p");
    if (!done || !says) return;
    // What a real house does next is no step of the exercise: the filled button leads to the next letter.
    if (says.querySelector("a.act")) for (const one of done.querySelectorAll(".onward .next a.act")) one.classList.remove("act");
    let here = done.querySelector(".guide-next");
    if (!here) (done.querySelector(".onward") ?? done.querySelector("h1")).after((here = made("div", { class: "guide-next" })));
    if (here.innerHTML !== says.outerHTML) here.replaceChildren(says.cloneNode(true));
  }

  const onward = (who) => (german ? `Zum nächsten Schreiben, in ${who}s Fenster` : `On to the next letter, in ${who}'s window`);

  let shown = "";
  async function look() {
    let told;
    try {
      told = await ask("guide");
    } catch {
      return; // the demo has ended
    }
    cases = told.demands.map((one) => one.case);
    agree();
    const locked = opened && document.getElementById("identity");
    const now = JSON.stringify([told, current(), Boolean(locked)]);
    if (now === shown) return follow();
    shown = now;
    inside.replaceChildren(...draw(told));
    keep();
    follow();
    if (locked) {
      const again = made("button", { type: "button", class: "plain small" }, german ? `Als ${told.who} öffnen` : `Open it as ${told.who}`);
      again.addEventListener("click", () => void open());
      inside.append(made("p", {}, again));
    }
  }
  const begin = window.setInterval(() => {
    if (opened || !document.getElementById("identity")) return;
    window.clearInterval(begin);
    void open();
  }, 50);
  window.setInterval(() => void look(), 700);
  window.addEventListener("hashchange", () => void look());
})();
