"""What the vault on a person's own machine asks about a purge: what a statement says, from what was shown."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dueprocess.client.fetched_case import held
from dueprocess.client.vault_questions import looked_of, told
from dueprocess.counted import receipts_of, says_of
from dueprocess.formats.note import Verify
from dueprocess.release.desk_client import events_from_plain
from dueprocess.release.evidence import refuse


def answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    """What a statement says that purges the case, and who signed it already; or the rule by which it is refused.

    Args:
        question: as ``vault_questions.answer`` has it, and ``events`` (of the case), ``told``
            (``GET /v1/cases/{case}/purge``), ``family`` (events of each case that it names, by id).
        check: Ed25519 verification.
        now: this machine's time, aware.
    """
    return told(lambda: _answer(question, check, now))


def _answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    if not isinstance(question, Mapping):
        refuse("counter.form", "the question is no object")
    looked = looked_of(question, check, now)
    if looked.purged is not None:
        refuse("case.purged", f"{looked.purged.both} purged it on {looked.purged.at[:10]}")
    found = held(looked, events_from_plain(question["events"]))
    family = receipts_of(question["told"], looked.purges, lambda one: events_from_plain(question["family"][one]))
    waits = looked.purges.wait.get(found.case.id)
    says = says_of(looked.seen, looked.mark[1], found.case, family, waits)
    return {"says": says, "by": list(waits.by) if waits else []}
