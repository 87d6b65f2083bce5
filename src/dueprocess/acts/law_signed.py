"""What counsel signed over law, out of their statements: the same on the desk and on each client."""

import datetime
from typing import Any

from dueprocess.formats.statement import Act, Statement
from dueprocess.law.texts import Signature


def signatures(stated: Statement) -> tuple[Signature, ...]:
    """What a statement of ``law.sign`` or ``law.read`` signs or marks, name by name. Raises ValueError or KeyError."""
    says: Any = stated.says
    day = datetime.date.fromisoformat(str(says["on"]))
    if stated.act is not Act.LAW_READ:
        return (Signature(str(says["rule"]), stated.by, day, str(says.get("text", ""))),)
    return tuple(
        Signature(str(row["rule"]), stated.by, day, str(row["text"]), read=True, wrong=str(row.get("why", "")))
        for row in (*says.get("read", ()), *says.get("wrong", ()))
    )
