"""The folder beside the letters: lists that were read, and records that a resolver gave."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueprocess.adapters import mail_records, senders
from dueprocess.adapters.resolver import ResolverError
from dueprocess.adapters.senders import SendersError
from sender_samples import issuer, list_of_lists, trusted_list

DAY = "2026-12-01"


def test_lists_are_taken_together_or_not_at_all(tmp_path: Path) -> None:
    files = [tmp_path / "lotl.xml", tmp_path / "de.xml"]
    files[0].write_bytes(list_of_lists("DE", "FR"))
    files[1].write_bytes(trusted_list("DE", [issuer().der]))
    folder = tmp_path / "senders"
    assert senders.beside(folder, DAY) == {"records": [], "lists": None}
    assert senders.beside(None, DAY) == {}
    senders.take(folder, files)
    told = senders.beside(folder, DAY)["lists"]
    assert (told["as_of"], told["lacking"], len(told["anchors"]), told["late"]) == ("2026-11-01", ["FR"], 1, False)
    for false in (
        trusted_list("DE", [issuer("A thief").der], by="A thief"),
        trusted_list("FR", [issuer("A thief").der]).replace(b"<SchemeTerritory>FR", b"<SchemeTerritory>DE"),
    ):
        files[1].write_bytes(false)
        with pytest.raises(SendersError, match=r"de\.xml is not signed by whom the list of lists names for DE"):
            senders.take(folder, files)
    assert senders.beside(folder, DAY)["lists"] == told
    (tmp_path / "none.xml").write_bytes(b"<html/>")
    with pytest.raises(SendersError, match=r"none\.xml is no trusted list"):
        senders.take(folder, [tmp_path / "none.xml"])
    assert senders.beside(folder, DAY)["lists"] == told
    (folder / "lists.json").write_text("[{}]")
    with pytest.raises(SendersError, match="is damaged"):
        senders.beside(folder, DAY)


def test_what_a_resolver_gave_is_kept_with_its_day_beside_what_was_here(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("s0._domainkey.p.example 2025-01-01 v=DKIM1; p=OLD\n")
    answers = {
        "s1._domainkey.p.example": ["v=DKIM1; p=AAAA", "something else"],
        "_dmarc.p.example": ["v=DMARC1; p=none"],
    }

    def ask(name: str) -> list[str]:
        if name not in answers:
            raise ResolverError("no")
        return answers[name]

    told = senders.fetch(tmp_path, [*answers, "gone.example"], ask, DAY)
    assert told == (2, ["gone.example"])
    assert set(mail_records.read(tmp_path)) == {
        ("s0._domainkey.p.example", "2025-01-01", "v=DKIM1; p=OLD"),
        ("s1._domainkey.p.example", DAY, "v=DKIM1; p=AAAA"),
        ("_dmarc.p.example", DAY, "v=DMARC1; p=none"),
    }
    senders.fetch(tmp_path, list(answers), ask, "2026-12-24")
    known = mail_records.records(mail_records.read(tmp_path))
    assert [one.day for one in known["s1._domainkey.p.example"]] == ["2026-12-24"]
