"""Drafts that counsel finishes: a motion to lift an order of silence, and the two messages after a wrong release.

None of them is a letter of the desk: nothing sends one, and ``[[…]]`` stands where counsel writes. Provisions come from
the law data alone; one that nobody verified is said to be so (P8). The two messages follow Regulation (EU) 2016/679
art. 33(1), (3) and 34(1), (2), unverified here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dueprocess.case.item_records import Silence
from dueprocess.demand.codes import Code
from dueprocess.law.finding import Citation, Status
from dueprocess.law.texts import Version, word

LIFTING: Final = frozenset(
    {"vacate_gag", "vary_gag", "lift_gag", "judicial_review", "gag_without_basis", "silence_too_long"}
)
"""Grounds of the law data that speak of the silence itself."""


class DraftKind(Code):
    """What is drafted. Closed."""

    MOTION = "motion", "asks a court to lift or to limit an order of silence"
    WRONG_PERSON = "wrong_person", "tells the person whose data were handed over by mistake"
    WRONG_AUTHORITY = "wrong_authority", "notifies the data protection authority of a wrong release"


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What a draft is made of: codes, days and public words."""

    provider: str
    contact: str
    case: str
    item: int
    on: date
    silences: tuple[Silence, ...] = ()  # all of the item, oldest first
    bases: tuple[tuple[str, Citation], ...] = ()  # what the law gives against the silence, and where it stands
    imposed: Citation | None = None  # the provision under which it was recorded
    left_on: str = ""  # YYYY-MM-DD, of what was wrongly given
    recalled_on: str = ""
    why: str = ""  # a code of lists.WRONG
    authority: str = ""
    data: str = ""
    people: int = 0


def bases_of(versions: Sequence[Version], language: str) -> tuple[tuple[str, Citation], ...]:
    """What these texts give against a silence, each sentence once."""
    grounds = (one for each in versions for one in each.grounds if one.code in LIFTING)
    return tuple(dict.fromkeys((word(one.says, language), one.citation) for one in grounds))


def ordered(silences: Sequence[Silence]) -> Silence | None:
    """The order that applies last, of those to which two people agreed; None: no order silences us."""
    mine = [one for one in silences if not one.ended and one.agreed_by and one.source == "order"]
    return max(mine, key=lambda one: one.until or "9999", default=None)


def draft(kind: DraftKind, facts: DraftFacts, words: Mapping[str, Any], day: Callable[[date], str]) -> str:
    """The draft as text: ``words`` of ``texts/draft``, ``day`` writes a day of the language."""
    says = words[str(kind)]
    writer = _Writer(facts, words, says, day)
    body = writer.motion() if kind is DraftKind.MOTION else writer.wrong(kind)
    head = [words["remark"], says["title"], says["to"]]
    ours = [words["from"].format(provider=facts.provider), words["ours"].format(case=facts.case, item=facts.item)]
    lines = [*head, "\n".join([*ours, words["date"].format(day=day(facts.on))]), *body, words["sign"]]
    return "\n\n".join(one for one in lines if one) + "\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    facts: DraftFacts
    words: Mapping[str, Any]
    says: Mapping[str, str]
    day: Callable[[date], str]

    def motion(self) -> list[str]:
        one, says = ordered(self.facts.silences), self.says
        if one is None:
            raise ValueError("a motion is drafted against an order that applies")
        forbids = ", ".join(says[f"forbids_{name}"] for name in ("tell", "admit", "count") if getattr(one, name))
        since = date.fromisoformat(one.recorded_on) if one.recorded_on else self.facts.on
        order = [
            says["since"].format(day=self.day(since), source=says[f"source_{one.source}"], forbids=forbids),
            says["under"].format(law=self._cited(self.facts.imposed)) if self.facts.imposed else "",
            says["until"].format(day=self._day(one.until)) if one.until else says["open"],
            says["lasted"].format(days=(self.facts.on - since).days),
            *self._renewed(one),
        ]
        law = [f"{text} ({self._cited(cite)})" for text, cite in self.facts.bases]
        reasons = ["reason_day", *([] if one.until else ["reason_end"]), "reason_court", "reason_person"]
        return [
            says["number"],
            "\n".join([says["asks"], says["ask_lift"].format(forbids=forbids), says["ask_limit"], says["ask_renew"]]),
            "\n".join([says["order"], *(line for line in order if line)]),
            "\n".join([says["law"], *(law or [says["none"]])]),
            "\n".join([says["reasons"], *(says[name] for name in reasons)]),
            says["enclosed"],
        ]

    def _renewed(self, one: Silence) -> list[str]:
        before = [each for each in self.facts.silences if each.seq < one.seq and not each.refused and each.agreed_by]
        if not before:
            return []
        return [self.says["renewed"].format(count=len(before), day=self._day(before[0].recorded_on))]

    def wrong(self, kind: DraftKind) -> list[str]:
        facts, says = self.facts, self.says
        why = self.words["why"].get(facts.why, self.words["why"]["other"])
        slots = {
            "day": self._day(facts.left_on),
            "recalled": self._day(facts.recalled_on),
            "authority": facts.authority,
            "why": why,
            "data": facts.data,
            "people": facts.people or "[[?]]",
            "contact": facts.contact or "[[?]]",
        }
        order = {
            DraftKind.WRONG_PERSON: ("what", "data", "done", "means", "do", "ask"),
            DraftKind.WRONG_AUTHORITY: ("what", "data", "known", "means", "done", "told", "ask", "secret"),
        }[kind]
        law = f"{says['law']} ({self.words['unverified'].format(law=says['cite'])})"
        return [*(says[name].format(**slots) for name in order), law]

    def _day(self, text: str | None) -> str:
        return self.day(date.fromisoformat(text)) if text else "[[?]]"

    def _cited(self, cite: Citation | None) -> str:
        if cite is None:
            return ""
        law = f"{cite.title}, {cite.section}"
        if cite.status is Status.VERIFIED and cite.checked_on:
            return str(self.words["verified"]).format(law=law, day=self._day(cite.checked_on))
        return str(self.words["unverified"]).format(law=law)
