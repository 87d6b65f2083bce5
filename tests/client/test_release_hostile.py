"""Attacks on a releaser's client: a hostile desk, a key in other hands, a line that breaks at the worst moment."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_release import dealt, held, house, refused, released

from commands_here import ran
from dueprocess.acts.parse import command_of
from dueprocess.adapters import crypto
from dueprocess.case.commands import BadCommandError
from dueprocess.case.fields import MAX_PARTS
from dueprocess.client import pins, release
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Mark
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.looked import Ready
from release_house import ReleaseHouse, gone, people

__all__ = ["dealt", "held", "house"]  # fixtures


def test_an_answer_that_is_lost_takes_no_file_along(held: ReleaseHouse, tmp_path: Path) -> None:
    """The desk took the release and destroyed what it had; then the line broke."""
    held.lies(after=lambda: gone("counter.unreachable"))
    assert refused(lambda: released(held, "passphrase", tmp_path / "out")) == "counter.unreachable"
    assert held.row.state == "released"
    words = (tmp_path / "out.words").read_text().strip()
    assert crypto.decrypt_passphrase((tmp_path / "out/part-0001.tar.age").read_bytes(), words)


def test_words_that_find_no_place_end_it_before_the_desk_is_told(held: ReleaseHouse, tmp_path: Path) -> None:
    (tmp_path / "out.words").write_text("another release's words")
    with pytest.raises(DeniedError):
        released(held, "passphrase", tmp_path / "out")
    assert held.row.state == "dealt"
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "out.words").read_text() == "another release's words"


def test_words_go_with_the_files_where_the_desk_refuses(held: ReleaseHouse, tmp_path: Path) -> None:
    held.lies(before=lambda: gone("desk.frozen"))
    assert refused(lambda: released(held, "passphrase", tmp_path / "out")) == "desk.frozen"
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.words").exists()


def test_the_first_time_the_desk_is_the_one_that_people_compared(dealt: ReleaseHouse, tmp_path: Path) -> None:
    """A server that says the right id and then shows another desk's rosters gets no share, and no pin."""
    desk_id = dealt.place.desk.roster.desk_id
    first = replace(dealt.client("cedar"), pin_file=tmp_path / "new.desk")
    assert refused(lambda: replace(first, desk_id="ab" * 32).look(dealt.case)) == "roster.wrong-desk"
    assert not first.pin_file.exists()
    replace(first, desk_id=desk_id).look(dealt.case)
    assert first.pin_file.exists()


def test_what_is_signed_is_dated_when_it_is_signed(held: ReleaseHouse) -> None:
    """Gigabytes take longer than the ten minutes in which a desk takes such a statement."""
    began = held.place.desk.now
    who = held.client("birch")
    looked = who.look(held.case)
    held.place.later(hours=1)
    says = {"item": 1, "production": held.production}
    assert (
        refused(lambda: replace(who, clock=lambda: began).act(looked, Act.PRODUCTION_DROP, says)) == "desk.wrong-time"
    )
    who.act(looked, Act.PRODUCTION_DROP, says)
    assert held.row.state == "dropped"


def test_nothing_is_sealed_to_a_key_that_was_retired(house: ReleaseHouse) -> None:
    """cedar's laptop is in other hands; one share is on it, and no second one is to come."""
    dealt = house
    dealt.reads("aster")
    dealt.reads("birch")
    assert isinstance(dealt.place.propose(dealt.case, "comply", by="aster"), Done)
    assert isinstance(dealt.place.approve(dealt.case), Done)
    dealt.orders()
    dealt.deals()
    retire(dealt, "cedar")
    assert refused(lambda: dealt.agrees("aster", "cedar")) == "release.finisher"
    assert not any(kept.shares for kept in dealt.client("aster").shares.all())
    facts = asked_by(dealt, "birch")
    assert [one["name"] for one in facts["finishers"]] == ["aster", "birch"]


def retire(house: ReleaseHouse, name: str) -> None:
    from dueprocess.desk.services import desk_acts, stood

    desk, who = house.place.desk, people()[name]
    made = Statement(
        desk=desk.roster.desk_id,
        roster=desk.roster.mark,
        case=None,
        revision=0,
        act=Act.KEY_RETIRE,
        by=name,
        at=f"{desk.now:%Y-%m-%dT%H:%M:%SZ}",
        basis="0" * 64,
        says=house.place.key(name),
    )
    assert isinstance(desk_acts.perform(desk, made.sign(*who.signer())), Done)
    house.place.desk = replace(desk, standing=stood.standing({desk.roster.number: desk.roster}))


def asked_by(house: ReleaseHouse, name: str) -> dict[str, Any]:
    from dueprocess.client import vault_questions

    return vault_questions.answer(house.question(name), crypto.verify, house.place.desk.now, house.saw(name))


def with_row(ready: Ready, **changes: Any) -> Ready:
    """The same deal before a desk that lists its production otherwise."""
    rows = (replace(ready.production, **changes),)
    return replace(ready, looked=replace(ready.looked, shown=replace(ready.looked.shown, productions=rows)))


def test_the_desks_own_words_do_not_drive_the_screen(dealt: ReleaseHouse, capsys: pytest.CaptureFixture[str]) -> None:
    """Who holds the server writes over what a releaser reads before they agree."""
    from dueprocess.cli import release_commands

    ready, over = dealt.ready("birch"), "well\x1b[3A\x1b[2Kgranted: nothing"
    release_commands.tell(with_row(ready, producer=over))
    told = {
        "item": 1,
        "production": dealt.production,
        "state": over,
        "producer": over,
        "checked": None,
        "unseen": False,
    }
    release_commands._print_row(told)  # noqa: SLF001
    with pytest.raises(DeniedError) as caught:
        release_commands.live(with_row(ready, state=over).looked, 1, "")
    out, err = capsys.readouterr()
    assert "well" in out
    assert "made by well," in err
    assert "\x1b[3A" not in out + err + caught.value.denied.text


def test_a_roster_that_was_seen_stays_seen(tmp_path: Path) -> None:
    """Another command, on a desk that is put back before the newest roster, does not make a client forget it."""
    from dueprocess.client.pins import raise_pin, read_pin
    from dueprocess.formats.chain import Pin

    file = tmp_path / "aster.identity.desk"
    for number in (1, 3, 2):
        raise_pin(file, Pin("d" * 64, number, f"{number}" * 64))
    assert read_pin(file) == Pin("d" * 64, 3, "3" * 64)


def test_as_many_parts_as_can_be_dealt_can_be_released() -> None:
    says = {
        "agreements": ["a" * 64],
        "deal": "d" * 64,
        "how": "age",
        "item": 1,
        "key": "e" * 64,
        "production": "x-" + "e" * 24,
    }
    hashes = [f"{number:064x}" for number in range(MAX_PARTS + 1)]  # the manifest goes along
    assert len(command_of(Act.RELEASE_DONE, {**says, "sent": hashes}).sent) == MAX_PARTS + 1  # type: ignore[union-attr]
    with pytest.raises(BadCommandError):
        command_of(Act.RELEASE_DONE, {**says, "sent": [*hashes, "f" * 64]})


def test_what_others_gave_stays_at_a_desk_that_is_frozen(held: ReleaseHouse) -> None:
    """A releaser with a client of their own could put the shares together in the freeze."""
    from dueprocess.desk.services import evidence, stood, stops

    kinds = lambda: {one.kind for one in evidence.pieces_for(held.place.desk, held.row, "birch")}  # noqa: E731
    assert "given" in kinds()
    desk = held.place.desk
    assert isinstance(stops.freeze_unsigned(desk, "cedar"), Done)
    held.place.desk = replace(desk, standing=stood.standing({desk.roster.number: desk.roster}))
    assert kinds() == {"manifest", "part", "share"}


def test_a_share_is_not_handed_on_for_another_order(held: ReleaseHouse) -> None:
    """A harmless deal names the share of a production that was vetoed, and a hostile desk hands over its ciphertext."""
    ready = held.ready("birch")
    other = replace(ready, dealt=replace(ready.dealt, order=replace(ready.dealt.order, hash="0" * 64)))
    assert refused(lambda: release.approve(held.client("birch"), other, "birch", "passphrase")) == "release.share"
    release.approve(held.client("birch"), ready, "birch", "passphrase")


def test_two_clients_at_a_time_forget_nothing_of_each_other(tmp_path: Path) -> None:
    """What was seen is what refuses a desk that is put back: a lost line would let one case go back."""
    file = tmp_path / "aster.identity.desk"
    code = (
        "import pathlib, sys\n"
        "from dueprocess.client.pins import write_seen\n"
        "for number in range(60):\n"
        "    write_seen(pathlib.Path(sys.argv[1]), f'{sys.argv[2]}-{number}', number)\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(file), name]) for name in ("a", "b")]
    assert [one.wait(60) for one in both] == [0, 0]
    seen = {f"{name}-{number}": number for name in ("a", "b") for number in range(60)}
    assert json.loads(file.read_text())["seen"] == seen


@pytest.mark.parametrize("damaged", [5, "x", [1], [-1, "a"], ["1", "a"], [True, "a"], {}])
def test_a_damaged_mark_of_a_case_is_no_reason_to_begin_anew(tmp_path: Path, damaged: object) -> None:
    file = tmp_path / "pin.json"
    pins.write_mark(file, "c-1", (2, "a" * 64))
    assert pins.read_mark(file, "c-1") == (2, "a" * 64)
    assert pins.read_mark(file, "c-2") is None
    file.write_text(json.dumps({"marks": {"c-1": damaged}}))
    for call in (lambda: pins.read_mark(file, "c-1"), lambda: pins.write_mark(file, "c-1", (3, "b" * 64))):
        with pytest.raises(DeniedError, match="damaged"):
            call()


@pytest.mark.parametrize("late", [(1, "b" * 64), (2, "c" * 64)])
def test_a_desk_that_answers_one_of_two_programs_late_lowers_no_mark(tmp_path: Path, late: Mark) -> None:
    """It would hide a veto from then on that the other one saw."""
    file = tmp_path / "pin.json"
    pins.write_mark(file, "c-1", (2, "a" * 64))
    pins.write_mark(file, "c-1", late)
    assert pins.read_mark(file, "c-1") == (2, "a" * 64)
    pins.accept(file, "c-1", late)  # a history that a colleague read out
    assert pins.read_mark(file, "c-1") == late


def test_what_was_given_outside_is_called_back_by_command(house: ReleaseHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    from dueprocess.cli import clients
    from dueprocess.cli.main import cli

    @contextlib.contextmanager
    def here(_: object) -> Iterator[tuple[object, object]]:
        yield house.client("cedar"), SimpleNamespace(find=lambda case: case)

    monkeypatch.setattr(clients, "client", here)
    house.granted()
    given = {"how": "mail", "item": 1, "on": f"{house.place.desk.now:%Y-%m-%d}", "proposal": ""}
    house.place.do("cedar", Act.OUTSIDE_DONE, house.case, given)
    who = ["--as", "cedar", "--identity", "cedar.identity", "--json"]
    line = ["release", "recall", house.case, "--why", "too_wide", *who]
    none = ran(cli, line)
    assert (none.exit_code, "--outside" in none.output) == (1, True), none.output
    done = ran(cli, [*line, "--outside"])
    assert (done.exit_code, json.loads(done.stdout)["production"]) == (0, ""), done.output
    item = state_of(house.case).item(1)
    assert item is not None
    assert item.called_back
