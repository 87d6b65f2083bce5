"""What a page says comes out of closed codes, in each language, and is no more than the notice."""

import datetime
from dataclasses import replace
from html import escape
from typing import Any

import pytest

from dueprocess.adapters import law_files
from dueprocess.case.item_records import Effect, Silence
from dueprocess.case.notice import same_account
from dueprocess.case.productions import Mark
from dueprocess.case.state import CaseState, Deciding, ItemState, Line, Proposal
from dueprocess.demand.codes import Outcome
from dueprocess.demand.face import Face, from_plain
from dueprocess.desk.person import helping
from dueprocess.desk.person import page as pages
from dueprocess.desk.person.compose import Telling, compose, letter_of, with_words
from dueprocess.desk.person.texts import COURTESY, LANGUAGES, isolated, load
from dueprocess.formats.person_page import SIZE, PersonPage, pack
from dueprocess.law.finding import Status
from person_samples import HOUSE

DAY = datetime.date(2026, 3, 9)
UNTIL = datetime.date(2026, 9, 30)
STEP = "x" * 120
WORDS = {"en": ("Dear reader, this is from us.",)}


@pytest.fixture(scope="module")
def shelf() -> Any:
    return law_files.load(signatures=())


def face(**more: Any) -> Face:
    case = {
        "country": "PK",
        "authority": "PK-NCCIA",
        "authority_kind": "police",
        "received_on": "2026-03-02",
        "instruments": ["PK-PECA-31"],
    }
    item = {"kind": "disclosure", "data": ["subscriber", "traffic"], "targets": 2}
    return from_plain({"case": case | more, "items": [item], "confirmed": []})


def telling(shelf: Any, outcome: Outcome = Outcome.PARTIAL, **more: Any) -> Telling:
    lines = (
        Line("T1", "subscriber", "granted"),
        Line("T1", "traffic", "refused"),
        Line("T2", "traffic", "granted"),
        Line("T2", "content", "no_data"),
        Line("T1", "", "granted"),
    )
    item = ItemState(1, deciding=Deciding.DECIDED, outcome=outcome, lines=lines, answers={"tell": "yes"})
    case = CaseState("c-x", 7, "2026-03-02", practice=False, historic=False, face=face(), items=(item,))
    return replace(Telling(case, item, "T1", DAY.isoformat(), UNTIL), **more)


def text(page: PersonPage, language: str = "en") -> str:
    (sheet,) = (one for one in page.sheets if one.language == language)
    return "\n".join(line for part in sheet.parts for line in (part.heading, *part.lines))


def test_the_person_reads_of_herself_alone(shelf: Any) -> None:
    said = text(compose(HOUSE, shelf, telling(shelf), ["en"]))
    assert "On 2 March 2026 Fennel Mail received a demand" in said
    assert "We decided to hand over: who holds the account." in said
    assert "We decided not to hand over: when and with whom you communicated." in said
    assert "what you wrote" not in said  # T2's line
    other = text(compose(HOUSE, shelf, telling(shelf, handle="T2"), ["en"]))
    assert "We decided to hand over: when and with whom you communicated." in other
    assert "who holds the account." not in other.partition("What we did")[2]


def test_a_page_in_three_languages_with_the_head_of_the_day_has_room_for_own_words(shelf: Any) -> None:
    head = "2026-03-09 head1" + " qpzry9x8" * 20
    told = telling(shelf, contest_by=DAY + datetime.timedelta(days=30), head=head)
    made = with_words(compose(HOUSE, shelf, told, ["ur", "en", "de"]), {"de": ["x" * 1500]})
    for sheet in made.sheets:
        assert (sheet.parts[-1].lines[1:], sheet.parts[-1].folded) == ((head,), True)
    assert len(pages.padded(pages.opened(made.used(), STEP))) == pages.ANSWER
    assert len(pages.padded(pages.second(made))) == pages.ANSWER
    assert len(pack(made)) == SIZE
    assert letter_of(HOUSE, shelf, told, "de").rstrip().endswith(head)
    assert head not in letter_of(HOUSE, shelf, replace(told, head=""), "de")


def test_the_person_reads_that_it_was_called_an_emergency_where_we_may_admit_the_demand(shelf: Any) -> None:
    said = "The authority called it an emergency: it said that a danger could not wait"
    told = telling(shelf)
    for emergency, admit, stands in ((True, "yes", True), (True, "no", False), (False, "yes", False)):
        urgent = replace(told.case, face=face(emergency=emergency))
        one = replace(told, case=urgent, item=replace(told.item, answers={"tell": "yes", "admit": admit}))
        assert (said in text(compose(HOUSE, shelf, one, ["en"]))) is stands


def of_three_items(shelf: Any) -> Telling:
    """Log-ins were given, the place is not held, and content was asked of which nobody may be told."""
    kinds = [{"kind": "disclosure", "data": [data], "targets": 1} for data in ("traffic", "location", "content")]
    asked = from_plain({"case": dict(face().case), "items": kinds, "confirmed": []})
    read = tuple(Mark("T1", by, "ab" * 32) for by in ("aster", "birch"))
    item = ItemState(1, deciding=Deciding.DECIDED, outcome=Outcome.COMPLY, answers={"tell": "yes"}, marks=read)
    silent = (Silence("order", "", True, True, False, None, None, "x"),)
    items = (item, replace(item, number=2, outcome=Outcome.NO_DATA), replace(item, number=3, silences=silent))
    case = CaseState("c-x", 7, "2026-03-02", practice=False, historic=False, face=asked, items=items)
    others = same_account(case, item, "T1", DAY.isoformat())
    return Telling(case, item, "", DAY.isoformat(), UNTIL, released_on=DAY, others=others)


def test_the_person_reads_what_was_asked_of_the_same_account_and_not_given(shelf: Any) -> None:
    told = of_three_items(shelf)
    assert [one.number for one in told.others] == [2]  # never what a silence is about
    said = text(compose(HOUSE, shelf, told, ["en"]))
    assert "The demand is about: when and with whom you communicated; where your device was." in said
    assert "We did a part of what was asked, and not the rest." in said
    assert "We decided to hand over: when and with whom you communicated.\nWe handed it over on 9 March 2026." in said
    assert "We hold nothing about: where your device was." in said
    assert "not to hand over: where your device" not in said
    assert "what you wrote" not in said
    alone = text(compose(HOUSE, shelf, replace(told, others=()), ["en"]))
    assert "where your device was" not in alone
    assert "We did what was asked." in alone


@pytest.mark.parametrize(
    "marks",
    [
        (),
        (Mark("T1", "aster", "ab" * 32),),  # one person alone read it
        tuple(Mark("T1", by, "cd" * 32) for by in ("aster", "birch")),  # another account
        tuple(Mark("T2", by, "ab" * 32) for by in ("aster", "birch")),
    ],
)
def test_an_account_that_two_people_did_not_read_in_both_items_is_not_taken_for_the_same(
    shelf: Any, marks: tuple[Mark, ...]
) -> None:
    told = of_three_items(shelf)
    items = (told.item, replace(told.case.items[1], marks=marks))
    assert same_account(replace(told.case, items=items), told.item, "T1", DAY.isoformat()) == ()


def test_what_was_narrowed_is_not_told_as_the_whole(shelf: Any) -> None:
    whole = telling(shelf)
    less = Proposal(
        "", "aster", Outcome.PARTIAL, "counsel", (), "", needs_two=True, since="2026-02-10", part="name_address"
    )
    asked = from_plain(
        {"case": dict(face().case), "items": [{**face().items[0], "period_to": "2026-02-20"}], "confirmed": []}
    )
    narrowed = replace(whole, item=replace(whole.item, proposal=less), case=replace(whole.case, face=asked))
    said = text(compose(HOUSE, shelf, narrowed, ["en"]))
    assert "Only from these days: 10 February 2026 to 20 February 2026." in said
    assert "only name and address" in said
    little = {**face().items[0], "data": ["subscriber"], "part": "name_address"}
    asks = from_plain({"case": dict(face().case), "items": [little], "confirmed": []})
    no_more = replace(whole, case=replace(whole.case, face=asks))
    assert "only name and address" in text(compose(HOUSE, shelf, no_more, ["en"]))
    assert "alone" not in text(compose(HOUSE, shelf, whole, ["en"])).partition("What we did")[2].partition("law")[0]


def test_the_authority_is_named_when_somebody_answered_that_it_may_be(shelf: Any) -> None:
    closed = telling(shelf)
    item = replace(closed.item, answers={"tell": "yes", "admit": "yes"})
    silent = replace(item, silences=(Silence("order", "", False, True, False, None, None, "x"),))
    told = [
        text(compose(HOUSE, shelf, one, ["en"]))
        for one in (closed, replace(closed, item=item), replace(closed, item=silent))
    ]
    names = [next(line for line in one.splitlines() if line.startswith("It came from")) for one in told]
    assert names[0] == names[2] == "It came from: Police, Pakistan."
    assert names[1] == "It came from: National Cyber Crime Investigation Agency, Pakistan."
    # The same words, whether a silence forbids it or nobody answered.
    assert ["We may not say yet which office asked" in one for one in told] == [True, False, True]


def test_what_was_handed_over_is_said_when_it_was(shelf: Any) -> None:
    assert "nothing had been handed over" in text(compose(HOUSE, shelf, telling(shelf), ["en"]))
    gone = compose(HOUSE, shelf, telling(shelf, released_on=DAY), ["en"])
    assert "We handed it over on 9 March 2026." in text(gone)
    refused = text(compose(HOUSE, shelf, telling(shelf, Outcome.REFUSE), ["en"]))
    assert "We refused." in refused
    assert "nothing had been handed over" not in refused


def test_the_law_is_folded_away_and_says_nothing_about_her(shelf: Any) -> None:
    page = compose(HOUSE, shelf, telling(shelf), LANGUAGES)
    for sheet in page.sheets:
        assert [part.folded for part in sheet.parts] == [False] * 6 + [True] * (len(sheet.parts) - 6)
    law = page.sheets[0].parts[-1]
    assert "Prevention of Electronic Crimes Act" in law.lines[0]
    none = telling(shelf)
    none = replace(none, case=replace(none.case, face=face(instruments=None)))
    assert "no record of a law" in text(compose(HOUSE, shelf, none, ["en"]))


def abroad(shelf: Any, **more: Any) -> Telling:
    told = telling(shelf)
    return replace(told, case=replace(told.case, face=face(**more)))


def takedown(shelf: Any, **more: Any) -> Telling:
    told = telling(shelf, Outcome.COMPLY, account="https://forum.example/t/4711#p2")
    item = {"kind": "content", "targets": 1, "territory": "country", "ground": "religion"} | more
    asked = from_plain({"case": dict(face().case), "items": [item], "confirmed": []})
    item_ = replace(told.item, lines=(Line("T1", "", "granted"),))
    return replace(told, item=item_, case=replace(told.case, face=asked, items=(item_,)), handle="")


def test_of_a_takedown_she_reads_which_post_where_why_on_what_law_and_how_to_contest(shelf: Any) -> None:
    page = compose(HOUSE, shelf, takedown(shelf), LANGUAGES)
    said = text(page)
    for sentence in (
        "It is about this post, page or address: https://forum.example/t/4711#p2",
        "It was to apply in Pakistan.",
        "The authority says that it is about: Religion or blasphemy.",
        "We did what was asked.",
        "Or write to people@fennel.example and name your account or the post. Do not send us the code.",
        "We set no last day.",
    ):
        assert sentence in said
    assert "handed over" not in said, "nothing was asked for that could be"
    folded = [part.heading for part in page.sheets[0].parts if part.folded]
    assert folded == ["What the authority says", "Which law the demand relied on"], "after a second step alone"
    assert "since" not in said.partition("How you can contest")[0], "nobody said that it was carried out"
    blocked = takedown(shelf)
    blocked = replace(blocked, item=replace(blocked.item, effect=Effect("blocked", "2026-11-03", "birch")))
    assert "It has been blocked since 3 November 2026, as far as that reaches. It is not deleted." in text(
        compose(HOUSE, shelf, blocked, ["en"])
    )
    assert "It was to apply everywhere." in text(compose(HOUSE, shelf, takedown(shelf, territory="global"), ["en"]))
    unknown = text(compose(HOUSE, shelf, takedown(shelf, territory="unknown", ground="unknown"), ["en"]))
    assert "was to apply" not in unknown
    assert "it is about" not in unknown


def test_a_page_is_the_same_whatever_else_the_case_holds(shelf: Any) -> None:
    """Another item, under a silence or not, of another person: not a byte of it (P11)."""
    told = takedown(shelf)
    silent = ItemState(2, silences=(Silence("order", "", True, True, True, None, None, "x"),))
    more = {"kind": "disclosure", "data": ["content"], "targets": 1}
    asked = from_plain({"case": dict(face().case), "items": [dict(told.case.face.items[0]), more], "confirmed": []})
    other = replace(told, case=replace(told.case, face=asked, items=(told.item, silent)))
    assert pack(compose(HOUSE, shelf, told, LANGUAGES)) == pack(compose(HOUSE, shelf, other, LANGUAGES))


def test_addresses_of_ours_are_links_and_what_somebody_typed_is_text(shelf: Any) -> None:
    page = with_words(compose(HOUSE, shelf, takedown(shelf), ["en"]), {"en": ("See https://evil.example/x now.",)})
    html = pages.opened(page).decode()
    assert '<a dir="ltr" rel="noreferrer" href="mailto:people@fennel.example">people@fennel.example</a>' in html
    assert '<a dir="ltr" rel="noreferrer" href="tel:0800-39393">0800-39393</a>' in html
    assert 'href="https://www.accessnow.org/help/"' in html
    assert "See https://evil.example/x now." in html
    assert 'href="https://evil' not in html


@pytest.mark.parametrize("account", ["her.own@fennel.example", "https://forum.fennel.example/t/7", "+4930123456789"])
@pytest.mark.parametrize("asked", ["disclosure", "content"])
def test_her_own_account_or_post_is_no_link(shelf: Any, account: str, asked: str) -> None:
    one = takedown(shelf) if asked == "content" else telling(shelf)
    html = pages.opened(compose(HOUSE, shelf, replace(one, account=account), ["en"])).decode()
    assert account in html
    assert f"{account}</a>" not in html


def test_another_script_neither_turns_a_sentence_nor_is_turned_by_it() -> None:
    said = isolated("قانون: Ask for (it) now. (Act, art. 9(2)(a)؛ متن 4)\n00002 Town https://help.example/", "rtl")
    assert said.count("\u2066") == said.count("\u2069") == 3
    assert "\u2066Ask for (it) now.\u2069 (\u2066Act, art. 9(2)(a)\u2069؛ متن 4)" in said
    assert "\u206600002 Town https://help.example/\u2069" in said
    assert isolated("Town, https://help.example/", "ltr") == "Town, https://help.example/"


def test_contest_help_and_genuineness(shelf: Any) -> None:
    said = text(compose(HOUSE, shelf, telling(shelf, contest_by=datetime.date(2026, 4, 1)), ["en"]))
    for sentence in (
        "Please do it by 1 April 2026",
        "Helpline: help@helpline.example",
        "people@fennel.example",
        "https://requests.fennel.example",
    ):
        assert sentence in said
    bare = replace(HOUSE, help=(), contact="", site_address="")
    said = text(compose(bare, shelf, telling(shelf), ["en"]))
    assert "organisation for digital rights" in said
    assert "fennel.example" not in said
    assert "poststelle@bfdi.bund.de" in said, "who helps in the provider's country"
    assert "0800-39393" in said, "and in the country of the authority"
    assert "0800-39393" not in text(compose(bare, shelf, abroad(shelf, country="FR"), ["en"]))


def test_own_words_stand_under_their_own_heading(shelf: Any) -> None:
    page = with_words(compose(HOUSE, shelf, telling(shelf), ["en", "de"]), WORDS)
    assert "From us to you\nDear reader, this is from us." in text(page)
    assert "Von uns an Sie" not in text(page, "de")


def test_three_languages_fit_a_page_and_its_answer(shelf: Any) -> None:
    page = compose(HOUSE, shelf, telling(shelf, contest_by=UNTIL), LANGUAGES)
    pack(page)
    pages.padded(pages.opened(page.used(), STEP))
    pages.padded(pages.second(page))
    assert "{" not in "".join(text(page, one) for one in LANGUAGES)


def test_an_exercise_is_marked(shelf: Any) -> None:
    assert compose(replace(HOUSE, practice=True), shelf, telling(shelf), ["en"]).practice
    assert not compose(HOUSE, shelf, telling(shelf), ["en"]).practice


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_remedy_is_said_with_section_and_status_where_the_law_itself_says_it(shelf: Any, language: str) -> None:
    """Before whom, until when: by the order itself where its law asks that; else the law of the country decides."""
    silent = telling(shelf)
    asked = face(country="DE", instruments=["EU-TCO-3", "PK-PECA-31"])
    named = replace(silent, case=replace(silent.case, face=asked))
    one, two = (compose(HOUSE, shelf, each, [language]).sheets[0].parts[2].lines for each in (silent, named))
    (more,) = set(two) - set(one)
    assert set(one) < set(two)  # that a lawyer can tell, and whose law decides, stands in both
    assert "Regulation (EU) 2021/784, art. 3(4)(f)" in more
    assert {"en": "text read on 4 April 2026", "de": "4. April 2026", "ur": "2026"}[language] in more
    assert language != "de" or "vor welchem Gericht und bis wann" in more


def test_a_remedy_that_nobody_read_in_its_text_is_said_to_be_so(shelf: Any) -> None:
    tco = shelf.instruments["EU-TCO-3"]
    latest = tco.versions[0]
    unread = replace(latest.remedy, citation=replace(latest.remedy.citation, status=Status.SECONDARY))
    other = replace(tco, versions=(replace(latest, remedy=unread), *tco.versions[1:]))
    changed = replace(shelf, instruments={**shelf.instruments, "EU-TCO-3": other})
    silent = telling(shelf)
    named = replace(silent, case=replace(silent.case, face=face(country="DE", instruments=["EU-TCO-3"])))
    said = text(compose(HOUSE, changed, named, ["en"]))
    assert "(Regulation (EU) 2021/784, art. 3(4)(f); not read in its own text)" in said


@pytest.mark.parametrize("language", COURTESY)
def test_a_page_in_another_language_stands_beside_english_and_fits(shelf: Any, language: str) -> None:
    head = "2026-03-09 head1" + " qpzry9x8" * 20
    told = replace(takedown(shelf), contest_by=UNTIL, head=head)
    page = compose(HOUSE, shelf, told, [language])
    assert [sheet.language for sheet in page.sheets] == [language, "en"]
    assert len(pack(page)) == SIZE
    first, second = (made.decode() for made in (pages.opened(page.used(), STEP), pages.second(page)))
    for made in (first, second):
        pages.padded(made.encode())
        assert escape(load(language)("page", "unreviewed")) in made
        assert f'lang="{language}" dir="{load(language).direction}"' in made
    assert "forum.example" not in first
    assert "forum.example" in second
    assert "{" not in "".join(text(page, one) for one in (language, "en"))


def test_what_is_read_first_stands_in_its_order(shelf: Any) -> None:
    """What happened, what she can do and until when, what not to do from here, who helps."""
    page = compose(HOUSE, shelf, takedown(shelf), ["en"])
    assert [part.heading for part in page.sheets[0].parts if not part.folded] == [
        "What was asked",
        "What we did",
        "What you can do now",
        "What not to do from this device",
        "Who you can talk to",
        "How you know that this is genuine",
    ]


def test_who_helps_is_not_shown_once_nobody_read_its_page_for_half_a_year(shelf: Any) -> None:
    fresh = telling(shelf)
    assert "0800-39393" in text(compose(HOUSE, shelf, fresh, ["en"]))
    for day, shown in (("2027-05-31", True), ("2027-06-01", False)):
        said = text(compose(HOUSE, shelf, replace(fresh, day=day), ["en"]))
        assert ("0800-39393" in said) is shown
    assert "organisation for digital rights" in said, "what stands there when nobody is left"


def test_each_line_of_help_has_a_source_and_a_day() -> None:
    for one in helping.known():
        assert one.source.startswith("https://")
        assert one.status in {"verified", "secondary"}
        assert one.read_on <= datetime.date(2026, 12, 1)
        assert all(len(country) == 2 for country in one.countries)
    assert [one for one in helping.known() if not one.countries], "somebody helps where a country has nobody"


def test_with_little_time_left_the_first_line_says_so_by_day_and_hour(shelf: Any) -> None:
    """The end of a legal day is 24:00 of that day; the hour is that of where the provider sits."""
    midnight = datetime.datetime(2026, 3, 11, 23, tzinfo=datetime.UTC)  # 12 March, 00:00 in Berlin
    for language in (*LANGUAGES, *COURTESY):
        told = telling(shelf, soon=midnight)
        page = compose(replace(HOUSE, timezone="Europe/Berlin"), shelf, told, [language])
        first = page.sheets[0].parts[0].lines[0]
        assert "24:00" in first, language
        assert "72" in first, language
        calm = compose(HOUSE, shelf, telling(shelf), [language])
        assert calm.sheets[0].parts[0].lines[0] == page.sheets[0].parts[0].lines[1]
