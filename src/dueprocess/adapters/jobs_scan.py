"""Job "scan": the job "parse" for pages that hold no text, in a zygote that was set up with ``SCANS``.

Where the machine has no Tesseract the job is not offered, and a scan has pages and no words.
"""

from typing import Final

from dueprocess.adapters import jobs_parse, scan_models

if scan_models.folder() is None or not scan_models.library():
    message = "no library that reads pictures of pages"
    raise ImportError(message)

scan: Final = jobs_parse.parse
