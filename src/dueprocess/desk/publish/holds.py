"""What the provider holds and who can read it: one page, and the same as data (L8, P13).

It shows services that somebody has checked, with the day. It says plainly what can be read, and names encryption from
device to device only where the map has it: each sentence is chosen by a code of the map.
"""

import hashlib
from typing import Any, Final

from dueprocess.demand.codes import DataCategory
from dueprocess.desk.publish import laws
from dueprocess.desk.publish.feed import as_json
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.desk.services import scorecards
from dueprocess.holdings.entry import Kept, Passes, Service, Unreadable
from dueprocess.report.snapshot import Snapshot

PAGE: Final = "holds.html"
FILE: Final = "data/services.json"
SCHEMA: Final = "dueprocess/services/1"

_LIMITS: Final = ("limit_1", "limit_2", "limit_3", "limit_4")


def holds_view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page of one language."""
    described = {one.name for one in snapshot.services}
    missing = [isolated(name) for name in snapshot.provider.services if name not in described]
    return {
        "title": texts("holds", "title"),
        "lead": texts("holds", "lead", provider=isolated(snapshot.provider.name)),
        "services": [_service(one, snapshot, texts) for one in snapshot.services],
        "missing": texts("holds", "missing", services=texts.join(missing)) if missing else "",
        "limits": [texts("holds", key) for key in _LIMITS] + _not_kept(snapshot, texts),
        **laws.unseen_view(snapshot, texts),
    }


def _not_kept(snapshot: Snapshot, texts: Texts) -> list[str]:
    """What the house itself says that it does not keep: the host on the desk's machine, reads that nobody checked."""
    provider = snapshot.provider
    said = [texts("holds", "host_same")] if provider.extraction_host == "same" else []
    checked = [isolated(one) for one in provider.services if one in provider.reads_checked]
    others = [isolated(one) for one in provider.services if one not in provider.reads_checked]
    said += [texts("holds", "reads_checked", services=texts.join(checked))] if checked else []
    return said + ([texts("holds", "reads_unchecked", services=texts.join(others))] if others else [])


def _service(one: Service, snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    unsaid = [texts("data", category) for category in DataCategory if category not in one.kept]
    country, day = snapshot.provider.country, one.checked_on
    said = texts.day(day) if day else texts("holds", "unsaid")
    facts = [
        (texts("holds", "device"), texts("holds", f"device_{one.end_to_end}")),
        (texts("holds", "others"), texts("holds", f"transit_{one.to_others}")),
        (texts("holds", "rest"), texts("holds", f"rest_{one.at_rest}")),
        (texts("holds", "servers"), texts.join(texts.country(code) for code in one.servers)),
        (
            texts("holds", "law", country=texts.country(country)),
            texts("holds", f"class_{one.class_for(country)}"),
        ),
        (
            texts("holds", "checked"),
            said if one.is_fresh(snapshot.made_on) else texts("holds", "checked_old", day=said),
        ),
    ]
    return {
        "id": f"s-{hashlib.sha256(one.name.encode()).hexdigest()[:8]}",
        "name": one.name,
        "way": texts("holds", f"transit_{one.to_us}"),
        "keys": texts("holds", "unsaid" if one.fresh_keys is None else "yes" if one.fresh_keys else "no"),
        "closed": texts("holds", f"closed_{one.end_to_end}"),
        "reads": [_reads(kept, texts) for kept in one.kept.values() if kept.we_read],
        "rows": [_row(kept, texts) for kept in one.kept.values()],
        "unsaid": texts("holds", "unsaid_data", data=texts.join(unsaid)) if unsaid else "",
        "facts": [{"name": name, "text": text} for name, text in facts if text],
    }


def _reads(one: Kept, texts: Texts) -> str:
    """A category of which we can read all, a part, or what passes and is not kept."""
    said = texts("data", one.category)
    if not one.held or one.unreadable is Unreadable.ALL:
        return texts("holds", "reads_passing", data=said)
    return texts("holds", "reads_part", data=said) if one.unreadable is Unreadable.PART else said


def _row(one: Kept, texts: Texts) -> dict[str, str]:
    kept = "kept_yes" if one.held else "kept_no"
    # What we note about an account does not travel: there is nothing to say of its passing.
    stays = one.category is DataCategory.SUBSCRIBER and one.passes is Passes.NO
    return {
        "data": texts("data", one.category),
        "kept": texts.count("days", one.days) if one.days else texts("holds", kept),
        "who": texts.join(texts("holds", f"reader_{each}") for each in one.readers),
        "unreadable": texts("holds", f"unreadable_{one.unreadable}"),
        "passes": texts("holds", "passes_stays" if stays else f"passes_{one.passes}"),
    }


def services_json(snapshot: Snapshot) -> bytes:
    """The map as codes, with answers in the form of Ranking Digital Rights' indicator on encryption (P16, 2020)."""
    return as_json(
        {
            "schema": SCHEMA,
            "provider": snapshot.provider.name,
            "as_of": snapshot.made_on.isoformat(),
            "services": [_plain(one, snapshot.provider.country) for one in snapshot.services],
        }
    )


def _plain(one: Service, country: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "class": str(one.class_for(country)),
        "since": one.since.isoformat(),
        "checked_on": one.checked_on.isoformat() if one.checked_on else None,
        "servers": list(one.servers),
        "to_us": str(one.to_us),
        "to_others": str(one.to_others),
        "at_rest": str(one.at_rest),
        "device_to_device": str(one.end_to_end),
        "rdr_p16": p16(one),
        "data": {str(category): _kept(kept) for category, kept in one.kept.items()},
    }


def _kept(one: Kept) -> dict[str, Any]:
    return {
        "held": one.held,
        "days": one.days,
        "readers": [str(each) for each in one.readers],
        "unreadable": str(one.unreadable),
        "passes": str(one.passes),
    }


_CODES: Final = {"Y": "yes", "P": "partial", "N": "no", "ND": "not_said", "NA": "none"}


def p16(one: Service) -> dict[str, str]:
    """Answers by element: encrypted on the way by default; keys for each connection; users can close it; closed."""
    return {number: _CODES[code] for number, code in scorecards.p16(one).items()}
