"""Desks of one and of three people, walked in a real browser (hazards 2.2, 15.4). Two are walked by the first hour."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from collections.abc import Iterator

import first_hour
from accessibility import violations
from dueprocess.case.decisions import ALWAYS_TWO
from small_desk import KNOWN, by_, founded, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.soak]

FACTS = first_hour.FACTS | {"deadline": None}
LAW = ("DE-STPO-100J", "DE-TTDSG-22")
COUNSEL = {"refuse": "counsel", "challenge": "counsel"}
PLACES = ("/", "/cases/", "/directory/", "/people/", "/night/", "/arrive/", "/note/", "/settings/")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[first_hour.Colleague]:
    law = [f"dueprocess law sign {rule} --on $(date -u +%F) {by_('aster')}" for rule in LAW]
    practice = founded(tmp_path_factory.mktemp("one"), {"aster": "clerk,counsel,operator"}, *law, KNOWN)
    with opened(practice, chromium, "aster") as people:
        yield people["aster"]


@pytest.fixture(scope="module")
def read(alone: first_hour.Colleague) -> str:
    """The letter that names no law: registered, opened, confirmed by the one person there is."""
    case = alone.drop("order.eml")
    alone.confirm(case, FACTS | {"instruments": "DE-STPO-100J"})
    return case


def offered(tab: Any) -> list[str]:
    """Everything on a page that does something."""
    found = tab.locator("main a.button, main button").all_inner_texts()
    return [" ".join(text.split()) for text in found]


def test_of_one_the_empty_desk_says_what_a_second_person_would_bring(alone: first_hour.Colleague) -> None:
    for path in ("/", "/cases/?state=open"):
        said = alone.go(path.partition("?")[0])
        assert "Nobody else here can agree" in said
        assert "return a demand for correction, object on a ground" in said
        assert "It may be outside counsel" in said
        assert violations(alone.tab) == []
    assert "no letter leaves but the acknowledgement" in alone.go("/directory/")
    said = alone.go("/people/")
    assert "two releasers; this roster releases nothing" in said
    alone.go("/")
    alone.tab.click("text=How a second person joins")
    assert violations(alone.tab) == []
    lines = alone.tab.inner_text("#second pre").splitlines()
    assert [line.split(" #")[0].strip() for line in lines] == [
        "dueprocess roster next --add NAME.card:approver",
        "dueprocess roster sign --as NAME --identity FILE --desk ADDRESS",
        "dueprocess roster share --with NAME --as NAME --identity FILE --desk ADDRESS",
    ]


@pytest.mark.parametrize("outcome", sorted(ALWAYS_TWO))
def test_of_one_what_takes_two_is_refused_before_signing(outcome: str, alone: first_hour.Colleague, read: str) -> None:
    alone.form(read, "decision.propose")
    form = alone.vault
    assert "takes two people" in form.locator("label", has=form.locator(f"input[value={outcome}]")).inner_text()
    form.check(f"input[name=outcome][value={outcome}]")
    form.select_option("select[name=ground]", COUNSEL.get(outcome, ""))
    form.click("text=Show what I sign")
    said = form.inner_text("[role=alert]").lower()
    assert "nobody else on this desk's roster is approver or releaser" in said
    assert "return it for correction, or object on a ground" in said
    assert "how a second person joins stands on the desk's page people" in said
    assert form.locator("#sign-title").count() == 0


def test_of_one_asking_objecting_and_notes_are_done_alone(alone: first_hour.Colleague, read: str) -> None:
    alone.form(read, "decision.propose")
    alone.vault.check("input[name=outcome][value=correct]")
    alone.vault.click("text=Show what I sign")
    alone.vault.click("text=Do not sign")  # it would be done; this walk objects instead
    assert alone.vault.is_checked("input[name=outcome][value=correct]")  # what was entered is kept
    alone.act(read, "decision.propose", _objects)
    assert re.search(r"Item 1 · disclosure object", alone.see())
    alone.act(read, "secrecy.record", _silence)
    alone.offers(read)
    alone.vault.click(f".offers a[href$='#/letter/{read}?items=1']")
    alone.vault.wait_for_selector(".sheet")
    said = alone.see(alone.vault)
    assert "Nobody verified a contact of this authority" in said
    assert "A duty was done outside the desk" in said
    assert "Seal it and show what I sign" not in said
    alone.go(f"/cases/{read}/")
    alone.to_vault("text=Open it in the vault", ".face")
    alone.vault.click("text=Add a note")
    alone.vault.fill("#note", "I called nobody; the letter names no law.")
    alone.vault.click("text=Seal it and show what I sign")
    alone.sign()
    assert "note" in alone.go(f"/cases/{read}/history/")
    alone.go("/note/")
    alone.tab.fill("#text", "Somebody rang and wanted a name.")
    alone.tab.click("text=Seal the note")
    alone.tab.wait_for_url("**/cases/c-*/")  # whoever reads cases is shown what became of it
    assert "somebody looks at what arrived" in alone.see()


def _objects(tab: Any) -> None:
    tab.check("input[name=outcome][value=object]")
    tab.select_option("select[name=ground]", "legal_basis_missing")


def _silence(tab: Any) -> None:
    tab.check("input[name=source][value=request]")
    tab.fill("input[name=review_on]", "2099-01-01")


def test_of_one_nothing_offers_a_release_or_a_second_persons_act(alone: first_hour.Colleague, read: str) -> None:
    for path in (*PLACES, f"/cases/{read}/", f"/cases/{read}/facts/", f"/cases/{read}/history/"):
        alone.go(path)
        alone.tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert [one for one in offered(alone.tab) if re.search(r"releas|\bagree|send back", one, re.IGNORECASE)] == []
    assert not {"decision.approve", "decision.send_back"} & alone.offers(read)


THREE = {"aster": "clerk", "birch": "approver", "cedar": "releaser"}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[dict[str, first_hour.Colleague]]:
    known = (
        KNOWN,
        "dueprocess authority verify DE-PI-MOORAU --contact post@moorau.example --phone +4930-5550100 --how call_back "
        + by_("aster"),
        f"dueprocess authority confirm DE-PI-MOORAU {by_('birch')}",
    )
    practice = founded(tmp_path_factory.mktemp("three"), THREE, *known)
    with opened(practice, chromium, *THREE) as people:
        yield people


def comply(tab: Any) -> None:
    tab.check("input[name=outcome][value=comply]")


def test_of_three_each_does_what_the_others_may_not(three: dict[str, first_hour.Colleague]) -> None:
    aster, birch, cedar = three.values()
    case = aster.drop("second.eml")
    aster.confirm(case, {path: value for path, value in FACTS.items() if path != "deadline"})

    birch.act(case, "decision.propose", comply)
    said = birch.see()
    assert "a second person must agree: cedar" in said
    assert "You proposed this yourself." in said
    answers = {"decision.approve", "decision.send_back", "decision.withdraw"}
    assert answers & birch.offers(case) == {"decision.withdraw"}
    assert answers & aster.offers(case) == set()
    assert answers & cedar.offers(case) == {"decision.approve", "decision.send_back"}
    cedar.act(case, "decision.send_back", lambda tab: tab.check("input[name=reason][value=scope]"))
    assert "decision.propose" in cedar.offers(case)
    assert "reason scope" in cedar.go(f"/cases/{case}/history/")

    def called(tab: Any) -> None:
        said = str(tab.inner_text("#main"))
        assert "Ring first: +49305550100" in said
        assert "let them say its reference, its day and what they asked for" in said
        tab.check("input[name=how][value=call_back]")
        tab.check("input[name=said][value=confirmed]")

    birch.act(case, "authority.call_back", called, item=0)
    cedar.form(case, "decision.propose")  # birch called and aster is clerk: nobody could agree
    comply(cedar.vault)
    cedar.vault.click("text=Show what I sign")
    assert "nobody is left to agree: birch typed facts or called back" in cedar.vault.inner_text("[role=alert]")

    aster.act(case, "decision.propose", comply)
    assert "authority.call_back" not in aster.offers(case)
    assert "decision.approve" not in birch.offers(case)
    assert "You called the authority back, so somebody else agrees." in birch.see()
    assert "decision.approve" in cedar.offers(case)
    cedar.agree(case)
    assert re.search(r"Item 1 · disclosure comply", cedar.see())
