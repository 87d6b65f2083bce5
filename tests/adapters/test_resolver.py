"""Records come from files and from the resolver that the operator names, before a real one on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueprocess.adapters import mail_records, resolver
from dueprocess.adapters.mail_records import RecordError
from dueprocess.adapters.resolver import ResolverError
from resolver_server import serving


def test_texts_of_a_name_and_none_of_another() -> None:
    long = "v=DKIM1; p=" + "A" * 400
    with serving({"s1._domainkey.police.example": [long]}) as server:
        assert resolver.txt(server, "s1._domainkey.police.example") == [long]
        assert resolver.txt(server, "_dmarc.police.example") == []


@pytest.mark.parametrize("spoil", [b"\x00\x00", b"\x00\x04abcd", b"\x00\x0c" + b"\xff" * 12, b"\x00"])
def test_what_cannot_be_read_is_said(spoil: bytes) -> None:
    with serving({}, spoil) as server, pytest.raises(ResolverError, match="cannot be read"):
        resolver.txt(server, "police.example")


def test_nobody_there_is_said() -> None:
    with serving({}) as server:
        pass
    with pytest.raises(ResolverError, match="cannot be reached"):
        resolver.txt(server, "police.example")


def test_a_folder_of_records(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        '# copied\nS1._domainkey.Police.Example. 2026-11-30 "v=DKIM1; " "p=AAAA"\n\n'
        "_dmarc.police.example 2026-11-29 v=DMARC1; p=reject; sp=none\n"
        "_dmarc.police.example 2026-11-01 v=DMARC1; p=none\n"
    )
    rows = mail_records.read(tmp_path)
    known = mail_records.records(rows)
    assert known["s1._domainkey.police.example"][0].text == "v=DKIM1; p=AAAA"
    assert mail_records.policy(known, "police.example") == ("reject", "2026-11-29")
    assert mail_records.policy(known, "mail.police.example") == ("none", "2026-11-29")
    assert mail_records.policy(known, "other.example") is None
    (tmp_path / "b.txt").write_text(mail_records.written(rows))
    assert mail_records.read(tmp_path) == rows * 2
    assert mail_records.read(tmp_path / "none") == []


@pytest.mark.parametrize(
    "line", ["police.example", "police.example yesterday v=DKIM1", "po lice 2026-11-30", "a/b 2026-11-30 v"]
)
def test_a_line_that_is_none_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(f"\n{line}\n")
    with pytest.raises(RecordError, match=r"a\.txt, line 2: a line is a name"):
        mail_records.read(tmp_path)
