"""The demo's story comes out as the story says: what it left and printed, told once for all tests of a run."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import built
import report_attack
import warm
from dueprocess_lab import story, story_print

pytestmark = pytest.mark.slow

CHAPTERS = story.load()
FULL = [chapter for chapter in CHAPTERS if chapter.items]
LOOK = """
import dataclasses, datetime, json, re, sys
from pathlib import Path
from dueprocess.operate.home import Home, boot
folder = Path(sys.argv[1])
home = boot(Home(folder / "home"))
from dueprocess.adapters import identity
from dueprocess.desk.data.chain import verify_chain
from dueprocess.desk.data.models import Case, Duty, Event, GateAnswer, Item, Production, RegisterRow, Secrecy
from dueprocess.desk.services import editions, notices, report_facts
from dueprocess.desk.services.cases import state_of
from dueprocess.formats import page_code
from dueprocess.report import own_form
from dueprocess.report.evaluate import evaluate
from dueprocess_lab import practice_desk, story
from dueprocess_lab.stage import GIVEN, REMOVED, Stage
people = {path.stem: identity.load(path, None) for path in (folder / "keys").glob("*.identity")}
begun = re.findall(r"^ ?(\\d+)  \\S.*?sealed as (c-\\w+)", (folder / "said").read_text(), re.MULTILINE | re.DOTALL)
cases = {int(number): Case.objects.get(pk__startswith=case).pk for number, case in begun}
stage = Stage(story.story(), home.path, folder / "keys", people, cases)
told = {"chapters": {}}
for number, case in stage.cases.items():
    face = state_of(case).face
    told["chapters"][number] = {
        "says": str(state_of(case).says),
        "emergency": face.get("emergency"),
        "instruments": sorted(face.get("instruments") or []),
        "items": [
            {"number": i.number, "kind": i.kind, "outcome": i.outcome, "ground": i.ground, "publication": i.publication}
            for i in Item.objects.filter(case_id=case).order_by("number")
        ],
        "events": list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True)),
        "may": {f"{g.item}.{g.question}": g.answer for g in GateAnswer.objects.filter(case_id=case).order_by("seq")},
        "silence": [[s.item, s.source, str(s.until or ""), str(s.review_on or "")]
            for s in Secrecy.objects.filter(case_id=case)],
        "open": list(Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("what", flat=True)),
        "productions": [[p.state, p.how, p.k] for p in Production.objects.filter(case_id=case)],
        "notices": [
            [item.number, "told" if any(one.confirmed_by for one in item.notices) else ""]
            for item in state_of(case).items
        ],
        "rows": [[r.item, r.detail] for r in RegisterRow.objects.filter(case_id=case).order_by("item")],
    }
desk = stage.desk(stage.story.chapters[-1].received_at + datetime.timedelta(days=2))
(edition,) = editions.published(desk)
every = tuple(report_facts.facts(desk))
told["sealed"] = sum(one.countable and not one.admissible for one in every)
data = folder / "bare" / "data"
(data / "report-bare").mkdir(parents=True)
bare = own_form.cells_csv(dataclasses.replace(edition, cells=evaluate(every)))
(data / "report-bare" / "report.csv").write_bytes(bare)
(data / "numbers.csv").write_bytes((home.site / "data/numbers.csv").read_bytes())
told["chains"] = [verify_chain(case).holds for case in ["", *Case.objects.values_list("pk", flat=True)]]
ports = {name: 9000 + number for number, name in enumerate(practice_desk.SURFACES)}
practice_desk.set_up(stage.place, ["aster"], ports)
told["page"] = {}
for chapter in (GIVEN, REMOVED):
    opened = notices.open_page(page_code.read(stage.person_page(chapter)), desk.today)
    told["page"][chapter] = [opened.page.practice, *(one.language for one in opened.page.sheets)]
    if chapter == GIVEN:
        told["given"] = json.dumps(dataclasses.asdict(opened.page.sheets[0]), default=str)
(folder / "told.json").write_text(json.dumps(told))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the story left, what it printed, and what its tables say."""
    staged, place = built.told(tmp_path_factory), tmp_path_factory.mktemp("demo") / "demo"
    shutil.copytree(staged.home.parent, place)
    shutil.copy(staged.printed / "stdout", place / "said")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    done = warm.run([sys.executable, "-c", LOOK, place], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return place


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "told.json").read_text())
    return found


def of(told: dict[str, Any], chapter: story.Chapter) -> dict[str, Any]:
    found: dict[str, Any] = told["chapters"][str(chapter.number)]
    return found


def test_every_chain_holds(told: dict[str, Any]) -> None:
    assert len(told["chains"]) == 16
    assert all(told["chains"])


def test_the_map_of_services_is_public_and_one_person_has_a_page(folder: Path, told: dict[str, Any]) -> None:
    held = json.loads((folder / "home/site/data/services.json").read_text())
    assert [(one["name"], one["class"]) for one in held["services"]] == [("mail", "telecom"), ("forum", "hosting")]
    assert {one["checked_on"] for one in held["services"]} == {"2026-11-24"}
    for language in ("en", "de", "ur"):
        assert ">mail<" in (folder / f"home/site/{language}/holds.html").read_text()


def test_only_the_forger_is_refused(folder: Path) -> None:
    before, refused, after = (folder / "said").read_text().partition("the desk  refuses ")
    assert refused
    assert "the desk  refuses" not in after
    assert re.findall(r"^ ?(\d+)  \S", before, re.MULTILINE)[-1] == "7"
    assert re.search(r"\[(\S+)\]", after)[1] == "authority.not-verified"  # type: ignore[index]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=str)
def test_each_arrival_is_what_the_story_says(told: dict[str, Any], chapter: story.Chapter) -> None:
    assert of(told, chapter)["says"] == chapter.arrival


@pytest.mark.parametrize("chapter", FULL, ids=lambda one: f"{one.number}")
def test_each_demand_is_found_as_expected(told: dict[str, Any], chapter: story.Chapter) -> None:
    found = of(told, chapter)
    kept = [one for one in found["items"] if one["number"] <= len(chapter.items)]
    assert sorted({one["kind"] for one in kept}) == list(chapter.expect.kinds)
    assert found["instruments"] == list(chapter.expect.instruments)
    assert bool(found["emergency"]) == chapter.expect.emergency
    for item, row in zip(chapter.items, kept, strict=True):
        assert (row["outcome"], row["ground"] or None) == (item.outcome, item.ground)
    assert {one["outcome"] for one in found["items"] if one not in kept} <= {"lapsed"}


@pytest.mark.parametrize("chapter", FULL, ids=lambda one: f"{one.number}")
def test_each_item_is_answered_gated_silenced_and_published(told: dict[str, Any], chapter: story.Chapter) -> None:
    found = of(told, chapter)
    letters = [item for item in chapter.items if item.letter is not None]
    assert found["events"].count("case:letter:sent") == len(letters)
    for item in chapter.items:
        for question, yes in dataclasses.asdict(item.may).items():
            later = question == "tell" and item.endangered_until is not None
            assert found["may"][f"{item.number}.{question}"] == ("yes" if yes or later else "no")
    wanted = [
        [item.number, str(item.silence.source), item.silence.until or "", item.silence.review_on or ""]
        for item in chapter.items
        if item.silence
    ]
    assert sorted(found["silence"]) == sorted(wanted)
    assert found["rows"] == [
        [item.number, item.publish] for item in chapter.items if item.publish in {"summary", "full"}
    ]


def test_what_was_granted_leaves_by_two_and_only_the_recipient_opens_it(folder: Path, told: dict[str, Any]) -> None:
    from dueprocess.adapters import crypto

    left = {str(one.number) for one in CHAPTERS if any(item.release for item in one.items)}
    assert left == {"1", "3", "6", "11"}
    for number, one in told["chapters"].items():
        assert one["productions"] == ([["released", "passphrase", 2]] if number in left else [])
    words = (folder / "sent-1-1.passphrase").read_text().strip()
    sealed = (folder / "sent-1-1" / "part-0001.tar.age").read_bytes()
    assert b"Kastanienweg 3" in crypto.decrypt_passphrase(sealed, words)
    assert b"Kastanienweg" not in b"".join(one.read_bytes() for one in (folder / "home").rglob("*") if one.is_file())
    assert "case:production:dealt" in told["chapters"]["1"]["events"]


def test_nothing_waits_for_the_extraction_host_and_who_may_be_told_is(told: dict[str, Any]) -> None:
    for chapter in CHAPTERS:
        found = of(told, chapter)
        assert not {"order_production", "tell", "inform_person"} & set(found["open"])
        for item in chapter.items:
            assert (
                [item.number, "told"] in found["notices"]
                if item.told
                else [item.number, "told"] not in found["notices"]
            )
    assert told["page"] == {"6": [True, "en", "de", "ur"], "12": [True, "en", "de", "ur"]}
    for says in (
        "We handed it over",
        "We hold nothing about: where your device was.",  # item 1, about the same account
        "walburga.eibe@fennelmail.example",
    ):
        assert says in told["given"]
    assert "We set no last day" not in told["given"]


def test_freezes_are_started_verified_or_lapse(told: dict[str, Any]) -> None:
    holds = {
        number: [kind for kind in one["events"] if ":hold:" in kind]
        for number, one in told["chapters"].items()
        if any(":hold:" in kind for kind in one["events"])
    }
    assert {number: [kind.rpartition(":")[2] for kind in kinds] for number, kinds in holds.items()} == {
        "3": ["started", "lapsed"],
        "8": ["started", "lapsed"],
        "11": ["started", "verified", "bound"],
    }


def test_nothing_is_owed_to_the_forger(told: dict[str, Any]) -> None:
    assert not set(told["chapters"]["7"]["open"]) & {"respond", "confirm_in_writing", "send_letter"}


def test_the_public_site_has_exactly_the_published_rows(folder: Path, told: dict[str, Any]) -> None:
    lines = (folder / "home/site/data/register.csv").read_text().splitlines()
    assert len(lines) - 1 == sum(len(one["rows"]) for one in told["chapters"].values()) == 3
    pages = "".join(path.read_text() for path in (folder / "home/site").rglob("*.html"))
    # P11: what no case of the public registers is about stands on no page.
    assert not any(case_country in pages for case_country in ("Larkspur", "Ribeira", "Moorau"))


def test_a_journalist_who_subtracts_everything_finds_no_case_that_may_not_be_admitted(
    folder: Path, told: dict[str, Any]
) -> None:
    """Hazard 8.1, on the demo's own site; the control is the same report with nothing withheld."""
    assert told["sealed"] > 0
    assert report_attack.attack([folder / "home/site"]) == []
    found = report_attack.attack([folder / "bare"])
    assert any("country" in line and "leaves" in line for line in found)


def test_what_is_said_is_true_and_keeps_its_width(folder: Path, told: dict[str, Any]) -> None:
    said = (folder / "said").read_text()
    assert [line for line in said.splitlines() if len(line) > story_print.WIDTH] == []
    assert "\x1b[" not in said  # plain in a pipe
    assert said.count("goes to the public register") == 3
    assert said.count("stands in no register") == 1
    assert "every commitment holds" in said
    assert " 1 international standards" not in said
    owed = sum(
        what in story_print.HAND_OVER
        for one in told["chapters"].values()
        for what in one["open"]
        if any(item["outcome"] in story_print.GIVEN for item in one["items"])
    )
    assert (f"; {owed} are to hand over" in said) == (owed > 0)


def test_make_demo_can_end_without_serving(root: Path) -> None:
    for word, option in (("0", "--no-serve"), ("1", "--serve")):
        said = subprocess.run(
            ["make", "-n", "demo", f"SERVE={word}"], cwd=root, capture_output=True, text=True, check=True
        )
        assert f"dueprocess demo {option}" in said.stdout
