"""What letters print out of the law fits a letter: short enough, without a word that none says (hazard 5.3, P9)."""

from collections.abc import Iterator, Mapping

import pytest
from test_scenarios import ROOT

from dueprocess.adapters.law_files import load
from dueprocess.letter.admissible import FORBIDDEN
from dueprocess.letter.facts import MAX_WORDS

SHELF = load(ROOT / "law")


def printed() -> Iterator[tuple[str, Mapping[str, str]]]:
    for one in SHELF.conflicts.values():
        yield from ((f"{one.id} {way.code}", way.says) for way in one.channels)
        yield from ((rule.id, rule.says) for rule in one.rules if rule.ground)
    for law in SHELF.instruments.values():
        for version in law.versions:
            yield from ((f"{law.id} {use.code}", use.says) for use in version.onward if not use.sharing)
            yield from ((f"{law.id} {ground.code}", ground.says) for ground in version.grounds)
            yield from ((rule.id, rule.ask) for rule in version.rules if rule.ask)
    yield from ((one.id, one.rule.says) for one in SHELF.standards.values() if one.object == "demand")


@pytest.mark.parametrize("language", ["en", "de", "ur"])
def test_every_sentence_that_a_letter_prints_fits_it(language: str) -> None:
    texts = [(name, words.get(language, "")) for name, words in printed()]
    assert [name for name, text in texts if len(text) > MAX_WORDS] == []
    assert [(name, text) for name, text in texts if FORBIDDEN.search(text)] == []
