"""How often an assurance was given, refused or never came, and how often data were passed on; for staff alone (P11)."""

from collections import Counter
from typing import Any

from dueprocess.case.events import EventKind
from dueprocess.case.item_events import Assured, PassedOn
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Event

KINDS = (str(EventKind.ASSURANCE_RECORDED), str(EventKind.PASSED_ON))


def counts() -> list[dict[str, Any]]:
    """By country of the body: the newest answer of each item, and the passings-on. Purged cases are no longer known."""
    cases = list(Event.objects.filter(kind__in=KINDS).order_by().values_list("case", flat=True).distinct())
    countries = dict(Case.objects.filter(pk__in=cases).values_list("pk", "country"))
    answers: dict[tuple[str, int], str] = {}
    found: dict[str, Counter[str]] = {}
    for case in cases:
        for event in codec.events_of(case):
            if isinstance(event.body, Assured):
                answers[case, event.body.item] = event.body.answer
            elif isinstance(event.body, PassedOn):
                found.setdefault(countries.get(case, ""), Counter())["passed_on"] += 1
    for (case, _item), answer in answers.items():
        found.setdefault(countries.get(case, ""), Counter())[answer] += 1
    keys = ("given", "refused", "none", "passed_on")
    return [{"country": country, **{key: many[key] for key in keys}} for country, many in sorted(found.items())]
