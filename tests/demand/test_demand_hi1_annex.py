"""A message is drawn as the form that a person knows: each section with its title, values as given, nothing lost."""

from typing import Any

import pytest

import hi1_samples
from dueprocess.adapters import documents, etsi, pdf
from dueprocess.adapters.texts import table
from dueprocess.demand import hi1

PR = {
    "legal": "EPOCPR",
    "reference": "EPOCPR-FR-IE-2026-09-09-0001-1",
    "task": "LPTaskObject",
    "status": "LPTaskDesiredStatus",
}


def read(**changed: Any) -> hi1.Reading:
    found = hi1.read(etsi.parse(hi1_samples.order(**changed)), titles=documents.annexes())
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("which", "changed"),
    [
        ("I", {}),
        ("II", PR),
        ("V", {**PR, "wished": "SubsequentProductionRequest"}),
        ("V", {**PR, "verb": "UPDATE", "wished": "SubsequentProductionRequest"}),
        ("VI", {**PR, "verb": "UPDATE", "until": "2026-12-08T08:00:00Z"}),
    ],
)
def test_each_form_has_each_section_of_its_annex_in_both_languages(which: str, changed: dict[str, Any]) -> None:
    found = read(**changed)
    assert found.annex is not None
    assert found.annex[0] == which
    for language in ("en", "de"):
        for name, title in table("annex", language)[which].items():
            assert title in found.text or name == "M", (name, title)
    sections = set(table("annex", "en")[which]) - {"title", "M"}
    assert set(found.annex[1]) <= sections
    assert "user@example.org" in found.text
    assert [found.text[start:end] for start, end in found.draft.spans["targets"]] == ["user@example.org"]


def test_values_stand_in_their_sections() -> None:
    rows = read(flags=("DelayInformingUser", "EnforcingAuthorityNotified", "IsEmergency"), validated="Judge").annex
    assert rows is not None
    said = {name: [row[1] for row in found] for name, found in rows[1].items()}
    assert "IsEmergency" in said["C"]
    assert said["H"] == ["DelayInformingUser"]
    assert said["K"] == ["EnforcingAuthorityNotified"]
    assert "user@example.org" in said["E"]
    assert "SubscriberData" in said["F"]
    assert "Judge" in said["J"]
    assert "PublicProsecutor" in said["I"]
    assert "Section M" not in read().text


def test_another_order_is_no_form() -> None:
    found = read(legal="Order", reference="W 7")
    assert found.annex is None
    assert "Section A" not in found.text


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_form_is_printed(language: str) -> None:
    found = read()
    assert found.annex is not None
    data = pdf.annex_as_read({"which": found.annex[0], "rows": found.annex[1]}, language)
    text = documents.to_text(data, "a.pdf").text
    assert table("annex", language)["label"]["section"] in text
    assert "user@example.org" in text
