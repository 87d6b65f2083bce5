"""Acts on the key of a case. No page asks for one: a client adds it to a look that a person signs (ADR 0082)."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.declaration import ELSEWHERE_TOO, Brings, Of, OnCase
from dueprocess.case import house_key
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act

DRAW: Final = OnCase(
    act=Act.CASE_KEY,
    says=house_key.DrawKey,
    may=who.DESK,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    title="Give the case a key of the house",
    note="What came is sealed anew to a key that your machine drew. A second person compares it, then what whoever "
    "handed the demand in could open is destroyed.",
    decide=house_key.draw,
    brings=(
        Brings(
            "original",
            frozenset({"case"}),
            lambda said: tuple(sealed for *_, sealed in said.objects),
            frozenset(map(str, ObjectKind)),
        ),
    ),
)
SEE: Final = OnCase(
    act=Act.CASE_KEY_SEEN,
    says=house_key.KeySeen,
    may=who.DESK,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    title="Compare what was sealed anew with what came",
    note="Your machine found it the same, byte for byte. What whoever handed the demand in could open is destroyed.",
    decide=house_key.see,
)
