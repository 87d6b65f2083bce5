"""The staff desk in German: no page shows an English sentence, and each says that it is German (hazard 5.4)."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from desk_samples import PROVIDER, SHUTDOWN
from dueprocess.desk.data.models import Account
from dueprocess.desk.services import reports
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff.urls import PAGES
from dueprocess.desk.web import languages
from dueprocess.law.shelf import Shelf
from staff_desk import PASSWORD, ROLES, StaffPlace, make_account

# Words that no German sentence has. What stands in code, in a letter, or in another language by its nature is left out.
ENGLISH = re.compile(
    r"\b(the|and|of|is|are|not|with|this|that|for|your|you|to|from|has|have|been|who|what|which|nobody|somebody|when"
    r"|open|case|item|person|demand|law|yes|no|day|days|hour|hours|minute|minutes|none|until|by|on)\b"
)
UNTOLD = {"code", "pre", "script", "style", "option-lang"}
# Proper nouns and codes that stand in sentences of ours.
NOUNS = (
    *("Due Process", "law sign", "desk.toml", "CLOUD Act", "probable cause", "--on DAY", "NAME.card", "keys new NAME"),
    *("dueprocess night plan", "c-abcd", "account invite NAME"),
)
IDS = re.compile(r"\b[A-Z]{2,}-[A-Z0-9-]+(\.[a-z0-9_-]+)?|\b[a-z]+\.[a-z-]+\b|`[^`]*`")  # rules, commands
NO_PAGE = {
    *("due_changed", "case_changed"),  # a mark without words
    *("away_back", "calendar", "feed", "own_cases", "put", "reminder"),  # takes a form alone, or answers a program
    *("mfa_login_webauthn", "mfa_reauthenticate_webauthn", "account_sessions", "account_card", "account_language"),
    "account_vault",
    *("token_end", "watch", "have", "way", "mfa_authenticate", "join_account", "mfa_reauthenticate"),
    *("mfa_remove_webauthn", "account_set_password", "mfa_deactivate_totp", "second", "report_bytes"),
}


class Text(HTMLParser):
    """What a page shows: texts, labels, hints."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.skip: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "html":
            self.lang = known.get("lang") or ""
        passed = tag in UNTOLD or known.get("translate") == "no" or "paper" in (known.get("class") or "").split()
        if tag not in {"input", "br", "meta", "link", "img", "hr", "path", "rect"}:
            self.skip.append("skip" if passed or (self.skip and self.skip[-1] == "skip") else "")
        if not passed:
            self.said += [
                known[name] or ""
                for name in ("aria-label", "title", "placeholder", "alt", "data-name")
                if name in known
            ]

    def handle_endtag(self, tag: str) -> None:
        if self.skip and tag not in {"input", "br", "meta", "link", "img", "hr", "path", "rect"}:
            self.skip.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.skip and self.skip[-1] == "skip"):
            self.said.append(" ".join(data.split()))


def read(answer: Any) -> Text:
    text = Text()
    text.feed(answer.content.decode())
    return text


def titles(shelf: Shelf) -> list[str]:
    """Names of acts and standards as the law itself has them."""
    found = {one.act for one in shelf.instruments.values()}
    latest = [one.latest for one in shelf.instruments.values()]
    cites = [one.cited.citation for one in latest]
    cites += [rule.cited.citation for one in latest for rule in one.rules]
    cites += [one.wrong_refusal.citation for one in latest if one.wrong_refusal]
    cites += [one.secrecy.cited.citation for one in latest if one.secrecy]
    cites += [cite.citation for one in latest for cite in (*one.grounds, *one.clocks)]
    cites += [one.rule.cited.citation for one in shelf.standards.values()]
    cites += [one.citation for one in shelf.positions.values()]
    found |= {one.title for one in cites} | {one.section for one in cites}
    found |= {one.name["en"] for one in shelf.authorities.values()}
    found |= set(own_german(shelf.instruments)) | set(own_german(shelf.standards)) | set(own_german(shelf.policies))
    return sorted(filter(None, found), key=lambda one: (-len(one), one))


def own_german(value: object) -> Iterator[str]:
    """German sentences of the law's own files: they may name an office or an act in its own language."""
    if isinstance(value, Mapping):
        if isinstance(value.get("de"), str):
            yield str(value["de"])
        for inner in value.values():
            yield from own_german(inner)
    elif isinstance(value, tuple | list | frozenset):
        for inner in value:
            yield from own_german(inner)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from own_german(getattr(value, field.name))


def english(text: Text, names: list[str]) -> list[str]:
    """What looks English, once proper names are taken away."""
    left = []
    for said in text.said:
        rest = IDS.sub("", said)
        for name in (*names, *NOUNS):
            rest = rest.replace(name, "")
        if ENGLISH.search(rest):
            left.append(said)
    return left


def in_german(name: str) -> Client:
    client = Client(headers={"accept-language": "de"})
    client.force_login(Account.objects.get(name=name))
    return client


@pytest.fixture
def case(place: StaffPlace) -> str:
    """A case, and the draft of a report that counts another one."""
    counted = place.arrive(SHUTDOWN)
    for question in ("admit", "count"):
        assert isinstance(place.gate(counted, question), Done)
    wanted = reports.Wanted("2026-H1", running=True)
    assert isinstance(reports.build(place.desk, PROVIDER, wanted), reports.Draft)
    return place.ready()


def addresses(case: str) -> Iterator[tuple[str, str]]:
    known = {
        "<str:case_id>": case,
        "<str:name>": "DE-STPO-100J",
        "<str:code>": "DE",
        "<str:indicator>": "P16",
        "<slug:person>": "dill",
        "<int:pk>": "",
        "<str:call>": "p-aaaaaaaaaaaaaaaaaaaaaaaa",
        "<str:period>": "2026-H1",
    }
    for page in PAGES:
        if page.name in NO_PAGE or page.name == "instrument":
            continue
        path = page.path
        for part, value in known.items():
            path = path.replace(part, value)
        assert "<" not in path, page.name
        yield page.name, f"/{path}"


def test_no_page_in_german_shows_an_english_sentence(case: str, place: StaffPlace) -> None:
    names, seen, left = titles(place.desk.shelf), set(), []
    for person in ROLES:
        client = in_german(person)
        for name, path in addresses(case):
            answer = client.get(path)
            if answer.status_code == 200:
                seen.add(name)
            text = read(answer) if answer.content else Text()
            if answer.content:
                assert text.lang == "de", path
            left += [f"{path}: {said}" for said in english(text, names)]
    assert sorted(set(left)) == []
    assert {name for name, _path in addresses(case)} - seen <= {
        "mfa_activate_totp",  # below
        "note_talk",  # takes a form alone
        "mfa_add_webauthn",
        "account_logout",
        "account_inactive",
        "account_login",
        "join",
    }


@pytest.mark.parametrize("name", sorted(["DE-STPO-100J", "PK-PECA-34", "US-2703D", "EU-DSA-10", "EU-EPOC-SUB"]))
def test_law_speaks_german_where_it_has_german(name: str, place: StaffPlace) -> None:
    text = read(in_german("clover").get(f"/law/{name}/"))
    assert english(text, titles(place.desk.shelf)) == []


def test_the_page_settings_says_that_nobody_reviewed_the_german(place: StaffPlace, settings: Any) -> None:
    line = "Die Worte dieser Seiten hat in dieser Sprache noch niemand geprüft"
    assert line in in_german("elder").get("/settings/").content.decode()
    english_page = Client(headers={"accept-language": "en"})
    english_page.force_login(Account.objects.get(name="elder"))
    assert "Nobody has reviewed" not in english_page.get("/settings/").content.decode()
    assert languages.REVIEWED_BY["de"] == ""


def test_pages_that_ask_once_more_who_one_is_are_german(place: StaffPlace) -> None:
    make_account("gale", factor=False)
    client = in_german("gale")
    assert client.post("/again/?next=/account/app/", {"password": PASSWORD})["Location"] == "/account/app/"
    for path in ("/account/app/", "/account/passkey/", "/account/second/"):
        text = read(client.get(path))
        assert text.said, path
        assert english(text, []) == []


def test_the_vault_is_opened_in_the_language_of_the_page(case: str, place: StaffPlace) -> None:
    place.house(vault_address="https://vault.example")
    page = in_german("aster").get(f"/cases/{case}/").content.decode()
    assert f'href="https://vault.example/#/case/{case}?ui=de"' in page


def test_what_is_not_there_and_what_failed_are_said_in_german(place: StaffPlace) -> None:
    missing = read(in_german("aster").get("/no/such/page/"))
    assert "Hier ist nichts" in missing.said
    assert english(missing, []) == []
    assert get_resolver().resolve_error_handler(404)
