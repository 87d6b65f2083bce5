"""Decisions of a case reckoned again from its evidence alone: rosters, statements, the law that was used (ADR 0066).

Facts are those on which people signed; who signed is told by the rosters, walked from the desk's id. No desk is asked.
"""

import datetime as dt

from dueprocess.formats.chain import Pin
from dueprocess.formats.note import Verify
from dueprocess.release import looked
from dueprocess.release.desk_client import Shown
from dueprocess.release.law_again import Checker
from dueprocess.release.law_told import Library


def checker_of(shown: Shown, desk_id: str, library: Library, check: Verify, now: dt.datetime) -> Checker:
    """Who says of each act that hangs on the law's answer what it is (``Checker.again``).

    Args:
        shown: the evidence, with ``texts``, as somebody handed it over.
        desk_id: SHA-256 (hex) of the desk's founding roster, from elsewhere.
        library: the law by which it is reckoned where the evidence was judged by the same.
        check: Ed25519 verification.
        now: this machine's time, aware.

    Raises RosterError, ReleaseError, ChainError as ``looked.look``; ReleaseError ``grant.law``, ``counter.form``.
    """
    seen = looked.look("", shown.case, shown, Pin.of_record(desk_id, shown.rosters), 0, check, now).seen
    return Checker.of(seen, shown, library)
