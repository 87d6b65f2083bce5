"""Rows of the desk itself, as they follow from its state; bytes and texts by the hash that people signed."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from dueprocess.acts.desk_state import DeskState, EditionState, Verification

Rows: TypeAlias = Mapping[str, Mapping[tuple[Any, ...], Mapping[str, Any]]]
"""Table → key → columns."""


def rows(state: DeskState) -> Rows:
    """Table → key → columns: all that stands of the desk itself; bytes and texts by the hash that people signed."""
    editions = [*state.drafts.values(), *state.published]
    return {
        "verifications": {(key,): _verification(one) for key, one in state.verifications.items()},
        "editions": {(one.period, one.number): _edition(one) for one in editions},
        "signatures": {
            (one.period, one.number, signed.person): {"name": signed.name, "statement": signed.statement}
            for one in editions
            for signed in one.signed
        },
        "corrections": {
            (one.period, one.number, said.statement): {"person": said.by, "says": said.says}
            for one in editions
            for said in one.corrections
        },
        "scorecards": {(one.card,): {"bytes": one.card} for one in state.scores.values()},
        "talks": {(one.talk,): {"sealed": one.sealed, "words": one.words} for one in state.talks.recorded.values()},
        "allies": {
            (key,): {"name": one.name, "contact": one.contact, "key_bytes": one.key}
            for key, one in state.talks.allies.items()
        },
    }


def _verification(one: Verification) -> dict[str, Any]:
    same = (
        "authority",
        "contact",
        "phone",
        "night",
        "found",
        "source",
        "by",
        "confirmed_by",
        "how",
        "until",
        "key_kind",
        "key",
    )
    alike = {name: getattr(one, name) for name in same}
    return {**alike, "verified_on": one.on, "confirming_statement": one.confirmation, "key_bytes": one.key}


def _edition(one: EditionState) -> dict[str, Any]:
    return {
        "state": "published" if one.published else "draft",
        "made_on": one.made_on,
        "published_on": one.published_on,
        "hash": one.edition,
        "bytes": one.edition,
        "statement": one.published,
        "releases": one.releases,
        "stood": "" if one.published else one.stood,
    }
