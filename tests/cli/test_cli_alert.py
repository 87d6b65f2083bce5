"""``alert`` as who publishes meets it: a list, a code that comes back, news, the way out; no address in an argument."""

import datetime
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dueprocess.adapters import identity
from dueprocess.cli.alert_commands import alert
from mail_servers import HOST, Mailbox, smtp

HER = "news@ngo.example"
BOX = Mailbox()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    BOX.taken.clear()
    identity.save(tmp_path / "id", identity.new("alerts", "2026-12-01T00:00:00Z"), None)
    (tmp_path / "site").mkdir()
    publish(tmp_path, "old")
    with smtp(BOX) as port:
        says = ("--site", tmp_path / "site", "--provider", 'Fennel "Mail"', "--contact", "people@fennel.example")
        made = run(tmp_path, "init", *says, "--sender", "news@fennel.example", "--server", HOST, opens=True)
        assert made.exit_code == 0, made.output
        settings = tmp_path / "list" / "alert.toml"
        hour = datetime.datetime.now(datetime.UTC).hour
        settings.write_text(
            settings.read_text().replace("port = 25", f"port = {port}").replace("hour = 6", f"hour = {hour}")
        )
        yield tmp_path


def publish(place: Path, *ids: str) -> None:
    items = [{"id": one, "title": one, "date_published": "2026-12-01T00:00:00Z"} for one in ids]
    data = json.dumps({"items": items}).encode()
    (place / "site" / "feed.json").write_bytes(data)
    (place / "site" / "SHA256SUMS").write_text(f"{hashlib.sha256(data).hexdigest()}  feed.json\n")


def run(place: Path, name: str, *more: Any, opens: bool = False, says: str = HER) -> Result:
    with_key = ("--identity", str(place / "id")) if opens else ()
    return CliRunner().invoke(alert, [name, str(place / "list"), *with_key, *map(str, more)], input=f"{says}\n")


def test_from_an_address_to_news_and_out_again(place: Path) -> None:
    assert "has left" in run(place, "add").output
    assert "asked already" in str(run(place, "add").exception)
    assert "has not proved" in run(place, "list", opens=True).output
    (code,) = re.findall(rb"^ {4}(\S+)\r$", BOX.taken[0][2], re.MULTILINE)
    assert run(place, "confirm", says="AAAA-AAAA-AAAA-AAAA").exit_code != 0
    assert "Confirmed" in run(place, "confirm", says=code.decode()).output
    rows = json.loads(run(place, "list", "--json", opens=True).output.splitlines()[0])
    assert (rows["address"], rows["stands"]) == (HER, "told")
    beats = place / "list" / "beats" / "kept.json"
    assert "0 arrived" in run(place, "send", opens=True).output
    publish(place, "old", "new")
    beats.write_text(re.sub('"day":"[0-9-]+"', '"day":"2026-01-01"', beats.read_text()))  # as if it were the next day
    assert json.loads(run(place, "send", "--json", opens=True).output)["arrived"] == 1
    assert b"- new" in BOX.taken[-1][2]
    assert b"mailto:people@fennel.example" in BOX.taken[-1][2]
    assert "Deleted" in run(place, "forget").output
    assert "not on the list" in run(place, "forget").output
    assert "Nobody" in run(place, "list", opens=True).output


def test_a_webhook_gets_a_secret_and_an_address_inside_no_challenge(place: Path) -> None:
    inside = "https://127.0.0.1:9/hook"
    assert "whsec_" in run(place, "add", "--webhook", says=inside).output
    assert "private" in str(run(place, "challenge", opens=True, says=inside).exception)
    assert run(place, "add", "--webhook", says="http://hooks.example/").exit_code != 0
    assert run(place, "send", opens=True).exit_code == 0


def test_wrong_calls_send_nothing(place: Path) -> None:
    assert "already" in str(run(place, "init", *INIT, opens=True).exception)
    assert run(place, "add", says="").exit_code != 0
    assert run(place, "add", "--lang", "xx").exit_code != 0
    assert "no folder" in str(CliRunner().invoke(alert, ["forget", str(place / "none")], input="abc\n").exception)
    (place / "list" / "alert.toml").write_text("provider = 3\n")
    assert "alert.toml" in str(run(place, "add").exception)
    assert BOX.taken == []


INIT = (
    "--site",
    "s",
    "--provider",
    "x",
    "--contact",
    "a@b.example",
    "--sender",
    "a@b.example",
    "--server",
    "m.example",
)
