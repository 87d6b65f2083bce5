"""What a machine reads in pictures of pages, in the sandbox's child: words alone (P12, hazards 3.4, 12.1; ADR 0117)."""

from __future__ import annotations

import functools
import io
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drawn_letters import SCRIPTS, drawn, has_font
from drawn_letters import pages as drawn_pages
from dueprocess.adapters import documents, jobs_read, reader, scan_models, scans
from dueprocess.adapters.sandbox import SCANNING, SCANS, Died, Sandbox
from dueprocess.demand.codes import Channel
from dueprocess.demand.draft import NO_TEXT, Draft
from dueprocess.demand.reading import facing
from dueprocess.operate import doctor_checks

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "golden" / "demands"
SEEN = documents.Document("", scans.KIND, scanned=({"page": 1, "script": "Latin", "dpi": 200, "sure": 91},))
NAMES = {  # as they stand in letters, in each script's own digits too
    "de": "@fennel_amsel, ada.linde@fennelmail.example, https://blog.example/p/93, 203.0.113.77, +49 30 5550 1234",
    "ru": "@belka_17, oksana@fennelmail.example, https://blog.example/p/93, 203.0.113.77, +7 495 555-01-23",
    "ur": "@shaheen_93, ada.linde@fennelmail.example, https://blog.example/p/93, 203.0.113.77, +۹۲ ۵۱ ۵۵۵۰۱۲۳",
    "hi": "@mor_93, ada.linde@fennelmail.example, https://blog.example/p/93, 203.0.113.77, +९१ ११ ५५५० १२३४",
    "zh": "@fennel_93, ada.linde@fennelmail.example, https://blog.example/p/93, 203.0.113.77, 二〇二六年三月五日",
}
LETTERS = {
    "de": "Landeskriminalamt Talbach, Dezernat 41\nTalbach, den 05.03.2026\nAktenzeichen: 214 Js 3902/26\n\n"
    "Auskunftsersuchen nach § 100j StPO\n\nSehr geehrte Damen und Herren,\n\n"
    "im Ermittlungsverfahren wegen Betrugs bitten wir um Auskunft über die Bestandsdaten folgender Konten:\n{}\n"
    "für die Zeit vom 01.01.2026 bis 28.02.2026. Bitte antworten Sie bis zum 19.03.2026. Der Schaden beträgt "
    "12.400 Euro. Es ist Gefahr für das Leben einer Person gegeben, die Sache ist ein Notfall.\n"
    "Die betroffene Person ist nicht zu benachrichtigen.\n\nIm Auftrag\nKriminalhauptkommissarin Ahorn",
    "ru": (SAMPLES / "ru-data-request.txt").read_text() + "\n{}\n",
    "ur": (SAMPLES / "pk-urdu.txt").read_text() + "\n{}\n",
    "hi": (SAMPLES / "in-hindi-shutdown.txt").read_text() + "\n{}\n",
    "zh": "公安局网络安全保卫支队\n二〇二六年三月五日 2026-03-05\n案号: 2026-1184\n请提供以下账号的用户资料:\n{}\n",
}
needs_models = pytest.mark.skipif(bool(scan_models.missing()), reason="no Tesseract: .ci/system-packages names it")
FIELDS_OF_NUMBERS = ("targets", "register_numbers", "document_date", "deadline", "secrecy_until", "laws", "instruments")


def letter(language: str) -> str:
    return LETTERS[language].replace("{}", NAMES[language])


def tokens(text: str) -> set[str]:
    """What of a text names or counts: each piece with a digit, an at sign or a link."""
    pieces = re.split(r"[\s,;()]+", text)
    return {one.strip(".:„“\"'") for one in pieces if re.search(r"\d|[@/_]|\w{2,}\.\w{2,}", one)} - {""}


def strings(value: Any) -> Iterator[str]:
    """Every text and every number in it."""
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def holds_no_number(draft: Draft, text: str) -> None:
    """Nothing of what names or counts in the text stands in the draft or in the face that is made of it."""
    plain = draft.to_plain()
    face = facing.face_of(draft, channel=Channel.POST, received_on="2026-03-09", received_at="2026-03-09T08:00Z")
    own = {name: value for name, value in face.case.items() if not name.startswith("received_")}
    told = {name: value for name, value in plain.items() if name not in {"file", "scanned", "spans"}}
    said = [*strings(told), *strings(own), *strings(list(face.items))]
    assert not [one for one in said if re.search(r"\d|@|://|\w{2,}\.\w{2,}", one)]
    assert not [(one, token) for one in said for token in tokens(text) if token in one]
    assert not [name for name in FIELDS_OF_NUMBERS if plain.get(name)]
    for item in plain.get("items", ()):
        assert not [name for name in ("targets", "period_from", "period_to", "redacted_targets") if item[name]]
    for item in face.items:
        assert not {"targets", "target_specified", "period_from", "period_to"} & set(item)


def texts() -> list[Any]:
    found = [(language, letter(language)) for language in SCRIPTS]
    for path in sorted(SAMPLES.glob("*.expected.json")):
        given = path.with_name(path.name.removesuffix(".expected.json"))
        found.append((given.name, documents.to_text(given.read_bytes(), given.name).text))
    return [pytest.param(text, id=name) for name, text in found]


@pytest.mark.parametrize("text", texts())
def test_not_even_where_a_machine_misreads_no_sign_is_a_number_or_a_name_taken(text: str) -> None:
    whole = reader.read(text, file="scan.pdf")
    seen = scans.unsaid(whole, SEEN)
    holds_no_number(seen, text)
    assert (seen.is_demand, seen.kinds, seen.country, seen.emergency) == (
        whole.is_demand, whole.kinds, whole.country, whole.emergency,
    )  # fmt: skip
    assert set(seen.unsure) == scans.WORDS
    assert seen.missing == ()


def test_what_was_not_seen_is_not_said_to_be_absent() -> None:
    face = facing.face_of(scans.unsaid(reader.read(letter("de")), SEEN), channel=Channel.POST, received_on="2026-03-09")
    assert not [name for name, value in face.case.items() if value in (False, "none", "unknown", ())]
    assert face.case["emergency"] is True
    assert face.case["country"] == "DE"


def test_an_office_that_is_told_from_others_by_a_number_is_not_suggested() -> None:
    named = Draft(is_demand=True, authority="Polizeidirektion 5 (City)", authority_id="DE-BE-DIR5", country="DE")
    seen = scans.unsaid(named, SEEN)
    assert (seen.authority, seen.authority_id, seen.country) == (None, None, "DE")


def test_places_are_those_in_the_text_that_the_vault_shows() -> None:
    text = letter("de")
    seen = scans.unsaid(reader.read(text), SEEN)
    shown = scans.head(SEEN) + text
    assert set(seen.spans) <= scans.WORDS
    assert [shown[start:end] for start, end in seen.spans["authority"]] == ["Landeskriminalamt Talbach, Dezernat 41"]


def test_the_vault_knows_by_its_first_sentence_whose_words_these_are() -> None:
    assert f'const SEEN = "{scans.HEAD}";' in (ROOT / "frontend/src/pages/reader.ts").read_text()


def test_what_is_missing_is_named_by_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_models, "FOLDERS", (str(tmp_path),))
    assert "tesseract-ocr" in scan_models.missing()
    for model in (scan_models.SCRIPT, "Latin", "Cyrillic", "Arabic", "HanS"):
        (tmp_path / f"{model}.traineddata").touch()
    monkeypatch.setattr(scan_models, "library", lambda: True)
    assert scan_models.missing() == ("tesseract-ocr-script-deva",)
    (line,) = doctor_checks.scans()
    assert (line.mark, "apt-get install" in line.do, "tesseract-ocr-script-deva" in line.do) == ("info", True, True)
    (tmp_path / "Devanagari.traineddata").touch()
    assert [one.mark for one in doctor_checks.scans()] == ["good"]


def test_without_models_a_scan_is_as_unread_as_before() -> None:
    answer = jobs_read.read({"file": "scan.pdf"}, drawn("Beschluss", "de"))
    assert (answer["unreadable"], answer["scan"], answer["draft"]) == (NO_TEXT, True, None)


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(setup={SCANS: True}) as made:
        yield made


@needs_models
@pytest.mark.slow
@pytest.mark.parametrize("language", SCRIPTS)
def test_a_letter_of_each_script_is_seen_and_no_number_of_it(box: Sandbox, language: str) -> None:
    if not has_font(language):
        pytest.skip("no font for this script: Debian's fonts-noto-core has none")
    picture = drawn(letter(language), language)
    answer: Any = box.run("read", {"file": "scan.pdf"}, picture, seconds=SCANNING)
    draft = answer["draft"]
    assert draft["is_demand"]
    assert [one["page"] for one in draft["scanned"]] == [1]
    assert draft["scanned"][0]["script"] == SCRIPTS[language]
    assert scans.LEAST <= draft["scanned"][0]["sure"] <= 100
    told = {name: value for name, value in draft.items() if name not in {"file", "scanned", "spans"}}
    said = [*strings(told), *(str(one) for one in strings(answer["face"]))]
    assert not [one for one in said if re.search(r"\d|@|://|\w{2,}\.\w{2,}", one)]
    assert set(draft["unsure"]) == scans.WORDS
    assert language in draft["languages"]


@needs_models
@pytest.mark.slow
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_turned(box: Sandbox, turned: int) -> None:
    out = io.BytesIO()
    drawn_pages(letter("de"), "de")[0].rotate(turned, expand=True).save(out, "TIFF", dpi=(200, 200))
    answer: Any = box.run("read", {"file": "fax.tif"}, out.getvalue(), seconds=SCANNING)
    assert (answer["draft"]["country"], answer["draft"]["kinds"]) == ("DE", ["disclosure"])


@needs_models
@pytest.mark.slow
def test_a_scan_beside_words_that_ask_for_nothing_is_seen_and_one_beside_a_demand_is_not(box: Sandbox) -> None:
    from email.message import EmailMessage

    def mail(body: str) -> bytes:
        made = EmailMessage()
        made["From"], made["Subject"] = "Landeskriminalamt <post@lka-talbach.example>", "Schreiben"
        made.set_content(body)
        scan = drawn(letter("de"), "de")
        made.add_attachment(scan, maintype="application", subtype="pdf", filename="Ersuchen.pdf")
        return made.as_bytes()

    covering: Any = box.run("read", {"file": "a.eml"}, mail("Guten Tag, siehe Anlage."), seconds=SCANNING)
    assert (covering["draft"]["kinds"], len(covering["draft"]["scanned"])) == (["disclosure"], 1)
    asking: Any = box.run("read", {"file": "a.eml"}, mail(letter("de")), seconds=SCANNING)
    assert asking["draft"]["targets"]
    assert not asking["scan"]
    assert "scanned" not in asking["draft"]


@functools.cache
def hostile() -> dict[str, bytes]:
    """Pictures that are large, tiny, thin, broken, noise, or of many pages."""
    from PIL import Image

    draw = random.Random(11)  # noqa: S311 - noise, no secret

    def written(picture: Any, form: str = "PNG", **more: Any) -> bytes:
        out = io.BytesIO()
        picture.save(out, form, **more)
        return out.getvalue()

    noise = Image.frombytes("L", (1654, 2339), draw.randbytes(1654 * 2339))
    lines = Image.frombytes("L", (1240, 1754), bytes(255 * (at % 3 > 0) for at in range(1240)) * 1754)
    few, tiff = lines.resize((310, 438)), written(noise, "TIFF")
    fuzzed = bytearray(written(noise.resize((300, 420)), "TIFF", compression="tiff_lzw"))
    for _ in range(60):
        fuzzed[draw.randrange(len(fuzzed))] = draw.randrange(256)
    return {
        "noise.png": written(noise),
        "lines.png": written(lines),
        "tall.png": written(Image.new("L", (1, 65535), 0)),
        "wide.png": written(Image.new("1", (65535, 1), 0)),
        "point.png": written(Image.new("L", (1, 1), 0)),
        "giant.png": written(Image.new("1", (12_000, 12_000), 1)),
        "cut.tif": tiff[: len(tiff) // 3],
        "fuzzed.tif": bytes(fuzzed),
        "head.tif": b"II*\0\x08\0\0\0" + bytes(40),
        "many.pdf": written(few, "PDF", save_all=True, append_images=[few] * 60),
    }


HOSTILE = (
    *("noise.png", "lines.png", "tall.png", "wide.png", "point.png", "giant.png"),
    *("cut.tif", "fuzzed.tif", "head.tif", "many.pdf"),
)


@needs_models
@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_unread_and_harms_nobody(box: Sandbox, name: str) -> None:
    answer: Any = box.run("read", {"file": name}, hostile()[name], seconds=SCANNING)
    assert (answer["draft"], answer["face"]) == (None, None)


@needs_models
@pytest.mark.soak
@pytest.mark.parametrize("seed", range(int(os.environ.get("SCAN_FUZZ", "120"))))
def test_damaged_letters_are_read_or_not_and_no_number_of_them(box: Sandbox, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - damage, no secret
    data = bytearray(soiled()[seed % 3])
    for _ in range(draw.choice((1, 4, 30, 300))):
        data[draw.randrange(len(data))] = draw.randrange(256)
    if draw.random() < 0.2:
        del data[draw.randrange(len(data)) :]
    answer: Any = box.run("read", {"file": "scan.pdf"}, bytes(data), seconds=SCANNING)
    assert not isinstance(answer, Died)
    told = {name: value for name, value in (answer["draft"] or {}).items() if name not in {"file", "scanned", "spans"}}
    assert not [one for one in strings(told) if re.search(r"\d|@|://|\w{2,}\.\w{2,}", one)]


@functools.cache
def soiled() -> tuple[bytes, bytes, bytes]:
    """A letter as PDF, as TIFF of a fax, and as photograph."""
    page, out = drawn_pages(letter("de"), "de", 100)[0], (io.BytesIO(), io.BytesIO())
    page.convert("1").save(out[0], "TIFF", compression="group4", dpi=(100, 100))
    page.save(out[1], "JPEG", quality=60, dpi=(100, 100))
    return drawn(letter("de"), "de", 100), out[0].getvalue(), out[1].getvalue()


@needs_models
@pytest.mark.slow
def test_the_child_dies_at_its_clock_and_the_next_one_lives(box: Sandbox) -> None:
    picture = drawn(letter("de"), "de")
    died: Any = box.run("read", {"file": "scan.pdf"}, picture, seconds=0.05)
    assert died.reason == "timeout"
    lives: Any = box.run("read", {"file": "scan.pdf"}, picture, seconds=SCANNING)
    assert json.dumps(lives["draft"]["scanned"])


@needs_models
@pytest.mark.slow
def test_no_page_is_begun_after_its_time_and_no_more_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[int] = []

    def read_page(*_: Any) -> Any:
        began.append(1)
        return scans._Seen(90, "Latin", 200, "words")  # noqa: SLF001 - no page is read here

    monkeypatch.setattr(scans, "_loaded", [scans._Loaded(None, None, {"Latin": 0})])  # noqa: SLF001
    monkeypatch.setattr(scans, "_read_page", read_page)
    many = hostile()["many.pdf"]
    found = scans.document(many, "many.pdf")
    assert found is not None
    assert (len(began), found.pages) == (scans.MAX_PAGES, scans.MAX_PAGES)
    began.clear()
    moments = iter([0.0, 1.0, scans.SECONDS + 1])
    scans.document(many, "many.pdf", lambda: next(moments))
    assert len(began) == 1
