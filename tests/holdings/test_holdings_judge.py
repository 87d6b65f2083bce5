"""What the map makes of an item: findings, suggested answers, the class of the service; scene by scene."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from dueprocess.adapters.texts import of_map
from dueprocess.demand.codes import DataCategory, ServiceClass
from dueprocess.demand.face import Face
from dueprocess.holdings.entry import Holdings
from dueprocess.holdings.judge import candidates, classed, told, with_map
from dueprocess.law.assess import assess
from dueprocess.law.finding import Effect, Finding, ItemAssessment, Layer, Met, Recommendation, Status
from holdings_samples import CLASSES, read
from law_builders import EveryDay, a_rule, build, cite, face, instrument

ON = datetime.date(2026, 3, 1)
CHECKED = "2026-02-01"
ALL = sorted(DataCategory)
OPEN = instrument(
    kinds=["disclosure", "preservation", "interception", "capability", "content"], data=list(ALL), grounds=[]
)
SHELF = build([OPEN])


def judged(have: Holdings, a_face: Face, *, language: str = "en", shelf: Any = SHELF) -> ItemAssessment:
    known = classed(a_face, have)
    return with_map(assess(known, shelf, ON, EveryDay()), known, have, shelf, ON, of_map(language)).items[0]


def logs(first: str | None, last: str | None) -> dict[str, Any]:
    period = {"period_from": first, "period_to": last}
    return {"data": ["traffic"], **{name: day for name, day in period.items() if day}}


def house(one: ItemAssessment) -> dict[str, Finding]:
    return {found.rule: found for found in one.findings if found.layer is Layer.HOUSE}


def lines(one: ItemAssessment) -> dict[str, str]:
    return {line.category: line.answer for line in one.lines}


def mail(**changes: str) -> Holdings:
    return read("mail", checked=CHECKED, **changes)


NOBODY = {
    'readers = ["user", "partners", "operations"]': 'readers = ["user", "partners"]',
    'unreadable = "part"': 'unreadable = "all"',
}


def test_without_a_map_nothing_changes() -> None:
    made = assess(face(), SHELF, ON, EveryDay())
    assert with_map(made, face(), Holdings(), SHELF, ON, of_map("en")) is made


@pytest.mark.parametrize(
    ("item", "rule", "answer", "suggests"),
    [
        ({"data": ["subscriber"]}, "map.executable.subscriber", "granted", "comply"),
        ({"data": ["location"]}, "map.not-held.location", "no_data", "no_data"),
        ({"data": ["access_codes"]}, "map.held-unreadable.access_codes", "not_executable", "not_executable"),
        ({"data": ["content"]}, "map.executable-part.content", "granted", "comply"),
        # kept for 7 days; received on 20 February 2026
        (logs("2026-02-13", "2026-02-20"), "map.executable.traffic", "granted", "comply"),
        (logs("2026-02-12", "2026-02-20"), "map.executable-part.traffic", "granted", "comply"),
        (logs("2026-01-01", "2026-02-12"), "map.not-held.traffic", "no_data", "no_data"),
        (logs("2026-02-14", None), "map.executable.traffic", "granted", "comply"),
        ({"data": ["traffic"]}, "map.executable.traffic", "granted", "comply"),
        ({"kind": "preservation", "data": ["access_codes"]}, "map.held-unreadable.access_codes", "granted", "comply"),
        ({"kind": "interception", "data": ["traffic"]}, "map.executable.traffic", "granted", "comply"),
        ({"kind": "interception", "data": ["content"]}, "map.executable-part.content", "granted", "comply"),
        ({"kind": "interception", "data": ["location"]}, "map.not-held.location", "not_executable", "not_executable"),
        ({"data": ["location"], "future": True}, "map.not-held.location", "not_executable", "not_executable"),
    ],
)
def test_what_the_map_says_of_one_category(item: dict[str, Any], rule: str, answer: str, suggests: str) -> None:
    found = judged(mail(), face(**item))
    assert list(house(found)) == [rule]
    one = house(found)[rule]
    assert (one.effect, one.outcome is Met.MET) == (Effect.INFO, ".executable." in rule)
    assert one.citation.status is Status.VERIFIED
    assert (one.citation.section, one.citation.checked_on, one.citation.in_force_from) == (
        "mail",
        CHECKED,
        "2020-01-01",
    )
    assert lines(found) == {item["data"][0]: answer}
    assert found.recommendation == suggests
    assert one.house_ground == ""  # no ground of refusal: what cannot be read is no refusal


def test_content_without_a_key_of_ours_is_unreadable_stored_and_on_the_way() -> None:
    have = mail(**NOBODY, **{'passes = "part"': 'passes = "unreadable"'})
    for item in ({"data": ["content"]}, {"kind": "interception", "data": ["content"]}):
        found = judged(have, face(**item))
        assert lines(found) == {"content": "not_executable"}
        assert list(house(found)) == ["map.held-unreadable.content"]
        assert "no key" in house(found)["map.held-unreadable.content"].says


@pytest.mark.parametrize(
    ("data", "suggests"),
    [
        (["content", "subscriber"], Recommendation.COMPLY),  # all granted, of content a part
        (["location", "subscriber"], Recommendation.PARTIAL),
        (["access_codes", "location"], Recommendation.NOT_EXECUTABLE),
    ],
)
def test_several_categories_make_one_suggestion(data: list[str], suggests: Recommendation) -> None:
    assert judged(mail(), face(data=data)).recommendation is suggests


def test_law_comes_first() -> None:
    """Where the law suggests a correction, the map adds its facts and changes nothing."""
    found = judged(mail(), face({"written": False}, data=["location"]))
    assert found.recommendation is Recommendation.CORRECT
    assert lines(found) == {"location": "no_data"}


def test_an_old_look_asks_and_suggests_nothing() -> None:
    for checked in ("2025-02-28", "2026-03-02", ""):
        found = judged(read("mail", checked=checked), face(data=["location"]))
        one = house(found)["map.not-held.location"]
        assert (one.effect, one.outcome, found.lines) == (Effect.CAUTION, Met.UNKNOWN, ())
        assert "Nobody has checked this within 12 months" in one.says
        assert one.citation.status is (Status.VERIFIED if checked else Status.UNVERIFIED)
        assert found.recommendation is Recommendation.COMPLY
    assert judged(read("mail", checked="2025-03-01"), face(data=["location"])).lines


def test_what_the_map_does_not_say_asks() -> None:
    have = mail(**{'[service.data.location]\nheld = false\npasses = "no"': ""})
    found = judged(have, face(data=["location", "subscriber"]))
    one = house(found)["map.unknown.location"]
    assert (one.effect, one.outcome) == (Effect.CAUTION, Met.UNKNOWN)
    assert "says nothing about them" in one.says
    assert "12 months" not in one.says
    assert (lines(found), found.recommendation) == ({"subscriber": "granted"}, Recommendation.COMPLY)


def test_the_map_does_not_speak_for_the_time_before_it() -> None:
    found = judged(mail(), face(data=["subscriber"], period_from="2019-12-31", period_to="2021-01-01"))
    assert "from 2020-01-01 on" in house(found)["map.unknown.subscriber"].says
    assert not found.lines
    only_end = face(data=["subscriber"], period_to="2019-01-01")
    assert "map.unknown.subscriber" in house(judged(mail(), only_end))


def test_services_that_differ_ask_which_one() -> None:
    have = read("mail", "tunnel", checked=CHECKED)
    found = judged(have, face(data=["traffic", "subscriber"]))
    one = house(found)["map.depends.traffic"]
    assert "mail, tunnel differ" in one.says
    assert (one.effect, one.citation.section) == (Effect.CAUTION, "services.toml")
    assert lines(found) == {"subscriber": "granted"}


def test_of_services_that_agree_the_oldest_look_counts() -> None:
    have = read("mail", "rooms", checked=CHECKED)
    old = replace(have.services[1], checked_on=datetime.date(2024, 1, 1))
    found = judged(Holdings((have.services[0], old)), face(data=["subscriber"]))
    assert house(found)["map.executable.subscriber"].effect is Effect.CAUTION
    never = Holdings((replace(old, checked_on=None), have.services[0]))
    assert not judged(never, face(data=["subscriber"])).lines


def test_one_letter_on_two_services_gives_two_sets_of_findings() -> None:
    """Hazard 4.7."""
    have = read("mail", "web", checked=CHECKED)
    both = [judged(have, face(data=["content"], service=code)) for code in ("telecom", "hosting")]
    assert [list(house(one)) for one in both] == [["map.executable-part.content"], ["map.executable.content"]]
    assert [next(iter(house(one).values())).citation.section for one in both] == ["mail", "web"]


def test_the_class_is_that_of_the_law_that_asks() -> None:
    text = {"# [service.class_in] ": '[service.class_in]\nUS = "hosting" # '}
    have = mail(**text)
    assert candidates({"service": "hosting", "country": "US"}, have) == have.services
    assert candidates({"service": "hosting", "country": "DE"}, have) == ()
    assert classed(face({"country": "US"}), have).items[0]["service"] == "hosting"
    assert classed(face(), have).items[0]["service"] == "telecom"


def test_a_class_that_alone_is_left_is_claimed_until_somebody_confirms_it() -> None:
    known = classed(face(service="unknown"), mail())
    assert known.get("items.1.service") == "telecom"
    assert not known.is_confirmed("items.1.service")
    assert classed(face(service="digital"), mail()).get("items.1.service") == "digital"
    unknown = Holdings(tuple(replace(one, service_class=ServiceClass.UNKNOWN) for one in mail().services))
    assert classed(face(), unknown).get("items.1.service") is None
    assert list(house(judged(unknown, face(data=["subscriber"])))) == ["map.executable.subscriber"]
    assert classed(face(), Holdings()) == face()


def test_several_classes_ask_and_no_service_of_the_class_asks() -> None:
    have = read("mail", "web", checked=CHECKED)
    found = house(judged(have, face(data=["subscriber"])))
    assert "hosting, telecom" in found["map.which-class"].says
    assert found["map.which-class"].effect is Effect.CAUTION
    found = house(judged(have, face(data=["subscriber"], service="digital")))
    assert list(found) == ["map.no-service"]
    assert told({"kind": "disclosure", "data": ("subscriber",), "service": "digital"}, have, ON) == ()


def test_a_broken_map_says_so_and_suggests_nothing() -> None:
    found = judged(Holdings(fault="services.toml, line 3: this is no TOML."), face(data=["location"]))
    assert "line 3" in house(found)["map.unread"].says
    assert found.lines == ()


@pytest.mark.parametrize("kind", ["content", "shutdown"])
def test_other_kinds_ask_for_no_data_of_ours(kind: str) -> None:
    assert house(judged(mail(), face(kind=kind))) == {}


def test_an_item_without_data_says_nothing_of_any() -> None:
    assert house(judged(mail(), face(kind="interception", data=[]))) == {}


DECRYPTION = a_rule(
    "X-ACT-1.decryption",
    {"not": {"flag": "decryption"}},
    when={"present": "decryption"},
    effect="caution",
    says={"en": "Whoever holds a key has to use it."},
)


def of_rule(**more: Any) -> Any:
    return build([{**OPEN, "rules": [a_rule(), {**DECRYPTION, **more}]}])


def test_undoing_encryption_is_answered_with_the_law_that_was_read() -> None:
    have = mail(**NOBODY)
    found = judged(have, face(data=["content"], decryption=True), shelf=of_rule())
    one = house(found)["map.decryption"]
    assert (one.effect, one.outcome, one.citation.title) == (Effect.INFO, Met.UNMET, "Act")
    assert "Whoever holds a key has to use it." in one.says


@pytest.mark.parametrize("law", [{"cite": cite("unverified", None)}, {"cite": cite(checked="2025-02-01")}])
def test_law_that_nobody_read_lately_asks_counsel(law: dict[str, Any]) -> None:
    found = house(judged(mail(**NOBODY), face(data=["content"], decryption=True), shelf=of_rule(**law)))
    assert found["map.decryption"].effect is Effect.CAUTION
    assert "ask counsel" in found["map.decryption"].says


def test_no_law_on_undoing_encryption_asks_counsel_in_german_too() -> None:
    found = house(judged(mail(), face(data=["content"], decryption=True), language="de"))
    assert "Rechtsberatung einholen" in found["map.decryption"].says
    assert "einen Teil davon" in found["map.executable-part.content"].says


def test_what_we_can_read_needs_nobody_to_undo_anything() -> None:
    found = house(judged(mail(), face(data=["subscriber"], decryption=True)))
    assert list(found) == ["map.executable.subscriber", "map.own-key"]
    assert "we hold the key" in found["map.own-key"].says
    assert list(house(judged(mail(), face(data=["location"], decryption=True)))) == ["map.not-held.location"]
    assert "map.decryption" not in house(judged(mail(), face(data=["content"])))


def test_a_capability_to_decrypt_is_asked_of_the_content_of_the_service() -> None:
    ask = {"kind": "capability", "data": [], "decryption": True}
    assert "map.decryption" in house(judged(mail(), face(**ask)))
    assert "map.decryption" not in house(judged(read("web", checked=CHECKED), face(**ask)))
    empty = Holdings((replace(mail().services[0], kept={}),))
    assert house(judged(empty, face(**ask))) == {}


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("kind", ["disclosure", "interception", "preservation"])
def test_each_template_answers_each_category_in_both_languages(name: str, kind: str) -> None:
    have = read(name, checked=CHECKED)
    for language in ("en", "de"):
        found = house(judged(have, face(kind=kind, data=list(ALL)), language=language))
        assert len(found) == len(ALL)
        assert all(
            one.effect is Effect.INFO and "{" not in one.says and "None" not in one.says for one in found.values()
        )


def test_every_category_has_words() -> None:
    assert sorted(of_map("fr").data) == ALL
    french, english = (judged(mail(), face(kind="disclosure", data=ALL), language=one) for one in ("fr", "en"))
    assert [one.says for one in french.findings] == [one.says for one in english.findings]
