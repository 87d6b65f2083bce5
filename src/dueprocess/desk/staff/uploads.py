"""Files of a form, in memory alone and up to a limit; the settings let no file in anywhere else (hazard 10.3)."""

import io
from typing import Any, Final

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

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
