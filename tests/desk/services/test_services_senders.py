"""What a desk knows of senders: verified contacts, when they changed, and what its operator put into a folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from desk_samples import Place
from dueprocess.adapters import asking
from dueprocess.adapters.blobs import Blobs
from dueprocess.adapters.texts import of_senders
from dueprocess.demand.asking import line
from dueprocess.desk.services import senders
from sender_samples import Dkim, head, record, rsa_key

pytestmark = pytest.mark.django_db


def line_of(place: Place, data: bytes) -> str:
    given = {**senders.beside(place.desk), "at": place.desk.now.isoformat()}
    return line(asking.facts(data, asking.beside(given), claimed="DE-BKA"), of_senders("en"))


def lines(place: Place) -> list[tuple[str, str]]:
    sent = f"{place.desk.now:%a, %d %b %Y %H:%M:%S} +0100"
    return head(From="BKA <post@bka.example>", To="orders@desk.example", Date=sent)


def test_from_a_verified_contact_whose_number_was_changed(place: Place, tmp_path: Path) -> None:
    data = Dkim(domain="bka.example").signed(lines(place))
    assert line_of(place, data).startswith("From bka.example, which this desk does not know; signed, but the key")
    place.verify_authority("DE-BKA", "post@bka.example", phone="+493012345601")
    place.later(days=30)
    folder = tmp_path / "senders"
    folder.mkdir()
    (folder / "a.txt").write_text(f"s1._domainkey.bka.example 2026-11-30 {record(rsa_key(2048))}\n")
    place.desk = dataclasses.replace(place.desk, blobs=Blobs(tmp_path / "blobs"))
    data = Dkim(domain="bka.example").signed(lines(place))
    assert line_of(place, data) == (
        "From the mailbox that this desk verified of Federal Criminal Police Office; signed by its domain's mail "
        "server; not called back."
    )
    place.verify_authority("DE-BKA", "post@bka.example", phone="+493012345602")
    changed = place.desk.today
    place.later(days=3)
    data = Dkim(domain="bka.example").signed(lines(place))
    assert line_of(place, data).endswith(f"not called back; the office's number or address was changed on {changed}.")


def test_a_damaged_folder_loses_no_arrival(place: Place, tmp_path: Path) -> None:
    place.desk = dataclasses.replace(place.desk, blobs=Blobs(tmp_path / "blobs"))
    (tmp_path / "senders").mkdir()
    (tmp_path / "senders" / "a.txt").write_text("nonsense\n")
    assert "records" not in senders.beside(place.desk)
    (tmp_path / "senders" / "a.txt").write_text("")
    (tmp_path / "senders" / "lists.json").write_text("{")
    assert "lists" not in senders.beside(place.desk)
    (tmp_path / "senders" / "lists.json").unlink()
    (tmp_path / "senders" / "a.txt").write_text("".join(f"a{n}.example 2026-11-30 {'x' * 4000}\n" for n in range(900)))
    assert "records" not in senders.beside(place.desk)
