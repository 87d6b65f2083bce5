"""The one file that opens in any browser: from the disk, offline, by the words, in a real Chromium."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from accessibility import violations
from dueprocess.adapters import browser_file
from dueprocess.adapters.age_words import new_passphrase, words

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RECORD = "Kim Kaya, Kastanienweg 3, 00004 Unterfenchel\n"
LONG = f"T1/subscriber/{'long/' * 30}holder.txt"


def part(*more: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    listed = (("holder.txt", RECORD.encode()), (LONG, b"<b>long</b>\n"), ("photo.jpg", b"\xff\xd8\xff"), *more)
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in listed:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue() + bytes(1 << 16)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, accept_downloads=True, offline=True)
    tab = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield tab
    assert [one for one in asked if not one.startswith(("file:", "blob:"))] == []
    assert faults == []
    context.close()


def saved(folder: Path, passphrase: str, lang: str = "en", tar: bytes = b"") -> Path:
    files = [
        ("manifest.json", b"{}"),
        ("part-0001.tar", tar or part()),
        ("certificate.txt", b"CERTIFICATE <b>of</b> this\n"),
    ]
    file = folder / browser_file.NAME
    file.write_bytes(browser_file.sealed(files, passphrase, lang))
    return file


def tries(tab: Any, typed: str, wait: str) -> str:
    tab.fill("#words", typed)
    tab.press("#ask button", "Enter")
    tab.wait_for_selector(wait)
    return str(tab.inner_text("#said"))


@pytest.mark.parametrize(
    ("lang", "title", "opens"), [("en", "Sealed", "It is open"), ("de", "Verschlossene", "Sie ist offen")]
)
def test_it_opens_from_the_disk_offline_and_gives_the_files(
    page: Any, tmp_path: Path, lang: str, title: str, opens: str
) -> None:
    passphrase = new_passphrase()
    page.goto(saved(tmp_path, passphrase, lang).as_uri())
    assert title in page.inner_text("h1")
    assert page.evaluate("document.documentElement.lang") == lang
    assert violations(page) == []
    # As it is taken down from the telephone: capitals, blanks, a comma.
    said = tries(page, f"  {passphrase.replace('-', ', ').upper()} \n", "#opened:not([hidden])")
    assert opens in said
    assert violations(page) == []
    assert page.locator("#ask").is_hidden()
    heads = page.locator("#opened h2").all_inner_texts()
    assert heads == ["certificate.txt", "manifest.json", "part-0001.tar"]  # what it is stands first
    assert page.locator("#opened h3").all_inner_texts() == ["holder.txt", LONG, "photo.jpg"]
    shown = page.inner_text("#opened")
    assert RECORD.strip() in shown
    assert "<b>long</b>" in shown  # what is inside is text and never markup
    assert hashlib.sha256(part()).hexdigest() in shown
    sections = page.locator("#opened > section")
    for name, index, content in (("part-0001.tar", 2, part()), ("manifest.json", 1, b"{}")):
        with page.expect_download() as coming:
            sections.nth(index).locator("button").first.press("Enter")
        assert coming.value.suggested_filename == name
        coming.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes() == content


def test_wrong_words_say_so_and_show_nothing(page: Any, tmp_path: Path) -> None:
    passphrase = new_passphrase()
    page.goto(saved(tmp_path, passphrase).as_uri())
    first, *rest = passphrase.split("-")
    other = next(one for one in words() if one != first)
    for typed in ("", "-".join([other, *rest]), "-".join([*rest, first]), "-".join(rest)):
        page.evaluate("document.getElementById('said').className = ''")
        assert "do not open it" in tries(page, typed, "#said.problem")
        assert page.locator("#opened").is_hidden()
        assert page.inner_text("#opened") == ""
    tries(page, passphrase, "#opened:not([hidden])")


def _instead(text: str, id_: str, change: Any) -> str:
    found = re.search(rf'(<script type="[a-z/]+" id="{id_}">)([^<]*)', text)
    assert found is not None
    return text.replace(found[0], found[1] + change(found[2]))


def _flipped(sealed: str) -> str:
    data = bytearray(base64.b64decode(sealed))
    data[40] ^= 1
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("where", "change"),
    [("sealed", _flipped), ("sealed", lambda said: said[:-64]), ("head", lambda said: said.replace("}", " }"))],
    ids=["a bit", "cut", "head"],
)
def test_a_changed_byte_opens_by_no_words(page: Any, tmp_path: Path, where: str, change: Any) -> None:
    passphrase = new_passphrase()
    file = saved(tmp_path, passphrase)
    file.write_text(_instead(file.read_text(), where, change))
    page.goto(file.as_uri())
    assert "do not open it" in tries(page, passphrase, "#said.problem")


def test_a_file_that_is_not_what_its_list_says_is_not_shown(page: Any, tmp_path: Path) -> None:
    passphrase = new_passphrase()
    inside = browser_file.packed([("a.txt", b"one")])[:-1] + b"f"
    head, cipher = browser_file.encrypted(inside, passphrase, bytes(16), bytes(12))
    file = tmp_path / "x.html"
    file.write_bytes(browser_file.page(head, cipher, "en"))
    page.goto(file.as_uri())
    assert "was damaged" in tries(page, passphrase, "#said.problem")
    assert page.inner_text("#opened") == ""


@pytest.mark.parametrize(
    "archive",
    [b"\xff\xfe" * 300, b"a" + bytes(123) + b"-1000\0" + bytes(382)],
    ids=["no text in its head", "a head of minus one block"],
)
def test_an_archive_that_the_person_kept_is_one_file_and_is_not_looked_into(
    page: Any, tmp_path: Path, archive: bytes
) -> None:
    """The person chose name and bytes: these make neither the answer unreadable nor the page busy for ever."""
    kept = "T1/content/000001-trip.tar"
    passphrase = new_passphrase()
    page.goto(saved(tmp_path, passphrase, tar=part((kept, archive))).as_uri())
    assert "It is open" in tries(page, passphrase, "#opened:not([hidden]), #said.problem")
    assert page.locator("#opened h3").all_inner_texts() == ["holder.txt", LONG, "photo.jpg", kept]
    with page.expect_download() as coming:
        page.locator("#opened h3", has_text="trip.tar").locator("xpath=..").locator("button").press("Enter")
    coming.value.save_as(tmp_path / "trip.tar")
    assert (tmp_path / "trip.tar").read_bytes() == archive


def test_its_policy_runs_nothing_but_its_own_script(chromium: Any, tmp_path: Path) -> None:
    file = saved(tmp_path, new_passphrase())
    more = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
    file.write_text(file.read_text().replace("</main>", f"</main>{more}"))
    context = chromium.new_context()
    tab = context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    tab.evaluate("fetch('https://elsewhere.example/').catch(() => { document.body.dataset.fetch = 'refused'; })")
    tab.wait_for_selector("body[data-fetch=refused]", state="attached")
    assert tab.title() == "Sealed answer"
    assert [one for one in asked if not one.startswith("file:")] == []
    context.close()
