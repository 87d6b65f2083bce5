"""Drawn pages of what arrives: by real children, sealed to the case, and nothing of them elsewhere (hazard 3.5)."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import pdf_samples
from desk_samples import NOW, Place, people, whole
from drawn_letters import drawn
from dueprocess.adapters import crypto, scan_models, scans
from dueprocess.adapters.sandbox import Died, Reason, Sandbox
from dueprocess.demand.codes import Channel
from dueprocess.desk.data.models import Envelope, Sealed
from dueprocess.desk.intake import sealing
from dueprocess.desk.services import arrivals
from dueprocess.formats import page_images
from dueprocess.formats.page_images import Why

SAMPLES = Path(__file__).resolve().parents[2] / "golden" / "demands"
TEXT = pdf_samples.text("Bitte teilen Sie mit, wer linde@fennelmail.example nutzt, nach § 100j StPO.")


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def taken(place: Place, sandbox: Any, data: bytes, name: str = "order.pdf") -> arrivals.Registered:
    one = sealing.Incoming(name, "application/octet-stream", Channel.FILE, NOW, data)
    (done,) = arrivals.register(place.desk, sealing.seal_all(place.desk, [one], sandbox))
    return done


def opened(case: str) -> dict[str, bytes]:
    """Contents of the case by media type."""
    envelope = bytes(Envelope.objects.get(case_id=case, person="aster").bytes)
    rows = list(Sealed.objects.filter(case_id=case))
    recipient = rows[0].case.recipient
    key = crypto.unwrap_key(envelope, [people()["aster"].age_secret], recipient)
    return {header.media: content for header, content in (crypto.unseal(bytes(row.bytes), [key]) for row in rows)}


@pytest.mark.slow
def test_pages_stand_beside_the_text_and_a_scan_has_nothing_else(place: Place, box: Sandbox) -> None:
    both, scan = taken(place, box, TEXT), taken(place, box, pdf_samples.scanned(3), "scan.pdf")
    assert (both.unreadable, scan.unreadable) == ("", "no-text")
    found = opened(both.case)
    assert set(found) == {"application/octet-stream", "application/json", "text/plain", page_images.MEDIA}
    assert [one.text for one in page_images.unpack(found[page_images.MEDIA])[1]] == [True]
    found = opened(scan.case)  # what is known of its sender stands beside it
    assert set(found) == {"application/octet-stream", "application/json", page_images.MEDIA}
    files, drawn = page_images.unpack(found[page_images.MEDIA])
    assert [(one.name, one.pages) for one in files] == [("scan.pdf", 3)]
    assert [one.text for one in drawn] == [False] * 3
    whole()


@pytest.mark.skipif(bool(scan_models.missing()), reason="no Tesseract: .ci/system-packages names it")
@pytest.mark.slow
def test_words_that_a_machine_sees_stand_beside_the_pages_and_no_number_in_the_face(place: Place, box: Sandbox) -> None:
    text = (SAMPLES / "de-stpo-100j-police.txt").read_text()
    done = taken(place, box, drawn(text, "de"), "scan.pdf")
    assert done.unreadable == ""
    found = opened(done.case)
    assert set(found) == {"application/octet-stream", "application/json", "text/plain", page_images.MEDIA}
    said = found["text/plain"].decode()
    assert said.startswith(f"{scans.HEAD}\nPage 1: Latin, 200 dpi, ")
    assert "Bestandsdaten" in said
    draft = json.loads(found["application/json"])
    assert (draft["kinds"], draft["targets"], draft["register_numbers"]) == (["disclosure"], [], [])
    assert (draft["deadline"], draft["document_date"], set(draft["unsure"])) == (None, None, scans.WORDS)
    face = place.state(done.case).face
    assert (face.get("country"), face.get("items.1.kind")) == ("DE", "disclosure")
    assert not {"deadline", "document_date", "court_order", "cites_law", "signed", "instruments"} & set(face.case)
    assert not {"targets", "target_specified", "period_from", "period_to"} & set(face.items[0])
    whole()


@pytest.mark.slow
def test_what_kills_its_drawer_is_kept_and_says_so(place: Place, box: Sandbox) -> None:
    done = taken(place, box, pdf_samples.endless())
    assert page_images.unpack(opened(done.case)[page_images.MEDIA]) == ((page_images.File("", 0, Why.STOPPED),), ())
    assert Sealed.objects.filter(case_id=done.case, kind="original").count() == 1


@pytest.mark.slow
def test_no_hash_no_length_and_no_count_of_pages_stands_in_any_row(place: Place, box: Sandbox) -> None:
    data = pdf_samples.text(*["Seite"] * 37)
    done = taken(place, box, data)
    content = opened(done.case)[page_images.MEDIA]
    _, drawn = page_images.unpack(content)
    clear = [data, content, *(one.picture for one in drawn)]
    told = {str(len(one)) for one in clear} | {"37"}
    told |= {hashlib.new(name, one).hexdigest() for one in clear for name in ("md5", "sha1", "sha256", "sha512")}
    for model in apps.get_app_config("data").get_models():
        for row in model._default_manager.values():  # noqa: SLF001 - every row of every table
            for column, value in row.items():
                if isinstance(value, bytes | memoryview):
                    assert not [one for one in clear if one in bytes(value)]
                elif not column.endswith("at"):
                    assert str(value) not in told, (model, column)
    assert Sealed.objects.filter(case_id=done.case, kind="particulars").count() <= 3  # whatever the pages


class Told:
    """A sandbox that seals as the real one, and whose drawing children end as they are told."""

    setup: dict[str, Any] = {}  # noqa: RUF012 - as a Sandbox has it

    def __init__(self, box: Sandbox, *ends: Any) -> None:
        self.box, self.ends = box, list(ends)
        self.asked: list[dict[str, Any]] = []

    def run(self, job: str, options: dict[str, Any], data: bytes, **more: Any) -> Any:
        if job != "draw":
            return self.box.run(job, options, data, **more)
        self.asked.append(options)
        return self.ends.pop(0)


@pytest.mark.slow
def test_a_drawer_that_is_late_or_gone_twice_costs_the_pictures_alone(
    place: Place, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "FIRST", 30.0)  # the reader's own first look ends in time, on a busy machine, too
    late, gone = Died(Reason.TIMEOUT), Died(Reason.KILLED, "9")
    told = Told(box, late, late, gone, gone, gone, {"sealed": []})  # a first look, a second one, the note that says why
    done = taken(place, told, TEXT)
    assert set(opened(done.case)) == {"application/octet-stream", "application/json", "text/plain"}
    taken(place, told, TEXT)
    assert [one.get("blind") for one in told.asked] == [None, None, "timeout", None, None, "stopped"]


@pytest.mark.slow
def test_a_text_mail_asks_for_no_second_child(place: Place, box: Sandbox) -> None:
    told = Told(box)
    taken(place, told, b"From: a@example.org\nSubject: x\n\nPlease see order.pdf\n" + b"words " * 2000, "a.eml")
    assert told.asked == []
