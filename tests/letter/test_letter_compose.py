"""Composing letters: golden texts, words that never appear, languages, refusals."""

import dataclasses
import datetime
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters.dates import SPELLING
from dueprocess.adapters.pdf import letter_pdf
from dueprocess.adapters.texts import letters as words_of_letters
from dueprocess.demand.codes import Kind
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Layer, Status
from dueprocess.letter import admissible, kinds, page, text
from dueprocess.letter.blocks import LetterError, LetterSet, Paragraph, Points, Sheet, Table, plain
from dueprocess.letter.compose import BINDING, RESERVED, compose
from dueprocess.letter.facts import Charged, ItemFacts, LetterFacts, Said
from dueprocess.letter.kinds import RULES, LetterKind, Rule
from dueprocess.letter.language import Charges, Listed
from dueprocess.letter.own import OwnWords
from dueprocess.letter.plain import from_plain as read_letter
from dueprocess.letter.plain import to_plain
from letter_samples import PERIOD, PROVIDER, PROVISION, RECORD, SUBSCRIBER, cite, sample

WORDS = words_of_letters()

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests/golden/letters"
CODES = tuple(WORDS)
ALONE = {kind for kind, rule in RULES.items() if not rule.needs_two}
STATUS = re.compile(
    r"\baccount|\bKonto|Nutzerkonto|\bKund|اکاؤنٹ|کھات|no such|nicht vor|موجود نہیں|we hold|do not exist|existier"
    r"|\bcompte|détenons|beschikken|posiadamy|disponiamo|\bcuenta|disponemos",
    re.IGNORECASE,
)


def made(kind: LetterKind, facts: LetterFacts | None = None, language: str = "en", **more: dict[str, str]) -> LetterSet:
    letters = compose(kind, facts or sample(kind), [language], SPELLING, **more)
    assert isinstance(letters, LetterSet), letters
    return letters


def refused(kind: LetterKind, facts: LetterFacts, language: str = "en") -> Denied:
    denied = compose(kind, facts, [language], SPELLING)
    assert isinstance(denied, Denied), denied
    return denied


def sheet(letters: LetterSet, language: str) -> Sheet:
    return next(one for one in letters.sheets if one.language == language)


def with_said(kind: LetterKind, *said: Said) -> LetterFacts:
    return dataclasses.replace(sample(kind), items=(ItemFacts(1, Kind.DISCLOSURE, said),))


def everywhere(kind: LetterKind) -> LetterFacts:
    """A house that speaks every language: an acknowledgement is written in those."""
    facts = sample(kind)
    return dataclasses.replace(facts, provider=dataclasses.replace(facts.provider, languages=CODES))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_golden_text(kind: LetterKind, code: str) -> None:
    written = text.render_sheet(sheet(made(kind, everywhere(kind), code), code))
    golden = GOLDEN / f"{kind}.{code}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", list(LetterKind))
def test_doubts_and_house_rules_never_appear(kind: LetterKind) -> None:
    for code in CODES:
        written = text.render(made(kind, language=code))
        assert not admissible.FORBIDDEN.search(written)
        assert not re.search(r"unverified|policy|\boption", written, re.IGNORECASE)


def all_words(kind: LetterKind, code: str) -> str:
    language = WORDS[code]
    steps = language.kinds[kind].body
    return "\n".join([language.kinds[kind].subject, *map(words_of, steps)])


def words_of(step: str | Listed | Charges) -> str:
    if isinstance(step, Charges):
        return f"{step.what} {step.units} {step.each} {step.amount} {step.total}"
    return step if isinstance(step, str) else step.intro


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", [k for k, rule in RULES.items() if not rule.confirms_account])
def test_no_account_status_unless_marked(kind: LetterKind, code: str) -> None:
    assert not STATUS.search(all_words(kind, code))


@pytest.mark.parametrize("code", CODES)
def test_the_search_for_account_status_finds_it_where_it_is(code: str) -> None:
    assert STATUS.search(all_words(LetterKind.NO_DATA, code))


def test_one_person_may_send_six_kinds_and_none_tells_a_stranger_of_an_account() -> None:
    five = {"acknowledgement", "correction", "confirm_in_writing", "objection", "wrong_addressee"}
    assert five | {"recall"} == ALONE
    # What is called back is known to whoever has it: k people released it to the verified contact.
    assert [kind for kind in ALONE if RULES[kind].confirms_account] == ["recall"]
    assert set(RULES) == set(LetterKind)


def test_the_set_carries_its_rule() -> None:
    letters = made(LetterKind.NO_DATA)
    assert (letters.needs_two, letters.confirms_account) == (True, True)


@given(
    st.builds(
        LetterFacts,
        provider=st.just(PROVIDER),
        date=st.just(datetime.date(2026, 11, 24)),
        authority_name=st.text(),
        recipient_lines=st.lists(st.text(), max_size=9).map(tuple),
        reference=st.text(),
        our_id=st.text(),
        received_on=st.none() | st.dates(),
        right_addressee=st.text(),
        contact=st.text(),
        items=st.just(()) | st.just(sample(LetterKind.CORRECTION).items),
    ),
    st.lists(st.sampled_from(["en", "de", "ur", "sv"])),
)
def test_an_acknowledgement_is_equal_whatever_the_message_says(facts: LetterFacts, languages: list[str]) -> None:
    kind = LetterKind.ACKNOWLEDGEMENT
    letters = compose(kind, facts, languages, SPELLING)
    assert isinstance(letters, LetterSet)
    assert text.render(letters) == text.render(made(kind))


def test_an_acknowledgement_speaks_the_house_s_languages_and_its_sentence() -> None:
    letters = made(LetterKind.ACKNOWLEDGEMENT)
    assert [one.language for one in letters.sheets] == ["de", "en", "ur"]
    assert "Receipt of a message; no acceptance of service, jurisdiction or duty" in text.render(letters)


@pytest.mark.parametrize("code", [code for code in CODES if not WORDS[code].reviewed_by])
def test_an_unreviewed_language_goes_first_and_never_alone(code: str) -> None:
    for kind in LetterKind:
        letters = made(kind, everywhere(kind), code)
        assert letters.binding == BINDING
        assert {code, "en"} <= {one.language for one in letters.sheets}
        assert sheet(letters, code).remark == WORDS[code].translation.format(tongue=WORDS[code].tongues["en"])
        assert sheet(letters, "en").remark == WORDS["en"].binding
        if kind is not LetterKind.ACKNOWLEDGEMENT:
            assert letters.sheets[0].language == code


def test_a_reviewed_language_goes_alone() -> None:
    assert [one.remark for one in made(LetterKind.OBJECTION).sheets] == [""]
    letters = made(LetterKind.OBJECTION, language="de", reviewed={"de": "counsel"})
    assert ([one.language for one in letters.sheets], letters.binding) == (["de"], "de")


def test_an_unknown_language_gets_the_binding_text() -> None:
    assert [one.language for one in made(LetterKind.OBJECTION, language="sv").sheets] == ["en"]


def test_only_english_is_reviewed() -> None:
    assert {code: one.reviewed_by for code, one in WORDS.items() if one.reviewed_by} == {
        "en": "the Due Process authors"
    }
    assert sorted(WORDS) == ["de", "en", "es", "fr", "it", "nl", "pl", "ur"]


def test_a_set_without_a_binding_text_cannot_exist() -> None:
    letters = made(LetterKind.OBJECTION, language="de")
    with pytest.raises(LetterError, match="lacks a reviewed"):
        dataclasses.replace(letters, sheets=letters.sheets[:1])
    with pytest.raises(LetterError, match="no language"):
        dataclasses.replace(letters, sheets=())
    with pytest.raises(LetterError):
        dataclasses.replace(letters, binding="de")


@pytest.mark.parametrize("status", [Status.UNVERIFIED, Status.SECONDARY])
def test_an_unverified_citation_is_refused(status: Status) -> None:
    said = dataclasses.replace(PROVISION, citation=cite(status=status))
    assert refused(LetterKind.CORRECTION, with_said(LetterKind.CORRECTION, said)).rule == "letter.unverified-citation"
    relied = dataclasses.replace(sample(LetterKind.NO_DATA), citations=(cite(status=status),))
    denied = refused(LetterKind.NO_DATA, relied)
    assert denied.rule is Rule.CITATION
    assert str(status) in denied.text


@pytest.mark.parametrize("layer", [Layer.INTERNATIONAL, Layer.POLICY])
def test_a_standard_or_a_house_rule_is_not_cited(layer: Layer) -> None:
    said = dataclasses.replace(PROVISION, layer=layer)
    assert refused(LetterKind.CORRECTION, with_said(LetterKind.CORRECTION, said)).rule is Rule.LAYER


def test_what_this_desk_s_counsel_signed_is_cited() -> None:
    signed = dataclasses.replace(cite(status=Status.SECONDARY), signed_on="2026-11-20")
    assert made(
        LetterKind.CORRECTION, with_said(LetterKind.CORRECTION, dataclasses.replace(PROVISION, citation=signed))
    )


def invoice(*charges: Charged, **more: Any) -> LetterFacts:
    return dataclasses.replace(
        sample(LetterKind.INVOICE), charges=charges or (Charged(RECORD, 2, 1800, "EUR"),), **more
    )


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (dataclasses.replace(invoice(), charges=()), Rule.NO_POINT),
        (invoice(number=" "), Rule.MISSING),
        (invoice(Charged(SUBSCRIBER, 1, 1800, "EUR")), Rule.MISSING),
        (invoice(Charged(RECORD, 1, 1800, "EUR"), Charged(RECORD, 1, 1800, "CHF")), Rule.MISSING),
        (invoice(*[Charged(RECORD, 1, 1800, "EUR")] * 9), Rule.LONG),
        (invoice(provider=dataclasses.replace(PROVIDER, account=("x",) * 4)), Rule.LONG),
        (invoice(provider=dataclasses.replace(PROVIDER, account=("x" * 81,))), Rule.LONG),
        (invoice(number="1\n2"), Rule.UNPRINTABLE),
        (
            invoice(Charged(dataclasses.replace(RECORD, citation=cite(status=Status.SECONDARY)), 1, 1, "EUR")),
            Rule.CITATION,
        ),
    ],
)
def test_an_invoice_without_number_amount_provision_or_room_is_refused(facts: LetterFacts, rule: Rule) -> None:
    assert refused(LetterKind.INVOICE, facts).rule is rule


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 100_000)), min_size=1, max_size=8))
def test_the_total_is_the_sum_of_the_lines(lines: list[tuple[int, int]]) -> None:
    facts = invoice(*(Charged(RECORD, units, each, "EUR") for units, each in lines))
    cents = dataclasses.replace(SPELLING, number=lambda number, _: str(number), money=lambda amount, *_: str(amount))
    letters = compose(LetterKind.INVOICE, facts, ["en"], cents)
    assert isinstance(letters, LetterSet)
    (table,) = (one for one in letters.sheets[0].body if isinstance(one, Table))
    assert [[plain(cell) for cell in row[1:]] for row in table.rows] == [
        [str(units), str(each), str(units * each)] for units, each in lines
    ]
    assert plain(table.foot[-1]) == str(sum(units * each for units, each in lines))


def test_an_invoice_without_an_account_names_none() -> None:
    bare = dataclasses.replace(PROVIDER, account=())
    assert "account" not in text.render(made(LetterKind.INVOICE, invoice(provider=bare)))


@pytest.mark.parametrize("phrase", ["our Policy", "the option", "an unverified rule", "ہماری پالیسی"])
def test_desk_words_that_no_letter_says_are_refused(phrase: str) -> None:
    said = Said({"en": phrase}, cite())
    assert refused(LetterKind.CORRECTION, with_said(LetterKind.CORRECTION, said)).rule is Rule.FORBIDDEN
    assert made(LetterKind.CORRECTION, with_said(LetterKind.CORRECTION, Said({"en": "adoption"}, cite())))


@pytest.mark.parametrize("words", [{"en": "a"}, {"en": "a", "ur": " "}, {}])
def test_a_point_without_words_in_the_language_is_refused(words: dict[str, str]) -> None:
    facts = with_said(LetterKind.CORRECTION, Said(words, cite()))
    assert refused(LetterKind.CORRECTION, facts, "ur").rule is Rule.WORDS


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (LetterKind.CORRECTION, {"items": ()}),
        (LetterKind.CORRECTION, {"items": (ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,)),)}),
        (LetterKind.OBJECTION, {"items": (ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,)),)}),
        (LetterKind.REFUSAL_POLICY, {"items": ()}),
        (LetterKind.PARTIAL, {"items": (ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,), granted=True),)}),
        (LetterKind.PARTIAL, {"items": (ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,)),)}),
        (LetterKind.NO_DATA, {"authority_name": " "}),
        (LetterKind.NO_DATA, {"our_id": ""}),
        (LetterKind.NO_DATA, {"received_on": None}),
        (LetterKind.ACKNOWLEDGEMENT, {"provider": dataclasses.replace(PROVIDER, name=" ")}),
    ],
)
def test_a_missing_fact_is_refused(kind: LetterKind, change: dict[str, object]) -> None:
    assert refused(kind, dataclasses.replace(sample(kind), **change)).rule is (
        Rule.NO_POINT if change == {"items": ()} and kind is LetterKind.CORRECTION else Rule.MISSING
    )


@pytest.mark.parametrize(
    "change",
    [
        {"recipient_lines": ("x",) * 6},
        {"provider": dataclasses.replace(PROVIDER, lines=("x",) * 5)},
        {"citations": (cite(),) * 5},
        {"items": tuple(ItemFacts(n, Kind.DISCLOSURE, (SUBSCRIBER,)) for n in range(1, 101))},
        {"reference": "x" * 81},
        {"contact": "x" * 121},
        {"items": (ItemFacts(1, Kind.DISCLOSURE, (Said({"en": "x" * 401}),)),)},
        {"citations": (cite("§ 1", "x" * 121),)},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    facts = dataclasses.replace(sample(LetterKind.NO_DATA), **change)
    assert refused(LetterKind.NO_DATA, facts).rule is Rule.LONG


@pytest.mark.parametrize("char", ["\n", "\x00", "\u202e", "\u2066", "\u2028", "\ue000", "\ud800", "\u0378"])
@pytest.mark.parametrize("name", ["authority_name", "reference", "our_id", "right_addressee", "contact"])
def test_characters_that_change_the_page_are_refused(name: str, char: str) -> None:
    facts = dataclasses.replace(sample(LetterKind.NO_DATA), **{name: f"a{char}b"})
    denied = refused(LetterKind.NO_DATA, facts)
    assert (denied.rule, "position 2" in str(denied.says)) == (Rule.UNPRINTABLE, True)


def test_the_joiners_of_urdu_spelling_pass() -> None:
    facts = dataclasses.replace(sample(LetterKind.NO_DATA), reference="حق\u200cدار")
    assert "حق\u200cدار" in text.render(made(LetterKind.NO_DATA, facts))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("count", "here", "says"), [(8, 8, None), (9, 8, "annex_one"), (20, 8, "annex_many")])
def test_points_beyond_the_page_stand_in_the_annex(code: str, count: int, here: int, says: str | None) -> None:
    letters = made(LetterKind.CORRECTION, with_said(LetterKind.CORRECTION, *(PROVISION,) * count), code)
    one = sheet(letters, code)
    lists = [block for block in one.body if isinstance(block, Points)]
    assert [len(points.points) for points in lists] == [here]
    if says is None:
        assert one.annex is None
        return
    assert one.annex is not None
    rest = [block for block in one.annex.blocks if isinstance(block, Points)]
    assert [(points.start, len(points.points)) for points in rest] == [(9, count - here)]
    written = [plain(block.runs) for block in one.body if isinstance(block, Paragraph)]
    assert getattr(WORDS[code], says).format(count=count - here) in written


def test_long_points_go_to_the_annex_earlier() -> None:
    long = Said({"en": "x" * 290}, cite())
    one = made(LetterKind.CORRECTION, with_said(LetterKind.CORRECTION, *(long,) * 8)).sheets[0]
    assert [len(block.points) for block in one.body if isinstance(block, Points)] == [3]


def test_a_second_list_without_room_points_to_the_annex() -> None:
    items = (
        ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,) * 9, granted=True),
        ItemFacts(2, Kind.DISCLOSURE, (SUBSCRIBER,)),
    )
    one = made(LetterKind.PARTIAL, dataclasses.replace(sample(LetterKind.PARTIAL), items=items)).sheets[0]
    assert one.annex is not None
    assert [block.start for block in one.annex.blocks if isinstance(block, Points)] == [9, 1]


def test_of_several_items_the_first_point_of_each_says_what_it_is_about() -> None:
    about = Said({"en": "traffic data of the account that your demand names"})
    items = (
        ItemFacts(1, Kind.DISCLOSURE, (PROVISION, PERIOD), about=about),
        ItemFacts(2, Kind.DISCLOSURE, (PERIOD,), about=SUBSCRIBER),
    )
    written = text.render(made(LetterKind.CORRECTION, dataclasses.replace(sample(LetterKind.CORRECTION), items=items)))
    assert "1. Item 1 (traffic data of the account that your demand names): " in written
    assert "2. Item 1: " in written
    assert "3. Item 2 (Subscriber data): " in written
    alone = text.render(
        made(LetterKind.CORRECTION, dataclasses.replace(sample(LetterKind.CORRECTION), items=items[:1]))
    )
    assert "Item" not in alone


def test_a_refusal_without_own_words_uses_the_general_ones() -> None:
    facts = dataclasses.replace(sample(LetterKind.REFUSAL_POLICY), items=(ItemFacts(1, Kind.ACCOUNT),))
    assert WORDS["en"].refusal in text.render(made(LetterKind.REFUSAL_POLICY, facts))


def test_without_a_place_the_day_stands_alone() -> None:
    facts = dataclasses.replace(sample(LetterKind.NO_DATA), provider=dataclasses.replace(PROVIDER, place=""))
    assert "Date: 24 November 2026\n" in text.render(made(LetterKind.NO_DATA, facts))


def test_no_name_of_a_person_signs() -> None:
    for kind in LetterKind:
        for one in made(kind, language="ur").sheets:
            assert plain(one.signature[0]) == WORDS[one.language].desk


def test_a_page_in_urdu_holds_no_english_words_of_ours() -> None:
    for kind in LetterKind:
        assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", all_words(kind, "ur")))
    urdu = WORDS["ur"]
    for field in dataclasses.fields(urdu):
        value = getattr(urdu, field.name)
        if isinstance(value, str) and field.name not in {"code", "direction"}:
            assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", value)), field.name


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_every_kind_and_the_same_slots(code: str) -> None:
    language = WORDS[code]
    assert set(language.kinds) == set(LetterKind)
    assert set(language.refusals) == set(WORDS["en"].refusals)
    for kind in LetterKind:
        slots, english = (sorted(re.findall(r"\{\w+\}", all_words(kind, c))) for c in (code, "en"))
        assert slots == english


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_says_where_what_it_answers_stands(kind: LetterKind) -> None:
    said = [plain(row.value) for row in sheet(made(kind), "en").details if row.label == "Status"]
    assert said == ([WORDS["en"].status[kinds.STATUS[kind]]] if kind in kinds.STATUS else [])


@pytest.mark.parametrize("code", ["en", "de", "ur"])
def test_letter_and_portal_have_the_same_words_for_it(code: str) -> None:
    portal = (ROOT / f"texts/portal/{code}.toml").read_text()
    assert all(f'\nword_{word} = "{says}"\n' in portal for word, says in WORDS[code].status.items())


def test_who_signs_and_where_the_house_is_registered_stand_on_every_letter() -> None:
    house = dataclasses.replace(
        PROVIDER,
        signature=("Dr. Asta Birke", "Syndikusrechtsanwältin"),
        register=("Amtsgericht Moorau, HRB 1234", "USt-IdNr. DE0"),
    )
    for kind in LetterKind:
        one = made(kind, dataclasses.replace(sample(kind), provider=house), "de").sheets[0]
        assert [plain(line) for line in one.signature] == [*house.signature, house.name]
        read = text.render_sheet(one)
        assert read.endswith("Amtsgericht Moorau, HRB 1234\nUSt-IdNr. DE0\n") or one.annex
        assert bool(one.foot) is (kind in RESERVED)
        assert "Amtsgericht" in page.render_sheet(one)
        again, _ = read_letter(to_plain(LetterSet(kind, (one,), "de", frozenset({"de"})), (1,)))
        assert again.sheets[0] == one
    letter = compose(
        LetterKind.OBJECTION, dataclasses.replace(sample(LetterKind.OBJECTION), provider=house), ["de"], SPELLING
    )
    assert isinstance(letter, LetterSet)
    assert letter_pdf(letter)
    long = dataclasses.replace(house, register=("x" * 121,))
    assert (
        refused(LetterKind.OBJECTION, dataclasses.replace(sample(LetterKind.OBJECTION), provider=long)).rule
        is Rule.LONG
    )


@pytest.mark.parametrize("code", CODES)
def test_a_copy_is_announced_in_the_letters_language_and_in_a_letter_of_ones_own(code: str) -> None:
    name = "Commissioner for Data Protection"
    facts = dataclasses.replace(sample(LetterKind.OBJECTION), copy_to=name)
    for own in ((), ((1, OwnWords(("Own words.",), subject="Own subject")),)):
        one = sheet(made(LetterKind.OBJECTION, dataclasses.replace(facts, own=own), code), code)
        assert [plain(row.value) for row in one.details if row.label == WORDS[code].labels.copy_to] == [name]
    labels = dataclasses.astuple(WORDS[code].labels)
    assert labels.count(WORDS[code].labels.copy_to) == 1, "the worker knows the line by it"
