"""What a machine sees on pages that hold no text: Tesseract (Apache-2.0), as Debian packs it, in the sandbox's child.

Library and models are loaded before there is an item: the child has no files. First the script of a page is told, then
it is read by the model of that script, with a second resolution and the other models where little was sure. Nothing
that is seen so becomes an identifier, a date or an amount: a person types those, or nobody does (P12; ADR 0117).
"""

import ctypes
import itertools
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, Final

from dueprocess.adapters import documents, drawing, pictures, scan_models
from dueprocess.demand.draft import Draft, ItemDraft

KIND: Final = "scan"
HEAD: Final = "A machine read this: no number, account, date or amount was taken. What it says, you say."
"""The vault knows by it whose words these are (``frontend/src/pages/reader.ts``)."""
MAX_PAGES: Final = 12
SECONDS: Final = 40.0  # after these no further page is begun, and none is read once more
SURE: Final = 80  # mean confidence of all words of a page; below it the page is looked at once more
LEAST: Final = 60  # below it a page counts as not read: noise, or a script that no model here knows
_DPI, _AGAIN = 200, 300
_MAX_POINTS: Final = 9_000_000  # of one page: A4 at 300
_ONLY_SCRIPT, _BLOCKS = 0, 3  # page segmentation modes
_LEGACY, _LSTM = 0, 1
_TURNED: Final = 2.0  # confidence from which a page is turned; one that stands upright by mistake has less
_HALF: Final = 180
_SAID: Final = frozenset({"file", "filename_date", "is_demand", "orders", "items"})
WORDS: Final = frozenset(
    (
        *("authority", "authority_id", "authority_kind", "country", "danger_to_life", "emergency"),
        *("is_government_body", "kind", "kinds", "languages", "origin", "secrecy"),
    )
)
"""Fields that rest on words alone, which a draft of a scan may suggest; each is one to look at first."""
OF_ITEM: Final = frozenset({"order", "kind", "data"})
_READ_SIGN_BY_SIGN: Final = re.compile(r"[\d@/\\#:_]|\w{2,}\.\w{2,}")


@dataclass(frozen=True, slots=True)
class _Loaded:
    library: Any
    script: int | None
    models: Mapping[str, int]


_loaded: list[_Loaded] = []


def _library() -> Any:  # noqa: ANN401 - a library of C
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read once, when the library is loaded: a child starts no thread
    try:
        library = ctypes.CDLL(scan_models.LIBRARY)
    except OSError:
        return None
    library.TessBaseAPICreate.restype = ctypes.c_void_p
    library.TessBaseAPIInit2.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_int]
    library.TessBaseAPISetPageSegMode.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.TessBaseAPISetVariable.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    library.TessBaseAPISetImage.argtypes = [ctypes.c_void_p, ctypes.c_char_p, *([ctypes.c_int] * 4)]
    library.TessBaseAPISetSourceResolution.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.TessBaseAPIGetUTF8Text.argtypes = library.TessBaseAPIMeanTextConf.argtypes = [ctypes.c_void_p]
    library.TessBaseAPIGetUTF8Text.restype = ctypes.c_void_p
    library.TessDeleteText.argtypes = [ctypes.c_void_p]
    library.TessBaseAPIDetectOrientationScript.argtypes = [ctypes.c_void_p] * 5
    return library


def load() -> None:
    """Library and models, for all children of a zygote. Raises nothing: what is missing is not offered."""
    folder = scan_models.folder()
    library = _library() if folder and scan_models.library() else None
    if library is None or _loaded:
        return
    where = os.fsencode(str(folder))
    known = ((script, _made(library, where, name, _LSTM)) for script, name in scan_models.MODELS.items())
    models = {script: made for script, made in known if made is not None}
    script = _made(library, where, scan_models.SCRIPT, _LEGACY)
    if script is not None:
        library.TessBaseAPISetPageSegMode(script, _ONLY_SCRIPT)
    if models:
        _loaded.append(_Loaded(library, script, models))


def _made(library: Any, where: bytes, model: str, engine: int) -> int | None:  # noqa: ANN401 - as above
    handle: int = library.TessBaseAPICreate()
    library.TessBaseAPISetVariable(handle, b"tessedit_do_invert", b"0")
    return None if library.TessBaseAPIInit2(handle, where, model.encode(), engine) else handle


def document(data: bytes, name: str, clock: Callable[[], float] = time.monotonic) -> documents.Document | None:
    """What is seen on pages of a file, or of those in it; None where no model is loaded, or nothing is seen."""
    if not _loaded:
        return None
    until, seen, rows = clock() + SECONDS, list[str](), list[dict[str, Any]]()
    alone = pictures.is_picture(data) and not pictures.is_tiff(data)
    files = [documents.File(name, data)] if alone else documents.files_with_pages(data, name)
    with documents.PDFIUM:
        for number, page in itertools.islice(_pages(files), MAX_PAGES):
            if clock() > until:
                break
            read = _read_page(_loaded[0], page, lambda: clock() < until)
            if read is not None:
                rows.append({"page": number, "script": read.script, "dpi": read.dpi, "sure": read.sure})
                seen.append(read.words)
    if not seen:
        return None
    return documents.Document("\n\n".join(seen), KIND, pages=len(rows), apart=True, scanned=tuple(rows))


def head(document: documents.Document) -> str:
    """What stands before the words: that a machine read them, and how surely on each page."""
    each = (f"Page {one['page']}: {one['script']}, {one['dpi']} dpi, {one['sure']} of 100." for one in document.scanned)
    return "\n".join((HEAD, *each)) + "\n\n"


def unsaid(draft: Draft, document: documents.Document) -> Draft:
    """Of a draft what rests on words alone: nothing that a machine gets wrong which misreads one sign.

    Each of these fields is one to look at first, named or not: what was not seen may stand there all the same.
    """
    kept = {one.name: getattr(draft, one.name) for one in fields(draft) if one.name in _SAID | WORDS}
    if _READ_SIGN_BY_SIGN.search(draft.authority or ""):
        # "…, Kriminalinspektion 25": the house stands for its unit, whose number a person reads.
        house = (draft.authority or "").split(", ", 1)[0]
        kept |= {"authority": None if _READ_SIGN_BY_SIGN.search(house) else house, "authority_id": None}
    items = (ItemDraft(**{name: getattr(one, name) for name in OF_ITEM}) for one in draft.items)
    ahead = len(head(document))
    spans = {
        path: tuple((start + ahead, end + ahead) for start, end in found)
        for path, found in draft.spans.items()
        if path in WORDS
    }
    kept |= {"items": tuple(dict.fromkeys(items)), "spans": spans, "unsure": tuple(sorted(WORDS))}
    return replace(Draft(), **kept, scanned=document.scanned)


@dataclass(frozen=True, slots=True)
class _Grey:
    width: int
    height: int
    points: bytes
    dpi: int


@dataclass(frozen=True, slots=True, order=True)
class _Seen:
    sure: int  # 0 to 100
    script: str
    dpi: int
    words: str


def _pages(files: Sequence[documents.File]) -> Iterator[tuple[int, Callable[[int], _Grey | None]]]:
    """Each page that holds no text: its number among all, from 1, and what draws it at a resolution."""
    for number, (whole, at) in enumerate(drawing.pages(files), 1):
        if not drawing.has_text(whole, at):
            yield number, partial(_grey, whole, at)


def _grey(whole: Any, at: int, dpi: int) -> _Grey | None:  # noqa: ANN401 - pypdfium2 has no types
    with suppress(Exception):  # hostile pages raise many things; the page is left out
        width, height, points = drawing.points(whole, at, dpi, _MAX_POINTS)
        return _Grey(width, height, points[1::3], dpi)  # green is nearest to what eyes see as bright
    return None


def _read_page(loaded: _Loaded, page: Callable[[int], _Grey | None], more: Callable[[], bool]) -> _Seen | None:
    picture = page(_DPI)
    if picture is None:
        return None
    first, turned = _script(loaded, picture)
    picture = _upright(picture, turned)
    best = _read(loaded, first, picture)
    sharper = page(_AGAIN) if best.sure < SURE and more() else None
    again = [(first, _upright(sharper, turned))] if sharper is not None else []
    for script, shown in (*again, *((name, picture) for name in loaded.models if name != first)):
        best = max(best, _read(loaded, script, shown)) if best.sure < SURE and more() else best
    return best if best.sure >= LEAST and best.words else None


def _script(loaded: _Loaded, picture: _Grey) -> tuple[str, int]:
    """The script of a page, and how many degrees against the clock it is to be turned: a fax may lie on its head."""
    found, turned, sure, known = ctypes.c_char_p(), ctypes.c_int(), ctypes.c_float(), ctypes.c_float()
    if loaded.script is not None:
        _show(loaded.library, loaded.script, picture)
        refs = (ctypes.byref(turned), ctypes.byref(sure), ctypes.byref(found), ctypes.byref(known))
        loaded.library.TessBaseAPIDetectOrientationScript(loaded.script, *refs)
    name = (found.value or b"").decode("ascii", "replace")
    script = name if name in loaded.models else next(iter(loaded.models))
    return script, turned.value if sure.value >= _TURNED else 0


def _upright(picture: _Grey, turned: int) -> _Grey:
    wide, points = picture.width, picture.points
    if turned == _HALF:
        return replace(picture, points=points[::-1])
    if turned not in {90, 270}:
        return picture
    columns = (points[at::wide] for at in range(wide))
    rows = reversed(list(columns)) if turned == 90 else (one[::-1] for one in columns)  # noqa: PLR2004 - degrees
    return replace(picture, width=picture.height, height=wide, points=b"".join(rows))


def _read(loaded: _Loaded, script: str, picture: _Grey) -> _Seen:
    library, handle = loaded.library, loaded.models[script]
    library.TessBaseAPISetPageSegMode(handle, _BLOCKS)
    _show(library, handle, picture)
    text = library.TessBaseAPIGetUTF8Text(handle)
    if not text:
        return _Seen(0, script, picture.dpi, "")
    try:
        words = ctypes.string_at(text).decode("utf-8", "replace").strip()
        return _Seen(int(library.TessBaseAPIMeanTextConf(handle)), script, picture.dpi, words)
    finally:
        library.TessDeleteText(text)


def _show(library: Any, handle: int, picture: _Grey) -> None:  # noqa: ANN401 - as above
    library.TessBaseAPISetImage(handle, picture.points, picture.width, picture.height, 1, picture.width)
    library.TessBaseAPISetSourceResolution(handle, picture.dpi)
