"""Scenes: demands of `law/tests` meet the maps of five sorts of provider. Law first, then what can be done."""

from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.adapters.law_files import load, parse
from dueprocess.adapters.texts import of_map
from dueprocess.demand.codes import DataCategory, Kind
from dueprocess.holdings.judge import TITLES, classed, with_map
from dueprocess.law.finding import Effect, ItemAssessment, Layer, Recommendation
from dueprocess.law.scenario import judge, scenario_of
from dueprocess.law.texts import Signature
from holdings_samples import CLASSES, read

ROOT = Path(__file__).resolve().parents[2] / "law"


def meet(scene: str, *services: str, on: str = "", signed: tuple[str, ...] = (), **item: Any) -> ItemAssessment:
    """The first item of a scene as a provider with these services judges it; ``item`` changes what it asks."""
    data = parse((ROOT / "tests" / f"{scene}.yaml").read_text("utf-8"), scene)
    data["face"]["items"][0].update(item)
    data["on"] = on or data["on"]
    scenario = scenario_of(data)
    by_counsel = tuple(Signature(rule, "cedar", scenario.on) for rule in signed)
    shelf = load(ROOT, signatures=(*scenario.signed, *by_counsel))
    have = read(*services, checked=scenario.on.isoformat())
    known = classed(scenario.face, have)
    made = judge(scenario, shelf, LegalCalendar(scenario.calendar))
    return with_map(made, known, have, shelf, scenario.on, of_map("en")).items[0]


def house(one: ItemAssessment) -> list[str]:
    return [found.rule for found in one.findings if found.layer is Layer.HOUSE]


def lines(one: ItemAssessment) -> dict[str, str]:
    return {line.category: line.answer for line in one.lines}


def test_an_interception_of_encrypted_rooms_is_executable_in_part_and_the_law_is_cited() -> None:
    """§ 100a(4) StPO, read on 4 April 2026: counsel looks, and sees what can be done."""
    one = meet("DE/stpo-100a-decrypt", "rooms", data=["content", "traffic"], period_from="2026-05-20")
    assert house(one) == ["map.executable-part.content", "map.executable.traffic", "map.decryption"]
    law = next(found for found in one.findings if found.rule == "map.decryption")
    assert (law.effect, law.citation.section) == (Effect.INFO, "§ 100a(4)")
    assert one.recommendation is Recommendation.COUNSEL  # the law's own answer stays


def test_an_interception_at_a_host_is_no_matter_of_telecommunications() -> None:
    """Hazard 4.7: the class of the service chooses the law; the provider has no service of the class that was named."""
    one = meet("DE/stpo-100a-decrypt", "web")
    assert house(one) == ["map.no-service"]


def test_a_lawful_subscriber_demand_is_met_by_mail_and_its_location_is_not_there() -> None:
    lawful = meet("DE/stpo-100j-now", "mail")
    assert (lawful.recommendation, lines(lawful)) == (Recommendation.COMPLY, {"subscriber": "granted"})
    defects = [found.rule for found in lawful.findings if found.effect is Effect.DEFECT]
    more = meet("DE/stpo-100j-now", "mail", data=["location", "subscriber"])
    assert lines(more) == {"location": "no_data", "subscriber": "granted"}
    assert not defects
    assert more.recommendation is Recommendation.PARTIAL  # the law covers a part, and the map no more than that


def test_a_certificate_for_content_meets_a_map_and_the_ground_of_the_regulation_stands_beside_it() -> None:
    """Regulation (EU) 2023/1543: impossible in fact is a ground of Annex III; the map itself is none."""
    one = meet("EU/epoc-content", "rooms", service="telecom")
    assert "map.executable-part.content" in house(one)
    assert "other_reasons_of_de_facto_impossibility" in [ground.code for ground in one.grounds]
    assert not [found.house_ground for found in one.findings if found.rule.startswith("map.") and found.house_ground]


def test_decryption_information_is_asked_of_an_employee() -> None:
    """Section 35(1)(g) PECA asks who possesses it: the map says that we do not, counsel answers, the ground is open."""
    one = meet("PK/section-35-decryption", "rooms")
    found = next(each for each in one.findings if each.rule == "map.decryption")
    assert found.effect is Effect.CAUTION
    assert "ask counsel" in found.says
    assert "not_in_possession" in [ground.code for ground in one.grounds]
    assert one.recommendation is Recommendation.COUNSEL
    assert house(meet("PK/section-35-decryption", "web")) == []


@pytest.mark.parametrize(("signed", "effect"), [((), Effect.CAUTION), (("US-2713-2523",), Effect.INFO)])
def test_law_that_was_read_long_ago_is_cited_once_counsel_signs_it(signed: tuple[str, ...], effect: Effect) -> None:
    """18 USC 2523(b)(3): an agreement creates no duty to decrypt. Read in April 2023, it asks in 2026."""
    one = meet("US/cloud-act-interception", "rooms", on="2026-05-20", signed=signed, decryption=True)
    found = next(each for each in one.findings if each.rule == "map.decryption")
    assert found.effect is effect
    assert (found.citation.title == TITLES["en"]) is (effect is Effect.CAUTION)


@pytest.mark.parametrize("service", CLASSES)
@pytest.mark.parametrize("kind", [Kind.DISCLOSURE, Kind.PRESERVATION])
def test_the_map_makes_no_demand_worse_for_the_authority_than_the_law_does(service: str, kind: Kind) -> None:
    """Whatever is held and readable is suggested as granted; nothing else ever leads to an objection or a refusal."""
    every = sorted(DataCategory)
    one = meet("DE/stpo-100j-now", service, kind=str(kind), data=every, service=CLASSES[service])
    assert set(lines(one)) == set(every)
    alone = meet("DE/stpo-100j-now", "mail", kind=str(kind), data=every, service=CLASSES[service])
    assert {one.recommendation, alone.recommendation}.isdisjoint({Recommendation.OBJECT, Recommendation.REFUSE})
