"""What a signature on a mail says of its sender, in codes: weak is never called false (field.md, § 5)."""

from dataclasses import dataclass
from enum import StrEnum


class Signature(StrEnum):
    """The state of a signature; the first ones say most. Never renamed."""

    VALID = "valid"  # by a key that stands in the directory of this desk, or that was given along
    POLICY = "policy"  # by such a key, and no rule of today relies on it: SHA-1, a short, expired or revoked key
    UNKNOWN = "unknown"  # by a key that this desk does not know: it says nothing, for or against
    BROKEN = "broken"  # by such a key, and not over these bytes
    UNCHECKED = "unchecked"  # there may be one, in a form that is not checked here
    NONE = "none"  # there is none


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature's state, the fingerprint of the key that it names, and why a policy refused it.

    ``sender``: SHA-256 (hex) of the key or certificate of the directory that it names, as it stands there.
    """

    state: Signature
    key: str = ""
    why: str = ""
    sender: str = ""
