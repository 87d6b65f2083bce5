"""The key of an office: one person reads it in, a second one hears it, everybody sees it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import recipient_programs as programs
from cli_samples import Desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]
OFFICE = ("--name", "Polizeipräsidium Talbach", "--country", "DE", "--kind", "police")


def test_a_key_is_read_by_one_heard_by_another_and_shown_to_all(cli_desk: Desk, tmp_path: Path) -> None:
    pem = programs.certificate(tmp_path, "talbach", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    shown = programs.made("openssl", "x509", "-in", str(pem), "-noout", "-fingerprint", "-sha256").decode().strip()
    heard = shown.split("=")[1]
    office = "DE-PP-KEYS"
    cli_desk.do("authority", "add", office, *OFFICE)
    assert cli_desk.do("authority", "show", office, "--json").json["verified"] is False
    assert "not verified" in cli_desk.do("authority", "show", office).out
    verify = ("authority", "verify", office, "--contact", "post@keys.example", "--key", str(pem))
    assert cli_desk.run(*verify, "--how", "consulate", by="aster").code == 1
    done = cli_desk.do(*verify, "--how", "call_back", "--json", by="aster")
    assert set(done.json) == {"authority", "key", "verification"}
    assert "Prüfstelle" in done.err
    silent = cli_desk.run("authority", "confirm", office, by="birch")
    assert (silent.code, "authority.key" in silent.err) == (1, True)
    assert heard.replace(":", " ")[:5] not in silent.err  # what was not heard cannot be copied
    assert cli_desk.run("authority", "confirm", office, "--fingerprint", "00" + heard[2:], by="birch").code == 1
    confirmed = cli_desk.do("authority", "confirm", office, "--fingerprint", heard.lower(), "--json", by="birch")
    assert confirmed.json == {"authority": office, "verified": True, "key": done.json["key"]}
    told = cli_desk.do("authority", "show", office, "--json").json
    assert told["by"] == ["aster", "birch"]
    assert told["key"]["fingerprint"].replace(" ", "") == heard.replace(":", "")
    assert told["key"]["kind"] == "cms"
    people_read = cli_desk.do("authority", "show", office).out
    assert "post@keys.example" in people_read
    assert told["key"]["fingerprint"] in people_read


def test_an_office_without_a_key_is_confirmed_as_before(cli_desk: Desk) -> None:
    office = "DE-PP-PLAIN"
    cli_desk.do("authority", "add", office, *OFFICE)
    contact = ("--contact", "post@plain.example", "--how", "consulate")
    cli_desk.do("authority", "verify", office, *contact, by="aster")
    cli_desk.do("authority", "confirm", office, by="birch")
    shown = cli_desk.do("authority", "show", office).out
    assert "words" in shown
    assert "No number is rung today" in shown
    wrong = cli_desk.run("authority", "verify", office, *contact, "--phone", "030 555 0100", by="aster")
    assert (wrong.code, "with its country" in wrong.err) == (1, True)
    assert cli_desk.do("authority", "show", office, "--json").json["key"] == {}


def test_a_file_that_is_no_key_or_a_private_one_is_refused_by_name(cli_desk: Desk, tmp_path: Path) -> None:
    programs.certificate(tmp_path, "own", "rsa:2048")
    office = "DE-PP-WRONG"
    cli_desk.do("authority", "add", office, *OFFICE)
    (tmp_path / "letter").write_text("Sehr geehrte Damen und Herren")
    (tmp_path / "age").write_text(programs.made("age-keygen").decode())
    for name, rule in (("letter", "malformed"), ("own.key", "secret"), ("age", "secret")):
        line = ("authority", "verify", office, "--contact", "x@y.example", "--how", "call_back")
        done = cli_desk.run(*line, "--key", str(tmp_path / name), by="aster")
        assert done.code == 1
        assert f"recipient.{rule}" in done.err
        assert "AGE-SECRET" not in done.err + done.out
