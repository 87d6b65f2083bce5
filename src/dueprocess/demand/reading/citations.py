"""Acts and provisions that a text names, in one short English form each, merged over the languages of a letter.

German sections, the United States Code and federal rules, acts of the common-law countries, Union acts, Russian
federal laws and codes, and French and Spanish codes. The same act named twice is one law; its provisions join.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention: the act (``key`` names it over languages and spellings), its provisions, its place in the page."""

    country: str | None
    key: str
    act: str
    provisions: tuple[str, ...]
    start: int
    end: int
    style: str = "article"  # how provisions are written: "article", "section", "§" or "usc"
    title: str = ""  # the quoted title, where the act is named by nothing else or besides its number
    dated: str | None = None
    whole: str = ""
    """The citation as the letter has it, where it is kept so: one for each provision, not one an act."""
    said: tuple[str, ...] = ()  # each provision in the words in which it is written, where they differ


def merged(found: list[Citation], tail: int) -> list[Citation]:
    """One citation an act, with all its provisions. ``tail``: place where the signature begins."""
    acts: dict[str, Citation] = {}
    titles = {title_key(one.title): one.key for one in found if one.title and not one.key.startswith("titled:")}
    for one in found:
        key = titles.get(title_key(one.title), one.key) if one.key.startswith("titled:") else one.whole or one.key
        known = acts.get(key)
        if known is None:
            acts[key] = one
        elif not (one.key.startswith("titled:") and one.start >= tail and known.provisions):
            acts[key] = _joined(known, one)
    return [one for one in acts.values() if not _covered(one, acts)]


def act_key(name: str) -> str:
    """The act without article, year and spelling: the same act with and without its year is one."""
    plain = re.sub(r"\s(?:19|20)\d\d$", "", name.lower())
    return re.sub(r"[^a-z0-9]", "", plain.replace("the ", ""))


def title_key(title: str) -> str:
    """A title for comparison."""
    return " ".join(re.findall(r"\w+", title.casefold()))[:40]


def _covered(one: Citation, acts: dict[str, Citation]) -> bool:
    """Whether a law named by its title alone is one whose number is known in another language of the letter."""
    return one.key.startswith("titled:") and any(
        other.key != one.key
        and other.country == one.country
        and set(one.provisions) <= set(other.provisions)
        and (not other.key.startswith("titled:") or (other.act.isascii() and not one.act.isascii()))
        for other in acts.values()
    )


def _joined(known: Citation, one: Citation) -> Citation:
    known_set = set(known.provisions)
    more = tuple(p for p in one.provisions if p not in known_set and not _within(p, known_set))
    kept = tuple(p for p in known.provisions if not _within(p, set(one.provisions)))
    words = {**_words(one), **_words(known)}
    return Citation(
        known.country or one.country,
        known.key,
        known.act if len(known.act) >= len(one.act) or known.dated or known.said else one.act,
        kept + more,
        known.start,
        known.end,
        known.style,
        known.title or one.title,
        known.dated or one.dated,
        known.whole,
        tuple(words[part] for part in kept + more) if known.said or one.said else (),
    )


def _words(one: Citation) -> dict[str, str]:
    return dict(zip(one.provisions, one.said or one.provisions, strict=True))


def _within(provision: str, others: set[str]) -> bool:
    """Whether a finer form of the provision is among the others: 15.1 beside 15.1(7)."""
    return any(other != provision and other.startswith(provision + "(") for other in others)


def written(one: Citation) -> str:
    """The act and its provisions in one line."""
    act = one.act
    if one.dated:
        year, month, day = one.dated.split("-")
        act = act.replace(" No.", f" of {int(day)} {_MONTHS[int(month) - 1]} {year} No.", 1)
    if one.whole or not one.provisions:
        return one.whole or act
    listed = ", ".join(one.said or one.provisions)
    sign = "§" if len(one.provisions) == 1 else "§§"
    noun = one.style.capitalize() + ("s" if len(one.provisions) > 1 else "")
    if not act:
        return f"{noun} {_series(one.provisions)}"
    return {
        "§": f"{sign} {listed} {act}",
        "usc": f"{act} {sign} {listed}",
        "rule": f"{act} {listed}" if act.startswith("Fed.") else f"{act}, {noun} {_series(one.provisions)}",
        "art": f"Art. {listed} {act}",
        "fr": f"{'article' if len(one.provisions) == 1 else 'articles'} {listed} {_of(act)}{act}",
    }.get(one.style, f"{act}, {noun} {_series(one.provisions)}")


def _of(act: str) -> str:
    if act[:1].lower() in "aeiouéàê":
        return "de l'"
    return "du " if act.lower().startswith(("code", "livre", "décret", "règlement")) else "de la "


_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _series(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def keys(one: Citation) -> frozenset[str]:
    """Names under which a directory may list the act or one of its provisions, for a comparison with its aliases."""
    bare = {re.sub(r"\s", "", part).lower() for part in one.provisions}
    tops = {part.split("(")[0] for part in bare}
    return frozenset(f"{one.key}#{part}" for part in bare | tops) | ({one.key} if not one.provisions else frozenset())
