"""Counsel's reading, from the interface to their own machine: what waits, what stands beside it, what was signed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from test_api_itself import at, say

from api_samples import Place, rule
from dueprocess.adapters import crypto, law_files, provisions
from dueprocess.adapters.law_cache import default_root
from dueprocess.client import law_kept, vault_lawbook
from dueprocess.desk.data.models import Case
from dueprocess.desk.services import desk_record, trust
from dueprocess.formats.chain import Pin
from dueprocess.formats.statement import Act

pytestmark = pytest.mark.django_db
NAME = "US-2703F"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's own configuration."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def asks(place: Place, *names: str, **told: Any) -> dict[str, Any]:
    """What counsel's own machine answers on what the desk shows."""
    shown = at(place, "cedar").get("/v1/desk/itself").json()
    law = at(place, "cedar").get("/v1/desk/law").json()
    first = Pin(place.desk.roster.desk_id, 1, place.desk.roster.desk_id).plain()
    question = {"pin": first, "shown": {**shown, **told.pop("shown", {})}, "law": {**law, **told}, "open": list(names)}
    return vault_lawbook.answer(json.loads(json.dumps(question)), crypto.verify, place.desk.now)


def row(answer: dict[str, Any], name: str = NAME) -> dict[str, Any]:
    return next(one for one in answer["rows"] if one["id"] == name)


def says(place: Place, wrong: str = "", minutes: int = 7) -> dict[str, Any]:
    """What the page signs of a sheet that was read, with one rule marked."""
    sheet = asks(place, NAME)["opened"][NAME]
    entries = [one for one in sheet["entries"] if not one["unread"]]
    beside = sheet["beside"]["hash"]
    read = [{"rule": one["name"], "text": one["text"], "beside": beside if one["name"] == NAME else ""}
            for one in entries if one["name"] != wrong]  # fmt: skip
    marked = [{"rule": one["name"], "text": one["text"], "why": "not_so"} for one in entries if one["name"] == wrong]
    more = {"wrong": marked} if marked else {}
    return {"on": place.desk.today.isoformat(), "minutes": minutes, "read": read, **more}


def test_what_open_cases_name_is_read_first_and_six_are_proposed(place: Place) -> None:
    faces = [json.dumps({"case": {"instruments": names}, "items": []}) for names in ([NAME, "PK-PECA-37"], [NAME], [])]
    for number, face in enumerate(faces):
        Case.objects.create(id=f"c-{'a' * 23}{'abc'[number]}", recipient="age1", opened_on=place.desk.today, face=face)
    answer = asks(place)
    assert (row(answer)["cases"], row(answer, "PK-PECA-37")["cases"]) == (2, 1)
    assert [one["id"] for one in answer["rows"]][:2] == [NAME, "PK-PECA-37"]
    assert sum(one["first"] for one in answer["rows"]) == vault_lawbook.FIRST
    assert answer["same"] is True
    # A desk that lies about its cases sorts, and does no more; one that has other law says so itself.
    assert row(asks(place, invoked={"XX-MADE-UP": 9}))["cases"] == 0
    assert asks(place, law="0" * 64)["same"] is False


def test_a_sheet_holds_the_words_of_the_provision_or_says_where_they_are(place: Place) -> None:
    opened = asks(place, NAME, "DE-STPO-100J", "PK-PECA-37")["opened"]
    quoted = {one["name"]: one["quote"] for one in opened[NAME]["entries"]}
    assert "90-day period" in quoted[f"{NAME}.renewed-once"]
    assert opened["DE-STPO-100J"]["beside"]["text"].startswith("§ 100j Bestandsdatenauskunft")
    assert opened["PK-PECA-37"]["beside"] is None
    assert opened["PK-PECA-37"]["place"][1].startswith("https://")
    unread = [one["name"] for one in opened["PK-PECA-37"]["entries"] if one["unread"]]
    assert unread
    shelf = law_files.load()
    for name, sheet in opened.items():
        assert sheet["text"] == shelf.hash_signed(name)
        assert all(one["text"] == shelf.hash_signed(one["name"]) for one in sheet["entries"])


def test_what_counsel_signed_decides_for_the_desk_and_its_clients_alike_and_the_minutes_stand_in_it(
    place: Place,
) -> None:
    wrong = f"{NAME}.renewed-once"
    before = row(asks(place))["waits"]
    assert before > 1
    assert rule(say(place, "aster", Act.LAW_READ, says(place))) == (403, "access.role")
    done = say(place, "cedar", Act.LAW_READ, says(place, wrong))
    assert (done.status_code, done.json()["events"]) == (200, ["desk:law:read"]), done.content
    answer = asks(place, NAME)
    assert (row(answer)["waits"], row(answer)["wrong"]) == (1, [wrong])
    entries = {one["name"]: one for one in answer["opened"][NAME]["entries"]}
    assert {name: one["state"] for name, one in entries.items() if name != wrong} == dict.fromkeys(
        set(entries) - {wrong}, "signed"
    )
    assert entries[wrong]["by"][2] == "not_so"
    signed = desk_record.law(trust.rosters_of(place.desk))
    shelf = law_files.load(signatures=signed)
    first = asks(place)["law"], shelf.law_digest
    assert first[0] == first[1]
    rule_of = shelf.rule
    decides = {name: made.cited.decides(place.desk.today) for name in entries if (made := rule_of(name))}
    assert decides[f"{NAME}.target"]
    assert not decides[wrong]
    (note,) = at(place, "cedar").get("/v1/desk/law").json()["notes"]
    assert '"minutes":7' in note


def test_a_desk_that_makes_up_or_swaps_a_signature_is_not_believed(place: Place) -> None:
    say(place, "cedar", Act.LAW_READ, says(place))
    shown = at(place, "cedar").get("/v1/desk/itself").json()
    (note,) = (one for one in shown["notes"] if "law.read" in one)
    assert row(asks(place))["signed"]
    for forged in (note.replace(NAME, "US-2703D"), note.replace('"by":"cedar"', '"by":"birch"'), "nothing", ""):
        assert row(asks(place, shown={"notes": [forged]}))["signed"] == [], forged[:20]
    assert asks(place, shown={"rosters": ["nothing"]})["rule"]
    for question in (None, [], {}, {"pin": 1}, {"keep": 5}):
        assert vault_lawbook.answer(question, crypto.verify, place.desk.now)["rule"] == "desk.form"
    assert asks(place, "XX-MADE-UP")["rule"] == "desk.form"


def test_what_changed_since_the_signature_is_shown_rule_by_rule(
    place: Place, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(place, "cedar", Act.LAW_READ, says(place))
    assert vault_lawbook.answer({"keep": [NAME, "XX-NONE"]}, crypto.verify, place.desk.now) == {"kept": [NAME]}
    shelf = law_files.load()
    path = f"instruments/{NAME}"
    text: dict[str, Any] = json.loads(json.dumps(shelf.text_of(path)))
    target = next(one for one in text["rules"] if one["id"] == f"{NAME}.target")
    before, target["says"]["en"] = target["says"]["en"], "The request names anybody."
    load = law_files.load
    monkeypatch.setattr(law_files, "load", lambda signatures=(): load(signatures=signatures, instead={path: text}))
    answer = asks(place, NAME)
    assert sorted(row(answer)["changed"]) == sorted([NAME, f"{NAME}.target"])
    entry = next(one for one in answer["opened"][NAME]["entries"] if one["name"] == f"{NAME}.target")
    ((name, how, old, new),) = entry["was"]
    assert (name, how) == (f"{NAME}.target", "changed")
    assert before in old[0]
    assert "names anybody" in new[0]
    # Whoever changes the kept file only loses it: then nobody here can show how it changed.
    for kept in own.glob("dueprocess/law/*.json"):
        kept.write_text(kept.read_text().replace("names", "calls"))
    entry = next(one for one in asks(place, NAME)["opened"][NAME]["entries"] if one["name"] == f"{NAME}.target")
    assert entry["was"] == [[f"{NAME}.target", "unknown", [], []]]
    assert law_kept.folder().is_dir()


def test_every_stored_provision_belongs_to_a_law_file_and_keeps_its_form() -> None:
    shelf = law_files.load()
    names = provisions.names()
    assert names
    for name in names:
        made = provisions.of(name)
        assert made is not None
        assert name in shelf.instruments or name in shelf.conflicts
        assert all(shelf.rule(one) is not None for one in made.quotes), name
        assert dt.date.fromisoformat(made.state) <= dt.date(2026, 12, 1)
        assert made.text or made.quotes
    assert provisions.of("XX-NONE") is None
    assert default_root().is_dir()
