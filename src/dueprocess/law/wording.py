"""In which language an assessment speaks: the law files' words, and the engine's own sentences about its shelf.

The sentences are handed in (``texts/law``): the core reads no file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.law.finding import Citation, Status
from dueprocess.law.texts import ENGLISH, Words, word

SHELF: Final = Citation(
    "House policy", "Nothing is decided without law that was read", None, None, None, Status.VERIFIED
)
"""What a finding about the shelf itself rests on: our own rule (P8), never a made-up law."""

Sentences = Mapping[str, Mapping[str, str]]
"""The engine's sentences by language (ISO 639-1) and name."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language; English where a sentence has no other."""

    code: str
    sentences: Sentences

    def word(self, words: Words) -> str:
        """A law file's sentence."""
        return word(words, self.code)

    def listed(self, kind: str, codes: Iterable[str]) -> str:
        """Codes in words, as the language's ``kind-code`` says them; a code that no language says stays as it is."""
        own = self.sentences.get(self.code, self.sentences[ENGLISH])
        return ", ".join(own.get(f"{kind}-{code}", code) for code in codes)

    def unmet(self, requirement: str) -> str:
        """How it is said that a rule of this English sentence does not hold: by words of its own, else around it."""
        own: Any = self.sentences.get(self.code, self.sentences[ENGLISH]).get("unmet-of", {})
        return str(own.get(requirement) or self.say("unmet", says="{says}"))

    def say(self, name: str, /, **values: str) -> str:
        """The engine's own sentence."""
        return self.sentences.get(self.code, self.sentences[ENGLISH])[name].format(**values)
