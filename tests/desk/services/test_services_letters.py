"""Languages to answer in, and what a letter that did not get there leaves as it was."""

from dataclasses import replace

import pytest

import law_builders
from desk_samples import SHUTDOWN, Place
from dueprocess.adapters.texts import points
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Outcome
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services import letters, outgoing_letters
from dueprocess.desk.services.assessments import assess_case
from dueprocess.desk.services.letters import languages_of
from dueprocess.desk.services.result import Done
from dueprocess.law.assess import assess
from dueprocess.law.finding import ItemAssessment, Layer
from dueprocess.letter import text
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.kinds import LetterKind
from law_builders import build

pytestmark = pytest.mark.django_db


def without_languages(state: CaseState, country: str) -> CaseState:
    return replace(state, face=replace(state.face, case={**state.face.case, "languages": None, "country": country}))


def test_a_demand_is_answered_in_its_own_language_else_in_its_countrys() -> None:
    place = Place.found()
    state = place.state(place.arrive(SHUTDOWN))
    assert languages_of(state) == ("ur", "en")
    for country, language in (
        ("DE", "de"),
        ("AT", "de"),
        ("PK", "ur"),
        ("FR", "fr"),
        ("NL", "nl"),
        ("PL", "pl"),
        ("PT", "en"),
    ):
        assert languages_of(without_languages(state, country)) == (language,)


def test_a_day_that_the_demand_sets_is_due_though_no_law_was_named() -> None:
    place = Place.found()
    case = place.arrive()
    assert isinstance(place.confirm(case, deadline="2026-03-12", instruments=[]), Done)
    duty = Duty.objects.get(case_id=case, what="respond", done_at__isnull=True)
    assert (duty.rule, duty.due_at.isoformat()) == ("house.stated-deadline", "2026-03-12T23:00:00+00:00")
    place.confirm(case, deadline=None)
    (own,) = Duty.objects.filter(case_id=case, what="respond", done_at__isnull=True)
    assert own.rule == "house.target"  # a letter that names no power is answered in the house's own time


def test_a_letter_does_not_say_that_a_demand_relies_on_a_law_that_it_does_not_name() -> None:
    place = Place.found()
    place.sign_law("DE-STPO-100J", "DE-TTDSG-22")
    case = place.ready()
    for cites, relies in ((True, True), (False, False)):
        place.confirm(case, cites_law=cites)
        state = place.state(case)
        assert bool(letters._invoked(place.desk, state)) is relies  # noqa: SLF001


@pytest.mark.parametrize("code", sorted(points()))
def test_a_letter_says_what_the_law_says_in_its_own_language_alone(code: str) -> None:
    place = Place.found()
    place.sign_law("DE-STPO-100J", "DE-TTDSG-22")
    case = place.ready()
    place.confirm(case, cites_law=False)
    state, english = place.state(case), {one.removesuffix(".") for one in points()[code]}
    house = letters.Merged(replace(letters.house_of(place.desk), name="Fennel Mail"))
    said = {"correction": "the legal provision on which the demand rests", "objection": "legal_basis_missing"}
    decided = replace(state, items=(replace(state.items[0], ground=said["objection"]),))
    for kind, case_of in ((LetterKind.CORRECTION, state), (LetterKind.OBJECTION, decided)):
        made = letters.write_letter(place.desk, case_of, kind, [1], (code,), house)
        assert isinstance(made, LetterSet), made
        first = text.render_sheet(made.sheets[0])
        assert made.sheets[0].language == code
        assert made.binding == "en", "nobody reviewed it: the text that binds goes beside it"
        assert not [one for one in english if one in first]
        assert any(one.removesuffix(".") in first for one in points()[code].values())


def test_a_point_that_has_no_words_in_a_language_is_not_said_in_another() -> None:
    place = Place.found()
    place.sign_law("DE-STPO-100J", "DE-TTDSG-22")
    case = place.ready()
    place.confirm(case, cites_law=False)
    (one,) = assess_case(place.desk, place.state(case)).items
    bare = letters._put(one, {})  # noqa: SLF001
    assert {ground.says for ground in bare.grounds} == {""}


def test_what_is_granted_calls_for_the_letter_beside_its_release() -> None:
    place = Place.found()
    case = place.ready()
    place.propose(case, "comply")
    place.approve(case)
    state = place.state(case)
    assert letters.choose(state, (), None) == (LetterKind.COMPLY_NOTICE, (1,))
    for outcome, kind in ((Outcome.PARTIAL, LetterKind.PARTIAL), (Outcome.UNDER_PROTEST, LetterKind.ACKNOWLEDGEMENT)):
        assert letters.kind_for(state, replace(state.items[0], outcome=outcome)) is kind


def judged() -> dict[str, dict[int, ItemAssessment]]:
    """Two items under an invented law and a bar of the provider's own country, in two languages."""
    weak = {"act": "Act", "section": "s. 2", "in_force_from": None, "checked_on": None, "status": "unverified"}
    strong = law_builders.cite()
    says = {"en": "said", "de": "gesagt"}
    onward = [
        {"code": "purpose", "effect": "condition", "says": says, "cite": strong},
        {"code": "abroad", "effect": "sharing", "says": says, "cite": strong},
        {"code": "unread", "effect": "condition", "says": says, "cite": weak},
    ]
    bar = law_builders.conflict(country="DE", kinds=[], data=[], when=None)
    bar["channels"] = [
        {"code": "treaty", "says": says, "cite": strong},
        {"code": "rogatory", "says": says, "cite": weak},
    ]
    norms = [
        {"id": name, "title": name, "section": "1", "source": {"title": "x"}, "status": status, "checked_on": day}
        | {"object": "demand", "kinds": [], "test": test, "says": says}
        for name, status, day, test in (
            ("READ", "verified", "2026-01-10", {"flag": "signed"}),
            ("UNREAD", "secondary", None, {"flag": "signed"}),
            ("OPEN", "verified", "2026-01-10", {"flag": "redress"}),
        )
    ]
    shelf = build([law_builders.instrument(onward=onward)], norms, conflicts=[bar])
    one = law_builders.face({"signed": False})
    both = replace(one, items=one.items * 2)
    days = law_builders.EveryDay()
    found = {code: assess(both, shelf, law_builders.ON, days, language=code, provider="DE") for code in ("en", "de")}
    return {code: {item.item: item for item in one.items} for code, one in found.items()}


def test_a_letter_names_only_ways_conditions_and_standards_that_somebody_read() -> None:
    of = judged()
    ways = letters._each((1, 2), of, lambda one: one.channels, lambda _: True)  # noqa: SLF001
    uses = letters._each((1, 2), of, lambda one: one.conditions, lambda use: not use.sharing)  # noqa: SLF001
    assert [dict(one.words) for one in ways] == [{"en": "said", "de": "gesagt"}]
    assert [one.citation.section for one in uses if one.citation] == ["s. 1"]
    (remark,) = letters._remarks((1, 2), of)  # noqa: SLF001
    assert (remark.citation and remark.citation.title, remark.layer) == ("READ", Layer.INTERNATIONAL)


def test_the_worker_writes_the_annex_again_where_counsel_chose_it() -> None:
    place = Place.found()
    place.sign_law("DE-STPO-100J", "DE-TTDSG-22", "NP-7")
    state = place.state(place.ready())
    named = replace(place.desk.house, name="Fennel Mail", place="Oberfenchel", contact="legal@fennel.example")
    desk = replace(place.desk, house=named)
    house, kind = letters.house_of(desk), LetterKind.REFUSAL_POLICY
    meant = outgoing_letters.Meant(state, kind, (1,), "en", "", desk.now)
    for remarks in (False, True):
        merged = letters.Merged(house, remarks=remarks)
        made = letters.write_letter(desk, state, kind, (1,), ("en",), merged)
        assert isinstance(made, LetterSet), made
        assert (made.sheets[0].annex is not None) is remarks
        assert outgoing_letters.ours(desk, meant, made) == made
