"""Doctor: a whole desk passes, each thing that can be wrong is named with what to do, exit codes hold."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import built
import home_samples
from dueprocess.adapters import identity
from dueprocess_lab import leak_story

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> leak_story.Staged:
    return built.told(tmp_path_factory)


@pytest.fixture
def desk(told: leak_story.Staged, tmp_path: Path) -> Path:
    shutil.copytree(told.home, tmp_path / "desk")
    return tmp_path / "desk"


def doctor(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    done = home_samples.run("doctor", "--json", *arguments)
    return done.code, done.rows


def wrong(lines: list[dict[str, Any]]) -> set[str]:
    assert all(line["do"] for line in lines if line["mark"] == "wrong")
    return {line["check"] for line in lines if line["mark"] == "wrong"}


def test_a_whole_desk_has_nothing_wrong_but_late_duties(desk: Path) -> None:
    code, lines = doctor("--home", str(desk))
    assert wrong(lines) <= {"duties"}
    assert code == (1 if wrong(lines) else 0)
    checks = {line["check"] for line in lines}
    assert checks >= {"home", "room", "sandbox", "letters", "keys", "settings", "database", "roster", "quorum"}
    assert [line["says"][:60] for line in lines if line["check"] == "report"] == [
        "desk.toml does not say which reports a law asks of you (owes",
        "no licence is named under which others may use your publishe",
    ]
    assert checks >= {"recovery", "worker", "clock", "law", "duties", "chains", "backup", "mail", "beat", "outbox"}


def test_a_desk_that_said_what_a_law_asks_of_it_is_asked_no_more(desk: Path) -> None:
    settings = desk / "desk.toml"
    settings.write_text(f'owes = []\ndata_licence = "CC0-1.0"\n{settings.read_text()}')
    _, lines = doctor("--home", str(desk))
    assert not [line for line in lines if line["check"] == "report"]


def execute(desk: Path, *statements: str) -> None:
    connection = sqlite3.connect(desk / "desk.sqlite3", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_changed_past_is_named(desk: Path) -> None:
    execute(
        desk,
        "DROP TRIGGER guard_data_event_update",
        "UPDATE data_event SET kind='case:closed' WHERE id=(SELECT max(id) FROM data_event)",
    )
    code, lines = doctor("--home", str(desk))
    assert code == 1
    assert wrong(lines) >= {"chains", "database"}
    assert any("guard_data_event_update" in line["says"] for line in lines)


def test_open_rights_identities_in_the_home_and_a_clock_before_the_last_event_are_named(desk: Path) -> None:
    desk.chmod(0o755)
    for name, passphrase in (("aster", None), ("birch", "a word for it")):
        identity.save(desk / f"{name}.identity", identity.new(name, "2026-11-02T06:00:00Z"), passphrase)
    execute(desk, "UPDATE data_arrival SET received_at='2090-01-01 00:00:00'")
    _, lines = doctor("--home", str(desk))
    assert wrong(lines) >= {"home", "keys", "clock"}
    (keys,) = [line["says"] for line in lines if line["check"] == "keys"]
    assert "aster.identity" in keys
    assert "birch.identity" in keys


def test_a_roster_of_another_desk_is_named(desk: Path) -> None:
    pin = json.loads((desk / "pin").read_text())
    (desk / "pin").write_text(json.dumps({**pin, "desk": "0" * 64, "hash": "0" * 64}))
    assert "roster" in wrong(doctor("--home", str(desk))[1])


def test_damaged_settings_and_no_home_are_named(desk: Path, tmp_path: Path) -> None:
    (desk / "desk.toml").write_text("name = 3\n")
    assert "settings" in wrong(doctor("--home", str(desk))[1])
    code, lines = doctor("--home", str(tmp_path / "nowhere"))
    assert (code, wrong(lines)) == (1, {"home"})


def test_a_country_without_known_holidays_is_said_in_words(desk: Path) -> None:
    text = (desk / "desk.toml").read_text()
    (desk / "desk.toml").write_text(re.sub(r'^country = "..".*$', 'country = "ZQ"', text, count=1, flags=re.MULTILINE))
    done = home_samples.run("authority", "list", "--home", desk)
    assert done.code == 2
    assert 'country = "ZQ": no holidays are known for ZQ' in done.err
    assert "Traceback" not in done.err


def test_readiness_says_no_where_nobody_watches(desk: Path) -> None:
    code, lines = doctor("--home", str(desk), "--readiness")
    assert code == 1
    said = {line["check"]: line for line in lines}
    assert "2 may agree" in said["second person"]["says"]
    assert said["releasers"]["mark"] == "caution"
    assert said["rota"]["says"].endswith("an 8-hour order could not be read")


def test_leaks_refuses_a_home_in_use(desk: Path) -> None:
    code, lines = doctor("--leaks", "--home", str(desk))
    assert code == 2
    assert "throw-away" in lines[0]["error"]


@pytest.mark.soak
def test_leaks_finds_nothing_and_its_control_everything() -> None:
    code, lines = doctor("--leaks", "--quick")
    assert code == 0, lines
    assert {line["mark"] for line in lines} <= {"good", "caution"}
    assert {"control", "story: home", "story: printed", "story: lengths", "swap"} <= {line["check"] for line in lines}


def test_quick_is_a_way_to_look_for_leaks() -> None:
    assert doctor("--quick")[0] == 2


def test_how_alone_the_demos_cases_are_is_the_number_that_the_page_on_thieves_gives(desk: Path, root: Path) -> None:
    page = (root / "docs/explanation/what-a-thief-reads.md").read_text()
    (by_day, many) = re.findall(r"(\d+) of (\d+) cases are the only one", page)[0]
    (face,) = [line["says"] for line in doctor("--home", str(desk))[1] if line["check"] == "face"]
    # How many are alone in their month hangs on the day on which the story is told.
    assert face.startswith(f"{by_day} of {many} cases are the only one of their country, authority and day, ")
