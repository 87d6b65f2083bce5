"""Who publishes: the operator's own public words are checked before they stand anywhere."""

import dataclasses

import pytest

from dueprocess.report.cited import SnapshotError
from dueprocess.report.provider import Help, Provider
from sample_snapshot import PROVIDER


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"country": "de"},
        {"contact": "not an address"},
        {"contact": "javascript:alert(1)"},
        {"languages": ()},
        {"languages": ("deu",)},
        {"services": ("see www.x.example",)},
        {"site": "http://plain.example"},
        {"site": "https://x.example/"},
        {"security": "not an address"},
        {"licence": "MIT"},
    ],
)
def test_a_provider_is_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(SnapshotError):
        Provider(**{**{f.name: getattr(PROVIDER, f.name) for f in dataclasses.fields(PROVIDER)}, **wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "contact"),
    [("", "a@b.example"), ("see www.x.example", "a@b.example"), ("A", "javascript:x"), ("A", "http://plain.example")],
)
def test_who_helps_is_checked(name: str, contact: str) -> None:
    with pytest.raises(SnapshotError):
        Help(name, contact)


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("help@opennets.example", "mailto:help@opennets.example"),
        ("https://help.opennets.example/talk", "https://help.opennets.example/talk"),
        ("+49 30 000-000", "tel:+4930000000"),
    ],
)
def test_who_helps_is_reached_by_mail_page_or_telephone(contact: str, href: str) -> None:
    assert Help("Open Nets", contact).href == href
