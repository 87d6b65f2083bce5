"""From looks to answers: what a stranger can read counts until its day, and nothing else does; and what to do next."""

import csv
import datetime
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from transparency.score import evidence, score, steps
from transparency.score.elements import elements
from transparency.score.evidence import Entity, Is, Look
from transparency.score.method import Method

TODAY = datetime.date(2026, 11, 29)
GROUP = Entity("Kelp", "group")
LINE = Entity("Kelp Line", "broadband")
ALL = (GROUP, LINE)


def look(element: str, answer: str = "Y", entity: Entity = LINE, **more: object) -> Look:
    made = Look(entity.name, element, answer, TODAY, "https://kelp.example/policy", "0" * 64, TODAY)
    return replace(made, **more)  # type: ignore[arg-type]


def stand(rdr: Method, *looks: Look, on: datetime.date = TODAY) -> evidence.Stand:
    listed = evidence.stands(rdr, ALL, looks, on)[looks[0].element.partition(".")[0]]
    return next(one for one in listed if (one.entity.name, one.element) == (looks[0].entity, looks[0].element))


def test_points_need_a_page_its_text_and_its_day(rdr: Method) -> None:
    assert stand(rdr, look("P10a.1")).stands is Is.COUNTS
    assert stand(rdr, look("P10a.1", "P")).code == "P"
    for missing in ({"address": ""}, {"hash": ""}, {"seen": None}):
        found = stand(rdr, look("P10a.1", **missing))
        assert (found.code, found.stands) == ("ND", Is.CLAIMED), missing
    no = stand(rdr, look("P10a.1", "N", address="", hash="", seen=None))
    assert (no.code, no.stands) == ("N", Is.NOTHING)
    assert stand(rdr, look("P10a.1"), look("P10a.1", "ND")).code == "ND", "the later look counts"


def test_a_no_that_gains_needs_its_page_too(rdr: Method) -> None:
    assert stand(rdr, look("F11.1", "N")).code == "N"
    assert stand(rdr, look("F11.1", "N", address="")).stands is Is.CLAIMED
    assert stand(rdr, look("F11.1", "Y", address="")).stands is Is.NOTHING


def test_what_does_not_apply_is_a_judgement_that_the_method_leaves(rdr: Method) -> None:
    assert stand(rdr, look("F9.3", "NA")).stands is Is.SPARED
    lifted = stand(rdr, look("P11a.1", "NA"))
    assert (lifted.code, lifted.stands) == ("ND", Is.NOTHING)


def test_each_look_goes_stale_on_its_day(rdr: Method) -> None:
    one = look("P10a.1")
    assert stand(rdr, one, on=one.until).stands is Is.COUNTS
    late = stand(rdr, one, on=one.until + datetime.timedelta(days=1))
    assert (late.code, late.stands) == ("ND", Is.STALE)
    assert (one.until - TODAY).days == elements()["P10a.1"].days


def test_a_law_that_forbids_is_a_note_and_no_point(rdr: Method) -> None:
    found = stand(rdr, look("P11a.5", address="", hash="", seen=None, law="50 USC 1874"))
    assert (found.code, found.look and found.look.law) == ("ND", "50 USC 1874")


def test_what_is_true_and_not_published_gains_nothing_and_says_what_it_would(rdr: Method) -> None:
    standing = evidence.stands(rdr, ALL, [], TODAY)
    assert score.card(rdr, "Kelp", evidence.answers("Kelp", standing)).total == 0
    true = {"F10.6", "P16.1"}
    assert evidence.unpublished(standing, true) == {"F10.6"}, "a telecom is not asked P16"
    assert steps.gain(rdr, "Kelp", standing, "F10.6") == Fraction(100, 8 * 33)
    published = evidence.stands(rdr, ALL, [look("F10.6")], TODAY)
    assert evidence.unpublished(published, true) == set()
    assert evidence.counted(rdr, published)["answered"] == 1
    assert sum(evidence.counted(rdr, published)[name] for name in ("answered", "not_applicable", "open")) == 335


def test_the_arithmetic_of_a_step_is_that_of_the_score(rdr: Method) -> None:
    told = [look(f"F10.{number}") for number in (1, 2, 3, 4, 5, 8)]
    standing = evidence.stands(rdr, ALL, told, TODAY)
    (step,) = [one for one in steps.steps(rdr, "Kelp", standing, {"F10.6"}) if one.indicator.id == "F10"]
    assert (step.elements, step.true, step.hours) == (("F10.6", "F10.7"), ("F10.6",), 1 + elements()["F10.7"].hours)
    assert steps.arithmetic(rdr, step) == (
        "2 of 8 elements of F10 of one of 11 families: at most +2.3 in Freedom of expression and information, "
        "+0.76 in total (33 families)"
    )
    before = score.card(rdr, "Kelp", evidence.answers("Kelp", standing))
    after = evidence.stands(rdr, ALL, [*told, look("F10.6"), look("F10.7")], TODAY)
    then = score.card(rdr, "Kelp", evidence.answers("Kelp", after))
    assert before.total is not None
    assert then.total is not None
    assert step.total == then.total - before.total


def test_steps_are_ranked_by_points_for_an_hour(rdr: Method) -> None:
    listed = steps.steps(rdr, "Kelp", evidence.stands(rdr, ALL, [], TODAY), set())
    rates = [one.rate for one in listed]
    assert rates == sorted(rates, reverse=True)
    assert all(one.total > 0 for one in listed)
    whole = [look(one.element(n), evidence.best(rdr, one, n), entity)
             for entity in ALL for one in rdr.indicator for n in range(1, len(one.asks) + 1)]  # fmt: skip
    full = evidence.stands(rdr, ALL, whole, TODAY)
    assert score.card(rdr, "Kelp", evidence.answers("Kelp", full)).total == 100
    assert steps.steps(rdr, "Kelp", full, set()) == []


def test_every_named_element_is_one_of_the_method_and_says_what_it_takes(rdr: Method) -> None:
    known = {one.element(n) for one in rdr.indicator for n in range(1, len(one.asks) + 1)}
    assert set(elements()) <= known
    assert len(elements()) >= 90
    assert all(one.hours > 0 and 90 <= one.days <= 731 for one in elements().values())


@pytest.mark.parametrize("name", ["Telefonica", "Microsoft"])
def test_published_figures_are_those_of_2020(root: Path, shared_vectors: Path, name: str) -> None:
    def rows(path: Path) -> dict[str, dict[str, str]]:
        with path.open(newline="") as file:
            return {row["company"]: row for row in csv.DictReader(file)}

    ours = rows(root / "src/transparency/score/rdr-2020-published.csv")
    theirs = rows(shared_vectors / "rdr/rdr2020_published_indicator_scores.csv")
    totals = rows(shared_vectors / "rdr/rdr2020_published_scores.csv")
    assert len(ours) == 26
    assert (ours[name]["total"], ours[name]["F"]) == (totals[name]["total"], totals[name]["freedom"])
    assert {code: ours[name][code] or "NA" for code in ours[name] if code in theirs[name] and code != "company"} == {
        code: theirs[name][code] for code in ours[name] if code in theirs[name] and code != "company"
    }
