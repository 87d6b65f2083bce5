"""Papers and messages around sealed files, by command."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

import pypdfium2
import pytest

import hi1_samples
import recipient_programs as programs
from cli_samples import Ran, ran
from dueprocess.adapters import etsi

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
PARTS = {"manifest.json.p7m": b"\x30\x80 sealed manifest", "part-0001.tar.p7m": b"\x30\x80" + b"x" * 2_000_003}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "to-send"
    made.mkdir()
    for name, data in PARTS.items():
        (made / name).write_bytes(data)
    return made


def run(folder: Path, *words: str) -> Ran:
    return ran("transfer", *words, cwd=folder.parent)


def record(folder: Path, *more: str) -> Ran:
    who = ("--from", "Fennel Mail", "--to", "Polizeipräsidium Talbach", "--by", "aster", "--out", "record")
    return run(folder, "record", "to-send", *who, *more)


def test_the_key_of_marks_stays_and_is_not_handed_over(folder: Path) -> None:
    (folder / "marks.key").write_text("0" * 64 + "\n")
    done = record(folder, "--means", "paper", "--how", "clear", "--json")
    assert done.code == 0, done.err
    assert [one["name"] for one in done.json["files"]] == list(PARTS)


def test_a_record_lists_what_goes_and_is_read_on_paper(folder: Path) -> None:
    pem = programs.certificate(folder.parent, "talbach", "rsa:2048")
    words = ("--means", "disk", "--how", "cms", "--key", str(pem), "--seal", "A-0001", "--lang", "de", "--json")
    done = record(folder, *words)
    assert done.code == 0, done.err
    said = done.json
    assert said == json.loads((folder.parent / "record.json").read_bytes())
    assert {one["name"]: one["hash"] for one in said["files"]} == {
        name: hashlib.sha256(data).hexdigest() for name, data in PARTS.items()
    }
    document = pypdfium2.PdfDocument(folder.parent / "record.pdf")
    text = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    assert "Übergabeprotokoll" in text
    assert "Unterschrift" in text
    for data in PARTS.values():
        assert hashlib.sha256(data).hexdigest() in text
    assert record(folder, *words).code == 2  # it is there already


def test_what_does_not_fit_is_refused_by_name(folder: Path) -> None:
    done = record(folder, "--means", "disk", "--how", "clear")
    assert (done.code, "recipient.record" in done.err) == (1, True)
    (folder / "more").mkdir()
    assert record(folder, "--means", "disk", "--how", "passphrase").code == 2
    (folder / "more").rmdir()
    assert "2 files" in record(folder, "--means", "disk", "--how", "passphrase").out


def test_a_message_a_part_and_each_holds_the_part(folder: Path) -> None:
    sides = ("--sender", "DE:FENNEL", "--receiver", "DE:TALBACH", "--how", "cms", "--out", "messages")
    assert "recipient.deliver" in run(folder, "deliver", "to-send", *sides, "--ldid", "4711").err
    assert list((folder.parent / "messages").iterdir()) == []
    done = run(folder, "deliver", "to-send", *sides, "--ldid", "DE-TALBACH-4711", "--json")
    assert done.code == 0, done.err
    assert done.json["messages"] == [f"{name}.xml" for name in PARTS]
    for name, data in PARTS.items():
        message = (folder.parent / "messages" / f"{name}.xml").read_text()
        held = re.search("<delivery:Data>([^<]*)<", message)
        assert held is not None
        assert base64.b64decode(held[1]) == data
        assert hashlib.sha256(data).hexdigest() in message
        assert f"<delivery:ContentLength>{len(data)}<" in message
    assert "LastSequence>true" in message
    assert run(folder, "deliver", "to-send", *sides, "--ldid", "DE-TALBACH-4711").code == 2


def test_a_delivery_takes_what_it_repeats_from_the_message_that_it_answers(folder: Path) -> None:
    """What stands in the order nobody types again."""
    order, out = folder.parent / "order.xml", folder.parent / "messages"
    order.write_bytes(hi1_samples.order(ldid="FR-EXAMPLE-COURT-4711"))
    how = ("--how", "cms", "--out", "messages")
    assert run(folder, "deliver", "to-send", "--answers", "order.xml", *how).code == 0
    told = etsi.parse((out / "part-0001.tar.p7m.xml").read_bytes())
    (made,) = [one for one in told.all() if one.sort == "DeliveryObject"]
    assert made.said("Reference", "LDID") == "FR-EXAMPLE-COURT-4711"
    assert made.said("AssociatedObjects", "AssociatedObject") == hi1_samples.TASK
    assert told.said("Header", "ReceiverIdentifier", "UniqueIdentifier") == "EXAMPLE-COURT"
    assert told.said("Header", "Version", "NationalProfileOwner") == "EU"
    refused = run(folder, "deliver", "to-send", "--answers", "order.xml", "--item", "2", *how)
    assert (refused.code, "no task 2" in refused.err) == (2, True)
    refused = run(folder, "deliver", "to-send", *how)
    assert (refused.code, "--sender, --receiver, --ldid" in refused.err) == (2, True)
