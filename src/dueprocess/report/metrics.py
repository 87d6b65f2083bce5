"""What is counted, as definitions.

``evaluate`` and an engine for millions of rows (``adapters/counts.py``) give the same cells. It is the minimum of a
transparency report: RDR P11a, F6, F10; Santa Clara; DSA Art. 15 and 24; Regulation (EU) 2023/1543 Art. 28(4).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from dueprocess.demand.codes import Kind, Origin, Outcome, Route
from dueprocess.report.courts import GIVEN_BY
from dueprocess.report.metric import Axis, Base, Metric, Reckoning, Where

_Metrics: TypeAlias = tuple[Metric, ...]
_Columns: TypeAlias = dict[str, str | tuple[str, ...]]


def _one_of(**columns: str | tuple[str, ...]) -> Where:
    return {name: frozenset((one,) if isinstance(one, str) else one) for name, one in columns.items()}


GIVEN: Final = (Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST)
"""Outcomes by which something was given or done."""
ASKS_DATA: Final = (Kind.DISCLOSURE, Kind.INTERCEPTION)
RESTRICTS: Final = (Kind.CONTENT, Kind.ACCOUNT, Kind.DOMAIN_INFRASTRUCTURE)
NETWORK: Final = (Kind.SHUTDOWN, Kind.THROTTLING)
REACHES_IN: Final = (Kind.DIRECT_ACCESS, Kind.CAPABILITY)

_EVERY: Final = (
    (),
    ("country",),
    ("kind",),
    ("authority_kind",),
    ("instrument",),
    ("outcome",),
    ("secrecy",),
    ("emergency",),
    ("country", "kind"),
    ("kind", "outcome"),
    ("country", "outcome"),
)
_SOME: Final = ((), ("country",), ("kind",), ("authority_kind",))
_GRANTED: Final = ("changed", "reversed", "restored")
_CONTESTED: Final = ("open", "taken_back", "upheld", *_GRANTED)
"""What came of a contest: RDR 2020 G6a and G6b, Regulation (EU) 2022/2065 art. 15(1)(d)."""
_DATA: Final = _one_of(kind=ASKS_DATA)
_DATA_GIVEN: Final = _one_of(kind=ASKS_DATA, outcome=GIVEN)
_HALVES: Final = ((), ("country",))


METRICS: Final = (
    Metric("letters", "letters that made at least one demand", Base.LETTER, by=_SOME),
    Metric("orders", "orders in those letters", Base.ORDER, by=_SOME),
    Metric("received", "items received", by=(*_EVERY, ("standards",))),
    Metric("targets", "accounts or other targets that the items name", Base.TARGET, by=_SOME),
    Metric("accounts", "accounts of which something was given or done", Base.ACCOUNT, by=_SOME),
    Metric("answered", "items answered, by the day of the answer", axis=Axis.ANSWERED, by=_EVERY),
    Metric("open", "items received and not answered yet", where=_one_of(outcome=""), by=_SOME),
    Metric("given", "items by which something was given or done", where=_one_of(outcome=GIVEN), by=_SOME),
    Metric("complied", "items done as asked", where=_one_of(outcome=Outcome.COMPLY), by=_SOME),
    Metric("in_part", "items done in part", where=_one_of(outcome=Outcome.PARTIAL), by=_SOME),
    Metric(
        "refused",
        "items objected to or refused",
        where=_one_of(outcome=(Outcome.OBJECT, Outcome.REFUSE)),
        by=(*_SOME, ("ground",)),
    ),
    Metric("returned", "items returned for correction", where=_one_of(outcome=Outcome.CORRECT), by=_SOME),
    Metric("withdrawn", "items that the authority took back", where=_one_of(outcome=Outcome.WITHDRAWN), by=_SOME),
    Metric("given_outside", "items given outside the desk", where=_one_of(outside=("two", "alone")), by=_HALVES),
    Metric("given_alone", "items given without two people", where=_one_of(outside="alone"), by=_HALVES),
    Metric("challenged", "items challenged before a court", where=_one_of(challenged="yes"), by=_SOME),
    Metric(
        "contested",
        "items of which the person concerned contested the decision",
        where=_one_of(contested=_CONTESTED),
        by=((), ("kind",)),
    ),
    Metric("contests_granted", "of those, reversed at least in part", where=_one_of(contested=_GRANTED)),
    Metric("restored", "of those, what was taken away was given back", where=_one_of(contested="restored")),
    Metric(
        "days_to_contest",
        "median days from a contest to its decision",
        where=_one_of(contested=(*_CONTESTED[1:],)),
        reckoning=Reckoning.MEDIAN,
        column="contest_days",
    ),
    Metric(
        "share_given",
        "share of the items by which something was given",
        by=_SOME,
        where=_one_of(outcome=GIVEN),
        reckoning=Reckoning.SHARE,
        whole="received",
    ),
    Metric(
        "data_received",
        "demands for user data",
        where=_DATA,
        by=(*_SOME, ("instrument",), ("asked",), ("route",), ("issuer",)),
    ),
    Metric(
        "data_given",
        "demands for user data by which some data were given",
        where=_DATA_GIVEN,
        by=(*_SOME, ("instrument",), ("given",)),
    ),
    Metric(
        "content_given",
        "demands by which content of communications was given",
        where=_one_of(kind=ASKS_DATA, outcome=GIVEN, given=("content", "both")),
        by=_HALVES,
    ),
    *(Metric(name, f"{says}, data given", where={**_DATA_GIVEN, **_one_of(**where)}) for name, says, where in GIVEN_BY),
    Metric("data_told", "data given and the person told", where={**_DATA_GIVEN, **_one_of(notice="told")}),
    Metric("preservations", "demands to keep data as they are", where=_one_of(kind=Kind.PRESERVATION), by=_SOME),
    Metric(
        "restrictions",
        "demands to remove, block or suspend",
        where=_one_of(kind=RESTRICTS),
        by=(*_SOME, ("subject",), ("territory",)),
    ),
    Metric(
        "restricted",
        "demands to remove, block or suspend that were followed, at least in part",
        where=_one_of(kind=RESTRICTS, outcome=GIVEN),
        by=(*_HALVES, ("territory",)),
    ),
    Metric(
        "network",
        "demands to cut off or slow a network",
        where=_one_of(kind=NETWORK),
        by=(*_HALVES, ("outcome",), ("authority_kind",)),
    ),
    Metric(
        "access",
        "demands for direct access or new powers in our systems",
        where=_one_of(kind=REACHES_IN),
        by=(*_HALVES, ("outcome",)),
    ),
    Metric("emergencies", "demands that claim an emergency", where=_one_of(emergency="yes"), by=_SOME),
    Metric("unofficial", "hints and calls without an exercise of power", where=_one_of(informal="yes"), by=_HALVES),
    Metric(
        "silenced",
        "items under a duty of silence",
        where=_one_of(secrecy=("request", "order", "statute")),
        by=(*_HALVES, ("secrecy",)),
    ),
    Metric("told", "items of which the person was told", where=_one_of(notice="told"), by=_HALVES),
    Metric("unreached", "items of which a person could not be reached", where=_one_of(notice="unreached"), by=_HALVES),
    Metric("delayed", "items of which the person is told later", where=_one_of(notice="delayed"), by=_HALVES),
    Metric(
        "may_not_tell",
        "items of which the law forbids to tell the person",
        where=_one_of(notice="forbidden"),
        by=_HALVES,
    ),
    Metric(
        "hours_to_acknowledge",
        "median hours until receipt was confirmed",
        by=_HALVES,
        reckoning=Reckoning.MEDIAN,
        column="acknowledge_hours",
    ),
    Metric(
        "hours_to_decide",
        "median hours until the decision",
        by=_HALVES,
        reckoning=Reckoning.MEDIAN,
        column="decide_hours",
    ),
    Metric(
        "hours_to_effect",
        "median hours until data were handed over or the measure taken",
        by=(*_HALVES, ("kind",)),
        reckoning=Reckoning.MEDIAN,
        column="effect_hours",
    ),
    Metric("cost", "what the demands cost us, in cents", by=(("currency",),), reckoning=Reckoning.SUM, column="cents"),
    Metric(
        "claimed",
        "what we claimed for it, in cents",
        by=(("currency",),),
        reckoning=Reckoning.SUM,
        column="claimed",
    ),
    Metric("late", "duties that were done late, or are late", reckoning=Reckoning.SUM, column="late"),
)


# What other publishers print, as definitions of our own: they stand in an edition only where the desk publishes in that
# form, and then identities, withholding and the ledger see them like any other number (ADR 0044).

_WAYS_HOME: Final = ("", Route.DOMESTIC, Route.TREATY, Route.ROGATORY, Route.UNKNOWN)
_FROM_ABROAD: Final = (Route.DIRECT, Route.UNION, Route.AGREEMENT, Route.PROTOCOL)
_STATE: Final = ("", Origin.STATE)
_PARTIES: Final = (Origin.CIVIL_COURT, Origin.PRIVATE)
SUBPOENAS: Final = ("US-2703C2", "US-3486")
WARRANTS: Final = ("US-2703A",)
COURT_ORDERS: Final = ("US-2703D", "US-3512", "US-1651")
PEN_REGISTERS: Final = ("US-3123",)
WIRETAPS: Final = ("US-2518",)
_BY_COUNTRY: Final = (("country",),)
_COUNTRY_TERRITORY: Final = (("country", "territory"),)


def _pair(name: str, says: str, columns: _Columns, by: tuple[tuple[str, ...], ...] = ((),)) -> _Metrics:
    """Orders of that sort that were received, and those by which some data were given."""
    where: _Columns = {"kind": ASKS_DATA, **columns}
    return (
        Metric(f"{name}_received", f"{says}, received", Base.ORDER, where=_one_of(**where), by=by),
        Metric(f"{name}_given", f"{says}, data given", Base.ORDER, where=_one_of(**where, outcome=GIVEN), by=by),
    )


def _told(name: str, says: str, emergency: str, *notices: str) -> Metric:
    where = _one_of(kind=ASKS_DATA, outcome=GIVEN, emergency=emergency, notice=notices)
    return Metric(f"github_{name}", f"orders by which data were given, {says}", Base.ORDER, where=where)


def _taken(name: str, says: str, kind: str) -> Metric:
    where = _one_of(kind=kind, outcome=GIVEN)
    return Metric(f"github_{name}", f"{says} that were taken down", Base.ACCOUNT, where=where, by=_COUNTRY_TERRITORY)


def _google(name: str, says: str, columns: _Columns) -> _Metrics:
    where: _Columns = {"kind": ASKS_DATA, **columns}
    targets = Metric(f"google_{name}_accounts", f"{says}, accounts named", Base.TARGET, where=_one_of(**where))
    return (*_pair(f"google_{name}", says, columns, _BY_COUNTRY), replace(targets, by=_BY_COUNTRY))


_HOME: Final[_Columns] = {"origin": _STATE, "route": _WAYS_HOME}
_ABROAD: Final[_Columns] = {"origin": _STATE, "route": _FROM_ABROAD}
_GITHUB: Final = (
    *_pair("github_subpoena", "subpoenas of a public body", _HOME | {"instrument": SUBPOENAS}),
    *_pair("github_court_order", "court orders", _HOME | {"instrument": (*COURT_ORDERS, *PEN_REGISTERS, *WIRETAPS)}),
    *_pair("github_warrant", "search warrants", _HOME | {"instrument": WARRANTS}),
    *_pair("github_cross_border", "straight from another state", _ABROAD, ((), ("country",))),
    *_pair("github_civil", "subpoenas in a dispute between private parties", {"origin": _PARTIES}),
    *_pair("github_exigent", "voluntary, in an emergency", {"instrument": "US-2702B8", "origin": _STATE}),
    Metric("github_accounts", "accounts of which data were given", Base.ACCOUNT, where=_DATA_GIVEN),
    _told("gagged", "the person may not be told, or not yet", "no", "forbidden", "delayed"),
    _told("notified", "the person was told", "no", "told"),
    _told("hurried", "in an emergency", "yes", "", "told", "delayed", "forbidden", "not_told"),
    Metric(
        "github_takedowns",
        "orders to remove, block or suspend",
        Base.ORDER,
        where=_one_of(kind=RESTRICTS, origin=_STATE),
        by=_BY_COUNTRY,
    ),
    Metric(
        "github_processed",
        "orders to remove, block or suspend that were followed, at least in part",
        Base.ORDER,
        where=_one_of(kind=RESTRICTS, origin=_STATE, outcome=GIVEN),
        by=_COUNTRY_TERRITORY,
    ),
    _taken("repositories", "pieces of content", Kind.CONTENT),
    _taken("pages", "sites", Kind.DOMAIN_INFRASTRUCTURE),
    _taken("suspended", "accounts", Kind.ACCOUNT),
)
_ASKED: Final[_Columns] = {"emergency": "no", "origin": _STATE}
_GOOGLE: Final = (
    *_google("emergency", "in an emergency", {"emergency": "yes", "origin": _STATE}),
    *_google("other", "legal requests outside an emergency", _ASKED),
    *_google("warrant", "search warrants", _ASKED | {"instrument": WARRANTS}),
    *_google("subpoena", "subpoenas", _ASKED | {"instrument": SUBPOENAS}),
    *_google("court_order", "other court orders", _ASKED | {"instrument": COURT_ORDERS}),
    *_google("pen_register", "orders for metadata as it flows", _ASKED | {"instrument": PEN_REGISTERS}),
    *_google("wiretap", "orders for content as it flows", _ASKED | {"instrument": WIRETAPS}),
    Metric(
        "google_preservation_received",
        "demands to keep data as they are",
        Base.ORDER,
        where=_one_of(kind=Kind.PRESERVATION),
        by=_BY_COUNTRY,
    ),
    Metric(
        "google_preservation_accounts",
        "demands to keep data as they are, accounts named",
        Base.TARGET,
        where=_one_of(kind=Kind.PRESERVATION),
        by=_BY_COUNTRY,
    ),
)
# fmt: off
EU_STATES: Final = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)
# fmt: on
EPOC: Final = ("EU-EPOC-SUB", "EU-EPOC-TC")
EPOC_PR: Final = ("EU-EPOC-PR",)
_OF_A_STATE: Final[_Columns] = {"country": EU_STATES, "origin": _STATE, "informal": "no"}
_ACT: Final = _one_of(**_OF_A_STATE, kind=RESTRICTS)
_BY_SUBJECT: Final = ((), ("country",), ("subject",), ("country", "subject"))
_BY_EPOC: Final = ((), ("instrument",), ("country",), ("emergency",), ("instrument", "asked", "country", "emergency"))
_DSA: Final = (
    Metric("dsa_act", "orders of Member States to act against illegal content", Base.ORDER, where=_ACT, by=_BY_SUBJECT),
    Metric("dsa_items", "items of information in those orders", Base.TARGET, where=_ACT, by=_BY_SUBJECT),
    Metric(
        "dsa_inform",
        "orders of Member States to provide information",
        Base.ORDER,
        where=_one_of(**_OF_A_STATE, kind=ASKS_DATA),
        by=_HALVES,
    ),
)
_EEVIDENCE: Final = (
    Metric(
        "eevidence_received",
        "European production and preservation orders",
        Base.ORDER,
        where=_one_of(instrument=(*EPOC, *EPOC_PR)),
        by=_BY_EPOC,
    ),
    Metric(
        "eevidence_fulfilled",
        "European production and preservation orders that were fulfilled, at least in part",
        Base.ORDER,
        where=_one_of(instrument=(*EPOC, *EPOC_PR), outcome=GIVEN),
        by=_BY_EPOC,
    ),
)
PUBLISHERS: Final[Mapping[str, _Metrics]] = {"github": _GITHUB, "google": _GOOGLE}
"""Definitions that an edition needs beside ``METRICS`` to be written in that publisher's form."""
FIXED: Final[Mapping[str, _Metrics]] = {"dsa": _DSA, "eevidence": _EEVIDENCE}
"""What a form that a law fixes says, as cells for the ledger: given as the law has it, whatever else is withheld."""

COUNTED_ONLY: Final = "counted_only"
STATED: Final = (
    Metric(
        COUNTED_ONLY,
        "items that stand in the total of their year alone, as we may count them and not admit them",
        by=((), ("country",), ("kind",), ("authority_kind",), ("outcome",)),
    ),
)
"""What no engine reckons: withholding states it, for years that are over (ADR 0043)."""

BY_ID: Final[Mapping[str, Metric]] = {
    metric.id: metric for metrics in (METRICS, STATED, *PUBLISHERS.values(), *FIXED.values()) for metric in metrics
}

_SHOWN: Final = {
    "letters": _SOME,
    "received": (*_SOME, ("outcome",), ("country", "outcome"), ("kind", "outcome")),
    "targets": _SOME,
    "given": _SOME,
    "in_part": _SOME,
    "open": _SOME,
    "answered": ((), ("outcome",)),
}
LIVE: Final = tuple(replace(BY_ID[name], by=by) for name, by in _SHOWN.items())
"""What the live page of numbers shows, by years: some of the report's own numbers, of open items alone."""
