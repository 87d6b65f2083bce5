"""``senders``: fetched by a command, from the resolver that the operator named, and used for what arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_samples import Desk
from resolver_server import serving
from sender_samples import issuer, list_of_lists, record, rsa_key, trusted_list

pytestmark = pytest.mark.slow


def test_records_and_lists_are_fetched_apart_from_any_letter(cli_desk: Desk, tmp_path: Path) -> None:
    refused = cli_desk.run("senders", "fetch", "s1._domainkey.polizei-talbach.example")
    assert (refused.code, "names no resolver" in refused.err) == (2, True)
    key = record(rsa_key(2048))
    with serving({"s1._domainkey.polizei-talbach.example": [key]}) as server:
        settings = cli_desk.home / "desk.toml"
        before = settings.read_text()
        settings.write_text(f'{before}\n[senders]\nresolver = "{server}"\nsealers = ["list.example"]\n')
        told = cli_desk.do("senders", "fetch", "s1._domainkey.polizei-talbach.example", "--json").json
        assert told["records"] == 1
        assert "s1._domainkey.polizei-talbach.example" not in told["failed"]
    settings.write_text(before)
    (tmp_path / "lotl.xml").write_bytes(list_of_lists("DE", "FR"))
    (tmp_path / "de.xml").write_bytes(trusted_list("DE", [issuer().der]))
    taken = cli_desk.do("senders", "lists", str(tmp_path / "lotl.xml"), str(tmp_path / "de.xml"))
    assert "2 lists taken, 1 services. Lacking: FR." in taken.out
    assert "Compare it with those that the Commission published in the Official Journal" in taken.out
    shown = cli_desk.do("senders", "show").out
    assert "1 key of mail servers" in shown
    assert "Trusted lists as of 2026-11-01: 1 services, lacking: FR." in shown
    (tmp_path / "x.xml").write_text("<html/>")
    assert cli_desk.run("senders", "lists", str(tmp_path / "x.xml")).code == 2
