"""The page as bytes: light, without script, link or picture from elsewhere; what is shown is text."""

import base64
import datetime
import hashlib
import re
import string
from dataclasses import replace
from html.parser import HTMLParser

import pypdfium2
import pytest

from dueprocess.adapters import crypto
from dueprocess.adapters.texts import folder
from dueprocess.demand.codes import AuthorityKind, DataCategory, Kind, Outcome
from dueprocess.desk.person import page
from dueprocess.desk.person.letter import letter, letter_pdf
from dueprocess.desk.person.texts import COURTESY, LANGUAGES, SPOKEN, codes, load, with_english
from dueprocess.formats import heads
from dueprocess.formats.person_page import Part, PersonPage, Sheet
from person_samples import HOUSE, ONION

STEP = "x" * 120
ISOLATES = {0x2066: None, 0x2069: None}  # around what runs from the left in a line that runs from the right
NASTY = "<script>alert(1)</script> \" ' & </details>"
PAGE = PersonPage(
    "2026-09-30",
    practice=False,
    sheets=(
        Sheet("ur", "t " + NASTY, (Part("h", (NASTY,)), Part("f", ("law",), folded=True))),
        Sheet("en", "t", (Part("h", ("l",)),)),
    ),
)


class Seen(HTMLParser):
    """Elements, addresses and text of a page; whether its elements close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "srcset"}]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag not in {"meta", "link", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def everything() -> dict[str, bytes]:
    forms = {said: page.form(said) for said in ("", "typing", "wrong", "busy", "slow", "fault")}
    return {
        **forms,
        "page": page.opened(PAGE, STEP),
        "again": page.opened(PAGE.used(), STEP),
        "second": page.second(PAGE),
    }


@pytest.mark.parametrize("name", ["", "typing", "wrong", "busy", "slow", "fault", "page", "again", "second"])
def test_no_script_nothing_from_elsewhere_and_every_element_closes(name: str) -> None:
    seen = Seen(everything()[name].decode())
    assert not seen.open
    assert not {"script", "img", "iframe", "object", "embed", "video", "svg"} & set(seen.names)
    ours = {"/", "data:,", "about:blank", *(f"/{one}" for one in SPOKEN)}
    assert all(one in ours or one.startswith("#") for one in seen.addresses)


def test_all_that_is_sent_is_less_than_30_kb() -> None:
    assert max(len(page.form(languages=page.spoken(one))) for one in SPOKEN) + page.ANSWER < 26_000
    assert {len(page.padded(one)) for one in everything().values()} == {page.ANSWER}
    with pytest.raises(ValueError, match="say less"):
        page.padded(bytes(page.ANSWER + 1))


def test_what_was_sealed_is_text() -> None:
    text = page.opened(PAGE).decode()
    assert "<script" not in text
    assert NASTY in Seen(text).text


def test_the_accusation_comes_with_a_second_step() -> None:
    text = page.opened(PAGE, STEP).decode().translate(ISOLATES)
    assert "law</p>" not in text
    assert f'name="step" value="{STEP}"' in text
    assert "<h2>f</h2><p>\u2066law\u2069</p>" in page.second(PAGE).decode()
    assert "<h2>h</h2>" not in page.second(PAGE).decode()
    sender = page.opened(PAGE).decode().translate(ISOLATES)  # who makes it reads all of it, and no button
    assert "<details><summary>f</summary><p>law</p></details>" in sender
    assert "<button" not in sender


def test_who_must_leave_at_once_finds_the_way_first() -> None:
    for made in (page.opened(PAGE, STEP), page.second(PAGE)):
        seen = Seen(made.decode())
        assert next(one for one in seen.addresses if one != "data:,") == "about:blank"


def test_used_is_said_in_each_language_and_stays_readable() -> None:
    fresh, used = page.opened(PAGE).decode(), page.opened(PAGE.used()).decode()
    for language in ("ur", "en"):
        assert load(language)("page", "opened_first") in fresh
        assert load(language)("page", "opened_before") in used
    assert "two more times, until 30 September 2026" in fresh
    assert "one more time" in used
    assert load("en")("page", "left_0") in page.opened(PAGE.used().used()).decode()
    assert Seen(used).text.translate(ISOLATES).count(NASTY) == 2


def test_an_exercise_says_so() -> None:
    assert load("en")("page", "practice") in page.opened(replace(PAGE, practice=True)).decode()
    assert load("en")("page", "practice") not in page.opened(PAGE).decode()


def test_the_policy_allows_our_style_and_nothing_else() -> None:
    found = re.search(r"<style>(.*)</style>", page.form().decode(), re.DOTALL)
    assert found is not None
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.POLICY
    assert page.POLICY.startswith("default-src 'none'")


def test_the_form_speaks_all_languages_and_each_in_its_direction() -> None:
    text = page.form().decode()
    for language in LANGUAGES:
        assert f'lang="{language}" dir="{load(language).direction}"' in text
        assert load(language)("form", "lead") in text


@pytest.mark.parametrize(
    ("asked", "first"),
    [("de-DE,de;q=0.9,en;q=0.8", "de"), ("fr, ur;q=0.5", "fr"), ("nl, ur;q=0.5", "ur"), ("nl", "en"), ("", "en")],
)
def test_the_form_begins_with_the_language_that_the_browser_asks_for(asked: str, first: str) -> None:
    assert page.form(languages=page.spoken(asked)).startswith(f'<!doctype html><html lang="{first}"'.encode())


def test_the_letter_is_neutral_and_holds_the_code() -> None:
    code = " ".join(["12345"] * 8)
    text = letter(HOUSE, code, datetime.date(2026, 9, 30), LANGUAGES)
    assert text.count(code) == 3
    assert text.count(ONION) == 3
    assert "30 September 2026" in text
    for word in ("demand", "authority", "police", "account was", "Ersuchen", "Behörde", "مطالبہ", "ادار"):
        assert word not in text
    bare = letter(replace(HOUSE, person_onion=""), code, datetime.date(2026, 9, 30), ["en"])
    assert "onion" not in bare.lower()


def test_the_letter_as_pdf_has_a_page_a_language_and_one_code() -> None:
    code = "00000 52331 00606 24280 60509 55395 73136 12958"
    made = letter_pdf(HOUSE, code, datetime.date(2026, 9, 30), LANGUAGES)
    assert made == letter_pdf(HOUSE, code, datetime.date(2026, 9, 30), LANGUAGES)
    pages = [one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(made)]
    assert len(pages) == 3
    for page_ in pages:
        assert re.findall(r"\b\d{5}\b", page_)[-8:] == code.split()
        assert "https://letters.fennel.example" in page_
        assert ONION in page_
    assert "30 September 2026" in pages[0]
    bare = letter_pdf(replace(HOUSE, person_onion=""), code, datetime.date(2026, 9, 30), ["en"])
    assert "Tor" not in pypdfium2.PdfDocument(bare)[0].get_textpage().get_text_bounded()


DESK = "d" * 64
KEY, SIGN = crypto.signer(DESK, b"1" * 32)
HEAD = heads.Head("2026-03-09", DESK, "3f" * 32)


def test_letter_and_page_hold_the_head_of_the_day_which_is_read_from_what_is_copied() -> None:
    line, code = heads.line_of(HEAD.sign(KEY, SIGN)), " ".join(["12345"] * 8)
    sheets = [
        replace(sheet, parts=(*sheet.parts[:-1], Part("Keep", ("Why.", line), folded=True))) for sheet in PAGE.sheets
    ]
    shown = page.opened(replace(PAGE, sheets=tuple(sheets))).decode()
    assert shown.count(f'<p class="head" dir="ltr" translate="no">{line}</p>') == len(PAGE.sheets)
    made = pypdfium2.PdfDocument(letter_pdf(HOUSE, code, datetime.date(2026, 9, 30), LANGUAGES, line))
    copied = [one.get_textpage().get_text_bounded() for one in made]
    assert len(copied) == 3  # it stands on the page of its language
    text = letter(HOUSE, code, datetime.date(2026, 9, 30), LANGUAGES, line)
    for where in (*copied, text, shown):
        found = heads.lines_in(where)
        assert {heads.of_line(one, KEY, crypto.verify) for one in found} == {HEAD}
    assert text.count(line) == len(LANGUAGES)


# --- all languages say the same things, and what a page says comes out of closed codes ---


@pytest.mark.parametrize("language", SPOKEN)
def test_every_code_has_words(language: str) -> None:
    for kind in Kind:
        assert codes(language)("asked", str(kind))
    for outcome in Outcome:
        assert codes(language)("did", str(outcome))
    for one in AuthorityKind:
        assert codes(language)("authorities", str(one))
    for data in DataCategory:
        assert load(language)("data", str(data))


SUSPECTS = (
    "suspect accused crime verdächtig beschuldigt straftat ملزم مجرم جرم soupçon suspecte sospechos podejrzan "
    "şüpheli подозрева підозрюва مشتبه متهم संदिग्ध अभियुक्त تورن"
)


@pytest.mark.parametrize("language", SPOKEN)
def test_nobody_is_called_a_suspect_and_nobody_is_asked_to_follow_a_link(language: str) -> None:
    surface = "courtesy" if language in COURTESY else "person"
    text = (folder() / surface / f"{language}.toml").read_text("utf-8").lower()
    for word in SUSPECTS.split():
        assert word not in text
    assert "http" not in text


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", COURTESY)
def test_a_courtesy_translation_has_each_sentence_with_its_places_says_so_and_stands_beside_english(
    language: str,
) -> None:
    own, english = load(language).table, load("en").table
    for section in english.keys() - {"meta"}:
        assert own[section].keys() == english[section].keys(), section
        for key, says in english[section].items():
            assert places(own[section][key]) == places(says), (section, key)
            assert own[section][key] or not says
    assert load(language)("page", "unreviewed")
    assert not load(language).reviewed
    assert with_english((language,)) == (language, "en")
    assert with_english(("en",)) == ("en",)
