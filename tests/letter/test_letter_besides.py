"""What a letter says besides its points: ways that stay open, conditions of use, an annex on standards."""

import dataclasses

import pytest

from dueprocess.adapters.dates import SPELLING
from dueprocess.adapters.texts import LANGUAGES
from dueprocess.law.finding import Layer, Status
from dueprocess.letter import text
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.compose import REMARKED, compose
from dueprocess.letter.facts import LetterFacts, Said
from dueprocess.letter.kinds import LetterKind, Rule
from letter_samples import cite, sample

WORDS = {code: f"the way of a treaty ({code})" for code in LANGUAGES}
WAY = Said(WORDS, cite())
NORM = Said({code: f"a judge before ({code})" for code in LANGUAGES}, cite(), Layer.INTERNATIONAL)


def made(kind: LetterKind, facts: LetterFacts, language: str = "en") -> LetterSet:
    letters = compose(kind, facts, [language], SPELLING)
    assert isinstance(letters, LetterSet), letters
    return letters


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("kind", [LetterKind.CORRECTION, LetterKind.OBJECTION, LetterKind.REFUSAL_POLICY])
def test_ways_that_stay_open_are_named(kind: LetterKind, language: str) -> None:
    one = made(kind, dataclasses.replace(sample(kind), channels=(WAY,)), language)
    for sheet in one.sheets:
        assert WORDS[sheet.language] in text.render_sheet(sheet)
    assert "treaty" not in text.render(made(kind, sample(kind), language))


@pytest.mark.parametrize("kind", [LetterKind.PARTIAL, LetterKind.COMPLY_NOTICE])
def test_data_go_out_on_conditions(kind: LetterKind) -> None:
    one = made(kind, dataclasses.replace(sample(kind), conditions=(WAY,)))
    assert "The data are handed over on these conditions:" in text.render(one)
    assert WORDS["en"] in text.render(one)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_an_annex_on_standards_stands_apart_and_only_where_it_fits(kind: LetterKind) -> None:
    one = made(kind, dataclasses.replace(sample(kind), remarks=(NORM,)))
    for sheet in one.sheets:
        annexed = sheet.annex is not None and NORM.words[sheet.language] in text.render_sheet(sheet)
        assert annexed is (kind in REMARKED)
        assert NORM.words[sheet.language] not in str(sheet.body)


@pytest.mark.parametrize("where", ["channels", "conditions", "remarks"])
def test_what_nobody_has_read_is_not_said(where: str) -> None:
    weak = Said(WORDS, dataclasses.replace(cite(), status=Status.UNVERIFIED))
    facts = dataclasses.replace(sample(LetterKind.CORRECTION), **{where: (weak,)})
    denied = compose(LetterKind.CORRECTION, facts, ["en"], SPELLING)
    assert denied.rule is Rule.CITATION
    silent = dataclasses.replace(sample(LetterKind.CORRECTION), **{where: (Said({"de": "nur deutsch"}, cite()),)})
    denied = compose(LetterKind.CORRECTION, silent, ["en"], SPELLING)
    assert denied.rule is Rule.WORDS


def test_a_way_without_a_provision_is_said_bare() -> None:
    facts = dataclasses.replace(sample(LetterKind.OBJECTION), channels=(Said(WORDS),))
    assert WORDS["en"] in text.render(made(LetterKind.OBJECTION, facts))
