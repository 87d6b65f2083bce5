"""Every form by its name, and all files of an edition that are public.

Two rules (ADR 0044). A form published by choice is made from the edition's cells and the public rows alone, so nothing
in it is sharper than the edition. A form whose figures a law fixes is made from the items that may be counted, since
P11 leaves totals that the law obliges or allows; the ledger takes its numbers as given (``metrics.FIXED``).
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dueprocess.report import own_form
from dueprocess.report.edition import Edition, Gap, Missing
from dueprocess.report.facts import Fact
from dueprocess.report.provider import Provider
from dueprocess.report.snapshot import PublicRow
from dueprocess.report.tables import Namer
from transparency.forms import dsa, eevidence, github, google, rdr, registers, security


@dataclass(frozen=True, slots=True)
class Material:
    """What forms are made from."""

    edition: Edition
    facts: tuple[Fact, ...] = ()  # read by forms that a law fixes, and by no other
    rows: tuple[PublicRow, ...] = ()  # of the public registers
    names: Namer = str


_Made = Callable[[Material], dict[str, bytes]]
BY_CHOICE: Final[Mapping[str, _Made]] = {
    "own": lambda one: own_form.files(one.edition),
    "github": lambda one: github.files(one.edition, one.names),
    "google": lambda one: google.files(one.edition, one.names),
    "1874": lambda one: security.files(one.edition),
    "rdr": lambda one: rdr.files(one.edition),
    "stop": lambda one: registers.stop_files(one.rows, one.edition.provider, one.names),
    "lumen": lambda one: registers.lumen_files(one.rows, one.edition.provider, one.names),
}
BY_LAW: Final[Mapping[str, _Made]] = {
    "dsa": lambda one: dsa.files(one.edition, one.facts),
    "eevidence": lambda one: eevidence.files(one.edition, one.facts),
}
FORMS: Final = (*BY_CHOICE, *BY_LAW)


def frame(provider: Provider, period: str, made_on: datetime.date) -> Edition:
    """Provider, period and day for a form that a law fixes: it needs no cell, and no edition that was published."""
    return Edition(provider, period, 1, made_on, (), (Gap(Missing.PROOF),))


def make(form: str, material: Material) -> dict[str, bytes]:
    """The files of one form by name."""
    return ({**BY_CHOICE, **BY_LAW})[form](material)


def files(
    edition: Edition, facts: Iterable[Fact] = (), rows: Iterable[PublicRow] = (), names: Namer = str
) -> dict[str, bytes]:
    """All public files: our own form, RDR's table, and every other form that this edition has something to say in."""
    material = Material(edition, tuple(facts), tuple(rows), names)
    own_files = make("own", material) | make("rdr", material)
    others = (form for form in FORMS if form not in {"own", "rdr"} and _has(form, material))
    return own_files | {f"{form}/{name}": data for form in others for name, data in make(form, material).items()}


def _has(form: str, material: Material) -> bool:
    """Whether there is anything that the form could say."""
    if form in {"github", "google"}:
        return any(cell.place.metric.startswith(f"{form}_") for cell in material.edition.cells)
    if form == "1874":
        return bool(material.edition.security)
    if form in BY_LAW:
        return bool(material.facts)
    if form == "stop":
        return bool(registers.stop(material.rows, material.edition.provider, material.names).rows)
    return bool(registers.lumen(material.rows, material.edition.provider, material.names))
