"""The German catalogue: whole, up to date, and equal to the English in everything that is no word."""

import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.formats import date_format

from dueprocess.case.events import EventKind
from dueprocess.case.given import no_item, wrong_state
from dueprocess.case.outcome import Rule
from dueprocess.case.state import Deciding
from dueprocess.demand.codes import DataCategory, Kind, Role
from dueprocess.desk.web import catalogues, closed, dates, languages, words
from dueprocess.desk.web.templatetags.desk import cited, day, provision, refused
from dueprocess.desk.web.templatetags.desk import roles as roles_filter
from dueprocess.formats.refusal import Denied, Msg, When, Word
from dueprocess.law.finding import Citation, Status
from dueprocess.law.wording import SHELF

PLACE = languages.LOCALE / "de" / "LC_MESSAGES"
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+[^>]*>|`[^`]*`")
# English and German write these alike.
ALIKE = {
    *("Code", "Passkey", "Passkeys", "Pseudonym", "Standards", "Status", "Name", "Person", "Server", "System", "Token"),
    *("Portal", "Fax", "Post", "Hosting", "Religion", "Parlament", "portal", "fax", "post", "hosting", "religion"),
    *("age", "mail", "Mail", "xml", "telefax", "in %s", "police", "%(day)s, %(hour)s"),
}


@pytest.fixture
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


_LAST_MONTHS = ("Oktober", "November", "Dezember")


@pytest.mark.usefixtures("german")
def test_no_word_of_ours_takes_the_place_of_a_month_or_a_day_of_the_week() -> None:
    """Django looks up “May” as we do: a heading of that name once made the month of May “Darf”."""
    months = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ]
    assert [date_format(datetime.date(2027, one, 1), "F") for one in range(1, 13)] == months
    days = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
    assert [date_format(datetime.date(2027, 3, one), "l") for one in range(1, 8)] == days


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def catalogue() -> Catalog:
    with (PLACE / "django.po").open("rb") as file:
        return read_po(file, locale="de")


def key(one: Message) -> tuple[str | None, str]:
    return one.context, str(one.id)


def pairs(one: Message) -> list[tuple[str, str]]:
    ids = list(one.id) if isinstance(one.id, tuple | list) else [one.id]
    strings = list(one.string) if isinstance(one.string, tuple | list) else [one.string]
    return [(ids[min(number, len(ids) - 1)], string) for number, string in enumerate(strings)]


def test_no_sentence_of_the_pages_is_without_german() -> None:
    known = {key(one): one for one in catalogue() if one.id}
    said_here = {key(one) for one in catalogues.messages() if one.id}
    assert said_here == set(known), "run `python -m dueprocess.desk.web.catalogues`, then translate"
    assert [name for name, one in known.items() if not all(string for _id, string in pairs(one))] == []
    assert [name for name, one in known.items() if one.fuzzy] == []


def test_placeholders_marks_and_commands_are_those_of_the_english() -> None:
    wrong = [
        (english, own)
        for one in catalogue()
        if one.id
        for english, own in pairs(one)
        if sorted(set(HOLES.findall(english))) != sorted(set(HOLES.findall(own)))
    ]
    assert wrong == []


def test_german_is_not_english_again() -> None:
    same = {english for one in catalogue() if one.id for english, own in pairs(one) if english == own}
    assert same <= ALIKE


def test_the_compiled_words_are_those_of_the_catalogue() -> None:
    made = io.BytesIO()
    write_mo(made, catalogue())
    assert made.getvalue() == (PLACE / "django.mo").read_bytes()
    assert ("de", "Deutsch") in languages.shipped()


def test_what_an_update_finds_untranslated_is_told(tmp_path: Path) -> None:
    place = tmp_path / "de" / "LC_MESSAGES"
    place.mkdir(parents=True)
    text = (PLACE / "django.po").read_text(encoding="utf-8")
    (place / "django.po").write_text(text.replace('msgstr "Fälliges"', 'msgstr ""'), encoding="utf-8")
    assert catalogues.update(tmp_path) == ["de: Due"]
    (place / "django.po").write_text(text, encoding="utf-8")
    assert catalogues.update(tmp_path) == []


def test_whoever_reviewed_a_language_is_named_or_nobody_is() -> None:
    assert languages.unreviewed("de")
    assert not languages.unreviewed("en")
    assert not languages.unreviewed(languages.PSEUDO)


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("german")
def test_a_code_is_spoken_in_its_own_list() -> None:
    assert words.spoken(Kind.CONTENT) == words.spoken("content", "Kind") == "Löschen von Inhalten"
    assert words.spoken(DataCategory.CONTENT) == "Inhaltsdaten"
    assert words.spoken("") == words.spoken(None, "Kind") == ""
    assert words.spoken("no_such-code") == words.spoken("no_such-code", "Kind") == "no such code"
    assert words.meaning(Kind.SHUTDOWN).startswith("ein Netz")
    assert words.meaning(EventKind.DECISION_APPROVED) == "eine Entscheidung ist getroffen"
    assert roles_filter(["clerk", Role.APPROVER]) == "Sachbearbeitung, Zweitprüfung"


@pytest.mark.usefixtures("in_english")
def test_without_a_catalogue_a_code_is_its_own_word() -> None:
    assert words.spoken(Kind.DIRECT_ACCESS) == "direct access"
    assert words.meaning(Kind.SHUTDOWN) == Kind.SHUTDOWN.meaning


def test_every_closed_list_is_in_the_catalogue() -> None:
    known = {key(one) for one in catalogue()}
    assert {(kind.__name__, closed.plain(code)) for kind in closed.ENUMS for code in kind} <= known
    assert ("meaning", "reserved") not in known


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("german")
def test_a_refusal_is_said_in_german_with_its_parameters() -> None:
    state = wrong_state(Msg("item {item}", item=2), Deciding.DECIDED)
    assert refused(state) == ("Das geht nicht, solange Punkt 2 entschieden ist. Siehe `dueprocess show CASE`.")
    until = Msg("A duty of silence forbids it until {until}.", until=When("2026-12-01"))
    assert until.text(words.PAGE) == "Eine Pflicht zum Stillschweigen verbietet es bis zum 1. Dezember 2026."
    roles = (Role.CLERK, Role.OPERATOR)
    denied = Denied(Rule.ROLE, "{by} may not do {act} (roles: {held}).", by="aster", act="law.sign", held=roles)
    assert refused(denied) == "aster darf law.sign nicht (Rollen: Sachbearbeitung, Betrieb)."
    duty = Denied(Rule.NO_DUTY, "No such duty is open there: {duty}.", duty=Word("Duty", "send_letter"))
    assert refused(duty) == "Eine solche Pflicht ist dort nicht offen: das Schreiben absenden."


def test_refusals_are_english_where_the_page_is() -> None:
    for language in ("en", "xx"):
        with translation.override(language):
            assert refused(no_item(3)) == "There is no item 3 in this case."


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("typed", ["{item}", "{0}", "{", "%(n)d", "<b>x</b>", "There is no item {item} in this case."])
def test_what_was_typed_is_no_template_in_german_either(typed: str) -> None:
    assert refused(Denied(Rule.NO_DUTY, "{name} has an account.", name=typed)) == f"{typed} hat ein Konto."


def test_templates_are_read_out_of_the_sources_and_nothing_else_is() -> None:
    source = '''"""A module. It is documented."""
def refuse(n):
    """What it does. At length."""
    do = Msg("item {item}", item=n) if n else Msg("{fault}.", fault=n)
    return Denied(Rule.X, "There is no {what}." if n else "There is none.", do, what=do), "no-template", "One."
'''
    assert sorted(catalogues.templates(source)) == ["There is no {what}.", "There is none.", "item {item}"]


# --- days and sums ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("german")
def test_days_and_sums_are_written_as_in_german() -> None:
    on, zone = datetime.date(2026, 11, 27), "Europe/Berlin"
    at = datetime.datetime(2026, 11, 27, 9, 30, tzinfo=datetime.UTC)
    assert dates.day(on, "l j F") == "Freitag, 27. November"
    assert day(on, "j F Y") == dates.iso("2026-11-27") == "27. November 2026"
    assert dates.iso("2026-11-27T10:00Z") == "27. November 2026, 10:00 UTC"
    assert dates.iso("correct") == "correct"
    assert dates.money(123450, "EUR") == "1234,50 EUR"
    assert words.clock(at, zone) == "Freitag, 27. November, 10:30 Uhr"
    assert words.far(datetime.timedelta(days=3)) == "in 3 Tagen"
    assert words.far(datetime.timedelta(days=-1)) == "seit 1 Tag überfällig"


@pytest.mark.usefixtures("in_english")
def test_days_and_sums_are_written_as_in_english() -> None:
    at = datetime.datetime(2026, 11, 27, 9, 30, tzinfo=datetime.UTC)
    assert day(at.date(), "j F Y") == dates.iso("2026-11-27") == "27 November 2026"
    assert day(None, "j F Y") == ""
    assert dates.iso("2026-11-27T10:00Z") == "27 November 2026, 10:00 UTC"
    assert dates.money(3500, "EUR") == "35.00 EUR"
    assert words.clock(at, "Europe/Berlin") == "Friday 27 November, 10:30"
    assert words.clock(at, "Europe/Berlin", 2027) == "Friday 27 November 2026, 10:30"


@pytest.mark.usefixtures("german")
def test_a_citation_says_in_german_how_far_it_was_checked() -> None:
    law = Citation("StPO", "§ 100j", None, None, "2026-11-01", Status.VERIFIED, "2026-11-20")
    assert cited(law) == "§ 100j StPO · geprüft, gelesen am 1. November 2026, hier unterschrieben am 20. November 2026"
    # Acts of the Union have their German name, as in a German letter; an English page has what the law data say.
    union = Citation("Regulation (EU) 2023/1543", "art. 16(3)(a)", None, None, None, Status.UNVERIFIED)
    assert provision(union) == "Art. 16 Abs. 3 Buchst. a der Verordnung (EU) 2023/1543"
    with translation.override("en"):
        assert provision(union) == "Regulation (EU) 2023/1543, art. 16(3)(a)"
    house = Citation(SHELF.title, "POLICY-ORAL", None, None, None, Status.UNVERIFIED)
    assert cited(house) == "Regel des Hauses, POLICY-ORAL · nicht geprüft"
    assert cited(SHELF) == "Regel des Hauses, Ohne gelesenes Recht wird nichts entschieden · geprüft"
    assert cited(None) == ""
