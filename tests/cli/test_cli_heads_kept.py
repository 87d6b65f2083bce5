"""``verify heads --kept``: whether the history that somebody was shown is the one that a later head goes on from."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from test_cli_lying import SHOW, House, house

from commands_here import ran
from dueprocess.cli.main import cli
from dueprocess.client import pins
from dueprocess.desk.services import heads as standing
from dueprocess.formats import links
from dueprocess.operate import day_heads
from dueprocess.operate.home import Home

__all__ = ["house"]


class Book:
    """The heads that a desk signs, each of a day, and what it shows of them."""

    def __init__(self, house: House, home: Home) -> None:
        self.house, self.home, self.lines = house, home, list[str]()
        self.desk = house.place.desk.roster.desk_id

    def signs(self, other: dict[str, list[bytes]] | None = None) -> None:
        """Today's, over its chains or ``other``; and it is tomorrow."""
        day = (self.house.place.desk.today + timedelta(days=len(self.lines))).isoformat()
        day_heads.sign(self.home, self.desk, day, {**standing.chains(self.house.place.desk), **(other or {})})
        self.lines.append(day_heads.newest(self.home))

    def checks(self, kept: str, *, other: dict[str, list[bytes]] | None = None) -> tuple[int, Any]:
        """Exit code and answer of the command, about the first head and the last."""
        days = (self.lines[0][:10], self.lines[-1][:10])
        made = {**standing.chains(self.house.place.desk), **(other or {})}
        file = self.house.folder / "links.json"
        file.write_bytes(day_heads.between(self.home, *days, made).encode())
        vkey = day_heads.key_of(self.home, self.desk)[0].vkey
        ends = (self.lines[0], self.lines[-1])
        done = ran(cli, ["verify", "heads", *ends, "--vkey", vkey, "--links", "links.json", "--kept", kept, "--json"])
        return done.exit_code, json.loads(done.stdout)


@pytest.fixture
def book(house: House, tmp_path: Path) -> Book:
    return Book(house, Home(tmp_path / "home").create())


def stands(answer: Any) -> dict[str, Any]:
    return {one["case"]: one["stands"] for one in answer["kept"]}


def shown(at: House) -> None:
    """What birch's client keeps, and the file that leaves the case."""
    out, said = at.runs(*SHOW, "--evidence", "case.json")
    assert "Item 1" in out, said


def test_what_two_people_were_shown_is_what_the_head_goes_on_from(book: Book) -> None:
    at = book.house
    book.signs()
    at.place.propose(at.case)
    shown(at)
    at.place.approve(at.case)
    book.signs()
    for kept in ("birch", "case.json"):
        code, answer = book.checks(kept)
        assert (code, stands(answer)) == (0, {at.case: True, links.DESK: True}), kept
        assert answer["extends"] is True


def test_who_was_shown_another_history_than_the_desk_signs_for_others_finds_it(book: Book) -> None:
    """The heads are honest among themselves; the case that birch was shown is not below them."""
    at, place = book.house, book.house.place
    first = links.first(book.desk, at.case)
    for begins, says in ((True, None), (False, False)):
        book.home, book.lines = Home(at.folder / f"home-{begins}").create(), []
        hidden = {first: standing.chains(place.desk)[first][:1]} if begins else {}
        chains = {name: made for name, made in standing.chains(place.desk).items() if begins or name != first}
        day_heads.sign(book.home, book.desk, place.desk.today.isoformat(), {**chains, **hidden})
        book.lines.append(day_heads.newest(book.home))
        forked = {first: [standing.chains(place.desk)[first][0], *[b"what others were shown"] * 9]}
        (at.folder / "case.json").unlink(missing_ok=True)
        shown(at)
        book.signs(forked)
        for kept in ("birch", "case.json"):
            code, answer = book.checks(kept, other=forked)
            assert (code, answer["extends"], stands(answer)) == (1, True, {at.case: says, links.DESK: True}), kept


def test_a_pin_of_another_desk_and_a_file_that_is_none_are_refused(book: Book) -> None:
    at = book.house
    book.signs()
    book.signs()
    shown(at)
    pin = json.loads((at.folder / "birch").read_text())
    (at.folder / "other").write_text(json.dumps({**pin, "desk": "e" * 64}))
    (at.folder / "none").write_text("nothing")
    for kept, says in (("other", "of another desk"), ("none", "damaged")):
        code, answer = book.checks(kept)
        assert (code, says in answer["error"]) == (2, True), answer
    assert pins.read_marks(at.folder / "birch").keys() == {at.case, links.DESK}


def test_heads_of_the_key_before_a_restore_are_passed_over_and_never_taken_for_others(book: Book) -> None:
    book.signs()
    old = day_heads.key_of(book.home, book.desk)[0].vkey
    (book.home.path / day_heads.KEY).unlink()
    book.signs()
    site = book.house.folder / "heads.json"
    site.write_bytes(day_heads.public(book.home, book.desk))
    for line, vkey, code in ((book.lines[1], "", 0), (book.lines[0], old, 0), (book.lines[0], "", 2)):
        more = ["--vkey", vkey] if vkey else []
        done = ran(cli, ["verify", "heads", line, str(site), *more, "--json"])
        assert done.exit_code == code, done.stderr
    assert "[head.unsigned]" in done.stderr
