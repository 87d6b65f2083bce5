"""Job "draw": the pages of an arrival's files as pictures, sealed to its case; in a child of its own.

So that a file which kills its drawer leaves the text that was read, and the case, as they are. The case's key is not
here: what is drawn is sealed to its public recipient.
"""

import base64
import contextlib
from collections.abc import Mapping
from typing import Any

from dueprocess.adapters import crypto, documents, drawing, jobs_read, pictures
from dueprocess.formats import page_images
from dueprocess.formats.object import ObjectKind


def draw(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Options: ``name``, ``made_at``, ``recipient`` (age, of the case), ``blind`` (why an earlier child died, or none).

    Returns:
        ``sealed``: one row {kind, hash, bytes} as the job "seal" gives them, or none where there are no pages.
    """
    if options.get("blind"):
        content = page_images.pack([page_images.File("", 0, page_images.Why(options["blind"]))], [])
    elif files := documents.files_with_pages(data, str(options["name"])):
        content = drawing.draw(files)
    else:
        return {"sealed": []}
    kind = ObjectKind.PARTICULARS
    sealed = crypto.seal(kind, page_images.MEDIA, content, options["recipient"], options["made_at"])
    row = {
        "kind": str(kind),
        "bytes": base64.b64encode(sealed).decode(),
        "hash": crypto.sha256(sealed),
    }
    return {"sealed": [row]}


def warm() -> None:
    """Load what PDFium and Pillow load late, in the zygote, on no demand's page."""
    pictures.warm()
    with contextlib.suppress(Exception):  # what fails here fails again in its child, and says so there
        drawing.draw([documents.File("warm.pdf", jobs_read.WARM_PDF)])
