"""Sealing and opening in Debian's Chromium by the vault's own code, and how long the page stands still meanwhile."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measuring import Row, Skipped

MIB = 64
ROUNDS = 3
FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
WHAT = "sealing in a browser"
ENTRY = """
import { Encrypter } from "age-encryption";
import { newSecret, recipientOf } from "./src/formats/age.ts";
import { decrypt, encryptTo } from "./src/formats/seal.ts";
let gap = 0, last = 0;
const tick = () => { const now = performance.now(); gap = Math.max(gap, now - last); last = now; setTimeout(tick, 0); };
async function timed(work) {
  gap = 0; last = performance.now();
  const start = last, made = await work(), end = performance.now();
  return { made, seconds: (end - start) / 1000, still: Math.max(gap, end - last) };
}
globalThis.measure = async (mib) => {
  const data = new Uint8Array(mib << 20);
  for (let at = 0; at < data.length; at += 65536) crypto.getRandomValues(data.subarray(at, at + 65536));
  const secret = newSecret(), recipient = recipientOf(secret), plain = new Encrypter();
  plain.addRecipient(recipient);
  setTimeout(tick, 0);
  const sealed = await timed(() => encryptTo(data, [recipient]));
  const opened = await timed(() => decrypt(sealed.made, [secret]));
  const library = await timed(() => plain.encrypt(data));
  if (opened.made.length !== data.length || opened.made[12345] !== data[12345]) throw new Error("not what was sealed");
  return [sealed, opened, library].map(({ seconds, still }) => ({ speed: mib / seconds, still }));
};
"""


def main() -> list[Any]:
    """Rows: MiB a second against Debian's ``age`` on as many bytes, and the longest standstill of the page."""
    missing = [name for name in ("chromium", "node", "age") if shutil.which(name) is None]
    if missing or not (FRONTEND / "node_modules" / "esbuild").is_dir():
        return [Skipped(WHAT, f"not on this machine: {', '.join(missing) or 'the packages of the vault'}")]
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        _bundle(Path(folder))
        # Turn by turn, so that a noisy machine disturbs both alike; the middle one of each.
        rounds = [(*_browser(Path(folder)), *_age(Path(folder))) for _ in range(ROUNDS)]
    seal, still, open_, library, age_seal, age_open = (statistics.median(each) for each in zip(*rounds, strict=True))
    against = f"Debian's age, {MIB} MiB in memory, start-up apart"
    return [
        Row("seal in Chromium", seal, age_seal, "MiB/s", against, 40, at_least=True),
        Row("open in Chromium", open_, age_open, "MiB/s", against, 40, at_least=True),
        Row("the page stands still while it seals", still, library, "ms", "the age library in one go", 100),
    ]


def _bundle(folder: Path) -> None:
    (folder / "entry.ts").write_text(ENTRY.replace("./src", str(FRONTEND / "src")))
    esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
    given = ["--bundle", "--minify", "--format=iife", "--target=es2022", f"--outfile={folder / 'made.js'}"]
    environ = {**os.environ, "NODE_PATH": str(FRONTEND / "node_modules")}
    subprocess.run([esbuild, folder / "entry.ts", *given, "--log-level=error"], check=True, env=environ)


def _browser(folder: Path) -> tuple[float, float, float, float]:
    """MiB/s sealed, ms of standstill, MiB/s opened; ms of standstill of the library."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto("http://localhost/")
        page.add_script_tag(path=folder / "made.js")
        page.evaluate("measure(4)")  # code that ran once is compiled
        sealed, opened, library = page.evaluate("mib => measure(mib)", MIB)
        browser.close()
    return sealed["speed"], sealed["still"], opened["speed"], library["still"]


def _age(folder: Path) -> tuple[float, float]:
    """MiB/s of Debian's age, sealing and opening; what it takes for nothing is its start-up."""
    key, clear, closed = folder / "key", folder / "clear", folder / "closed"
    if not key.exists():
        subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
        clear.write_bytes(os.urandom(MIB << 20))
    recipient = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True).stdout.strip()
    empty = folder / "empty"
    empty.write_bytes(b"")

    def took(*args: object) -> float:
        start = time.perf_counter()
        subprocess.run(["age", *map(str, args)], check=True)
        return time.perf_counter() - start

    begin = took("-r", recipient, "-o", folder / "none", empty)
    sealing = took("-r", recipient, "-o", closed, clear)
    opening = took("-d", "-i", key, "-o", folder / "again", closed)
    return MIB / max(sealing - begin, 1e-3), MIB / max(opening - begin, 1e-3)
