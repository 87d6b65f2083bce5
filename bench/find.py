"""Finding a case among ten thousand, in Debian's Chromium by the vault's own code, with what it keeps."""

# ruff: noqa: E501 - the program of the page has lines of its own

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.measuring import Row, Skipped

CASES = int(os.environ.get("BENCH_FIND_CASES", "10000"))
MERGED = 200
ROUNDS = 3
FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
ENTRY = """
import { Finding } from "./src/desk/finding.ts";
import { newSecret, recipientOf } from "./src/formats/age.ts";
import { base64, sha256hex, utf8 } from "./src/formats/bytes.ts";
import { write } from "./src/formats/canonical.ts";
import { filled, SIZE } from "./src/formats/docket.ts";
import { fresh, sealedAs } from "./src/formats/ids.ts";
import { seal, wrapKey } from "./src/formats/seal.ts";
const AT = "2026-11-24T10:00:00Z";
const found = (at) => ({ references: [`MOO-2026-${at}`, `${at} Js ${at * 7}/26`], identifiers: [`person${at}@lantern.example`, `+4930${100000 + at}`],
  names: [`Polizeiinspektion ${at % 97}`], subjects: [`Auskunft zu person${at}`], notes: Array.from({ length: 4 }, (_, n) => `note ${n} of ${at}: rang back, all is correct; ${"the answer goes by post. ".repeat(6)}`) });
async function timed(work) { const start = performance.now(); const made = await work(); return { made, ms: performance.now() - start }; }
globalThis.measure = async (cases, merged) => {
  const secret = newSecret(), me = recipientOf(secret), dockets = new Map();
  let kept = null;
  const api = { get: async () => ({ forgotten: 0, own: false, many: [], rows: [...dockets].map(([id, row]) => ({ case: id, docket: row.docket, word: "answered" })) }),
    post: async (path, body) => (path === "/v1/dockets" ? { rows: body.cases.map((id) => dockets.get(id)) } : {}) };
  const desk = { who: { name: "aster", ageSecret: secret, seed: new Uint8Array(32) }, id: "d".repeat(64), api, rosters: [] };
  for (let at = 0; at < merged; at += 1) {
    const id = fresh("c"), key = newSecret(), recipient = recipientOf(key), data = new Uint8Array(SIZE);
    data.set(utf8(`dueprocess.docket/1\\n${write(filled({ at: AT, by: "", case: id }, found(at)))}\\n`));
    const bytes = await seal("docket", "text/plain", data, recipient, Date.now());
    dockets.set(id, { case: id, docket: sealedAs(sha256hex(bytes)), recipient, envelope: base64(await wrapKey(key, me, Date.now())), bytes: base64(bytes) });
  }
  const first = await Finding.open(desk, Date.now);
  const merge = await timed(() => first.renew());
  if (first.counts.searched !== merged) throw new Error("not all were opened");
  // Ten thousand as they are kept; the desk lists them, so that they are answered.
  const rows = {};
  for (let at = 0; at < cases; at += 1) {
    const id = fresh("c");
    rows[id] = { sealed: fresh("s"), docket: filled({ at: AT, by: "aster", case: id }, found(at)), rule: "" };
  }
  dockets.clear();
  for (const [id, row] of Object.entries(rows)) dockets.set(id, { case: id, docket: row.sealed });
  const whole = await Finding.open(desk, Date.now);
  whole.resume({ browser: fresh("b"), rows });
  dockets.delete(Object.keys(rows)[0]); // one leaves, so that what is kept is written again
  await whole.renew();
  const open = await timed(() => Finding.open(desk, Date.now));
  await open.made.renew();
  if (open.made.counts.searched !== cases - 1) throw new Error("not all were kept");
  const text = JSON.stringify(open.made.kept);
  const parsed = await timed(async () => JSON.parse(text));
  const answers = [];
  for (const words of ["MOO-2026-777", "person4242", "polizeiinspektion 13", "rang back", "p", "nobody is called so", "+49 30 104 242"]) answers.push((await timed(async () => open.made.find(words))).ms);
  if (!open.made.find("person4242@lantern.example").hits.length) throw new Error("not found");
  const scanned = await timed(async () => text.includes("nobody is called so"));
  return { open: open.ms, parsed: parsed.ms, answer: Math.max(...answers), scanned: scanned.ms, each: merge.ms / merged };
};
"""


def main() -> list[Any]:
    """Rows: opening what a browser keeps, the slowest of seven answers, one docket of a first merge."""
    missing = [name for name in ("chromium", "node") if shutil.which(name) is None]
    if missing or not (FRONTEND / "node_modules" / "esbuild").is_dir():
        return [Skipped("finding a case", f"not on this machine: {', '.join(missing) or 'the packages of the vault'}")]
    with tempfile.TemporaryDirectory() as folder:
        _bundle(Path(folder))
        rounds = [_browser(Path(folder)) for _ in range(ROUNDS)]
    took = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    against = "JSON.parse of the same text, in the clear"
    return [
        Row(f"open what is kept of {CASES:,} cases", took["open"] / 1000, took["parsed"] / 1000, "s", against, 2),
        Row("the slowest of seven answers", took["answer"], took["scanned"], "ms", "one includes over that text", 100),
        Row("open one docket of a first merge", took["each"], took["scanned"], "ms", "one includes over that text"),
    ]


def _bundle(folder: Path) -> None:
    (folder / "entry.ts").write_text(ENTRY.replace("./src", str(FRONTEND / "src")), encoding="utf-8")
    esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
    given = ["--bundle", "--minify", "--format=iife", "--target=es2022", f"--outfile={folder / 'made.js'}"]
    environ = {**os.environ, "NODE_PATH": str(FRONTEND / "node_modules")}
    subprocess.run([esbuild, folder / "entry.ts", *given, "--log-level=error"], check=True, env=environ)


def _browser(folder: Path) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto("http://localhost/")
        page.add_script_tag(path=folder / "made.js")
        found: dict[str, float] = page.evaluate("given => measure(...given)", [CASES, MERGED])
        browser.close()
    return found
