"""By what each table opens, and so in which of the two archives of a backup it stands (hazards 9.4, 11.2).

The desk's archive is kept for ever. So nothing may stand in it that a secret *outside the house* opens: the code of a
person's letter, an official's receipt, the key of a lawyer on no roster, of an extraction host, of an authority. Taking
back, forgetting, a last day change nothing in a copy; a copy of the other archive dies after 35 days. A table without a
class here fails a test, and so does one that opens by such a secret and stays.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q

ENVELOPES: Final = "data_envelope"
SEALED: Final = "data_sealed"

LEFT_OUT: Final[Mapping[str, str]] = {
    "data_session": "a log-in: nobody is logged in after a restore",
    "data_token": "a bearer: one that was ended since would live again",
    "data_feed": "a bearer: a calendar that was ended since would live again",
    "data_invitation": "a one-use code: one that was used since would live again",
    "data_invitedcounsel": "an invitation: one that was taken back since would live again",
    "data_beat": "when the worker of the other machine was last seen",
    "django_content_type": "made by the migrations",
    "auth_permission": "made by the migrations",
}
"""Tables that no backup holds, and why."""

WHOLE: Final = Q()
"""Every row of a table."""
_OF_PORTAL: Final = Q(case__vessel_of__channel="portal")
"""Whoever handed in at the portal drew the key of that case in their browser (ADR 0031), and may have kept it."""

OUTSIDE: Final[Mapping[str, Q]] = {
    ENVELOPES: WHOLE,
    SEALED: (~Q(reader="case") & ~Q(reader="release", kind="part")) | _OF_PORTAL,
    "data_docket": _OF_PORTAL,
    "data_mailkey": WHOLE,
    "data_personpage": WHOLE,
    "data_receipt": WHOLE,
    "data_parcel": WHOLE,
    "data_talk": WHOLE,
    "data_publiccopy": WHOLE,
}
"""Rows that somebody opens, or can show to be theirs, without an envelope of the house: they stand in the file that may
live 35 days. Envelopes are the way into everything else. Of a production these are the shares: without them its parts
open for nobody. A receipt says by what its holder asks, and which case that is. The words of a
talk are sealed to people's own keys: of one that was taken back nothing may stay. Nor of a document that was taken down
from the public."""

BY_ENVELOPE: Final = frozenset({SEALED, "data_docket"})
"""The other rows of these are sealed to a key of the house, which stands in envelopes alone."""

NOTHING: Final = frozenset(
    {
        "account_emailaddress",
        "account_emailconfirmation",
        "auth_group",
        "auth_group_permissions",
        "data_absence",
        "data_ally",  # public facts of an organisation
        "data_account",  # a slow hash: it lets in at a desk that is served, and opens nothing
        "data_arrival",
        "data_assignment",
        "data_card",
        "data_case",
        "data_cost",
        "data_decision",
        "data_decisionline",
        "data_docketcopy",
        "data_duty",
        "data_effect",
        "data_event",
        "data_eventopening",
        "data_gateanswer",
        "data_invoice",
        "data_item",
        "data_ledgerrow",
        "data_note",
        "data_opening",
        "data_owncases",
        "data_paging",
        "data_pagingstep",
        "data_piece",
        "data_production",
        "data_reach",
        "data_registerrow",
        "data_reminder",
        "data_reportcorrection",
        "data_reportedition",
        "data_reportsignature",
        "data_roster",
        "data_scorecard",
        "data_scorelook",
        "data_secrecy",
        "data_statement",
        "data_verification",
        "data_watch",
        "mfa_authenticator",  # sealed by the home's `secret.key`, which no backup holds
    }
)
"""Tables in which nothing is sealed to anybody: codes, days, counts, hashes, public keys, what was signed."""


def staying(name: str) -> Q:
    """Which rows of a table stand in the archive that is kept for ever; ``OUTSIDE`` names the others."""
    apart = OUTSIDE.get(name)
    if apart is None:
        return WHOLE
    return Q(pk__in=()) if apart == WHOLE else ~apart  # the negation of an empty Q would be every row
