"""What the page of one demand shows besides its row: findings in the law's words, and documents that two published."""

from collections.abc import Mapping
from dataclasses import dataclass

from dueprocess.formats.ids import RegisterId
from dueprocess.formats.public_copy import Copy
from dueprocess.report.cited import Cited


@dataclass(frozen=True, slots=True)
class PublicFinding:
    """A verified requirement of the law relied on that the demand did not meet. ``says``: its words by language."""

    cited: Cited
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DemandPage:
    """Of the row ``id``; documents only where it is published as ``full``."""

    id: RegisterId
    findings: tuple[PublicFinding, ...] = ()
    documents: tuple[Copy, ...] = ()
