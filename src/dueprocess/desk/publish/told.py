"""Access that we cannot see, and what a law never lets us tell: blocks of the first page and of the numbers."""

from typing import Any, Final

from dueprocess.desk.publish.feed import cited
from dueprocess.desk.publish.laws import shelf_page, tongue
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.report.edition import Edition
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.told import UnseenAccess

_NAMED: Final = 4  # provisions that stand under a sentence; the page of the law has all


def unseen_view(snapshot: Snapshot | Edition, texts: Texts) -> dict[str, Any]:
    """The block that names access by law which we cannot see. Nothing where no record may be named."""
    return {"unseen": [_access(one, texts) for one in snapshot.unseen]}


def _access(one: UnseenAccess, texts: Texts) -> dict[str, str]:
    services = texts.join(isolated(name) for name in one.services)
    return {
        "cited": cited(one.cited),
        "lang": tongue(one.id),
        # In a language that the law data lack, one sentence that holds of all such access.
        "says": one.says.get(texts.language) or texts("unseen", "opens_any"),
        "services": texts("unseen", "services", services=services) if services else "",
        "since": texts.day(one.since),
        "iso": one.since.isoformat(),
    }


def unseen_json(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The same for ``data/numbers.json``."""
    return [
        {
            "law": one.id,
            "act": one.cited.act,
            "section": one.cited.section,
            "since": one.since.isoformat(),
            "services": list(one.services),
            "opens": dict(one.says),
        }
        for one in snapshot.unseen
    ]


def silences(told: Snapshot | Edition, texts: Texts) -> list[dict[str, Any]]:
    """Each such sentence with the first provisions behind it; in a language that the law data lack, none."""
    return [
        {
            "says": one.says[texts.language],
            "cited": [cited(name) for name in one.cited[:_NAMED]],
            "lang": tongue(told.provider.country),
            "more": texts.count("more", len(one.cited) - _NAMED) if len(one.cited) > _NAMED else "",
        }
        for one in told.silences
        if texts.language in one.says
    ]


def silences_view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """What the law of the provider's country never lets us tell, in the law data's own public sentences."""
    country = snapshot.provider.country
    return {
        "silences": silences(snapshot, texts),
        "silences_title": texts("index", "silences", country=texts.country(country)),
        "silences_href": shelf_page(country) if any(one.country == country for one in snapshot.law) else "law.html",
    }
