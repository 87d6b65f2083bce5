"""Each rule that leaves a question to counsel says why, and a rule reads the field that means what it says."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters.law_files import LawFileError, load, parse

ROOT = Path(__file__).resolve().parents[2]
SHELVES = sorted(
    path for path in (ROOT / "law").glob("*/*.yaml") if path.parent.name not in {"tests", "policy", "standards"}
)
RETIRED = {"toll_only"}
"""Fields that no rule reads any more."""
READERS = {
    "onward_sharing": {"PK-PECA-42"},
    "certified": {"US-2709", "US-3123", "EU-CSA-2021-1232", "HK-NSLIR-4"},
    "redress": {"EU-DSA-9", "EU-DSA-10", "EU-EPOC-16", "EU-TCO-3", "US-2709"},
}
"""Fields that stood for another one, and the only files in which they mean what the rule says."""


def texts() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in SHELVES:
        data = parse(path.read_text(encoding="utf-8"), str(path))
        if "rules" in data:
            yield from ((path.stem, one) for one in (data, *data.get("versions", ())))


def test_each_question_for_counsel_says_why() -> None:
    rules = [rule for _, text in texts() for rule in text.get("rules", ())]
    asking = [rule for rule in rules if rule["effect"] == "counsel"]
    assert len(asking) > 100
    assert [rule["id"] for rule in asking if "counsel" not in rule] == []
    assert [rule["id"] for rule in rules if "counsel" in rule and rule["effect"] != "counsel"] == []


def test_what_nobody_read_is_no_plain_answer_yet() -> None:
    """Where the reason is that nobody read the text, no citation says that it was read."""
    rules = [rule for _, text in texts() for rule in text.get("rules", ()) if rule.get("counsel") == "unread"]
    assert [rule["id"] for rule in rules if rule["cite"]["status"] == "verified"] == []


def test_a_question_without_a_reason_is_refused(tmp_path: Path) -> None:
    law = tmp_path / "law"
    for name in ("schema", "US"):
        (law / name).mkdir(parents=True)
    for path in (ROOT / "law" / "schema").glob("*.json"):
        (law / "schema" / path.name).write_bytes(path.read_bytes())
    text = (ROOT / "law" / "US" / "US-1651.yaml").read_text("utf-8")
    (law / "US" / "US-1651.yaml").write_text(text.replace("counsel: weighs\n", "\n"), "utf-8")
    with pytest.raises(LawFileError, match="counsel"):
        load(law)


def read_by(text: object) -> set[str]:
    """Names of fields in tests, wherever they stand in a file."""
    said = json.dumps(text)
    return {name for name in {*RETIRED, *READERS} if f'"{name}"' in said}


def test_a_retired_field_is_read_by_no_rule_and_a_proxy_only_where_it_means_what_it_says() -> None:
    found = {(name, field) for name, text in texts() for field in read_by(text)}
    assert {pair for pair in found if pair[1] in RETIRED} == set()
    assert {pair for pair in found if pair[0] not in READERS.get(pair[1], {pair[0]})} == set()
