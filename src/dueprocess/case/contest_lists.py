"""Closed lists of contests and courts: each code with its words."""

from typing import Final

from dueprocess.case.fields import Closed

WHO: Final = Closed(
    "ContestWho",
    {
        "person": "the person concerned",
        "counsel": "their lawyer",
        "helper": "somebody who acts for them",
    },
)
HOW: Final = Closed(
    "How",
    {
        "page": "on their page, under its code",
        "letter": "by letter",
        "mail": "by mail",
        "spoken": "by word of mouth",
    },
)
UPHELD: Final = "upheld"
CHANGED: Final = "changed"
REVERSED: Final = "reversed"
TAKEN_BACK: Final = "taken_back"
GRANTED: Final = frozenset({CHANGED, REVERSED})
"""Outcomes by which the person is right, in part or wholly."""
OUTCOME: Final = Closed(
    "ContestOutcome",
    {
        UPHELD: "what was decided stands",
        CHANGED: "it is changed in part",
        REVERSED: "it is reversed",
        TAKEN_BACK: "the person took the objection back",
    },
)
RESTORES: Final = Closed(
    "Restores",
    {
        "content": "a post or a page",
        "account": "an account",
        "domain": "a domain name",
        "other": "something else that was taken away",
    },
)
SIDE: Final = Closed("CourtSide", {"provider": "we went to court", "person": "the person concerned did"})
STEP: Final = Closed(
    "CourtStep",
    {
        "filed": "it was brought before the court",
        "heard": "the court heard it",
        "decided": "the court decided",
        "appealed": "it went to a higher court",
        "ended": "it ended without a decision",
    },
)
COURT_OUTCOME: Final = Closed(
    "CourtOutcome",
    {
        "": "none yet",
        "lifted": "the demand or the measure was lifted",
        "narrowed": "it was narrowed",
        "stands": "it stands",
        "inadmissible": "the court did not decide on the substance",
    },
)
