"""The mailbox's key: drawn by a person, named by the roster, opened by own keys alone; what comes sealed is read."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli_samples import Desk
from sealed_mail import Gpg, Openssl, entity, inline, pgp_mime, smime

pytestmark = pytest.mark.slow
ADDRESS = "orders@desk.example"


@pytest.fixture
def police(tmp_path: Path) -> Iterator[Gpg]:
    ring = Gpg.at(tmp_path / "gpg")
    yield ring
    ring.end()


def with_key(folder: Path) -> Desk:
    """A desk of two whose roster names a key of the mailbox."""
    folder.mkdir()
    desk = Desk(folder).found({"aster": "clerk,operator", "birch": "approver", "cedar": "clerk"})
    name_key(desk, desk.do("mail-key", "make", ADDRESS, "--json", by="aster").json["key"])
    return desk


def name_key(desk: Desk, key: str) -> None:
    desk.do("roster", "next", "--mail-key", key)
    signed(desk)


def signed(desk: Desk) -> None:
    for name in ("aster", "birch", "cedar"):
        if desk.do("roster", "sign", "--json", by=name).json["missing"] == []:
            return


def of_mail(desk: Desk) -> list[str]:
    """What `doctor` says of the mailbox's key."""
    return [row["says"] for row in desk.run("doctor", "--json").rows if row["check"] == "mail key"]


def taken_in(desk: Desk, mail: bytes) -> str:
    path = desk.folder / "came.eml"
    path.write_bytes(mail)
    told = desk.do("intake", str(path), "--json").json
    assert told["unreadable"] == "sealed"
    return str(told["case"])


def due(desk: Desk) -> dict[str, float]:
    """Open duties, and the hours that each has from now."""
    asked = "SELECT what, (julianday(due_at) - julianday('now')) * 24 FROM data_duty WHERE done_at IS NULL"
    with contextlib.closing(sqlite3.connect(desk.home / "desk.sqlite3")) as base:
        return dict(base.execute(asked).fetchall())


def test_a_sealed_mail_is_read_by_who_holds_an_own_key_and_by_colleagues(tmp_path: Path, police: Gpg) -> None:
    desk = with_key(tmp_path / "desk")
    out = tmp_path / "public"
    wkd = desk.do("mail-key", "export", "--out", str(out), "--json", by="aster").json["wkd"]
    police.run("--import", data=Path(wkd[0]).read_bytes())
    police.key("poststelle@polizei-talbach.example")
    sealed = police.run("-a", "-r", ADDRESS, "-u", "poststelle@polizei-talbach.example", "-es", data=entity())
    case = taken_in(desk, pgp_mime(sealed))
    assert 0 < due(desk)["open_sealed"] <= 1
    (part,) = desk.do("unseal", case, "--json", by="aster").json
    assert (part["signature"], part["unreadable"]) == ("unknown", "")
    assert {row["name"]: row["protected"] for row in part["headers"]} == {
        "From": False,
        "To": False,
        "Date": False,
        "Subject": True,
    }
    assert next(row["value"] for row in part["headers"] if row["name"] == "Subject") == "Az. 12 Js 3/26"
    assert part["draft"]["kinds"] == ["disclosure"]
    desk.do("open", case, "--out", str(tmp_path / "read"), by="birch")
    notes = [path for path in (tmp_path / "read").iterdir() if "note" in path.name]
    assert "max@provider.example" in notes[0].read_text()
    desk.do("unseal", case, by="birch")  # kept once
    desk.do("open", case, "--out", str(tmp_path / "again"), by="birch")
    assert len([path for path in (tmp_path / "again").iterdir() if "note" in path.name]) == 1
    desk.do("classify", case, "new-case", by="aster")
    assert "open_sealed" not in due(desk)


def test_a_key_is_made_anew_when_somebody_leaves_and_the_older_one_opens_older_mail(
    tmp_path: Path, police: Gpg
) -> None:
    desk = with_key(tmp_path / "desk")
    desk.do("mail-key", "export", "--out", "public")
    police.run("--import", str(desk.folder / "public" / "orders_at_desk.example.asc"))
    case = taken_in(desk, inline(police.run("-a", "-r", ADDRESS, "-e", data=b"Dear Sir or Madam"), "Anbei:\n\n"))
    assert of_mail(desk) == [f"mail to {ADDRESS} opens by people's own keys alone"]
    desk.do("roster", "next", "--remove", "cedar")
    signed(desk)
    assert of_mail(desk) == ["cedar could open mail and left"]
    name_key(desk, desk.do("mail-key", "make", ADDRESS, "--json", by="birch").json["key"])
    assert of_mail(desk) == [f"mail to {ADDRESS} opens by people's own keys alone"]
    assert len(desk.do("mail-key", "show", "--json").json) == 2
    (part,) = desk.do("unseal", case, "--json", "--no-keep", by="aster").json
    assert (part["name"], part["fault"], part["signature"]) == ("opened.txt", "", "none")
    desk.do("keys", "daily", "aster.identity", "--no-passphrase")
    ran = desk.run("unseal", case, "--as", "aster", "--identity", "aster.daily.identity")
    assert "mail-key.not-yours" in ran.err or "own key alone" in ran.err


def test_smime_opens_by_the_same_key_under_each_certificate_of_it(tmp_path: Path) -> None:
    desk, office = with_key(tmp_path / "desk"), Openssl(tmp_path)
    office.key("authority")
    desk.do("mail-key", "export", "--out", str(tmp_path / "public"))
    own = office.run("x509", "-in", "public/orders_at_desk.example.crt", "-outform", "DER")
    first = taken_in(desk, smime(office.seal(own, entity(), way="aes-256-cbc")))
    assert 0 < due(desk)["open_sealed"] <= 1
    (part,) = desk.do("unseal", first, "--json", by="aster").json
    assert (part["fault"], part["signature"], part["open_to_change"]) == ("", "none", True)
    assert part["draft"]["targets"] == ["max@provider.example"]
    assert "holds against no change" in desk.do("unseal", first, "--no-keep", by="birch").out
    assert "itself alone" in desk.do("mail-key", "show").out
    # An authority for certificates gives one for the same key; whoever left before could open by that key as well.
    desk.do("mail-key", "request", "--out", str(tmp_path / "box.csr"), by="birch")
    ca = ("-CA", "authority.pem", "-CAkey", "authority.key", "-copy_extensions", "copyall", "-days", "90")
    office.run("x509", "-req", "-in", "box.csr", *ca, "-out", "box.crt")
    refused = desk.run("mail-key", "certificate", str(tmp_path / "authority.pem"), by="birch")
    assert "of another key" in refused.err
    key = desk.do("mail-key", "certificate", str(tmp_path / "box.crt"), "--json", by="birch").json["key"]
    desk.do("roster", "next", "--remove", "cedar", "--mail-key", key)
    signed(desk)
    assert of_mail(desk) == ["cedar could open mail and left"]
    given = office.run("x509", "-in", "box.crt", "-outform", "DER")
    for sealed_to in (given, own):
        case = taken_in(desk, smime(office.seal(sealed_to, entity())))
        (part,) = desk.do("unseal", case, "--json", "--no-keep", by="aster").json
        assert (part["fault"], part["open_to_change"]) == ("", False)
