"""Closed lists of a person's page before it goes: each code with its words."""

from typing import Final

from dueprocess.case.fields import Closed

MISSING: Final = "missing"
NOBODY_ELSE: Final = "no"
ROLE: Final = Closed(
    "PageRole",
    {
        "target": "whose account was asked about",
        "victim": "to whom something was done",
        "witness": "who may know something",
        "child": "a child",
        MISSING: "somebody who is missing",
    },
)
TO: Final = Closed(
    "PageTo",
    {
        "themselves": "the person themselves",
        "guardian": "who is responsible for the child and accused of nothing",
        "lawyer": "their lawyer",
    },
)
RISK: Final = Closed(
    "RecipientRisk",
    {
        "sole": "they alone read what reaches the account",
        "shared": "others in the household read along",
        "organisation": "an organisation runs the account",
        "unknown": "nobody knows",
    },
)
READ_ALONG: Final = frozenset({"shared", "unknown"})
SHOWN: Final = Closed("IdentityShown", {NOBODY_ELSE: "not shown", "yes": "they asked, and showed who they are"})
TRIED: Final = Closed("HelpTried", {"answered": "each answered when I tried it", "none": "the page names none"})
