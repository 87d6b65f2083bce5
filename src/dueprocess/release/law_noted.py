"""What of the law's answer differs and refuses nothing: a closed word with its values, for pages in any language."""

from dataclasses import dataclass
from enum import StrEnum


class Noting(StrEnum):
    """What differs. Closed."""

    SIGNED = "signed"  # item, act, who signed, `vault` or `desk`, parts of the answer, joined
    TEXT = "text"  # path of a law file
    SINCE = "since"  # day, part of the answer, what it is now, what it was
    OWN = "own"  # item, rule, what the rule says


@dataclass(frozen=True, slots=True)
class Noted:
    """One difference: ``what``, and its values (``Noting`` says which)."""

    what: Noting
    of: tuple[str, ...]

    @property
    def line(self) -> str:
        """The difference in a line."""
        match self.what:
            case Noting.SIGNED:
                item, act, by, whose, parts = self.of
                machine = "their own machine" if whose == "vault" else "the desk's word"
                tail = f"; what differs: {parts}" if parts else ""
                return f"item {item}, {act} by {by}: they signed on another answer of the law, by {machine}{tail}"
            case Noting.TEXT:
                return f"{self.of[0]} is another text than this machine's own"
            case Noting.SINCE:
                day, part, now, then = self.of
                return f"since {day} the law answers otherwise: {part}: {now or 'nothing'}, then {then or 'nothing'}"
            case Noting.OWN:
                item, _, says = self.of
                return f"by this machine's own texts item {item} would be refused: {says}"

    def plain(self) -> list[str]:
        """As the own vault draws it: the word, then the values."""
        return [str(self.what), *self.of]
