"""Words of talks on a person's own machine: sealed to people of the house, opened again, held against what was signed.

Nothing that the desk says of a talk is believed: its words are those that the commitment names, or nothing.
"""

import base64
import binascii
import datetime as dt
import hashlib
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.acts import access
from dueprocess.adapters import crypto, recipients
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.client.desk_itself import Itself, key_facts
from dueprocess.client.person import Person
from dueprocess.formats import moment
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.recipient import Facts
from dueprocess.formats.refusal import DeniedError, wrong
from dueprocess.formats.roster import Roster
from dueprocess.formats.statement import Act
from dueprocess.formats.statement import hash_of as statement_of
from dueprocess.formats.talk import KIND, MAX_TEXT, MEDIA, Words, encode, name_of, opened

_FILE, _ID, _ACCOUNT, _IP = "the number of a file", "the id of a case", "the name of an account", "an IP address"
_CASE: Final = re.compile(r"\b[a-z]-[a-z2-7]{24}\b")
_IDENTIFIERS: Final = (
    (re.compile(r"[^\s@]+@[^\s@]+"), "a mail or account address"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), _IP),
    (re.compile(r"\b(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}\b"), _IP),
    (re.compile(r"(?:\+|\b00)\d(?:[\s/().-]?\d){6,}"), "a telephone number"),
    (re.compile(r"\b\d[\d\s/.-]{8,}\d\b"), "a long number, as of a file, an account or a telephone"),
    # Not those of courts that the law is known by: C-203/15, 1 BvR 1873/13.
    (re.compile(r"\b[A-Z]{2,5}-\d{2,}/\d{2,4}\b|\b\d{1,4} (?:[A-Z]?Js|B?Gs|ARs?|Cs|Ds|K?Ls) \d{1,6}/\d{2,4}\b"), _FILE),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+", re.IGNORECASE), "an address of a page"),
    (_CASE, _ID),
    (re.compile(r"(?:^|\s)@[\w.]{2,}"), _ACCOUNT),
)
"""What points to somebody, or to a demand. A person reads the question as well: no program finds names."""
_OF_DEMANDS: Final = frozenset({_FILE, _ID, _ACCOUNT, _IP})


@dataclass(frozen=True, slots=True)
class Read:
    """A talk whose words this machine opened."""

    row: Mapping[str, Any]
    words: Words
    data: bytes  # the inside of the object: what is published


def readers(roster: Roster) -> list[str]:
    """Recipients of the words: who may read a talk, nobody from outside the house; and recovery."""
    people = [
        one for one in roster.people if not one.outside and access.may(access.roles_of(one.roles), Act.TALK_AGREE)
    ]
    return [*(age for one in people for age in one.ages), roster.recovery]


def seal(who: Person, roster: Roster, words: Words) -> tuple[str, bytes]:
    """The commitment to the words, and the ciphertext. Raises TalkError, AgeError."""
    data = crypto.packed(KIND, MEDIA, encode(words), moment.write(who.now))
    return name_of(data), crypto.encrypt(data, readers(roster))


def rows(far: FarDesk) -> list[dict[str, Any]]:
    """All talks, as the desk says them."""
    return far.rows("/v1/desk/talks")


def find(far: FarDesk, beginning: str) -> dict[str, Any]:
    """The one talk whose name begins so. Raises DeniedError."""
    found = [row for row in rows(far) if str(row.get("talk", "")).startswith(beginning)]
    if len(found) != 1 or not beginning:
        raise wrong(f"{len(found)} talks begin with {beginning!r}. See `talk list`.")
    return found[0]


def read(who: Person, row: Mapping[str, Any]) -> Read:
    """The words of a talk. Raises DeniedError where they are others than were signed, AgeError where they stay shut."""
    if row.get("withdrawn"):
        raise wrong("This talk was taken back; its words are destroyed.")
    public = _bytes(row.get("words"))
    data = public or crypto.decrypt(_bytes(row.get("sealed")), who.identity.age_secrets)
    words, name = opened(data)
    said = (str(row.get("talk")), str(row.get("sort")), str(row.get("on")))
    if (name, str(words.sort), words.on.isoformat()) != said:
        raise DeniedError.because(
            "talk.wrong", "The desk shows other words than those that were signed. Tell the others."
        )
    return Read(row, words, data)


def hash_of(data: bytes) -> str:
    """How a statement names what comes beside it: SHA-256 (hex)."""
    return hashlib.sha256(data).hexdigest()


def coded(data: bytes) -> str:
    """As the interface takes bytes."""
    return base64.b64encode(data).decode()


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text or ""), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise wrong("The desk shows what is no base64.") from fault


# --- allies -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ally:
    """An ally as people signed it, and its key as this machine read it."""

    ally: str
    name: str
    contact: str
    facts: Facts
    verification: str
    by: tuple[str, ...]
    until: str


def allies(far: FarDesk, itself: Itself) -> list[Ally]:
    """The directory, each entry held against the statements behind it. Raises DeniedError."""
    return [_ally(row, itself) for row in far.rows("/v1/desk/allies")]


def _ally(row: Mapping[str, Any], itself: Itself) -> Ally:
    note, second = (str(row.get(name, "")).encode() for name in ("first", "second"))
    first, key, name = itself.checked(note), _bytes(row.get("key")), str(row.get("name"))
    facts = key_facts(str(first.says.get("key_kind", "")), key)
    named = {"ally": str(row.get("ally")), "name": text_hash(name), "contact": text_hash(str(row.get("contact")))}
    said = {**named, "key": hash_of(key)}
    if first.act is not Act.ALLY_VERIFY or any(first.says.get(part) != value for part, value in said.items()):
        raise DeniedError.because("ally.not-verified", "The desk shows another ally than was signed. Tell the others.")
    by = [first.by]
    if second:
        confirmed = itself.checked(second)
        same = confirmed.act is Act.ALLY_CONFIRM and confirmed.says.get("verification") == statement_of(note)
        if not same or confirmed.by == first.by:
            raise DeniedError.because("ally.not-verified", "Nobody confirmed this key as a second person.")
        by.append(confirmed.by)
    return Ally(
        said["ally"], name, str(row.get("contact")), facts, statement_of(note), tuple(by), str(row.get("until"))
    )


def question_faults(text: str) -> list[str]:
    """Why a question goes to nobody: what in it points to somebody, or to a demand."""
    found = _pointing(text)
    if not text.strip() or len(text) > MAX_TEXT:
        found.append(f"it is empty, or longer than {MAX_TEXT} characters")
    return list(dict.fromkeys(found))


def words_faults(words: Words) -> list[str]:
    """What in the words of a talk points to a demand: they will be public, and name none."""
    said = (words.says, words.asked, words.answered, words.came_of_it, words.changed)
    return [one for one in _pointing("\n".join(said)) if one in _OF_DEMANDS]


def _pointing(text: str) -> list[str]:
    # As it is read: a wide @ or digit, and what stands between letters unseen, hides nothing.
    plain = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return [says for pattern, says in _IDENTIFIERS if pattern.search(plain)]


def seal_question(ally: Ally, text: str, now: dt.datetime) -> bytes:
    """The question, sealed to the ally's key as its kind has it."""
    out = io.BytesIO()
    recipients.seal_to(ally.facts.how, ally.facts.key, io.BytesIO(text.encode()), out, at=now)
    return out.getvalue()
