"""Domains of mail addresses: who could mistake one for another (as Unicode TS 39 means it; a small table of our own).

Pure. An organisation's domain is guessed by its last labels, without the list of public suffixes: what is guessed
decides nothing, a person looks.
"""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

_SECOND: Final = frozenset(
    """
    ac co com edu gob gouv gov govt go gub gv judiciary justice mil net nhs org parliament police pol sch
    """.split()  # noqa: SIM905 - one word a line would be long
)
_ALIKE: Final = {
    ord(one[0]): one[2]
    for one in """
    а:a е:e о:o р:p с:c у:y х:x і:i ј:j ԁ:d һ:h ӏ:l ѕ:s ԛ:q ԝ:w ь:b в:b к:k м:m н:h т:t г:r п:n з:z
    α:a ε:e ν:v ι:i ο:o ρ:p υ:u κ:k τ:t χ:x ω:w β:b γ:y η:n ı:i ł:l ø:o 0:o 1:l 3:e 5:s
    """.split()  # noqa: RUF001, SIM905 - they are the point
}
"""Letters of Cyrillic and Greek, and digits, that look like a Latin one in the usual types."""
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_COMMON: Final = frozenset(
    """
    police polizei politie policja polis justice justiz court gericht state city federal public bund land office
    """.split()  # noqa: SIM905 - as above
)
_STATE: Final = frozenset({"gov", "gouv", "gob", "govt", "guv"})
FREE: Final = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.fr hotmail.co.uk live.com msn.com yahoo.com yahoo.co.uk
    yahoo.de yahoo.fr yahoo.co.in ymail.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.de
    gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de mail.com email.com mail.ru bk.ru list.ru inbox.ru
    yandex.ru yandex.com rambler.ru ukr.net i.ua qq.com 163.com 126.com sina.com naver.com daum.net orange.fr free.fr
    laposte.net wanadoo.fr sfr.fr libero.it virgilio.it wp.pl o2.pl onet.pl interia.pl seznam.cz centrum.cz abv.bg
    rediffmail.com zoho.com tutanota.com tutamail.com tuta.io tuta.com mailfence.com posteo.de mailbox.org fastmail.com
    hushmail.com cock.li guerrillamail.com mailinator.com yopmail.com temp-mail.org 10minutemail.com uol.com.br
    bol.com.br terra.com.br bluewin.ch telenet.be skynet.be ziggo.nl kpnmail.nl xs4all.nl
    """.split()  # noqa: SIM905 - as above
)
"""Where anybody gets a mailbox; some offices of small places do have theirs there. Our own list."""


class Likeness(StrEnum):
    """How one domain looks like another; never renamed."""

    LETTERS = "letters"  # other letters that look the same
    ONE = "one"  # one letter more, less or other, or two that changed places
    ENDING = "ending"  # the same name under another ending
    INSIDE = "inside"  # the other's name stands inside this one


def readable(domain: str) -> str:
    """In lower case, without a dot at the end, its parts in Punycode (``xn--``) as the letters that they stand for."""
    return ".".join(_label(one) for one in domain.strip().rstrip(".").lower().split("."))


def _label(one: str) -> str:
    if not one.startswith("xn--"):
        return one
    try:
        return one[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return one


def written(domain: str) -> str:
    """As machines write it: what looks like another domain is not shown as that."""
    return ".".join(one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in domain.split("."))


def domain_of(address: str) -> str:
    """The domain of a mail address; empty where it is none."""
    local, sign, domain = address.strip().rpartition("@")
    return readable(domain) if sign and local and "." in domain and " " not in domain else ""


def organisation(domain: str) -> str:
    """The part that somebody registers, as far as its last labels tell."""
    labels = domain.split(".")
    three = len(labels) > 2 and len(labels[-1]) == 2 and (labels[-2] in _SECOND or len(labels[-2]) == 2)  # noqa: PLR2004
    return ".".join(labels[-3 if three else -2 :])


def same_house(one: str, other: str) -> bool:
    """Whether two domains are of one organisation (relaxed alignment, RFC 7489 section 3.1), as far as this tells."""
    return bool(one) and organisation(one) == organisation(other)


def is_free(domain: str) -> bool:
    """Whether anybody gets a mailbox there, as far as our list knows."""
    return domain in FREE or organisation(domain) in FREE


def scripts(domain: str) -> frozenset[str]:
    """Scripts of the letters of one label, where it mixes several; empty where none does."""
    for label in readable(domain).split("."):
        found = {unicodedata.name(one, "?").partition(" ")[0] for one in label if one.isalpha()}
        if len(found - {"CJK", "HIRAGANA", "KATAKANA"}) > 1:
            return frozenset(found)
    return frozenset()


def says_state(domain: str) -> bool:
    """Whether a name that anybody can register says that it is a government's: ``police-gov.example``."""
    labels = domain.split(".")
    own = organisation(domain).split(".")[0]
    ends = set(labels[-2:]) & _STATE
    words = own.split("-")
    return not ends and len(words) > 1 and bool(set(words) & _STATE)


def likeness(domain: str, known: str) -> Likeness | None:
    """How ``domain`` looks like the ``known`` one; None where it does not, or is of the same organisation."""
    if not domain or not known or same_house(domain, known):
        return None
    ours, theirs = organisation(domain), organisation(known)
    if _skeleton(ours) == _skeleton(theirs):
        return Likeness.LETTERS
    name, other = ours.partition(".")[0], theirs.partition(".")[0]
    if name == other and len(name) > 2:  # noqa: PLR2004 - "ag.de", "ag.ch" are two of many
        return Likeness.ENDING
    if min(len(ours), len(theirs)) > 6 and _apart_by_one(ours, theirs):  # noqa: PLR2004 - short ones all look alike
        return Likeness.ONE
    told, said = _words(ours), _words(theirs)
    if len(theirs) > 5 and said != told and f"-{said}-" in f"-{_words(domain)}-":  # noqa: PLR2004
        return Likeness.INSIDE
    alone = len(other) > 4 and other not in _COMMON and other in name.split("-")  # noqa: PLR2004
    return Likeness.INSIDE if alone else None


def nearest(domain: str, known: Iterable[str]) -> tuple[str, Likeness] | None:
    """The known domain that ``domain`` looks like most; None: it is of one of them, or like none."""
    all_known = list(known)
    if any(same_house(domain, one) for one in all_known):
        return None
    found = [(list(Likeness).index(how), one, how) for one in all_known if (how := likeness(domain, one)) is not None]
    return (min(found)[1], min(found)[2]) if found else None


def _words(domain: str) -> str:
    return domain.replace(".", "-")


def _skeleton(domain: str) -> str:
    plain = unicodedata.normalize("NFKD", readable(domain))
    text = "".join(one for one in plain if not unicodedata.combining(one)).translate(_ALIKE)
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text.replace("i", "l")


def _apart_by_one(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, more = one[at:], other[at:]
    if rest[1:] == more[1:] or rest[1:] == more or rest == more[1:]:
        return True
    return len(rest) > 1 and rest[:2] == more[1::-1] and rest[2:] == more[2:]
