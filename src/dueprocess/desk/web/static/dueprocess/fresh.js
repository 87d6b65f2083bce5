// The vault leads back to this window by its name. What happened meanwhile, here or at a colleague's, stands here when
// its person comes back. While they look on, the parts that say where things stand (data-follows) follow by themselves;
// of the rest, of what somebody has begun and of what is under their hand, one line offers it instead.
window.name = "dueprocess-desk";
const line = document.querySelector("[data-mark]");
const EVERY = 20_000;
const HAND = 2_000; // so long after a movement nothing moves away under it
let began = false; // a field was filled, a part unfolded
let touched = false; // since the person came back
let moved = 0;
let asking = false;

const on = (names, then) => { for (const name of names) document.addEventListener(name, then, true); };
on(["input", "toggle"], () => { began = true; });
on(["pointerdown", "keydown"], () => { touched = true; });
on(["pointermove", "pointerdown", "keydown", "wheel"], () => { moved = Date.now(); });

const parts = (page) => new Map([...page.querySelectorAll("[data-follows]")].map((one) => [one.dataset.follows, one]));
const unfoldedIn = (part) => [...part.querySelectorAll("details[open]")].map((one) => one.firstElementChild.textContent);
/** Somebody types or is about to press something there; a link that led elsewhere is neither. */
const busy = (part) => (part.contains(document.activeElement) && !document.activeElement.matches("a[href], summary")) || [...part.querySelectorAll("input:not([type=hidden]), select, textarea")].length > 0;
/** What a page says beside the parts that follow. */
const rest = (page) => {
  const main = page.querySelector("main").cloneNode(true);
  for (const one of main.querySelectorAll("[data-follows], [data-mark]")) one.remove();
  return main.textContent.replace(/\s+/g, " ");
};

async function follow() {
  if (Date.now() - moved < HAND) return window.setTimeout(() => void follow(), HAND);
  const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
  if (!answer.ok) return undefined;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = parts(next);
  let left = rest(document) !== rest(next);
  for (const [name, one] of parts(document)) {
    const other = fresh.get(name);
    if (one.textContent === other?.textContent) continue;
    if (!other || busy(one)) { left = true; continue; }
    const unfolded = unfoldedIn(one);
    const held = one.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    one.replaceWith(document.adoptNode(other));
    if (held) [...other.querySelectorAll("a")].find((each) => each.getAttribute("href") === held)?.focus({ preventScroll: true });
    for (const each of other.querySelectorAll("details")) each.open = unfolded.includes(each.firstElementChild.textContent);
  }
  document.title = next.title;
  line.dataset.mark = next.querySelector("[data-mark]").dataset.mark;
  line.firstElementChild.hidden = !left;
  return undefined;
}

async function look(back) {
  if (asking || document.hidden || !(back || line.firstElementChild.hidden)) return;
  asking = true;
  touched = false;
  try {
    const answer = await fetch(line.dataset.at, { cache: "no-store", redirect: "error" });
    if (!answer.ok || (await answer.text()) === line.dataset.mark) return;
    if (back && !began && !touched) location.reload();
    else await follow();
  } catch {
    // logged out, or the desk is away: the next click says so
  } finally {
    asking = false;
  }
}

addEventListener("focus", () => void look(true));
on(["visibilitychange"], () => void look(true));
setInterval(() => void look(false), EVERY);
