"""The story of the demo: its texts are made up and whole, its data keeps its form and the desk's own rules."""

from __future__ import annotations

import contextlib
import copy
import datetime
import email
import email.policy
import ipaddress
import re
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.acts.access import may
from dueprocess.case.decisions import GIVES, needs_two
from dueprocess.case.letter_events import LETTERS
from dueprocess.case.lists import WITHOUT_PERSON
from dueprocess.demand.codes import ArrivalIs, Channel, Outcome, Role
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Face
from dueprocess.formats.statement import Act
from dueprocess.letter.kinds import LetterKind
from dueprocess_lab import story

STORY = story.story()
CHAPTERS = STORY.chapters
TEXT = resources.files("dueprocess_lab.story").joinpath("story.yaml").read_text("utf-8")
RAW = yaml.safe_load(TEXT)
IDS = [f"{chapter.number:02}" for chapter in CHAPTERS]
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=IDS)

ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
HOST = re.compile(r"https?://([A-Za-z0-9.-]+)")
IPV4 = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
PHONE = re.compile(r"\+\d[\d ]{7,}\d")
DOCUMENTATION = tuple(map(ipaddress.ip_network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))
UNREAL_PHONES = ("+49 171 39200", "+92 51 000 0")  # kept free for films; no such exchange


def text_of(chapter: story.Chapter) -> str:
    return chapter.content.decode("utf-8")


def roles_of(name: str) -> tuple[Role, ...]:
    return next(person.roles for person in STORY.people if person.name == name)


# The texts


def test_story_has_fifteen_chapters_over_november() -> None:
    assert len(CHAPTERS) == 15
    assert CHAPTERS[0].received_at == datetime.datetime(2026, 11, 2, 8, 14, tzinfo=datetime.UTC)
    assert CHAPTERS[-1].received_at.date() == datetime.date(2026, 11, 23)


def test_story_uses_each_text_once_and_leaves_none_out() -> None:
    there = sorted(f.name for f in resources.files("dueprocess_lab.story").joinpath("demands").iterdir())
    assert [chapter.file for chapter in CHAPTERS] == there
    assert [int(name[:2]) for name in there] == list(range(1, 16))


@each_chapter
def test_story_text_has_a_letters_length(chapter: story.Chapter) -> None:
    assert 15 <= len(text_of(chapter).splitlines()) <= 60
    assert max(map(len, text_of(chapter).splitlines())) <= 160


@each_chapter
def test_story_names_no_real_host(chapter: story.Chapter) -> None:
    hosts = [address.rpartition("@")[2] for address in ADDRESS.findall(text_of(chapter))]
    for host in hosts + HOST.findall(text_of(chapter)):
        assert host.rstrip(".").rpartition(".")[2] in {"example", "invalid"}, host


@each_chapter
def test_story_names_no_real_network_or_telephone(chapter: story.Chapter) -> None:
    for found in IPV4.findall(text_of(chapter)):
        assert any(ipaddress.ip_address(found) in network for network in DOCUMENTATION), found
    for number in PHONE.findall(text_of(chapter)):
        assert number.startswith(UNREAL_PHONES), number


@each_chapter
def test_story_markers_stand_in_the_text(chapter: story.Chapter) -> None:
    assert len(chapter.markers) >= 3
    for marker in chapter.markers:
        assert marker in text_of(chapter)
        assert len(marker) >= 8  # shorter ones would hit by chance in ciphertext or ids


def test_story_markers_cover_each_mailbox_that_is_asked_about() -> None:
    ours = {"behoerden@fennelmail.example", "authorities@fennelmail.example"}
    for chapter in CHAPTERS:
        asked = {a for a in ADDRESS.findall(text_of(chapter)) if a.lower().endswith("@fennelmail.example")} - ours
        assert asked <= set(chapter.markers), chapter.number


def test_story_tells_its_scenes_without_the_markers() -> None:
    public = " ".join([STORY.desk.opening, STORY.desk.closing] + [f"{c.title} {c.tell} {c.say}" for c in CHAPTERS])
    told = {"Apotheker Anonym", "LANTERN", "Directorate of Digital Order"}  # no person and no target
    for chapter in CHAPTERS:
        for marker in set(chapter.markers) - told:
            assert marker not in public


@each_chapter
def test_story_tells_in_two_to_four_sentences(chapter: story.Chapter) -> None:
    sentences = re.findall(r"[.!?](?:\s|$)", chapter.tell)
    assert 2 <= len(sentences) <= 4
    assert "\n" not in chapter.title + chapter.say
    assert len(chapter.title) <= 72


@pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c.channel is Channel.MAIL], ids=lambda c: c.file)
def test_story_mail_is_a_mail(chapter: story.Chapter) -> None:
    mail = email.message_from_bytes(chapter.content, policy=email.policy.default)
    assert not mail.defects
    for header in ("From", "To", "Subject", "Date", "Message-ID", "Authentication-Results"):
        assert mail[header], header
    sent = mail["Date"].datetime
    assert datetime.timedelta(0) <= abs(chapter.received_at - sent) < datetime.timedelta(minutes=5)
    assert "�" not in mail.get_content()


def test_story_forger_passes_the_technical_checks_and_asks_for_an_answer_elsewhere() -> None:
    mail = email.message_from_bytes(CHAPTERS[6].content, policy=email.policy.default)
    assert "dmarc=pass" in mail["Authentication-Results"]
    assert mail["Reply-To"].rpartition("@")[2] == "postbox-free.invalid"
    assert CHAPTERS[6].authority is None
    assert CHAPTERS[6].items[0].letter is LetterKind.ACKNOWLEDGEMENT


def test_story_fax_is_the_first_demand_again_with_a_letter_gone_wrong() -> None:
    first, fax = CHAPTERS[0], CHAPTERS[3]
    assert (fax.arrival, fax.of) == (ArrivalIs.DUPLICATE, first.number)
    assert set(first.markers) & set(fax.markers) == {"512-4471/26", "Ruprecht Amsel"}
    assert fax.markers[0] != first.markers[0]
    assert fax.markers[0].replace("maiI", "mail") == first.markers[0]


# The story against the desk's own rules


@each_chapter
def test_story_acts_are_of_people_who_may(chapter: story.Chapter) -> None:
    acts = chapter.acts
    wanted = (
        (acts.confirm, Act.FACE_CONFIRM),
        (acts.call_back, Act.AUTHORITY_CALL_BACK),
        (acts.propose, Act.DECISION_PROPOSE),
        (acts.approve, Act.DECISION_APPROVE),
        (acts.gate, Act.GATE_ANSWER),
        (acts.publish, Act.PUBLICATION_PUBLISH),
    )
    for who, act in wanted:
        assert who is None or may(roles_of(who), act), (who, act)


@each_chapter
def test_story_keeps_confirming_calling_and_approving_apart(chapter: story.Chapter) -> None:
    acts = chapter.acts
    if acts.approve:
        assert acts.approve not in {acts.confirm, acts.propose, acts.call_back}
    assert acts.call_back is None or acts.call_back != acts.propose


@each_chapter
def test_story_has_a_second_person_where_the_desk_wants_one(chapter: story.Chapter) -> None:
    wanted = any(needs_two(item.outcome, emergency=chapter.expect.emergency) for item in chapter.items)
    assert (chapter.acts.approve is not None) == wanted


@each_chapter
def test_story_gives_only_to_verified_authorities_on_confirmed_facts(chapter: story.Chapter) -> None:
    for item in chapter.items:
        if item.outcome not in GIVES:
            continue
        assert chapter.authority
        decisive = {s.name for s in CASE_FIELDS if s.decisive}
        decisive |= {f"items.{item.number}.{s.name}" for s in ITEM_FIELDS if s.decisive}
        if "subscriber" not in (chapter.confirm.get(f"items.{item.number}.data") or ()):
            decisive.discard(f"items.{item.number}.part")  # which of the subscriber data: of others nobody asks
        assert decisive <= set(chapter.confirm), decisive - set(chapter.confirm)


@each_chapter
def test_story_calls_back_in_emergencies_and_before_content_and_location(chapter: story.Chapter) -> None:
    given = [item.number for item in chapter.items if item.outcome in GIVES]
    asked = {category for number in given for category in chapter.confirm.get(f"items.{number}.data") or ()}
    if chapter.expect.emergency or asked & {"content", "location"}:
        assert chapter.acts.call_back == "cedar"


@each_chapter
def test_story_letters_say_what_was_decided(chapter: story.Chapter) -> None:
    for item in chapter.items:
        if item.letter is None:
            assert item.outcome in {Outcome.COMPLY, Outcome.PARTIAL, Outcome.CHALLENGE, Outcome.UNDER_PROTEST}
        elif chapter.authority is None:
            assert item.letter is LetterKind.ACKNOWLEDGEMENT  # an unverified sender learns nothing (P3)
        else:
            assert item.letter in LETTERS[item.outcome]


@each_chapter
def test_story_publishes_only_through_an_open_gate(chapter: story.Chapter) -> None:
    for item in chapter.items:
        kind = chapter.confirm[f"items.{item.number}.kind"]
        if item.publish:
            assert item.may.admit
            assert item.may.count
            assert kind in WITHOUT_PERSON or item.publish == "aggregate"
            assert chapter.acts.publish
        if kind in WITHOUT_PERSON:
            assert item.publish
            assert (item.ground or "").startswith("policy.")


@each_chapter
def test_story_tells_nobody_against_a_duty_of_silence(chapter: story.Chapter) -> None:
    for item in chapter.items:
        silence = item.silence
        if silence:
            assert not (item.may.tell and silence.tell)
            assert not (item.may.admit and silence.admit)
            assert not (item.may.count and silence.count)


@each_chapter
def test_story_face_is_one_that_the_domain_accepts(chapter: story.Chapter) -> None:
    face = Face({}, tuple({} for _ in chapter.items)).confirm(chapter.confirm)
    assert face.confirmed == set(chapter.confirm)
    if chapter.items:
        assert face.get("instruments") == chapter.expect.instruments
        assert face.get("emergency") is chapter.expect.emergency
        assert face.get("authority") == chapter.authority


def test_story_authorities_agree_with_the_faces() -> None:
    rows = {row.id: row for row in STORY.authorities}
    used = {chapter.authority for chapter in CHAPTERS if chapter.authority}
    assert used == set(rows)
    for chapter in CHAPTERS:
        if chapter.authority:
            row = rows[chapter.authority]
            assert (chapter.confirm["country"], chapter.confirm["authority_kind"]) == (row.country, row.kind)
            assert row.contact not in text_of(chapter)  # the directory's address, not the letter's (hazard 2.4)


def test_story_shows_each_answer_that_part_a_knows() -> None:
    outcomes = {item.outcome for chapter in CHAPTERS for item in chapter.items}
    assert outcomes >= {Outcome.COMPLY, Outcome.NO_DATA, Outcome.CORRECT, Outcome.REFUSE, Outcome.CHALLENGE}
    kinds = {kind for chapter in CHAPTERS for kind in chapter.expect.kinds}
    assert kinds >= {"disclosure", "preservation", "content", "shutdown", "direct_access", "capability", "no_record"}


# The reader of story.yaml


def change(path: str, value: Any) -> Any:
    """The story with one value replaced; ``path`` as ``chapters.0.title``. The value ``...`` takes the key away."""
    data = copy.deepcopy(RAW)
    *way, last = path.split(".")
    at = data
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    if value is ...:
        del at[last]
    else:
        at[int(last) if isinstance(at, list) else last] = value
    return data


def refused(data: Any) -> str:
    with pytest.raises(story.StoryError) as fault:
        story.from_plain(data)
    return str(fault.value)


def test_story_parses_again_from_its_own_data() -> None:
    assert story.from_plain(RAW) == STORY
    assert story.load() == CHAPTERS


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("chapters.0.title", ..., "it has the keys"),
        ("chapters.0.surprise", 1, "it has the keys"),
        ("chapters.0.title", "  ", "wants words"),
        ("chapters.0.channel", "pigeon", "it is one of mail"),
        ("chapters.0.number", 2, "is chapter 1"),
        ("chapters.0.number", True, "a whole number"),
        ("chapters.0.file", "../story.yaml", "a file in demands/"),
        ("chapters.0.file", "99-missing.eml", "a file in demands/"),
        ("chapters.0.received_at", "2026-11-02T08:14:00Z", "a moment"),
        ("chapters.0.received_at", datetime.datetime(2026, 11, 2, 8, 14), "a moment"),  # noqa: DTZ001 - of no zone
        ("chapters.1.received_at", datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC), "arrives after"),
        ("chapters.0.authority", "DE-NOBODY", "names a known authority"),
        ("chapters.3.of", 9, "belongs to an earlier"),
        ("chapters.0.arrival", "guess", "it is one of unread"),
        ("chapters.0.confirm", ["country"], "an object"),
        ("chapters.0.confirm.nickname", "x", "not a field of the facts"),
        ("chapters.0.confirm.country", "Germany", "is not of the form country"),
        ("chapters.0.confirm", {"items.2.kind": "disclosure", "items.1.kind": "disclosure"}, "its own items"),
        ("chapters.0.expect.kinds", ["content"], "kinds that it expects"),
        ("chapters.0.expect.emergency", "no", "true or false"),
        ("chapters.0.items", {}, "a list"),
        ("chapters.0.items.0.number", 2, "numbers its items"),
        ("chapters.0.items.0.outcome", "maybe", "it is one of comply"),
        ("chapters.0.items.0.letter", "pamphlet", "it is one of"),
        ("chapters.0.items.0.may.tell", "yes", "true or false"),
        ("chapters.0.items.0.silence.review_on", None, "an end or a review"),
        ("chapters.0.items.0.silence.review_on", "2027-02-30", "a day is written"),
        ("chapters.11.items.0.publish", "everything", "aggregate, summary or full"),
        ("chapters.0.acts.approve", "dill", "people of the story"),
        ("chapters.5.acts.how", None, "says how it is called back"),
        ("chapters.5.acts.how", "telepathy", "one of call_back"),
        ("people.0.roles", ["king"], "it is one of clerk"),
        ("authorities.0.id", "talbach", "id of an authority"),
        ("desk.services.0.class", "pigeon", "it is one of telecom"),
        ("desk", [], "an object"),
    ],
)
def test_story_reader_refuses_and_says_where(path: str, value: Any, says: str) -> None:
    message = refused(change(path, value))
    assert says in message
    assert re.match(r"(story.yaml: (desk|people|authorities|chapters)\b|chapter \d)", message)


def test_story_reader_refuses_what_is_no_yaml() -> None:
    with pytest.raises(story.StoryError, match="no YAML"):
        story.parse("desk: [")


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2))
PLACES = st.sampled_from([f"chapters.{n}.{key}" for n in (0, 3, 5, 11) for key in RAW["chapters"][0]])


@given(PLACES, LEAVES)
def test_story_reader_knows_one_error(place: str, value: Any) -> None:
    with contextlib.suppress(story.StoryError):
        assert len(story.from_plain(change(place, value)).chapters) == 15
