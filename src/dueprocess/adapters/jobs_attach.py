"""Job "attach": a PDF file that goes along with a letter is looked at, drawn, or bound to its letter, in a child.

And the house's logo, which stands on it, is made anew.
"""

import base64
import contextlib
from collections.abc import Mapping
from typing import Any

from dueprocess.adapters import drawing, enclosed_files, jobs_read, logo


def attach(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Options: ``name`` of a file to draw, or ``sizes`` of the files in ``data`` that become one; else it is looked at.

    ``logo`` among them says that ``data`` is one.

    Returns:
        ``unfit``: why a file does not go along (``enclosed_files.Unfit``; of a logo ``logo.Unfit``), or empty;
        ``made``: base64 of what was drawn (``formats.page_images``; of a logo its points) or bound, or empty.
    """
    if options.get("logo"):
        try:
            return {"unfit": "", "made": base64.b64encode(logo.drawn(data)).decode()}
        except logo.LogoError as fault:
            return {"unfit": str(fault.why), "made": ""}
    sizes = [int(one) for one in options.get("sizes", ())]
    if sizes:
        ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
        made = enclosed_files.bound([data[end - size : end] for size, end in zip(sizes, ends, strict=True)])
        return {"unfit": "", "made": base64.b64encode(made).decode()}
    unfit = enclosed_files.unfit(data)
    drawn = enclosed_files.drawn(str(options["name"]), data) if unfit is None and options.get("name") else b""
    return {"unfit": str(unfit or ""), "made": base64.b64encode(drawn).decode()}


def warm() -> None:
    """Load what PDFium and Pillow load late, in the zygote, on no file of anybody's."""
    with contextlib.suppress(Exception):  # what fails here fails again in its child, and says so there
        logo.drawn(drawing.true_png(1, 1, b"\0\0\0"))
        attach({"name": "warm.pdf"}, jobs_read.WARM_PDF)
        enclosed_files.bound([jobs_read.WARM_PDF, jobs_read.WARM_PDF])
