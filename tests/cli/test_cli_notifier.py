"""``notifier`` as who tells people meets it: choices, list, mail; the account stands in no argument."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dueprocess.adapters import identity
from dueprocess.cli.notifier_commands import notifier
from dueprocess.desk.person.notifier import Folder
from dueprocess.formats import waiting
from dueprocess.formats.choice import Choice

HER = "her@fennel.example"
SENDS = ("--sender", "people@fennel.example", "--provider", "Fennel Mail")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    identity.save(tmp_path / "id", identity.new("notify", "2026-12-01T00:00:00Z"), None)
    assert run(tmp_path, "init", opens=True).exit_code == 0
    return tmp_path


def run(place: Path, name: str, *more: Any, opens: bool = False, says: str = HER) -> Result:
    with_key = ("--identity", str(place / "id")) if opens else ()
    line = [name, str(place / "folder"), *with_key, *map(str, more)]
    return CliRunner().invoke(notifier, line, input=f"{says}\n")


def test_from_waiting_to_list_and_mail_and_over(place: Path) -> None:
    assert "until" in run(place, "wait").output
    copied = waiting.key_of((place / "folder" / "list.key").read_text())
    assert run(place, "list", "--out", place / "list", opens=True).exit_code == 0
    assert waiting.waits((place / "list").read_bytes(), copied, HER)
    assert "1 in" in run(place, "mail", "--out", place / "mails", *SENDS, opens=True).output
    (sent,) = (place / "mails").iterdir()
    before = sent.read_bytes()
    assert run(place, "mail", "--out", place / "mails", *SENDS, opens=True).exit_code == 0
    assert sent.read_bytes() == before
    assert "not in the next list" in run(place, "over").output
    assert "No message waited" in run(place, "over").output
    run(place, "list", "--out", place / "list", opens=True)
    assert not waiting.waits((place / "list").read_bytes(), copied, HER)


def test_choices_are_looked_at_a_helper_agrees_first_and_all_of_it_is_deleted(place: Path) -> None:
    assert "only where the person asked for it" in run(place, "choices", opens=True).output
    Folder(place / "folder").choose(Choice(HER, "safe@x.example", "ur", never_paper=True, helper="N <n@x.example>"))
    said = run(place, "choices", opens=True).output
    assert "never on paper" in said
    assert "has not agreed: do not write" in said
    assert "is not used" in run(place, "helper", "--ask", place / "ask.eml", *SENDS, opens=True).output
    assert HER.encode() not in (place / "ask.eml").read_bytes()
    assert '"helper":""' in run(place, "choices", "--json", opens=True).output.replace(" ", "")
    assert "agreed" in run(place, "helper", "--agreed", opens=True).output
    assert "never say why" in run(place, "choices", opens=True).output
    assert "Deleted" in run(place, "forget").output
    assert "nothing" in run(place, "forget").output
    assert run(place, "helper", "--agreed", opens=True).exit_code != 0


def test_wrong_calls_write_nothing(place: Path) -> None:
    assert "already" in str(run(place, "init", opens=True).exception)
    assert run(place, "wait", says="").exit_code != 0
    assert run(place, "wait", says="x" * 300).exit_code != 0
    assert run(place, "wait", "--until", "2020-01-01").exit_code != 0
    assert not list((place / "folder" / "waiting").iterdir())
    assert CliRunner().invoke(notifier, ["over", str(place / "none")], input="x\n").exit_code != 0
    key = place / "folder" / "list.key"
    later = datetime.datetime.now(datetime.UTC).date().toordinal() + 40
    key.write_text(waiting.ListKey(later, b"k" * 32).text())
    assert run(place, "list", "--out", place / "list", opens=True).exit_code != 0  # the clock went back
    assert not (place / "list").exists()
