"""A refusal: a rule, templates and their parameters, so that every reader gets it in their language.

A template is English and is the key of its translation; it stands as a literal where a ``Denied`` or a ``Msg`` is
made, and ``desk.web.catalogues`` finds it there. Parameters are typed: a code of a closed list is spoken in the
reader's language, an id or a name comes out as it was typed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self, TypeAlias, TypeVar

from dueprocess.formats import days


@dataclass(frozen=True, slots=True)
class Word:
    """A code of a closed list that is no enumeration: the list's name, as ``Question``, and the code, as ``tell``."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class When:
    """A day (``YYYY-MM-DD``) or a minute (``YYYY-MM-DDTHH:MMZ``), written as the reader's language does."""

    iso: str


Parameter: TypeAlias = "str | int | Word | When | Msg | tuple[Parameter, ...]"
"""What fills a template: a text or a code of an enumeration, a number, a word, a day, a phrase, or several of them."""


class Language:
    """English. Another language puts templates, codes and days into its own words."""

    def template(self, english: str) -> str:
        """A template; its placeholders stay."""
        return english

    def word(self, _kind: str, code: str) -> str:
        """A code of the closed list ``kind``."""
        return plain(code)

    def when(self, iso: str) -> str:
        """A day or a minute."""
        return days.spoken(iso)


ENGLISH: Final = Language()


@dataclass(frozen=True, slots=True, init=False)
class Msg:
    """A template and its parameters; also a phrase that fills another template: ``Msg("item {item}", item=3)``."""

    template: str
    parameters: tuple[tuple[str, Parameter], ...]

    def __init__(self, template: str, /, **parameters: Parameter) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "parameters", tuple(parameters.items()))

    def text(self, language: Language = ENGLISH) -> str:
        """The sentence in a language. Braces and markup in a parameter are no template: they come out as typed."""
        template = language.template(self.template) if self.template else ""
        return template.format(**{name: _spoken(value, language) for name, value in self.parameters})

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, slots=True, init=False)
class Denied:
    """A refusal: the rule's stable name, what happened and why, what to do next.

    Both sentences are templates that share the parameters, or messages made before.
    """

    rule: str
    says: Msg
    next: Msg

    def __init__(self, rule: str, says: str | Msg, do: str | Msg = "", /, **parameters: Parameter) -> None:
        object.__setattr__(self, "rule", rule)
        object.__setattr__(self, "says", says if isinstance(says, Msg) else Msg(says, **parameters))
        object.__setattr__(self, "next", do if isinstance(do, Msg) else Msg(do, **parameters))

    def spoken(self, language: Language) -> str:
        """Both sentences in a language, on one line."""
        return f"{self.says.text(language)} {self.next.text(language)}".strip()

    @property
    def text(self) -> str:
        """Both sentences in English, on one line."""
        return self.spoken(ENGLISH)


class DeniedError(ValueError):
    """Carries a refusal where no value can travel: out of the middle of a parser, a transaction or a request.

    Its own text is the rule and what happened, as a log or a test reads it: never clear text or a secret.
    """

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied)
        self.denied = denied

    @classmethod
    def because(cls, rule: str, reason: str) -> Self:
        """Of bytes, a key or a chain: in English for who works with them; the vault has its own words for each rule."""
        return cls(Denied(rule, Msg("{reason}", reason=reason)))

    @property
    def rule(self) -> str:
        """The rule's stable name."""
        return self.denied.rule

    @property
    def reason(self) -> str:
        """What happened, in English."""
        return str(self.denied.says)

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"


CALL: Final = "call"
"""The rule of a call that was wrong, or of an input that cannot be read."""


def wrong(says: str) -> DeniedError:
    """The call was wrong or the input unreadable; the words say what to do next."""
    return DeniedError.because(CALL, says)


T = TypeVar("T")


def accepted(done: T | Denied) -> T:
    """What was done. Raises DeniedError with the rule by which it was refused."""
    if isinstance(done, Denied):
        raise DeniedError(done)
    return done


def plain(code: object) -> str:
    """A code as English words."""
    return str(code).replace("_", " ").replace("-", " ")


def _spoken(value: Parameter, language: Language) -> str:
    match value:
        case Msg():
            return value.text(language)
        case Word():
            return language.word(value.kind, value.code)
        case StrEnum():
            return language.word(type(value).__name__, value)
        case tuple():
            return ", ".join(_spoken(part, language) for part in value)
        case When():
            return language.when(value.iso)
        case _:
            return str(value)
