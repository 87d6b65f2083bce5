"""What the vault on a person's own machine asks of this program alone: the text for who is told, and what was sealed.

The page that asks fills in the account, which stands sealed in the case; nothing here knows an identifier. What comes
in was said by a desk and is hostile: the case is rebuilt from what happened on it, held against what people signed, and
nothing is written while a silence stands (P6, hazard 6.1).
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from dueprocess.acts import access
from dueprocess.adapters import crypto, law_files
from dueprocess.case.contest import same_look_again
from dueprocess.case.given import no_item
from dueprocess.case.notice import CLOSED, fault_of, may_tell, same_account
from dueprocess.case.state import CaseState
from dueprocess.cli.notice_commands import house_of
from dueprocess.client import own_law
from dueprocess.client.fetched_case import held
from dueprocess.client.telling import is_closed, soon
from dueprocess.client.vault_finish import now
from dueprocess.client.vault_questions import looked_of, parsed, told
from dueprocess.desk.person.compose import Telling, letter_of, released_on
from dueprocess.desk.person.texts import SPOKEN, load
from dueprocess.formats.note import Verify
from dueprocess.formats.refusal import DeniedError
from dueprocess.release.desk_client import ABOUT, About, events_from_plain
from dueprocess.release.evidence import refuse
from dueprocess.release.law_told import Law
from dueprocess.release.looked import Looked

TELL: Final = "/tell"
UNSEAL: Final = "/unseal"


def answer(question: object, check: Verify, at: dt.datetime) -> dict[str, Any]:
    """``text`` with its place for the account, ``direction`` and ``day``; or what refuses it.

    Args:
        question: as ``vault_questions.answer`` has it, and ``events`` (what happened on the case), ``law`` (what the
            desk handed out), ``about`` (the desk's provider), ``item``, ``handle``, ``language`` (ISO 639-1).
        check: Ed25519 verification.
        at: this machine's time, aware.
    """
    return told(lambda: _answer(question, check, at))


def _answer(question: object, check: Verify, at: dt.datetime) -> dict[str, Any]:
    if not isinstance(question, Mapping) or question["language"] not in SPOKEN:
        refuse("counter.form", "the question is no object, or names no language of ours")
    told_of = int(question["item"]), str(question["handle"]), str(question["language"])
    looked = looked_of(question, check, at)
    case = held(looked, events_from_plain(question["events"])).case
    law = own_law.law_of(looked.seen, question["law"])
    about = ABOUT.read(question["about"])
    text, day = text_of(looked, case, law, about, told_of, at)
    return {"text": text, "direction": load(told_of[2]).direction, "day": day}


def text_of(
    looked: Looked, case: CaseState, law: Law, about: About, told_of: tuple[int, str, str], at: dt.datetime
) -> tuple[str, str]:
    """The text with a place for the account, and today where the provider sits.

    ``told_of``: number of the item, handle of the person (ALL: whoever it is about), language (ISO 639-1). Raises
    DeniedError by the rule that forbids to tell now.
    """
    number, handle, language = told_of
    item = case.item(number)
    today = at.astimezone(ZoneInfo(law.timezone)).date().isoformat()
    denied = fault_of(case, number, today) or (may_tell(case, item, handle, today, today) if item else no_item(number))
    if denied is None and is_closed(looked, number, today, at):
        denied = CLOSED
    if denied is not None or item is None:
        raise DeniedError(denied or no_item(number))
    others = tuple(
        one for one in same_account(case, item, handle, today) if not is_closed(looked, one.number, today, at)
    )
    mine = "" if handle == "ALL" else handle
    left = soon(law, case, number, at)
    looks = "same" if same_look_again(item, access.judges(looked.seen.roster.people)) else "other"
    more = replace(Telling(case, item, mine, today), released_on=released_on(item), head=about.head, others=others)
    telling = replace(more, soon=left, looks=looks)
    return letter_of(house_of(about), law.shelf, telling, language), today


def _asked(data: bytes) -> bytes:
    return json.dumps(answer(parsed(data), crypto.verify, now())).encode()


def _unsealed(data: bytes) -> bytes:
    from dueprocess.cli.read_command import reading  # its child has limits that Windows has not
    from dueprocess.client import vault_unseal

    asked = reading(law_files.load())
    return json.dumps(vault_unseal.answer(parsed(data), crypto.verify, now(), asked)).encode()


MORE: Final[Mapping[str, Callable[[bytes], bytes]]] = {TELL: _asked, UNSEAL: _unsealed}
"""What this program's vault answers besides ``client.local_vault.ANSWERS``."""
