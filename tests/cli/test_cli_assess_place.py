"""A face in a file is judged as its desk judges the case: in each zone, on each side of midnight, to the minute."""

import dataclasses
import datetime
import json
import shutil
import zoneinfo
from pathlib import Path
from typing import Any

import pytest

from cli_samples import Desk, Ran, ran
from desk_samples import Place
from dueprocess.desk.services import assessments

DAY = datetime.date(2026, 12, 2)
ZONES = ("Asia/Karachi", "Europe/Berlin", "America/Los_Angeles")
TURNS = ((datetime.timedelta(minutes=-1), -1), (datetime.timedelta(minutes=1), 0))
"""A minute before and after the midnight with which DAY begins, and which day it is then, from DAY."""


def at(zone: str, beside: datetime.timedelta) -> datetime.datetime:
    midnight = datetime.datetime.combine(DAY, datetime.time(), zoneinfo.ZoneInfo(zone))
    return midnight.astimezone(datetime.UTC) + beside


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_a_desk_reckons_for_the_day_that_is_where_it_sits(zone: str) -> None:
    place = Place.found(timezone=zone)
    case = place.arrive()
    for beside, days in TURNS:
        place.desk = dataclasses.replace(place.desk, now=at(zone, beside))
        on = (DAY + datetime.timedelta(days=days)).isoformat()
        assert assessments.assess_case(place.desk, place.state(case)).on == on
        assert assessments.assess_face(place.desk, place.state(case).face).on == on


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_a_case_and_its_face_have_one_assessment(cli_desk: Desk, tmp_path: Path, zone: str) -> None:
    case = cli_desk.take_in("01-subscriber-talbach.eml")
    face = tmp_path / "face.json"
    face.write_text(json.dumps(cli_desk.do("show", case, "--json").json["face"]))
    home = tmp_path / "home"
    shutil.copytree(cli_desk.home, home)
    written = (home / "desk.toml").read_text()
    lines = [line for line in written.splitlines() if not line.startswith("timezone")]
    (home / "desk.toml").write_text("\n".join([f'timezone = "{zone}"', *lines, ""]))

    for beside, days in TURNS:

        def judged(*args: str | Path, beside: datetime.timedelta = beside, **environ: str) -> Any:
            how = cli_desk.command(*args, DUEPROCESS_HOME=str(tmp_path / "nowhere"), **environ)
            clock = f"{at(zone, beside):%Y-%m-%d %H:%M:%S}"
            told: Ran = ran(*args, "--json", clock=clock, cwd=how["cwd"], env={**how["env"], "TZ": "UTC"})
            assert told.code == 0, told.err
            return told.json

        of_case = judged("assess", case, "--home", home)
        of_face = judged("assess", face, "--home", home)
        alone = judged("assess", face, "--country", "de", "--zone", zone)
        assert of_case["on"] == (DAY + datetime.timedelta(days=days)).isoformat()
        assert of_case["duties"]
        for other in (of_face, alone):
            assert {**other, "case": case} == of_case


def test_what_is_no_place_is_refused(cli_desk: Desk, tmp_path: Path) -> None:
    face = tmp_path / "face.json"
    face.write_text('{"case": {}, "items": [{}]}')
    for wrong in (("--zone", "Mars/Base"), ("--country", "QQ"), ("--desk", "https://desk.example")):
        refused = cli_desk.run("assess", str(face), *wrong)
        assert (refused.code, wrong[0] in refused.err) == (2, True), refused.err
    assert cli_desk.run("assess", str(face), "--home", str(tmp_path / "none")).code == 2
    refused = cli_desk.run("assess", "c-4ed4", "--zone", "Europe/Berlin")
    assert (refused.code, "FACE.json" in refused.err) == (2, True)
