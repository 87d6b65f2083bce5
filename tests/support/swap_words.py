"""Words of the page on swaps: who looks, and why a swapped column changes nothing that a client believes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

FOUND: Final[Mapping[str, str]] = {
    "release": "a releaser's client: looks, checks, puts the key together, opens the parts",
    "produce": "the extraction host: checks what it would carry out",
    "open": "a clerk's client: opens everything that is sealed to the case",
    "roster": "any client: walks the chain of rosters from its pin, and reckons freezes and retired keys",
    "contact": "whom letters go to, and by which key an answer is sealed",
    "worker": "the sending worker: to which key it seals the copy of a letter",
    "public": "the public site: single demands in the registers",
    "report": "editions of the report, and the ledger that the next one is held against",
    "law": "rules that counsel verified",
    "doctor": "every chain computed again, and each row of a case out of its events",
}

_LOGIN: Final = "log-in gives no power: what grants, confirms or releases is signed by a key on the roster"
_CALLS: Final = "who is called, and when; a page grants nothing, and who does not answer is followed by the next"
_LISTS: Final = "lists and counts on the desk's own pages; no client believes them"
_IDS: Final = "a number or a link that only the database follows"
_OTHERS: Final = "a table of a part from others that the desk leaves empty"
_REPORT: Final = "only finds or dates what people signed: the edition says what stands under their signatures"
_LEDGER: Final = "a number that only the database counts"
_PORTAL: Final = (
    "what an authority or a person is shown of their own: sealed to them, and read by no client of the desk"
)

_DAYS: Final = (
    "who is asked first, and when something is looked at again: it grants nothing, and every act is decided without it"
)

_OWN: Final = (
    "what the desk hands to whom, and what people are told of each other: a rule of the desk, which no client believes"
)

WHY: Final[Mapping[str, str]] = {
    "account_emailaddress": _OTHERS,
    "account_emailconfirmation": _OTHERS,
    "auth_group": _OTHERS,
    "auth_permission": _OTHERS,
    "data_absence": _DAYS,
    "data_account": _LOGIN,
    "data_assignment": _OWN,
    "data_arrival": "clocks and lists; what arrived and when is committed in the event of the arrival",
    "data_beat": "when the worker was last seen: a line of `doctor`, and nothing else",
    "data_card": "a card counts when colleagues sign a roster with it, and read its key id to each other",
    "data_case": _LISTS,
    "data_cost": _LISTS,
    "data_decision": _LISTS,
    "data_decisionline": _LISTS,
    "data_docket": "what a case is found by: bound to its case and signed inside by who made it; no act relies on it",
    "data_docketcopy": "which browsers were back after a forgetting: a line of a proof, and nothing else",
    "data_duty": "what is due; every act is decided from the events of the case",
    "data_effect": "the worker composes a letter again from the signed statement, and looks the contact up itself",
    "data_envelope": _IDS,
    "data_event": _IDS,
    "data_eventopening": _IDS,
    "data_feed": _DAYS,
    "data_gateanswer": _LISTS,
    "data_invitation": _LOGIN,
    "data_invitedcounsel": "keys of a lawyer on no roster: two people compare them by voice (`invited.test.ts`)",
    "data_invoice": _LISTS,
    "data_item": _LISTS,
    "data_opening": _OWN,
    "data_owncases": _OWN,
    "data_paging": _CALLS,
    "data_pagingstep": _CALLS,
    "data_parcel": _PORTAL,
    "data_personpage": _PORTAL,
    "data_piece": "where a ciphertext is found; which one is meant stands in the signed deal",
    "data_production": _LISTS,
    "data_reach": _CALLS,
    "data_receipt": "its key counts for a letter by the number that the demand names, which a client read "
    "(`test_jobs_channel.py`); the rest is what an authority is shown of their own",
    "data_reminder": _DAYS,
    "data_registerrow": "the site shows what the events of the case say; this is for the desk's own list",
    "data_ledgerrow": _LEDGER,
    "data_reportcorrection": _REPORT,
    "data_reportedition": _REPORT,
    "data_reportsignature": _REPORT,
    "data_roster": _IDS,
    "data_scorelook": "the house's own answers; what is published is the scorecard whose bytes two people signed",
    "data_ally": "believed only where its name, address and key have the hashes that people signed",
    "data_talk": "believed only where its bytes have the hash that people signed",
    "data_publiccopy": "believed only where its bytes have the hash that two people signed",
    "data_scorecard": "believed only where its bytes have the hash that people signed",
    "data_sealed": "where a ciphertext is found; its bytes are held against a signed deal or a committed event",
    "data_secrecy": _LISTS,
    "data_session": _LOGIN,
    "data_mailkey": "a key counts by its hash in a roster that people signed, and opens where its record has that hash "
    "(`test_mail_keys.py`)",
    "data_note": _IDS,
    "data_statement": "repeats what stands in the signed note, and only finds it",
    "data_token": _LOGIN,
    "data_verification": "repeats what two people signed; their statements are read",
    "data_watch": _CALLS,
    "django_content_type": _OTHERS,
    "mfa_authenticator": _LOGIN,
}


def why(table: str, column: str) -> str:
    """Why a swap there changes nothing that a client believes."""
    del column
    return WHY.get(table, "")


HEAD: Final = """# Swaps: what clients do when somebody writes into the database

Whoever owns the database can put another value into any column of any row. The tests try it in each column (values of other rows,
values a little different, nothing) on a production whose hold is over, and look at what those say who believe no row:

| who | what it does |
|---|---|
{who}

`less`: it believes less than before, and nothing else: a contact is nobody, a row is not published, an object is not listed. **Hiding**
is what is left to such a writer. It is noticed by who saw more before (`release.older-than-seen`, a roster's pin), and not by who comes
for the first time. Where none refuses, the last column says why nothing follows. What none of them reads, none believes.

Written by `REGENERATE_SWAPS=1 pytest tests/desk/services/test_services_swaps.py`, which holds it to the code.
"""  # noqa: E501 - lines of a page


def page(tables: Mapping[str, Sequence[str]], golden: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """The page in the reference."""
    who = "\n".join(f"| {name} | {says} |" for name, says in FOUND.items())
    parts = [HEAD.format(who=who)]
    for table, columns in sorted(tables.items()):
        found = golden[table]
        if not found:
            parts.append(f"## `{table}`\n\nRead by none of them: {why(table, '')}. Columns: {', '.join(columns)}.\n")
            continue
        rows = "\n".join(_row(table, column, found[column]) for column in columns)
        parts.append(f"## `{table}`\n\n| column | refused | else |\n|---|---|---|\n{rows}\n")
    return "\n".join(parts)


def _row(table: str, column: str, rules: Sequence[str]) -> str:
    refused = ", ".join(f"{who} `{rule}`" for who, rule in (one.split(": ") for one in rules))
    return f"| `{column}` | {refused or '–'} | {'' if rules else why(table, column)} |"
