"""What the words of a column's name say: an axis, or a measure with its base. What they do not say is left out."""

import difflib
import re
import tomllib
from typing import Final

from transparency import packaged
from transparency.check.model import ACCOUNT, ACCOUNTS, DISCLOSED, PERCENT, RECEIVED, REQUEST
from transparency.check.shape import normal

# Read at once: the sandbox's child opens no file later.
_TEXTS: Final = tomllib.loads(packaged.text("check", "guess_words.toml"))
_SPELLED: Final = frozenset(_TEXTS.pop("spelled").split())
_SAY: Final = {name: re.compile(text.replace("\n", "")) for name, text in _TEXTS.items()}
_LONG: Final = 6  # letters of a word that another is not taken for by chance
_LIKE: Final = 0.87  # of two words: a letter in eight is another, or two changed places
FIGURE, SERVICE = _SAY["figure"], _SAY["service"]
PLACES: Final = re.compile(rf"name|key|{_SAY['place'].pattern}")  # of a column of texts
ASIDE: Final = frozenset({"preservation", "preservations", "preservation request", "preservation requests"})
_AXES: Final = ("period", "from", "until", "code", "place", "kind")
_MEASURES: Final = {
    "share": (PERCENT, REQUEST),
    "no_count": ("", ""),
    "preserved": ("preserved", "item"),
    "in_period": ("answered in the period", REQUEST),  # also what came before: no part of what came
    "nothing": ("no data", REQUEST),
    "refused": ("rejected", REQUEST),
    "non_content": ("non-content", REQUEST),
    "content": ("content", REQUEST),
    "referred": (ACCOUNTS, ""),
    "to_disclose": (RECEIVED, REQUEST),
    "given": (DISCLOSED, REQUEST),
}
"""The first that a name fits is what it measures."""


def axis(name: str) -> str:
    """Which axis a column names, or none."""
    role = next((role for role in _AXES if _SAY[role].fullmatch(name)), "")
    if role in {"period", ""}:
        return role
    # “government requests”, “process requests received” are counts.
    return "" if FIGURE.search(name) and not _SAY["axis"].search(name) else role


def plain(name: str) -> str:
    """A column's name without marks that lead to a footnote."""
    return normal(re.sub(r"[*\u2020\u2021\u00b9\u00b2\u00b3\u2070-\u2079]+|\[\w\]$|(?<=[a-z]{3})\d$", "", name))


def measure(name: str) -> tuple[str, str]:
    """What a column of figures measures, and its base; empty where the words say nothing."""
    of_people = _of_people(name)
    if _SAY["things"].match(name):
        return "", ""  # items, addresses: counted by their own name
    for words, said in _MEASURES.items():
        if _SAY[words].fullmatch(name):
            return (
                ("answered", _base(name))
                if words == "given" and of_people
                else (said[0], said[1] or _base(name))
                if said[0]
                else said
            )
    if of_people:
        return ACCOUNTS, _base(name)
    return (RECEIVED, REQUEST) if _SAY["asked"].fullmatch(name) else ("", "")


def spelled(name: str) -> str:
    """A name with the words that are misspelt in a letter as they are spelled."""
    return " ".join([word if len(word) < _LONG else _spelled(word) for word in name.split()])


def _spelled(word: str) -> str:
    near = difflib.get_close_matches(word, _SPELLED, 1, _LIKE)
    return near[0] if near else word


def _of_people(name: str) -> bool:
    """Whether accounts are counted, and not the requests about them."""
    return bool(_SAY["people"].search(name)) and not _SAY["asking"].search(name)


def share_of(name: str) -> str:
    """The measure that a percentage is a share of; empty where it is a share of something else, or of accounts."""
    if (
        _SAY["no_count"].fullmatch(name)
        or (_SAY["of_all"].fullmatch(name) and not _SAY["given"].fullmatch(name))
        or _of_people(name)
    ):
        return ""
    rest = _SAY["share_words"].sub("", name).strip()
    found, _ = measure(rest)
    return found if found not in {"", RECEIVED, PERCENT} else DISCLOSED


def own_words(name: str, measure: str, share: str) -> str:
    """The publisher's words where ours would say more than they do: answered is not yet answered with data."""
    if measure == PERCENT:
        return "" if share == DISCLOSED and _SAY["with_data"].search(name) else f"“{name}”"
    if measure != DISCLOSED or _SAY["with_data"].search(name):
        return ""
    return f"“{name}”" if _SAY["asking"].search(name) else f"requests “{name}”"


def is_no_count(name: str) -> bool:
    """Whether a column holds no counts: an average, a duration, an address."""
    return bool(_SAY["no_count"].fullmatch(name))


def is_total(name: str) -> bool:
    """Whether a column speaks of all there is."""
    return bool(_SAY["total"].fullmatch(name))


def is_any(name: str) -> bool:
    """Whether a column speaks of some or any data given, and so of all answers together."""
    return bool(_SAY["any"].search(name))


def telling(name: str) -> frozenset[str]:
    """The words of a name that tell one sort of request from another: emergency, subpoena."""
    return frozenset(re.findall(r"[^\W\d_]+", _SAY["common"].sub(" ", name)))


def _base(name: str) -> str:
    for word in ("account", "device", "identifier", "token", "user", "member", "customer", "domain"):
        if word in name:
            return word
    return ACCOUNT
