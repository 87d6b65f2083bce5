"""The law that a demand was judged by: the texts that were read, each by its hash, and no other one."""

from dueprocess.demand.face import Face
from dueprocess.law.finding import Assessment
from dueprocess.law.shelf import Shelf


def used(shelf: Shelf, face: Face, assessment: Assessment) -> dict[str, str]:
    """Path → SHA-256 (hex) of each file that an assessment read, with the desk's signatures on it.

    Among them is the row of the authority that asks. A file that is signed or changed elsewhere on the shelf changes
    nothing here.
    """
    paths = {path for item in assessment.items for path in item.read}
    authority = str(face.get("authority") or "")
    if authority in shelf.authorities:
        paths.add(f"authorities/{authority}")
    return {path: shelf.hash_of(path) for path in sorted(paths)}
