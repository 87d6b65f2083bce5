"""A message drawn as the form that a person knows: Annexes I, II, III, V and VI of Regulation (EU) 2023/1543.

Which value of the message stands in which section (TS 104 144; the Annexes were read, status: verified). Values stand
as the message gives them; what no section takes is written below the form by whoever draws it. Section M of Annex I
never goes to a provider.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from dueprocess.demand.hi1_tree import TASKS, Node, Parts, flags, targets, validates

Row: TypeAlias = tuple[str, ...]
"""Label, value, and the fields of the draft whose place it is."""
Rows: TypeAlias = Mapping[str, Sequence[Row]]

NOTHING: Final = "\u2013"  # in a section without values
LIMITS: Final = {
    "TenDaysASAP": ("P10D", "ten days, as soon as possible (Art. 10(3))"),
    "TenDaysSubjectToEA": ("P10D", "at the end of ten days, unless the enforcing authority objects (Art. 10(2))"),
    "EightHours": ("PT8H", "eight hours (Art. 10(4))"),
}
_OF_FLAGS: Final = {"DelayInformingUser": "H", "EnforcingAuthorityNotified": "K", "IsEmergency": "C"}
_FIELDS: Final = {"IsEmergency": "emergency", "EnforcingAuthorityNotified": "notified_enforcing"}
_TO_II: Final = {"A": "A", "B": "B", "E": "C", "F": "D", "G": "E", "I": "F", "J": "G", "C": "D", "D": "E", "H": "E"}


def annex_of(parts: Parts) -> tuple[str, Rows] | None:
    """Number of the Annex and its rows by section; None for a message that is no form of the Regulation."""
    forms = {one.said("DocumentType") for one in parts.documents()}
    refused = next((one for one in parts.made if one.sort == "Form3Information"), None)
    if refused is not None:
        return "III", _third(parts, refused)
    if parts.kind == "EPOC":
        return "I", _first(parts)
    kept = [one for one in parts.tasks if one.sort == "LPTaskObject"]
    follows = any(one.said("DesiredStatus") == "SubsequentProductionRequest" for one in kept) or "Form5" in forms
    extends = bool(kept) and not parts.created and any(one.said("DesiredPreservationExpiration") for one in kept)
    if follows or extends or "Form6" in forms:
        return ("V" if follows else "VI"), _later(parts, kept, follows=follows)
    return ("II", _second(parts)) if parts.kind == "EPOCPR" else None


def _first(parts: Parts) -> Rows:
    order, rows = parts.order, {name: list[Row]() for name in "ABCDEFGHIJKL"}
    rows["A"] += [
        ("Country", order.said("CountryCode"), "country"),
        ("Reference", order.said("AuthorisationReference"), "register_numbers"),
        ("Kind of order", parts.kind, "instruments"),
    ]
    for one in parts.issuers:
        label, name, place = ("Validated by", "court_order", "J") if validates(one) else ("Issued by", "authority", "I")
        rows["A"] += [
            (label, approved_by(one), name),
            ("Their number", one.said("ApprovalReference"), "register_numbers"),
        ]
        rows[place] += [
            ("Role", one.said("ApproverDetails", "ApproverRole")),
            ("Post held", one.said("ApproverDetails", "ApproverIdentity")),
            ("Day", one.said("ApprovalTimestamp"), "document_date"),
            ("Emergency", "claimed here" if one.said("ApprovalIsEmergency").lower() in {"true", "1"} else ""),
        ]
    for one in order.each("AuthorisationCSPID", "CSPID"):
        rows["B"].append(("Addressee", " ".join((one.said("UniqueIdentifier"), one.said("CountryCode")))))
    limit = order.said("AuthorisationPriority")
    rows["C"].append(("Time limit", LIMITS.get(limit, ("", limit))[1], "deadline", "notified_enforcing"))
    for flag in flags(order):
        named = (_FIELDS[flag],) if flag in _FIELDS else ()
        rows[_OF_FLAGS.get(flag, "G")].append(("Says also", flag, *named))
    rows["G"] += [
        ("Case of", order.said("AuthorisationTypeOfCase")),
        ("In their words", order.said("AuthorisationManualInformation"), "reasons"),
    ]
    for number, task in enumerate(parts.tasks, 1):
        _task(rows, task, f"{TASKS[task.sort][1]} ({number} of {len(parts.tasks)})")
    return _said(rows)


def _task(rows: dict[str, list[Row]], task: Node, title: str) -> None:
    begin, end = task.said("RequestDetails", "StartTime"), task.said("RequestDetails", "EndTime")
    boxes = [one.said("Value") or one.text for one in task.each("RequestDetails", "Subtype", "RequestSubtype")]
    for one in task.each("AlternativePreservationReferences", "AlternativePreservationReference"):
        rows["D"].append(("Earlier order", one.said("ReferenceValue")))
    rows["E"] += [(form or "Identifier", value, "targets") for value, form in targets(task)]
    rows["E"] += [("From", begin, "period"), ("To", end, "period")]
    rows["F"] += [
        ("", title, "items"),
        ("Reference", task.said("Reference") or task.said("RequesterReference"), "register_numbers"),
        ("Data", ", ".join(filter(None, (task.said("RequestDetails", "Type"), *boxes))), "data"),
        ("Keep until", task.said("DesiredPreservationExpiration"), "deadline"),
        ("In their words", task.said("ManualInformation"), "reasons"),
    ]
    for one in task.each("Deadlines", "LDDeadline"):
        rows["C"].append(("Other time limit", one.said("DateTime"), "deadline"))
    for one in task.each("DeliveryDetails", "LDDeliveryDestination"):
        place = [each.text for each in next(iter(one.each("DeliveryAddress")), Node("none")).all() if each.text]
        rows["L"].append(("To", ", ".join(filter(None, (one.said("LDDeliveryProfile"), *place)))))


def _second(parts: Parts) -> Rows:
    rows: dict[str, list[Row]] = {name: [] for name in "ABCDEFG"}
    for name, found in _first(parts).items():
        rows[_TO_II.get(name, "E")] += found
    return rows


def _third(parts: Parts, refused: Node) -> Rows:
    reasons = [one.text for one in refused.each("NonExecutionReasons", "Reasons")]
    conflict = next(iter(refused.each("ConflictOfLaw")), Node("none"))
    about = [one.text for one in refused.each("AssociatedObjects", "AssociatedObject")]
    rows: dict[str, list[Row]] = {
        "A": [("Kind of order", parts.kind)],
        "B": [("Of the order", ", ".join(about))],
        "C": [("Addressee", refused.said("OwnerIdentifier"))],
        "D": [
            *(("Reason", one) for one in reasons),
            ("Explained", refused.said("NonExecutionReasons", "ExplanationOrOtherReason")),
        ],
        "E": [(one.name, one.text) for one in conflict.all() if one.text],
        "F": [("Asked", refused.said("RequestForClarification", "InformationRequiredFromIssuingAuthority"))],
        "G": [("The data are", refused.said("PreservationStatus"))],
        "H": [("In their words", refused.said("AdditionalInformation"))],
    }
    return _said(rows)


def _later(parts: Parts, kept: Sequence[Node], *, follows: bool) -> Rows:
    """Annexes V and VI: what becomes of data that are kept already."""
    rows = _first(parts)
    about = list(dict.fromkeys(one.text for task in kept for one in task.each("AssociatedObjects", "AssociatedObject")))
    told: list[Row] = [("", f"{TASKS[one.sort][1]}", "items") for one in kept]
    told += [row for name in "EF" for row in rows[name] if row[-1] != "items"]
    if follows:
        told.insert(
            0, ("Confirmed", "a request for production has been issued: keep the data until it comes (Art. 11(2))")
        )
    rest = [row for name in "CDGHK" for row in rows[name]]
    return {
        "A": [*rows["A"], *rows["I"], *rows["J"]],
        "B": rows["B"],
        "C": [("Of the order", ", ".join(about)), *rest] if about else rest,
        "D": told,
    }


def notified(parts: Parts) -> bool | None:
    """Whether the enforcing authority was notified, as the boxes of section C and K say it; None: they do not agree.

    The first box of section C is that of no notification, the second that of one (Annex I).
    """
    limit = parts.order.said("AuthorisationPriority")
    said = True if "EnforcingAuthorityNotified" in flags(parts.order) else None
    by_limit = {"TenDaysASAP": False, "TenDaysSubjectToEA": True}.get(limit)
    return by_limit if said is None else None if by_limit is False else said


def _said(rows: Mapping[str, Sequence[Row]]) -> Rows:
    return {name: [row for row in found if row[1].strip()] for name, found in rows.items()}


def approved_by(approval: Node) -> str:
    """Who approved, and as what."""
    name, role = approval.said("ApproverDetails", "ApproverName"), approval.said("ApproverDetails", "ApproverRole")
    return f"{name} ({role})" if role else name
