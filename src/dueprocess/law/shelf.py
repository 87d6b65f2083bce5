"""The law shelf: instruments, standards, house policy, conflicts, positions and the directory of authorities.

Built once from the parsed files (``build.py``); tests are compiled then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dueprocess.law.authorities import Authority
from dueprocess.law.texts import (
    Conflict,
    Instrument,
    PolicyRule,
    Rule,
    Signature,
    Stand,
    Standard,
    Tariff,
    word,
)


@dataclass(frozen=True, slots=True)
class Index:
    """What is asked of instruments before one is opened: how texts cite them, and whose they are."""

    aliases: Mapping[str, str]
    states: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Shelf:
    """All law data of a desk, by id, with the digest that assessments and approvals name (hazard 4.5)."""

    instruments: Mapping[str, Instrument]
    standards: Mapping[str, Standard]
    policies: Mapping[str, PolicyRule]
    authorities: Mapping[str, Authority]
    signatures: tuple[Signature, ...]
    law_digest: str
    """SHA-256 (hex) of law and directory as they ship, without the desk's own signatures."""
    digest: str
    """SHA-256 (hex) of law, directory and signatures; equals ``law_digest`` where nothing was signed."""
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    positions: Mapping[str, Stand] = field(default_factory=dict)
    index: Index = field(default_factory=lambda: Index({}, {}))
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The engine's own words about this shelf, by language and name; no part of the law, nor of its digest."""
    text_of: Callable[[str], Mapping[str, Any]] = lambda _: {}
    """What one file says, by its path, as it was parsed."""
    hash_of: Callable[[str], str] = str
    """SHA-256 (hex) of one file and of what was signed over it, by its path: ``instruments/DE-STPO-100J``."""
    hash_signed: Callable[[str], str] = str
    """SHA-256 (hex) of what counsel signs under a name (``build.hash_signed``)."""

    @cached_property
    def countries(self) -> frozenset[str]:
        """States (and EU, CE) that have a shelf."""
        return frozenset(self.index.states)

    def of_state(self, state: str) -> tuple[Instrument, ...]:
        """Instruments of a state (or EU, CE) and of its parts, by id."""
        return tuple(self.instruments[name] for name in self.index.states.get(state, ()))

    @cached_property
    def conflicts_of(self) -> Mapping[str, tuple[Conflict, ...]]:
        """Conflict rules by the country whose law they are."""
        found: dict[str, list[Conflict]] = {}
        for one in self.conflicts.values():
            found.setdefault(one.country, []).append(one)
        return {country: tuple(each) for country, each in found.items()}

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by id; of several versions the newest text."""
        texts = [version for one in self.instruments.values() for version in reversed(one.versions)]
        found = {rule.id: rule for version in texts for rule in version.rules}
        found |= {one.rule.id: one.rule for one in self.standards.values()}
        found |= {rule.id: rule for one in self.conflicts.values() for rule in one.rules}
        return found | {one.rule.id: one.rule for one in self.policies.values()}

    def tariff(self, name: str) -> Tariff | None:
        """The tariff of this id, of several versions in its newest text."""
        file = name.removesuffix(".tariff")
        texts = self.instruments[file].versions if file in self.instruments else ()
        found = (version.tariff for version in texts if version.tariff is not None)
        return next((one for one in found if one.id == name), None)

    @cached_property
    def by_kind(self) -> Mapping[str | None, tuple[tuple[Standard, ...], tuple[PolicyRule, ...]]]:
        """Standards and policy rules by the kind of item; None: those for every kind."""
        kinds = {kind for one in self.standards.values() for kind in one.kinds}
        kinds |= {kind for rule in self.policies.values() for kind in rule.kinds}
        return {kind: self._for(kind) for kind in (None, *sorted(kinds))}

    def _for(self, kind: str | None) -> tuple[tuple[Standard, ...], tuple[PolicyRule, ...]]:
        tested = (one for one in self.standards.values() if one.object == "demand")
        standards = tuple(one for one in tested if not one.kinds or kind in one.kinds)
        return standards, tuple(one for one in self.policies.values() if not one.kinds or kind in one.kinds)

    def aliases(self) -> Mapping[str, str]:
        """How texts cite each instrument: alias to instrument id, ids among them. For the reader of demands."""
        return self.index.aliases

    def rule(self, name: str) -> Rule | None:
        """The rule of this id, of several versions in its newest text; opens only the file that it stands in."""
        file = name.partition(".")[0]
        if file in self.instruments:
            texts = self.instruments[file].versions
            return next((rule for version in texts for rule in version.rules if rule.id == name), None)
        if file in self.conflicts:
            return next((rule for rule in self.conflicts[file].rules if rule.id == name), None)
        one = self.standards.get(name) or self.policies.get(name)
        return None if one is None else one.rule

    def ask(self, rule: str, language: str) -> str | None:
        """What a correction letter asks for where ``rule`` is unmet, in ``language``; None where the law has none."""
        found = self.rule(rule)
        return word(found.ask, language) if found and found.ask else None

    def is_unread(self, name: str) -> bool:
        """Whether what a rule, a silence or a tariff cites says itself that nobody read it."""
        file, _, part = name.partition(".")
        rule, tariff = self.rule(name), self.tariff(name)
        cited = [one.cited.citation for one in (rule, tariff) if one is not None]
        if part == "secrecy" and file in self.instruments:
            cited += [text.secrecy.cited.citation for text in self.instruments[file].versions[:1] if text.secrecy]
        return any(one.is_unread for one in cited)

    def names_in(self, file: str) -> tuple[str, ...]:
        """What counsel signs who read a whole instrument or conflict rule: it, and each part with a name of its own.

        Parts whose citation says that nobody read it are left out; nothing for what is neither.
        """
        if file not in self.instruments and file not in self.conflicts:
            return ()
        texts = self.instruments[file].versions if file in self.instruments else (self.conflicts[file],)
        rules = dict.fromkeys(rule.id for text in texts for rule in text.rules)
        parts = (f"{file}.{part}" for part in ("secrecy", "tariff"))
        named = (*rules, *(name for name in parts if self.hash_signed(name)))
        return (file, *(name for name in named if not self.is_unread(name)))

    def may_sign(self, rule: str) -> bool:
        """Whether ``rule`` names something that counsel can verify or adopt.

        A rule, an instrument or its secrecy, a tariff, a conflict rule, a position.
        """
        file, _, part = rule.partition(".")
        if file in self.positions or file in self.conflicts:
            return not part or self.rule(rule) is not None
        if file not in self.instruments:
            return self.rule(rule) is not None
        return part in {"", "secrecy"} or self.rule(rule) is not None or self.tariff(rule) is not None
