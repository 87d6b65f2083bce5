"""A home signs one head a day, keeps how long each history was, and writes the links between two days."""

from __future__ import annotations

import datetime
import json
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from desk_samples import Place
from dueprocess.adapters import crypto
from dueprocess.cli.verify_command import verify
from dueprocess.cli.worker_command import head_of_day
from dueprocess.desk.jobs import worker_loop
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import heads as standing
from dueprocess.formats import heads
from dueprocess.formats.heads import HeadError
from dueprocess.formats.note import parse_vkey
from dueprocess.operate import day_heads
from dueprocess.operate.home import Home


def signs(home: Home, place: Place, day: int) -> day_heads.Kept:
    at = (datetime.date(2026, 3, 9) + datetime.timedelta(days=day)).isoformat()
    return day_heads.sign(home, place.desk.roster.desk_id, at, standing.chains(place.desk))


def test_two_who_kept_two_heads_find_a_past_that_was_written_anew(db: None, tmp_path: Path) -> None:
    place, home = Place.found(), Home(tmp_path / "home").create()
    case = place.ready()
    first = signs(home, place, 0)
    assert signs(home, place, 0) == first  # once a day
    quiet = signs(home, place, 1)
    assert read(home, quiet).root != read(home, first).root  # nothing happened, and nobody can tell
    place.propose(case)
    place.arrive()
    last = signs(home, place, 2)
    shown = day_heads.between(home, first.day, last.day, standing.chains(place.desk))
    heads.check_extends(read(home, first), read(home, last), shown)
    told = json.loads(day_heads.public(home, place.desk.roster.desk_id))
    assert told["heads"] == [first.note, quiet.note, last.note]
    for name in ("heads.jsonl", "head.key"):
        assert (home.path / name).stat().st_mode & 0o77 == 0
    files = [tmp_path / name for name in ("a", "b", "links")]
    for file, data in zip(files, (first.note.encode(), last.note.encode(), shown.encode()), strict=True):
        file.write_bytes(data)
    asks = ["heads", *map(str, files[:2]), "--vkey", told["vkey"], "--json"]
    done = CliRunner().invoke(verify, [*asks, "--links", str(files[2])])
    assert (done.exit_code, json.loads(done.stdout)["extends"]) == (0, True)
    # Somebody writes the past anew, and the desk is asked again.
    altered = {one: [b"another", *made[1:]] for one, made in standing.chains(place.desk).items()}
    files[2].write_bytes(day_heads.between(home, first.day, last.day, altered).encode())
    done = CliRunner().invoke(verify, [*asks, "--links", str(files[2])])
    assert (done.exit_code, json.loads(done.stdout)["rule"]) == (1, "head.proof")
    with pytest.raises(HeadError) as caught:
        day_heads.between(home, "2020-01-01", last.day, {})
    assert caught.value.rule == "head.none"


def read(home: Home, one: day_heads.Kept) -> heads.Head:
    key = parse_vkey(day_heads.key_of(home, parsed(one).desk)[0].vkey)
    return heads.parse(one.note.encode(), key, crypto.verify)


def parsed(one: day_heads.Kept) -> heads.Head:
    return heads.Head(**json.loads(one.note.splitlines()[1]))


def test_the_worker_signs_each_day_with_a_key_that_lies_there_and_draws_none(db: None, tmp_path: Path) -> None:
    place, home = Place.found(), Home(tmp_path / "home").create()

    def works() -> list[str]:
        shift = Round(place.desk, "", threading.Event(), set(), home=home.path, key=b"k" * 32)
        worker_loop.run(shift, (("head", head_of_day),))
        return [one.day for one in day_heads.kept(home)]

    assert works() == []
    assert not (home.path / day_heads.KEY).exists()
    first = day_heads.sign(home, place.desk.roster.desk_id, place.desk.today.isoformat(), standing.chains(place.desk))
    assert works() == [first.day]  # once a day
    place.later(days=1)
    assert works() == [first.day, place.desk.today.isoformat()]
    assert works() == [first.day, place.desk.today.isoformat()]
    assert read(home, day_heads.kept(home)[-1]).day == place.desk.today.isoformat()
