"""From the map to the case: what the assessment suggests, what the letter says, and that people decide."""

import datetime
from dataclasses import replace

import pytest

from desk_samples import Place
from dueprocess.case.state import CaseState, Line, Proposal
from dueprocess.demand.codes import Outcome
from dueprocess.desk.services import assessments, letters, outgoing_letters
from dueprocess.desk.services.house import House
from dueprocess.desk.services.letters import Merged, asked_of, house_of, write_letter
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.holdings.entry import Holdings
from dueprocess.law.finding import Layer
from dueprocess.letter.blocks import LetterSet, plain
from dueprocess.letter.kinds import LetterKind
from holdings_samples import read

pytestmark = pytest.mark.django_db


def mapped(have: Holdings) -> tuple[Place, str]:
    place = Place.found()
    place.desk = replace(place.desk, holdings=have, house=House("Fennel Mail", "DE", contact="legal@fennel.example"))
    return place, place.ready()


def said(place: Place, case: str | CaseState, kind: LetterKind, language: str = "en") -> str:
    state = place.state(case) if isinstance(case, str) else case
    made = write_letter(place.desk, state, kind, [1], [language], Merged(house_of(place.desk)))
    assert isinstance(made, LetterSet), made
    return "\n".join(plain(runs) for block in made.sheets[0].body for runs in getattr(block, "points", ()))


def test_the_map_speaks_in_the_assessment_of_a_case_and_its_lines_suggest() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=["location", "subscriber"]), Done)
    (one,) = assessments.assess_case(place.desk, place.state(case)).items
    rules = [found.rule for found in one.findings if found.layer is Layer.HOUSE]
    assert rules == ["map.not-held.location", "map.executable.subscriber"]
    assert [(line.category, line.answer) for line in one.lines] == [("location", "no_data"), ("subscriber", "granted")]
    turning = assessments.turning_of(place.desk, place.state(case).face)
    assert not [turn for found in one.findings if found.layer is Layer.HOUSE for turn in turning(1, found)]


@pytest.mark.parametrize(("name", "outcome"), [("mail", "met"), ("web", "unmet")])
def test_the_class_of_the_only_service_chooses_the_law(name: str, outcome: str) -> None:
    """Section 100a StPO reaches telecommunications, no hosting: the same demand, another service (hazard 4.7)."""
    place, case = mapped(read(name, checked="2026-03-01"))
    asked = {"items__1__kind": "interception", "items__1__data": ["content"]}
    assert isinstance(place.confirm(case, instruments=["DE-STPO-100A"], **asked), Done)
    assert place.state(case).face.get("items.1.service") is None
    (one,) = assessments.assess_case(place.desk, place.state(case)).items
    found = {each.rule: each for each in one.findings}["DE-STPO-100A.covers"]
    assert (found.outcome, found.claimed) == (outcome, True)


def test_two_people_answer_otherwise_than_the_map_suggests() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.propose(case, "no_data"), Done)  # the map says: granted
    assert isinstance(place.approve(case), Done)


def test_a_letter_gives_the_reason_of_the_map_and_else_none() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=["location"]), Done)
    reason = "the service keeps none, for any of its users"
    assert said(place, case, LetterKind.NO_DATA) == f"location data: {reason}"
    kept = "Standortdaten: werden bei diesem Dienst für keinen Nutzer gespeichert"
    assert said(place, case, LetterKind.NO_DATA, "de") == kept
    place.desk = replace(place.desk, holdings=Holdings())
    assert said(place, case, LetterKind.NO_DATA) == "location data"


def test_undoing_encryption_is_said_with_the_law_that_was_read() -> None:
    """§ 100a(4) StPO was read on 4 April 2026; in May it decides."""
    have = read(
        "mail",
        checked="2026-05-01",
        **{
            'readers = ["user", "partners", "operations"]': 'readers = ["user", "partners"]',
            'unreadable = "part"': 'unreadable = "all"',
            'passes = "part"': 'passes = "unreadable"',
        },
    )
    place, case = mapped(have)
    place.later(days=80)
    asked = {"items__1__kind": "interception", "items__1__data": ["content"], "items__1__decryption": True}
    assert isinstance(place.confirm(case, instruments=["DE-STPO-100A"], **asked), Done)
    text = said(place, case, LetterKind.NOT_EXECUTABLE)
    assert text.splitlines() == [
        "content data: they are encrypted, and we hold no key to them",
        "undoing the encryption: we hold no key that does it (§ 100a(4) StPO)",
    ]
    place.later(days=366)
    place.desk = replace(place.desk, holdings=Holdings((replace(have.services[0], checked_on=place.desk.today),)))
    assert said(place, case, LetterKind.NOT_EXECUTABLE).splitlines()[-1] == (
        "undoing the encryption: we hold no key that does it"
    )


def test_the_sending_worker_writes_the_reason_again_and_holds_what_the_map_no_longer_says() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=["location"]), Done)
    made = write_letter(
        place.desk, place.state(case), LetterKind.NO_DATA, [1], ["de"], Merged(house_of(place.desk), "AZ 1")
    )
    assert isinstance(made, LetterSet)
    meant = outgoing_letters.Meant(place.state(case), LetterKind.NO_DATA, (1,), "de", "", place.desk.now)
    assert outgoing_letters.ours(place.desk, meant, made) == made
    assert outgoing_letters.ours(replace(place.desk, holdings=Holdings()), meant, made) is None


def in_lines(*lines: tuple[str, str, str]) -> tuple[Place, CaseState]:
    """A case whose item was decided in these lines: handle, category, answer."""
    place, case = mapped(read("mail", checked="2026-03-01"))
    data = sorted({category for _, category, _ in lines})
    assert isinstance(place.confirm(case, items__1__data=data), Done)
    state = place.state(case)
    return place, replace(state, items=(replace(state.items[0], lines=tuple(Line(*line) for line in lines)),))


def test_an_answer_in_part_says_what_goes_out_and_why_the_rest_does_not() -> None:
    place, case = in_lines(
        ("T1", "access_codes", "not_executable"),
        ("T1", "content", "granted"),
        ("T1", "location", "no_data"),
        ("T1", "subscriber", "granted"),
        ("T1", "traffic", "refused"),
    )
    mine = " of the account that your demand names"
    assert said(place, case, LetterKind.PARTIAL).splitlines()[:5] == [
        f"content data{mine}: the part that we can read; to the rest we hold no key",
        f"subscriber data{mine}",
        f"access codes{mine}: they are encrypted, and we hold no key to them",
        f"location data{mine}: the service keeps none, for any of its users",
        f"traffic data{mine}: not on the basis of the demand as it stands",
    ]


_MAY = {
    "en": (
        "traffic data from 1 May 2026 to 31 May 2026 (no. {} of the 4 accounts or addresses of your demand, in its "
        "order)"
    ),
    "de": (
        "Verkehrsdaten vom 1. Mai 2026 bis 31. Mai 2026 (Nr. {} der 4 Konten oder Adressen, in der Reihenfolge Ihres "
        "Ersuchens)"
    ),
}
_BECAUSE = {
    "en": ": The order does not name data, period or identifier (§ 101a(1) no. 1 StPO).",
    "de": ": Die Anordnung nennt Daten, Zeitraum oder Kennung nicht (§ 101a Abs. 1 Nr. 1 StPO).",
}


def in_part(ground: str) -> tuple[Place, CaseState]:
    """A case of four accounts of which one is given its traffic data, and three are not, on a ground."""
    place, state = in_lines(*((f"T{n}", "traffic", "granted" if n == 1 else "refused") for n in range(1, 5)))
    asks = {"targets": 4, "period_from": "2026-05-01", "period_to": "2026-05-31"}
    face = replace(
        state.face,
        case={**state.face.case, "instruments": ("DE-STPO-100G",)},
        items=({**state.face.items[0], **asks},),
    )
    return place, replace(state, face=face, items=(replace(state.items[0], ground=ground),))


@pytest.mark.parametrize("code", ["en", "de", "ur"])
def test_accounts_that_are_answered_differently_are_told_apart_by_their_place_with_the_ground_that_was_decided(
    code: str,
) -> None:
    place, case = in_part("order_incomplete")
    made = write_letter(place.desk, case, LetterKind.PARTIAL, [1], [code], Merged(house_of(place.desk)))
    assert isinstance(made, LetterSet), made
    for sheet in made.sheets:
        points = tuple(plain(runs) for block in sheet.body for runs in getattr(block, "points", ()))[:2]
        if sheet.language in _MAY:
            may = _MAY[sheet.language]
            assert points == (may.format(1), may.format("2\u20134") + _BECAUSE[sheet.language])
        else:
            assert all("ٹریفک ڈیٹا" in point and "4" in point for point in points)
    assert [sheet.language for sheet in made.sheets] == list(dict.fromkeys((code, "en")))


def test_fewer_days_and_a_part_of_subscriber_data_are_said_and_so_is_what_is_left() -> None:
    place, state = in_lines(("T1", "subscriber", "granted"), ("T1", "traffic", "granted"))
    asks = {"period_from": "2026-05-01", "period_to": "2026-05-31"}
    face = replace(state.face, items=({**state.face.items[0], **asks},))
    less = Proposal(
        "", "aster", Outcome.PARTIAL, "counsel", (), "", needs_two=True, since="2026-05-10", part="name_address"
    )
    case = replace(state, face=face, items=(replace(state.items[0], ground="counsel", proposal=less),))
    mine, basis = " of the account that your demand names", ": not on the basis of the demand as it stands"
    assert said(place, case, LetterKind.PARTIAL).splitlines() == [
        f"name and address out of subscriber data{mine}",
        f"traffic data from 10 May 2026 to 31 May 2026{mine}",
        f"subscriber data, but for name and address{mine}{basis}",
        f"traffic data, but for the days from 10 May 2026 to 31 May 2026{mine}{basis}",
    ]
    german = "Name und Anschrift aus den Bestandsdaten zu dem in Ihrem Ersuchen genannten Konto"
    assert german in said(place, case, LetterKind.PARTIAL, "de")


def test_where_name_and_address_alone_are_asked_the_letter_gives_no_more_and_withholds_nothing_for_it() -> None:
    place, state = in_lines(("T1", "subscriber", "granted"), ("T1", "traffic", "no_data"))
    face = replace(state.face, items=({**state.face.items[0], "part": "name_address"},))
    case = replace(state, face=face)
    mine, lines = " of the account that your demand names", said(place, case, LetterKind.PARTIAL).splitlines()
    assert lines[0] == f"name and address out of subscriber data{mine}"
    assert lines[1].startswith(f"traffic data{mine}")
    assert lines[1:] == said(place, state, LetterKind.PARTIAL).splitlines()[1:]  # nothing is withheld that is not asked
    whole = replace(state, face=replace(face, items=({**face.items[0], "part": "listed"},)))
    assert said(place, whole, LetterKind.PARTIAL) == said(place, state, LetterKind.PARTIAL)
    named = [asked_of(case, 1, only).form for only in (None, ("subscriber",), ("traffic",), ("subscriber", "traffic"))]
    assert named == ["", "name_address", "", ""]  # of several kinds these words would say too little


def test_on_counsels_advice_an_answer_in_part_gives_no_ground_away() -> None:
    place, case = in_part("counsel")
    assert (
        said(place, case, LetterKind.PARTIAL).splitlines()[1].endswith("): not on the basis of the demand as it stands")
    )


def test_an_answer_against_the_map_says_no_more_than_what_was_decided() -> None:
    place, case = in_lines(("T1", "location", "granted"), ("T1", "subscriber", "no_data"))
    assert said(place, case, LetterKind.PARTIAL) == (
        "location data of the account that your demand names\n"
        "subscriber data of the account that your demand names: we hold none"
    )


def test_complying_says_of_which_only_a_part_is_there() -> None:
    place, case = in_lines(("T1", "content", "granted"))
    mine = " of the account that your demand names"
    words = f"content data{mine}: the part that we can read; to the rest we hold no key"
    assert said(place, case, LetterKind.COMPLY_NOTICE) == words
    undecided = replace(case, items=(replace(case.items[0], lines=()),))
    house = Merged(house_of(place.desk))
    assert isinstance(write_letter(place.desk, undecided, LetterKind.COMPLY_NOTICE, [1], ["en"], house), Denied)
    face = replace(case.face, items=({**case.face.items[0], "data": ("traffic",), "period_from": "2026-01-01"},))
    old = replace(case, face=face, items=(replace(case.items[0], lines=(Line("T1", "traffic", "granted"),)),))
    assert said(place, old, LetterKind.COMPLY_NOTICE) == (
        f"traffic data{mine}: as far as they go back; the service deletes them after 7 days"
    )


def test_an_item_without_data_is_answered_as_a_measure() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=[]), Done)
    assert said(place, case, LetterKind.NO_DATA) == "the measure demanded"
    line = Line("T1", "", "granted")
    state = place.state(case)
    item = replace(state.items[0], lines=(line, replace(line, handle="T2", answer="refused")))
    facts = letters.by_lines(place.desk, replace(state, items=(item,)), 1, {})
    assert [(one.granted, [each.words["en"] for each in one.said]) for one in facts] == [
        (True, ["the measure demanded"]),
        (False, ["the measure demanded: not on the basis of the demand as it stands"]),
    ]


def test_only_what_somebody_looked_at_is_published() -> None:
    """A template that nobody checked is a guess: no page of it (P7)."""
    place = Place.found()
    mail, web = read("mail", "web", checked="2026-03-01").services
    later = replace(web, checked_on=place.desk.today + datetime.timedelta(days=1))
    for have, shown in (((mail, replace(web, checked_on=None)), ["mail"]), ((mail, later), ["mail"]), ((), [])):
        place.desk = replace(place.desk, holdings=Holdings(have))
        assert [one.name for one in place.snapshot().services] == shown
