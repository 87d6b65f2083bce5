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
    return Citation(
        known.country or one.country,
        known.key,
        known.act if len(known.act) >= len(one.act) or known.dated else one.act,
        kept + more,
        known.start,
        known.end,
        known.style,
        known.title or one.title,
        known.dated or one.dated,
    )


def _within(provision: str, others: set[str]) -> bool:
    """Whether a finer form of the provision is among the others: 15.1 beside 15.1(7)."""
    return any(other != provision and other.startswith(provision + "(") for other in others)


def written(one: Citation) -> str:
    """The act and its provisions in one line."""
    act = one.act
    if one.dated:
        year, month, day = one.dated.split("-")
        act = act.replace(" No.", f" of {int(day)} {_MONTHS[int(month) - 1]} {year} No.", 1)
    if not one.provisions:
        return act
    if not act:
        return f"{one.style.capitalize()}{'s' if len(one.provisions) > 1 else ''} {_series(one.provisions)}"
    if one.style == "§":
        return f"{'§' if len(one.provisions) == 1 else '§§'} {', '.join(one.provisions)} {act}"
    if one.style == "usc":
        return f"{act} {'§' if len(one.provisions) == 1 else '§§'} {', '.join(one.provisions)}"
    if one.style == "rule":
        return f"{act} {', '.join(one.provisions)}"
    noun = one.style.capitalize() + ("s" if len(one.provisions) > 1 else "")
    return f"{act}, {noun} {_series(one.provisions)}"


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
