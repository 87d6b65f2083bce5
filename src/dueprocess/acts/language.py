"""In which languages this house's letters bind: counsel signs the words, and one hash says which (ADR 0072)."""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.acts.declaration import OnDesk
from dueprocess.acts.desk import said
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.fields import Field, Text
from dueprocess.case.outcome import Decided, Rule
from dueprocess.demand.codes import Role
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act


@dataclass(frozen=True, slots=True)
class SignLanguage:
    """Letters in a language bind from now on, while their words are these; without a hash they bind no more."""

    language: Annotated[str, Field(Text("[a-z]{2}"), "Language of the letters")]
    words: Annotated[str, Field(f.HASH_OR_NONE, "Hash of their words")]


def _sign(state: DeskState, command: SignLanguage, given: DeskGiven) -> Decided | Denied:
    """What was signed holds for these words alone: where a later version has others, it covers them no more."""
    known = given.words.get(command.language)
    if known is None:
        return no_such(command.language, given.words)
    if command.words not in {"", known}:
        return Denied(
            Rule.LANGUAGE,
            "The words that were signed are not those of this desk's letters.",
            "Read them again and sign anew.",
        )
    before = state.languages.get(command.language)
    if (before.words if before else "") == command.words:
        return Denied(Rule.LANGUAGE, "That is signed already.", "Nothing more needs to be done.")
    return said(desk_events.LanguageSigned, command, given)


def no_such(language: str, known: object) -> Denied:
    """The refusal where no letters are written in a language. ``known``: those in which they are."""
    return Denied(
        Rule.LANGUAGE,
        "There are no letters in {language}; there are letters in {known}.",
        "Choose one of these.",
        language=repr(language),
        known=tuple(known),  # type: ignore[arg-type]
    )


SIGN: Final = OnDesk(
    act=Act.LANGUAGE_SIGN,
    says=SignLanguage,
    may=frozenset({Role.COUNSEL}),
    title="Say that letters in this language bind",
    note="A letter in it then goes alone. If a later version changes its words, the signature covers them no more.",
    decide=_sign,
    form=Rule.LANGUAGE,
)
