"""Whether a letter is a demand: signs for it and against it, each with its weight, in one table.

The signs hold in every language; the words by which they are known stand in the lists. What counts is the letter:
an older mail below it, or what it encloses, asks for nothing.
"""

import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from dueprocess.demand.codes import AuthorityKind, Kind, Presence
from dueprocess.demand.draft import Span
from dueprocess.demand.reading import kinds, reach
from dueprocess.demand.reading.index import Indexed, cues, has
from dueprocess.demand.reading.page import Page, flat

ENOUGH: Final = 8
"""The weight from which a letter is a demand."""
SURE: Final = 13
"""The weight from which it surely is one: of letters new to the reader that weighed less, a third was none."""
_TRIES: Final = 40  # places of a list that are looked at
_APART: Final = 100  # characters between two words of one sentence that say something together
_MOST_HINTS: Final = 4
_COVER: Final = 120  # characters above what is quoted that are a letter of their own
_IN_PLACE: Final = ("laws", "targets", "register_numbers", "deadline")
"""Fields that count where they stand in the letter itself."""
_LIKE: Final = frozenset((Kind.DISCLOSURE, Kind.PRESERVATION, Kind.CONTENT, Kind.ACCOUNT, Kind.COMPELLED_PERSON))
"""Kinds that ask for something which a letter names."""


class Together(NamedTuple):
    """Pairs of lists whose words stand in one sentence, and what a letter weighs less that says one of them."""

    pairs: tuple[tuple[str, str], ...]
    weight: int
    within: float = 1.0
    """Share of the letter, from its beginning, in which they stand."""


WEIGHTS: Final = {
    "asks": 2,  # a word of asking, ordering or notifying
    "kinds": 3,  # something that is asked
    "named": -1,  # … for a public body asks in words that no list holds, and names data
    "deed": 2,  # … a thing to do, as a way in, a shutdown, a capability: such an order names no account
    "examined": 3,  # … what the provider itself does, by a regulator: nor does such a letter
    "data": 1,  # data are named that are asked for
    "targets": 2,
    "period": 2,
    "deadline": 4,
    "laws": 1,
    "court": 2,
    "public": 1,  # a public body writes
    "listed": 2,  # … which the directory knows
    "numbers": 1,
    "informal": 3,  # says itself that there is no power: who asks nothing need not say so
    "emergency": 1,
    "none": -8,  # the letter, or its mail's subject, says that it asks nothing
    "hints": -2,  # a word of letters that ask nothing; twice as much for each further sentence with one, four at most
    "spam": -1,  # for each word of mail that nobody asked for, two at most; one more for the first
    "rights": -9,  # somebody, no public body, asks for her own data by the law on data protection
    "taxes": -6,  # a tax office that names nobody's account or data writes about the provider's own taxes
    "idle": -2,  # nothing is named that could be given or done, and no time is set
    "unbacked": -8,  # no public body, no law, no court, no office of who signs
}
"""What each sign weighs."""
NOTHING_ASKED: Final = (
    # "no action … is required", "you need not … take steps"
    Together((("none.nothing", "none.needs"), ("none.unneeded", "none.duties")), 6),
    Together((("none.back", "none.papers"),), 6),  # "is withdrawn … our request"
    Together((("none.more", "none.time"),), 8),  # "is extended … the deadline"
    Together((("none.enters", "none.secrets"),), 12),  # "log in … your password"
    Together((("none.answers", "none.questions"),), 4),  # "in reply to … your question"
    Together((("none.copies", "none.informs"),), 3, 0.6),  # "a copy … for information"; below, others have one
    Together((("none.solely", "none.addressed"),), 4),  # "solely … directed to"
)
"""What says in one sentence that nothing is asked: words, and not phrases, for they are bent and parted."""


class Letter(NamedTuple):
    """What is known of a letter beside its text."""

    values: Mapping[str, Any]
    """Of the draft."""
    spans: Mapping[str, tuple[Span, ...]]
    """Where the values stand in the text as it came."""
    subject: str
    """Of the mail around it."""
    by_data: bool
    """Whether only the data that it names say what it asks."""
    examined: bool
    """Whether a regulator asks what the provider itself does."""
    listed: bool
    """Whether the directory knows the sender."""
    public: bool
    sure: bool
    """Whether the sender is."""
    at: int
    """Where the sender's name stands in the page: what is passed on whole has its sender in what is quoted."""


def weight(page: Page, letter: Letter) -> int:
    """How much speaks for a demand: ENOUGH, or more, is one."""
    values = letter.values
    low = page.low.part(0, _end(page, letter))
    own = page.place(len(low))
    here = {name for name in _IN_PLACE if values[name] and _before(letter.spans.get(name), own)}
    asked = kinds.asked(page, 0, len(low)) if len(low) < len(page.low) else values["kinds"]
    court = values["court_order"] is not Presence.NONE
    lawyer = values.get("authority_kind") is AuthorityKind.PRIVATE  # a claim names its law
    backed = letter.public or values["cites_law"] or court or (values["named_official"] and not lawyer)
    backed = backed or (values["emergency"] and has(low, page.tables["signature.ranks"]))  # a note of a call
    spam = sum(1 for _ in cues(page.low, page.tables.whole["demand.spam"]))
    items = values["items"]
    rights = page.tables["none.rights"]
    # A regulator that no letterhead and no signature names is the one to which somebody would complain.
    public = letter.public and (letter.sure or values.get("authority_kind") is not AuthorityKind.REGULATOR)
    put_off = kinds.not_yet(page, low) if Kind.PRESERVATION in asked else ()
    if asked and "targets" in here and here & {"deadline", "laws"}:
        put_off += _of_one(page, low, letter.spans["targets"])
    said = {
        "asks": kinds.asks(page, low),
        "kinds": bool(asked),
        "named": bool(asked) and letter.by_data and not letter.examined,
        "deed": not _LIKE.issuperset(asked),
        "examined": letter.examined,
        "data": any(item.data for item in items),
        "targets": "targets" in here,
        "period": any(item.period_from for item in items),
        "deadline": "deadline" in here,
        "laws": "laws" in here,
        "court": court,
        "public": letter.public,
        "listed": letter.listed,
        "numbers": "register_numbers" in here,
        "emergency": values["emergency"],
        "none": _says_none(page, low, letter.subject, put_off),
        "informal": values["informal"],
        "hints": _hints(page, low),
        "spam": min(spam, 2) + 1 if spam else 0,
        "rights": not public and any(has(one, rights) for one in (low, flat(letter.subject))),
        "taxes": values.get("authority_kind") is AuthorityKind.TAX and not _names_anybody(values),
        "idle": bool(asked) and _idle(values),
        "unbacked": not backed,
    }
    return sum(WEIGHTS[name] * int(there) for name, there in said.items()) - sum(_together(page, low, put_off))


def _together(page: Page, low: Indexed, but: tuple[Span, ...]) -> list[int]:
    """What a part of the page weighs less for each pair of words that says in one sentence that nothing is asked."""
    return [
        one.weight
        for one in NOTHING_ASKED
        if any(_stand_together(page, low[: int(one.within * len(low))], *pair, but) for pair in one.pairs)
    ]


def _before(spans: tuple[Span, ...] | None, end: int) -> bool:
    """Whether one of the places is of the letter itself; a value without a place is."""
    return not spans or any(start < end for start, _ in spans)


def examined(page: Page, kind: AuthorityKind | None) -> bool:
    """Whether a regulator asks what the provider itself does: why it processes data, what it did about a complaint."""
    return kind is AuthorityKind.REGULATOR and page.says(page.low, "demand.explains")


_QUOTE: Final = re.compile(r"(?m)^[ \t]{0,8}>(?!>>>).*\n[ \t]{0,8}>(?!>>>)")  # ">>>>>>" frames a heading


def _end(page: Page, letter: Letter) -> int:
    """Where the letter itself ends: what is passed on whole has its sender in it, unless the note says "no action"."""
    quote = _QUOTE.search(page.raw)
    ends = [page.older, page.at(quote.start()) if quote else len(page.low)]
    if max(letter.at, _COVER) < page.passed < len(page.low):
        note = page.low.part(0, page.passed)
        if _says_none(page, note, "", ()) or sum(_together(page, note, ())) >= _PLAINLY:
            ends.append(page.passed)
    return min((end for end in ends if end > max(letter.at, _COVER)), default=len(page.low))


_PLAINLY: Final = 6  # weight of words in a note that say that nothing is asked
_ONE: Final = re.compile(
    r"\w@\w|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|://|hxxp|\w\[?\.\]?(?!html?\b)[a-z]{2,7}\b|[^\W_]_[^\W_]"
)
_NAMED: Final = re.compile(r"[\"“”«»„]\s?\w|(?<![\d/.-])\d{5,}(?![\d/.-]\d)")


def _of_one(page: Page, low: Indexed, targets: tuple[Span, ...]) -> tuple[Span, ...]:
    """Sentences that ask nothing of one account, page, person or sort of data, in a letter that asks more."""
    found = set()
    for name in ("none.nothing", "none.unneeded", "demand.none"):
        for at, _ in islice(cues(low, page.tables[name]), _TRIES):
            start, end = page.sentence(at)
            said, first, last = page.low.part(start, end), page.place(start), page.place(end)
            elsewhere = any(not first <= place < last for place, _ in targets)
            half = page.low.part(page.sentence(start - 1)[0], start) if page.low[start - 1 : start] == ";" else said
            one = _names_one(page, said) or _is_called(page, half)  # "X is our client's; nothing is needed"
            if elsewhere and one and not page.says(said, "none.back"):
                found.add((start, end))
    return tuple(found)


def _names_one(page: Page, said: Indexed) -> bool:
    """Whether a sentence names an account, page, person or sort of data."""
    return _ONE.search(said) is not None or reach.names_data(page, said) or _is_called(page, said)


def _is_called(page: Page, said: Indexed) -> bool:
    """Whether it names somebody else's, or a quoted word or a number beside a label, for firms are quoted, too."""
    named = _NAMED.search(said) is not None and page.says(said, "identifiers.labels")
    return named or page.says(said, "targets.others")


def _idle(values: Mapping[str, Any]) -> bool:
    """Whether nothing is named that data or content could be asked of, and no time is set: an answer, a notice."""
    named = _names_anybody(values) or values["deadline"] or values["unnamed_targets"]
    return not named and set(values["kinds"]) <= _LIKE


def _names_anybody(values: Mapping[str, Any]) -> bool:
    return bool(values["targets"] or values["redacted_targets"] or any(item.data for item in values["items"]))


def _says_none(page: Page, low: str, subject: str, but: tuple[Span, ...]) -> bool:
    """Whether the letter, or its mail's subject, says of itself that it asks nothing; "if it is done" does not.

    ``but``: sentences of what is to be kept that only put off its handing over.
    """
    if subject and has(flat(subject), page.tables["demand.none"]):
        return True
    found = islice(cues(low, page.tables["demand.none"]), _TRIES)
    return any(
        page.sentence(start) not in but and not any(page.says(page.around(start), one) for one in _EXCUSES)
        for start, _ in found
    )


def _hints(page: Page, low: str) -> int:
    found = islice(cues(low, page.tables["none.hints"]), _TRIES)
    said = {page.sentence(start)[0] for start, end in found if not _is_of_a_name(low, start, end)}
    return max(2 * min(len(said), _MOST_HINTS) - 1, 0)


def _is_of_a_name(low: str, start: int, end: int) -> bool:
    """Whether a word is a part of an account's name, as in "atelier-corbigeau"."""
    return "@" in low[start:end] or not {"@", "_", "-"}.isdisjoint(low[max(0, start - 1) : start] + low[end : end + 1])


def _stand_together(page: Page, low: str, first: str, second: str, but: tuple[Span, ...]) -> bool:
    seconds = tuple(islice(cues(low, page.tables[second]), _TRIES))
    firsts = islice(cues(low, page.tables[first]), _TRIES) if seconds else ()
    excuses: tuple[str, ...] = _EXCUSES
    if first == "none.enters":  # a lure, too, says "please" and "still", and names an address
        excuses, but = _EXCUSES[:1], ()
    return any(_of_one_sentence(page, one, other, but, excuses) for one in firsts for other in seconds)


_EXCUSES: Final = ("demand.none_not", "none.still")


def _of_one_sentence(page: Page, first: Span, second: Span, but: tuple[Span, ...], excuses: tuple[str, ...]) -> bool:
    apart = max(first[0], second[0]) - min(first[1], second[1])
    if apart > _APART:
        return False
    sentence = page.sentence(first[0])
    if sentence in but or not sentence[0] <= second[0] < sentence[1]:
        return False
    said = page.low.part(*sentence)
    return not any(page.says(said, one) for one in excuses)
