"""Words of the page on swaps: who looks, and why a swapped column changes nothing that a client believes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOUND: Final[Mapping[str, str]] = {
    "release": "a releaser's client: looks, checks, puts the key together, opens the parts",
    "produce": "the extraction host: checks what it would carry out",
    "open": "a clerk's client: opens everything that is sealed to the case",
    "roster": "any client: walks the chain of rosters from its pin, and reckons freezes and retired keys",
    "contact": "whom letters go to, and by which key an answer is sealed",
    "public": "the public site: single demands in the registers",
    "law": "rules that counsel verified",
    "doctor": "every chain computed again, and each row of a case out of its events",
}

_LOGIN = (
    "log-in and what it hands out give no power: what grants, confirms or releases is signed by a key on the roster"
)
_CALLS = "who is called, and when; a page grants nothing, and who is not called is called by the next rung"
_LISTS = "lists and counts on the desk's own pages; no client believes them"
_IDS = "a number of the database's own, or a link that only the database follows"
_OTHERS = "a table of a part from others that the desk leaves empty"

WHY: Final[Mapping[str, str]] = {
    "account_emailaddress": _OTHERS,
    "account_emailconfirmation": _OTHERS,
    "auth_group": _OTHERS,
    "auth_permission": _OTHERS,
    "django_content_type": _OTHERS,
    "mfa_authenticator": _LOGIN,
    "data_account": _LOGIN,
    "data_session": _LOGIN,
    "data_invitation": _LOGIN,
    "data_card": "a card counts when colleagues sign a roster with it, and they read its key id to each other",
    "data_draft": "the vault draws what is signed from the bytes that it signs; a changed draft is another act, which its person reads",
    "data_token": _LOGIN,
    "data_reach": _CALLS,
    "data_watch": _CALLS,
    "data_paging": _CALLS,
    "data_pagingstep": _CALLS,
    "data_beat": "when the worker was last seen: a health line, and nothing else",
    "data_duty": "what is due: people look at the case itself, and every act is decided from its events",
    "data_effect": "the worker composes a letter again from the signed statement, and looks the contact up itself",
    "data_arrival": "when and how something arrived: clocks of lists; the moment itself is committed in the event of the arrival",
    "data_case": _LISTS,
    "data_item": _LISTS,
    "data_cost": _LISTS,
    "data_invoice": _LISTS,
    "data_decision": _LISTS,
    "data_decisionline": _LISTS,
    "data_gateanswer": _LISTS,
    "data_secrecy": _LISTS,
    "data_production": _LISTS,
    "data_registerrow": "the site shows what the case's events say; this column is for the desk's own list",
    "data_event": _IDS,
    "data_eventopening": _IDS,
    "data_statement": "repeats what stands in the signed note, and is read for nothing but to find it",
    "data_verification": "repeats what two people signed; who verified is read from their statements",
    "data_roster": _IDS,
    "data_sealed": "where a ciphertext is found; its bytes are held against their hash in a signed deal or a committed event",
    "data_envelope": _IDS,
    "data_piece": "where a ciphertext is found; which one is meant stands in the signed deal",
}


def why(table: str, column: str) -> str:
    """Why a swap there changes nothing that a client believes."""
    del column
    return WHY.get(table, "")


HEAD = """# Swaps: what clients do when somebody writes into the database

Whoever owns the database can put another value into any column of any row. For each of them the tests try it (values of other rows, values a
little different, nothing) against a production whose hold is over, and look at what those say who believe no row:

| who | what it does |
|---|---|
{who}

`less`: the client believes less than before, and nothing else (a contact is nobody, a row is not published, an object is not listed). **Hiding** is
all that is left to such a writer: it is noticed by who saw more before (`release.older-than-seen`, a roster's pin), not by who comes for the first
time. Where no client refuses, the last column says why nothing follows. A table without rows here is read by none of them.

Written by `REGENERATE_SWAPS=1 pytest tests/services/test_services_swaps.py`; `tests/services/test_services_swaps.py` holds it to the code.
"""


def page(tables: Mapping[str, Sequence[str]], golden: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """The page in the reference."""
    who = "\n".join(f"| {name} | {says} |" for name, says in FOUND.items())
    parts = [HEAD.format(who=who)]
    for table, columns in sorted(tables.items()):
        found = golden[table]
        if not found:
            parts.append(f"## `{table}`\n\nRead by none of them: {why(table, '')}. Columns: {', '.join(columns)}.\n")
            continue
        rows = [
            f"| `{column}` | {_rules(found[column]) or '–'} | {'' if found[column] else why(table, column)} |"
            for column in columns
        ]
        parts.append(f"## `{table}`\n\n| column | refused | else |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _rules(rules: Sequence[str]) -> str:
    return ", ".join(f"{who} `{rule}`" for who, rule in (one.split(": ") for one in rules))
