"""What the law answered to a decision, reckoned again by whoever checks it later (ADR 0066).

The extraction host, those who release, the second person's vault and whoever is handed a case's evidence reckon by the
law files that came with their own program. Where two people decided by other texts, these are handed out: believed by
the hashes that were signed, with counsel's signatures as they verify. Facts are those that people signed for.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from dueprocess.case import law_answer
from dueprocess.case.basis import basis_of, law_shown
from dueprocess.case.commands import Propose
from dueprocess.case.grounds import law_fault
from dueprocess.demand.face import from_plain
from dueprocess.formats.manifest import SPOKEN, Condition
from dueprocess.formats.statement import HANGS_ON_LAW, Reckoner, Statement, item_of
from dueprocess.law.finding import Assessment, ItemAssessment, Use
from dueprocess.law.texts import ShelfError
from dueprocess.release.checks import Grant
from dueprocess.release.desk_client import Shown
from dueprocess.release.evidence import Evidence, command_in, refuse, suspect
from dueprocess.release.law_noted import Noted, Noting
from dueprocess.release.law_told import Law, Library, first_of, joined, law_of, signatures_of

RULE: Final = "grant.law"
TRIES: Final = 3
_DAY: Final = dt.timedelta(days=1)


class Agreement(StrEnum):
    """How what somebody signed of the law's answer stands to what is reckoned. Closed."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"  # it cannot be reckoned


@dataclass(frozen=True, slots=True)
class Again:
    """One signed act that hangs on the law's answer, reckoned again.

    ``what``: which part of the answer differs (``law_answer.DECIDES``, ``findings``; empty: more than one), or which
    text is missing. ``files``: texts by which it was decided and that the checker's own program has otherwise.
    """

    hash: str
    stated: Statement
    how: Agreement
    what: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def item(self) -> int:
        """Which item it is about."""
        return item_of(self.stated.says)

    @property
    def line(self) -> str:
        """What is not as it should be, or all that is, in a line."""
        about = f"item {self.item}, {self.stated.act} by {self.stated.by}"
        what = ", ".join(self.what)
        if self.how is Agreement.UNKNOWN:
            return f"{about}: the law's answer cannot be reckoned again: {what}"
        if self.how is Agreement.AGREES:
            return f"{about}: the law answers what they signed"
        return f"{about}: they signed on no answer of the law" if self.stated.law is None else self.noted.line

    @property
    def noted(self) -> Noted:
        """That they signed on another answer."""
        law = self.stated.law
        whose = "vault" if law is not None and law.by is Reckoner.VAULT else "desk"
        about = (str(self.item), str(self.stated.act), self.stated.by, whose)
        return Noted(Noting.SIGNED, (*about, ", ".join(self.what)))


@dataclass(frozen=True, slots=True)
class _Reckoned:
    """What a law answers to a case on a day, and the texts by which it does."""

    made: Assessment
    used: Mapping[int, Mapping[str, str]]

    def item(self, number: int) -> ItemAssessment | None:
        return next((one for one in self.made.items if one.item == number), None)


@dataclass
class Checker:
    """One case before one checker. Nothing of the desk is believed that nobody signed for.

    Attributes:
        seen: statements that count.
        told: what the desk handed out for judging it (``Shown.law``).
        texts: law files that it handed out (``Shown.texts``).
        library: the checker's own.
    """

    seen: Evidence
    told: Mapping[str, Any]
    texts: Mapping[str, Any]
    library: Library
    _kept: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, seen: Evidence, shown: Shown, library: Library) -> "Checker":
        """The checker of a case as it was looked at. Raises ReleaseError ``grant.law``, ``counter.form``."""
        made = cls(seen, shown.law, shown.texts, library)
        try:
            made._read()
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            suspect("counter.form", "what the desk hands out for judging the case is of no known form")
        return made

    def _read(self) -> None:
        self.own = law_of(self.seen, self.told, self.library)
        self.first = first_of(self.told["first"])
        self.face = joined(from_plain(self.seen.relied["face"]), self.first, RULE)
        self.theirs = law_shown(self.seen.relied)

    def again(self) -> list[Again]:
        """Every act that counts and hangs on the law's answer, in its order."""
        found = self.seen.ever(*HANGS_ON_LAW)
        return [self.of_act(hash_, stated) for hash_, stated in found if stated.case == self.seen.case]

    def of_act(self, hash_: str, stated: Statement) -> Again:
        """One act, reckoned for the day on which it was signed, by the texts on which it was signed."""
        number = item_of(stated.says)
        law, lacks, files = self._law_of(stated, number)
        if law is None:
            return Again(hash_, stated, Agreement.UNKNOWN, lacks, files)
        named = stated.law.answer.get(str(number)) if stated.law is not None else None
        if named is None:
            return Again(hash_, stated, Agreement.DIFFERS, (), files)
        answers = [law_answer.answer_of(one) for one in self._judged(law, stated, number)]
        if not answers:
            return Again(hash_, stated, Agreement.UNKNOWN, (f"there is no item {number}",), files)
        if named in map(law_answer.hash_of, answers):
            return Again(hash_, stated, Agreement.AGREES, (), files)
        return Again(hash_, stated, Agreement.DIFFERS, law_answer.differing(answers[0], named), files)

    def check(self, grant: Grant) -> tuple[Noted, ...]:
        """Whether the law gave what two people granted; what differs and refuses nothing.

        A person may decide otherwise than the law suggests, with a reason. Refused is what a desk refuses by law: a
        grant where the house refuses the kind of demand, and a ground that the law does not open.

        Raises ReleaseError ``grant.law``.
        """
        lines = []
        for hash_ in (grant.proposal, grant.approval):
            stated = self.seen.statements[hash_]
            again = self.of_act(hash_, stated)
            if again.how is Agreement.UNKNOWN or stated.law is None:
                refuse(RULE, again.line)
            law = self._law_of(stated, grant.item)[0]
            if law is None:
                refuse(RULE, again.line)
            self._check_gives(law, grant, stated)
            lines += [again.noted] if again.how is Agreement.DIFFERS else []
            lines += [Noted(Noting.TEXT, (path,)) for path in again.files]
        return tuple(dict.fromkeys((*lines, *self._otherwise(grant))))

    def lacks(self, grant: Grant) -> bool:
        """Whether a text is missing by which it was decided."""
        each = (self.of_act(hash_, self.seen.statements[hash_]) for hash_ in (grant.proposal, grant.approval))
        return any(one.how is Agreement.UNKNOWN for one in each)

    def since(self, grant: Grant, day: dt.date) -> tuple[Noted, ...]:
        """What the same texts answer on another day than on that of the approval, each part by itself."""
        stated = self.seen.statements[grant.approval]
        law = self._law_of(stated, grant.item)[0]
        then = next(iter(self._judged(law, stated, grant.item)), None) if law else None
        now = self._reckoned(law, day).item(grant.item) if law else None
        if then is None or now is None:
            return ()
        before, after = (law_answer.parts(law_answer.answer_of(one)) for one in (then, now))
        return tuple(
            Noted(Noting.SINCE, (stated.at[:10], part, after[part], before[part]))
            for part in before
            if before[part] != after[part]
        )

    def conditions(self, grant: Grant) -> tuple[Condition, ...]:
        """On what the data are handed over, by what was decided: of the law that somebody read, each code once."""
        stated = self.seen.statements[grant.approval]
        law = self._law_of(stated, grant.item)[0]
        if law is None:
            return ()
        on = dt.datetime.fromisoformat(stated.at).astimezone(zoneinfo.ZoneInfo(law.timezone)).date()
        said = {code: self._uses(law, on, code, grant.item) for code in SPOKEN}
        each = enumerate(said["en"])
        return tuple(
            Condition(use.code, use.citation.title, use.citation.section, {code: said[code][n].says for code in SPOKEN})
            for n, use in each
            if use.decides and not use.sharing
        )

    def _uses(self, law: Law, on: dt.date, language: str, number: int) -> tuple[Use, ...]:
        made = law_answer.assessed(law, self.face, on, replace(self.library.said, language=language))
        return next((one.conditions for one in made.items if one.item == number), ())

    def _check_gives(self, law: Law, grant: Grant, stated: Statement) -> None:
        proposes = self._proposed(grant)
        faults = [law_fault(proposes, judged) for judged in self._judged(law, stated, grant.item)]
        if not faults or all(faults):
            why = next((one.text for one in faults if one), "it judges no such item")
            refuse(RULE, f"the law by which item {grant.item} was decided does not give it: {why}")

    def _proposed(self, grant: Grant) -> Propose:
        proposes = command_in(self.seen.statements[grant.proposal])
        if not isinstance(proposes, Propose):
            refuse("release.malformed", "the proposal does not say what its act says")
        return proposes

    def _otherwise(self, grant: Grant) -> Iterator[Noted]:
        """Where a decision by other texts would be refused by one's own."""
        stated = self.seen.statements[grant.approval]
        law, _, files = self._law_of(stated, grant.item)
        if not files or law is self.own:
            return
        for judged in self._judged(self.own, stated, grant.item)[:1]:
            fault = law_fault(self._proposed(grant), judged)
            if fault is not None:
                yield Noted(Noting.OWN, (str(grant.item), str(fault.rule), fault.text))

    # --- by which law -------------------------------------------------------------------------------------------------

    def _law_of(self, stated: Statement, number: int) -> tuple[Law | None, tuple[str, ...], tuple[str, ...]]:
        """The law on which an act was signed; else what is missing. And which texts of it are not one's own."""
        key = (stated.basis, number, stated.at[:10])
        if key not in self._kept:
            self._kept[key] = self._found(stated, number)
        found: tuple[Law | None, tuple[str, ...], tuple[str, ...]] = self._kept[key]
        return found

    def _found(self, stated: Statement, number: int) -> tuple[Law | None, tuple[str, ...], tuple[str, ...]]:
        day = dt.date.fromisoformat(stated.at[:10])
        mine = self._reckoned(self.own, day).used
        if stated.basis != basis_of(self.seen.relied, number):
            # What was decided by texts that the desk has no more is reckoned where one's own program has them.
            if stated.basis == basis_of(_by(self.seen.relied, mine), number):
                return self.own, (), ()
            return None, ("facts, law or recipient are not those on which it was signed",), ()
        wrong = self._differing(mine, number)
        if not wrong:
            return self.own, (), ()
        odd = tuple(path for path in wrong if not path.startswith(law_answer.LAW_FILES))
        if odd:
            suspect(RULE, f"what the desk hands out is not what its decisions rest on: {odd[0]}")
        law = self._as_used(day, number, wrong)
        return (law, (), wrong) if isinstance(law, Law) else (None, law, wrong)

    def _as_used(self, day: dt.date, number: int, wrong: Sequence[str]) -> Law | tuple[str, ...]:
        """The law with the texts that were used in the place of one's own, or the paths of those that are missing."""
        instead: dict[str, Mapping[str, Any] | None] = {}
        named = {**self.theirs.get(0, {}), **self.theirs.get(number, {})}
        for _ in range(TRIES):
            lacks = tuple(path for path in wrong if path in named and not isinstance(self.texts.get(path), Mapping))
            if lacks:
                return lacks
            instead |= {path: self.texts[path] if path in named else None for path in wrong}
            try:
                shelf = self.library.shelf(signatures_of(self.seen), instead)
                lacks = tuple(path for path, text in instead.items() if text and shelf.hash_of(path) != named[path])
                if lacks:
                    return lacks
                law = replace(self.own, shelf=shelf)
                wrong = self._differing(self._reckoned(law, day).used, number)
            except (ShelfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                break
            if not wrong:
                return law
        return tuple(path for path in wrong if path in named) or tuple(wrong)

    def _differing(self, mine: Mapping[int, Mapping[str, str]], number: int) -> tuple[str, ...]:
        pairs = [(mine.get(item, {}), self.theirs.get(item, {})) for item in {0, number}]
        return tuple(
            path for ours, theirs in pairs for path in sorted({*ours, *theirs}) if ours.get(path) != theirs.get(path)
        )

    def _judged(self, law: Law, stated: Statement, number: int) -> list[ItemAssessment]:
        """What a law says of an item on the day of an act, and on the one before: midnight passes while people read.

        The day is the local one; desks of version 0.2.0 reckoned for that of UTC.
        """
        at = dt.datetime.fromisoformat(stated.at)
        local, utc = at.astimezone(zoneinfo.ZoneInfo(law.timezone)).date(), at.astimezone(dt.UTC).date()
        days = dict.fromkeys((local, local - _DAY, utc, utc - _DAY))
        found = (self._reckoned(law, on).item(number) for on in days)
        return [one for one in found if one is not None]

    def _reckoned(self, law: Law, day: dt.date) -> _Reckoned:
        key = (id(law), day)
        if key not in self._kept:
            made = law_answer.assessed(law, self.face, day, self.library.said)
            # The law is kept with it: nothing else may get its id.
            self._kept[key] = law, _Reckoned(made, law_answer.used_by(law, self.face, made, self.first))
        found: _Reckoned = self._kept[key][1]
        return found


def _by(relied: Mapping[str, Any], law: Mapping[int, Mapping[str, str]]) -> dict[str, Any]:
    items = [{**row, "law": dict(law.get(row["number"], {}))} for row in relied["items"]]
    return {**relied, "items": items, "law": dict(law.get(0, {}))}


@dataclass(frozen=True, slots=True)
class Answered:
    """What differs in the law and refuses nothing; the conditions on which what it gave is handed over."""

    noted: tuple[Noted, ...] = ()
    conditions: tuple[Condition, ...] = ()


def check_law(
    seen: Evidence, shown: Shown, grant: Grant, library: Library, day: dt.date, texts: Callable[[], Mapping[str, Any]]
) -> Answered:
    """Whether the law gave what was granted, and on what conditions.

    Args:
        seen: statements that count.
        shown: what the desk showed of the case.
        grant: what two people granted.
        library: this machine's own law.
        day: today.
        texts: asks the desk for the law files by which it judges; called where this machine has others.

    Raises ReleaseError ``grant.law``, ``counter.form``; what ``texts`` raises.
    """
    checker = Checker.of(seen, shown, library)
    if checker.lacks(grant):
        checker = Checker.of(seen, replace(shown, texts=texts()), library)
    return Answered((*checker.check(grant), *checker.since(grant, day)), checker.conditions(grant))
