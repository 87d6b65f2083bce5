"""Two archives that take single demands: STOP for shutdowns, Lumen for removals. Only rows of the public registers.

A row stands in a register after a named person answered three questions about it (P6): nothing else is sent, no
address of content, no person, no demand for data.
"""

from collections.abc import Iterable
from typing import Any, Final

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.report.metrics import GIVEN
from dueprocess.report.provider import Provider
from dueprocess.report.snapshot import PublicRow, Register
from dueprocess.report.tables import Column, Namer, Table, as_json
from transparency import packaged

STOP: Final = "stop"
LUMEN: Final = "lumen"
STOP_COLUMNS: Final = tuple(packaged.text("forms", "stop_columns.txt").split())
"""Names of the columns of Access Now's STOP data, 2016 to 2022 as recoded (facts: standards, section 4)."""
ORDERED_BY: Final = {
    AuthorityKind(one): says
    for says, kinds in (
        ("Law enforcement", "police prosecutor"),
        ("Judiciary", "court"),
        ("Executive government", "regulator intelligence tax government"),
        ("Military", "military"),
        ("Unknown", "parliament unknown"),
        ("Non-government", "private"),
    )
    for one in kinds.split()
}
"""Our sorts of bodies in STOP's words: our reading, checked by nobody at Access Now (unverified)."""
_SHUTDOWN: Final = {Kind.SHUTDOWN: "Shutdown", Kind.THROTTLING: "Throttle"}


def stop(rows: Iterable[PublicRow], provider: Provider, names: Namer) -> Table:
    """One row a demand that was followed: one that was refused is no shutdown. What we do not know says so."""
    chosen = [row for row in rows if row.register is Register.NETWORK and row.outcome in GIVEN]
    columns = tuple(Column(name, "string", "as STOP has it") for name in STOP_COLUMNS)
    return Table(STOP, columns, tuple(_stop(row, provider, names) for row in chosen))


def _stop(row: PublicRow, provider: Provider, names: Namer) -> tuple[str, ...]:
    said = {
        "country": names(row.country),
        "geo_scope": "Not sure",
        "shutdown_type": ", ".join(_SHUTDOWN[kind] for kind in row.kinds),
        "affected_network": "Unknown",
        "ordered_by": ORDERED_BY[row.authority_kind],
        "actual_cause": "Unknown",
        "info_source": "Other",
        "info_source_link": _link(provider),
        "shutdown_status": "Unknown",
        "gov_justification": "Unknown",
        "gov_ack": "Unknown",
        "legal_just": "Yes" if row.instruments else "Unknown",
        "legal_method": _cited(row),
        "telcos_involved": provider.name,
        "telco_ack": "Yes",
        "telco_ack_source": _link(provider),
        "telco_ack_quote": f"Row {row.id} of our register: demand received in {row.week}, our answer: {row.outcome}",
        "users_notified": "Unknown",
    }
    return tuple(said.get(name, "") for name in STOP_COLUMNS)


def _link(provider: Provider) -> str:
    return f"{provider.site}/data/register.csv" if provider.site else ""


def _cited(row: PublicRow) -> str:
    return "; ".join(f"{one.act} {one.section}".strip() for one in row.instruments)


_ACTION: Final = {
    Outcome.COMPLY: "Yes",
    Outcome.UNDER_PROTEST: "Yes",
    Outcome.PARTIAL: "Partial",
    None: "Unspecified",
}


def lumen(rows: Iterable[PublicRow], provider: Provider, names: Namer) -> list[dict[str, Any]]:
    """A body for Lumen's interface for each row that is about content and about nothing else."""
    return [_notice(row, provider, names) for row in rows if set(row.kinds) == {Kind.CONTENT}]


def _notice(row: PublicRow, provider: Provider, names: Namer) -> dict[str, Any]:
    law = _cited(row)
    subject = f"Demand to remove content, {names(row.country)}, {row.week}"
    return {
        "notice": {
            "type": "GovernmentRequest",
            "title": subject,
            "subject": f"Demand under {law}" if law else subject,
            "body": f"Row {row.id} of our public register, received in {row.week}. No day and no address is given.",
            "source": "Public register",
            "action_taken": _ACTION.get(row.outcome, "No"),
            "request_type": "Agency",
            "language": provider.languages[0],
            "tag_list": f"government demand, {row.authority_kind}",
            "jurisdiction_list": row.country,
            "regulation_list": law,
            "case_id_number": str(row.id),
            "entity_notice_roles_attributes": [
                _role("sender", f"{str(row.authority_kind).capitalize()}, {names(row.country)}", row.country),
                _role("recipient", provider.name, provider.country),
            ],
            "works_attributes": [{"description": subject, "infringing_urls_attributes": []}],
        }
    }


def _role(name: str, entity: str, country: str) -> dict[str, Any]:
    return {
        "name": name,
        "entity_attributes": {"name": entity, "kind": "organization", "country_code": country},
    }


def stop_files(rows: Iterable[PublicRow], provider: Provider, names: Namer) -> dict[str, bytes]:
    """STOP's columns as CSV."""
    return {f"{STOP}.csv": stop(rows, provider, names).csv()}


def lumen_files(rows: Iterable[PublicRow], provider: Provider, names: Namer) -> dict[str, bytes]:
    """The bodies as one JSON list; each is sent by itself."""
    return {f"{LUMEN}.json": as_json(lumen(rows, provider, names))}
