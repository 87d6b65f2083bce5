"""The law that a demand was judged by: the texts that were read, each by its hash, and no other one."""

from dueprocess.demand.face import Face
from dueprocess.law.finding import Assessment
from dueprocess.law.shelf import Shelf


def used(shelf: Shelf, face: Face, assessment: Assessment) -> dict[int, dict[str, str]]:
    """Item → path → SHA-256 (hex) of each file that its assessment read, with the desk's signatures on it.

    Under 0 stands what is common to all: the row of the authority that asks. A file that is signed or changed elsewhere
    on the shelf, or that judged another item alone, changes nothing in an item's.
    """
    authority = str(face.get("authority") or "")
    paths = {0: {f"authorities/{authority}"} if authority in shelf.authorities else set()}
    paths |= {item.item: set(item.read) for item in assessment.items}
    return {number: {path: shelf.hash_of(path) for path in sorted(read)} for number, read in paths.items()}
