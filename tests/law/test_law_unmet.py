"""A finding that is not met says what is wrong, and not the requirement with two words before it."""

from __future__ import annotations

from typing import Any

import pytest

from dueprocess.adapters import law_files
from dueprocess.adapters.texts import sentences
from dueprocess.law.assess import assess
from dueprocess.law.conditions import Condition
from dueprocess.law.finding import Layer, Met
from law_builders import ON, EveryDay, face

LEAST = 0.94
"""Share of the rules of the law that have such a sentence; most others only a person answers."""


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_sentence_is_of_a_rule_that_stands_in_the_law(language: str) -> None:
    shelf = law_files.load()
    rules = [rule for rule in shelf.rules.values() if rule.layer is Layer.DOMESTIC]
    own = sentences("law")[language]["unmet-of"]
    said = {rule.says["en"] for rule in rules}
    assert not set(own) - said  # whoever changes the requirement looks at this sentence again
    assert set(own) == set(sentences("law")["en"]["unmet-of"])
    assert not [one for one in own.values() if not one.endswith((".", ".)")) or "{" in one]
    assert sum(rule.says["en"] in own for rule in rules) / len(rules) >= LEAST


def test_a_rule_without_such_a_sentence_is_never_unmet() -> None:
    def only_a_person_answers(test: Condition) -> bool:
        return test.name == "ask_person" or (test.name == "any" and any(map(only_a_person_answers, test.parts)))

    own = sentences("law")["en"]["unmet-of"]
    rules = [rule for rule in law_files.load().rules.values() if rule.layer is Layer.DOMESTIC]
    others = [rule for rule in rules if rule.says["en"] not in own and "?" not in rule.says["en"]]  # questions stay so
    assert not [one.id for one in others if not only_a_person_answers(one.test)]


@pytest.mark.parametrize(
    ("language", "court", "basis"),
    [
        ("en", "No court has ordered the interception", "The demand does not cite the provision that it rests on."),
        ("de", "Kein Gericht hat die Überwachung angeordnet", "Das Ersuchen nennt die Vorschrift nicht"),
    ],
)
def test_an_unmet_finding_says_what_is_wrong(language: str, court: str, basis: str) -> None:
    def unmet(case: dict[str, Any], **item: Any) -> dict[str, str]:
        made = assess(face(case, **item), law_files.load(), ON, EveryDay(), language=language)
        return {one.rule: one.says for one in made.items[0].findings if one.outcome is Met.UNMET}

    ordered = {"instruments": ["DE-STPO-100A"], "issuer": "police", "emergency": False, "court_order": "none"}
    assert unmet(ordered, kind="interception", data=["content"])["DE-STPO-100A.ordered"].startswith(court)
    cited = {"instruments": ["DE-STPO-100J"], "cites_law": False}
    assert unmet(cited)["DE-STPO-100J.provision-cited"].startswith(basis)
