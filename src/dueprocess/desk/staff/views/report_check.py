"""Check anybody's published report: files in, sentences out, nothing kept."""

import io
import threading
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from dueprocess.adapters import report_check
from transparency.check.audit import group_by_answer

LIMIT: Final = 8 << 20
SECONDS: Final = 20.0
SHOWN: Final = 3  # places that are named below a sentence
GROUPS: Final[dict[str, tuple[Promise, str]]] = {
    "breaks": (gettext_lazy("Does not hold"), "defect"),
    "traps": (gettext_lazy("What readers easily get wrong"), "caution"),
    "holds": (gettext_lazy("Holds"), "met"),
    "notes": (gettext_lazy("Remarks"), "note"),
}
_ONE = threading.Semaphore(1)  # a check takes a core for seconds; the desk's other pages go first


@csrf_exempt  # the files' handler must be named before the form is read; the inner view is protected
def check(request: HttpRequest) -> HttpResponse:
    """The form; and, where files came, what was found in them."""
    if request.method == "POST":
        if too_long(request, LIMIT):
            return _page(request, 413, fault=_too_long())
        request.upload_handlers = [Memory(request, LIMIT)]
    return _check(request)


@csrf_protect
def _check(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, 200)
    files = [(one.name or "", one.read()) for one in request.FILES.getlist("file")]
    mapping = request.FILES.get("map")
    if any(isinstance(one, Memory) and one.passed for one in request.upload_handlers):
        return _page(request, 413, fault=_too_long())
    if not files:
        return _page(request, 422, fault=_("Choose at least one file."))
    if not _ONE.acquire(blocking=False):
        return _page(request, 503, fault=_("Another report is being checked. Try again in a moment."))
    try:
        done = report_check.check(files, mapping.read() if mapping else b"", seconds=SECONDS)
    finally:
        _ONE.release()
    return _page(request, 422 if done.mapping else 200, done=done)


def _too_long() -> str:
    return _("Together at most %d MiB here. For more there is the command: dueprocess report check.") % (LIMIT >> 20)


def _page(request: HttpRequest, status: int, **more: Any) -> HttpResponse:  # noqa: ANN401 - for the template
    done: report_check.Checked | None = more.get("done")
    reports = [_shown(one) for one in done.reports] if done else []
    shown = {"tab": "reports", "limit": LIMIT >> 20, "reports": reports, **more}
    return render(request, "staff/report_check.html", shown, status=status)


def _shown(report: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON of the check
    groups = group_by_answer(report)
    return {
        **report,
        "broken": len(groups["breaks"]),
        "groups": [
            {"name": name, "title": title, "mark": mark, "found": [_finding(one) for one in groups[name]]}
            for name, (title, mark) in GROUPS.items()
            if groups[name]
        ],
    }


def _finding(one: dict[str, Any]) -> dict[str, Any]:
    where: dict[str, list[str]] = {}
    for at in one["where"][:SHOWN]:
        cell = ", ".join(filter(None, (f"row {at['row']}" if at["row"] else "", at["column"])))
        where.setdefault(at["file"], []).extend([cell] if cell else [])
    return {"says": one["says"], "rule": one["rule"], "where": where, "more": max(0, len(one["where"]) - SHOWN)}


FORM: Final = 64 << 10  # bytes of a form beside its files


class Memory(FileUploadHandler):
    """Keeps each file in memory, and stops reading where all of them together pass ``limit``."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.passed = False
        self._size = 0
        self._file = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        """Another file begins."""
        super().new_file(*args, **kwargs)
        self._file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some bytes of it."""
        del start
        self._size += len(raw_data)
        if self._size > self.limit:
            self.passed = True
            raise StopUpload(connection_reset=True)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The whole file."""
        self._file.seek(0)
        return InMemoryUploadedFile(
            self._file, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


def too_long(request: HttpRequest, limit: int) -> bool:
    """Whether a request says that it is longer than its form may be; then no byte of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > limit + FORM
