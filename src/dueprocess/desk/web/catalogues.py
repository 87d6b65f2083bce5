"""Words of the staff desk, and a pseudo-language that shows what is not translated or not mirrored.

``python -m dueprocess.desk.web.catalogues`` brings ``locale/*/LC_MESSAGES/django.po`` up to date with the pages
and compiles them with Babel; gettext's own programs are not needed (hazard 17.6).
"""

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from dueprocess.acts.texts import CONTEXT as ACT
from dueprocess.desk.web import closed
from dueprocess.desk.web.languages import LOCALE, PSEUDO

PACKAGE: Final = Path(__file__).resolve().parents[2]
FOLDERS: Final = ("desk/web", "desk/staff", "desk/api")
KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
REFUSING: Final = (
    "acts",
    "case",
    "demand",
    "formats",
    "holdings",
    "law",
    "letter",
    "night",
    "release",
    "report",
    "desk/intake",
    "desk/services",
    "desk/api",
)
"""Folders whose refusals people read in their language; the command line and the files that it checks speak English."""
SAYING: Final = ("operate/doctor_checks.py", "operate/doctor_surroundings.py")
"""Modules whose messages a page shows: what ``doctor`` finds."""
MADE_OF: Final = {"Denied": slice(1, 3), "Msg": slice(0, 1)}
_HOLE: Final = re.compile(r"\{\w+\}")
_LETTER: Final = re.compile(r"[a-z]")
_KEPT: Final = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w+\})|([a-zA-Z])")
_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKED: Final = "áƀćđéƒǵĥíĵķłḿńóƥɋŕśťúṽẃẋýźÁɃĆĐÉƑǴĤÍĴĶŁḾŃÓƤɊŔŚŤÚṼẂẊÝŹ"


def messages() -> Catalog:
    """Every sentence of the pages, with the places where it stands."""
    found = Catalog(charset="utf-8", fuzzy=False)
    for path in _sources():
        for line, said, _comments, context in _of(path):
            found.add(said, locations=[(path.relative_to(PACKAGE).as_posix(), line)], context=context)
    for path in sorted((PACKAGE / "acts").glob("*.py")):
        for line, said, _comments, _context in _of(path, {"said": None}):
            found.add(said, locations=[(path.relative_to(PACKAGE).as_posix(), line)], context=ACT)
    for context, said in closed.sentences():
        found.add(said, context=context)
    refusing = (path for folder in REFUSING for path in sorted((PACKAGE / folder).rglob("*.py")))
    for path in (*refusing, *(PACKAGE / name for name in SAYING)):
        for said in templates(path.read_text(encoding="utf-8")):
            found.add(said, locations=[(path.relative_to(PACKAGE).as_posix(), 1)], context=closed.REFUSAL)
    return found


def templates(source: str) -> Iterator[str]:
    """Templates of a module's refusals: the literals from which ``Denied`` and ``Msg`` are made."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE_OF:
            for place in node.args[MADE_OF[node.func.id]]:
                yield from (part for part in _literals(place) if _LETTER.search(_HOLE.sub("", part)))


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))
    elif isinstance(node, ast.Constant):
        yield str(node.value)


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for pattern in ("*.py", "*.html", "*.txt"):
            yield from sorted(path for path in (PACKAGE / folder).rglob(pattern) if path.name != "catalogues.py")


def _of(path: Path, keywords: Mapping[str, Any] = KEYWORDS) -> Iterable[tuple[int, Any, list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(text)
    return extract("python", io.BytesIO(text.encode()), keywords=keywords)


def pseudo() -> Catalog:
    """The pages in the pseudo-language: marks on every letter, so that what was left in English is seen."""
    made = Catalog(locale=None, charset="utf-8", fuzzy=False)
    made.mime_headers.append(("Plural-Forms", "nplurals=2; plural=(n != 1);"))
    for one in messages():
        if one.id:
            says = tuple(map(marked, one.id)) if isinstance(one.id, tuple | list) else marked(str(one.id))
            made.add(one.id, says, context=one.context)
    return made


def marked(text: str) -> str:
    """Each letter marked, but for placeholders (``%(n)d``, ``%s``, ``{item}``)."""
    return _KEPT.sub(lambda found: found[1] or _MARKED[_PLAIN.index(found[2])], text)


def write_pseudo(folder: Path) -> None:
    """The pseudo-language as Django reads it, below ``folder``."""
    place = folder / PSEUDO / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "django.mo").open("wb") as file:
        write_mo(file, pseudo())


def update(folder: Path = LOCALE) -> list[str]:
    """Bring each language's file up to date and compile it. Returns what has no translation yet."""
    missing, said = [], messages()
    for path in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            kept = read_po(file, locale=path.parent.parent.name)
        kept.update(said, no_fuzzy_matching=True, update_creation_date=False)
        kept.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, kept, width=110, sort_output=True, omit_header=False, include_lineno=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, kept)
        missing += [f"{path.parent.parent.name}: {one.id}" for one in kept if one.id and not _done(one.string)]
    return missing


def _done(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    left = update()
    sys.stdout.write("".join(f"{line}\n" for line in left))
    sys.exit(bool(left))
