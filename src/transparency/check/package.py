"""A data package beside the tables: does each file have the fields that the package says, and of their types?"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from transparency.check.model import Finding, Sort, Where, listed, plural
from transparency.check.source import MAX_BYTES, Sheet, UnreadableError, readable


def read(file: str, data: bytes) -> Mapping[str, Any] | None:
    """The package; None for a file of another name. Raises UnreadableError."""
    if file.rsplit("/", 1)[-1] != "datapackage.json":
        return None
    try:
        found = json.loads(data.decode("utf-8-sig")) if len(data) <= MAX_BYTES else None
    except (ValueError, RecursionError) as fault:
        raise UnreadableError(f"{file} is no JSON; give the package as it was published, or leave it out") from fault
    if not isinstance(found, dict) or not isinstance(found.get("resources"), list):
        raise UnreadableError(f"{file} lists no resources; give the package as it was published, or leave it out")
    return found


def check(file: str, package: Mapping[str, Any], sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """One finding for the files that are as described, one for each that is not."""
    by_name = {sheet.file.rsplit("/", 1)[-1]: sheet for sheet in sheets}
    fits, other = [], 0
    for resource in package["resources"]:
        path, fields = _described(resource)
        sheet = by_name.get(path.rsplit("/", 1)[-1])
        if sheet is None:
            other += 1
            continue
        wrong = list(_wrong(sheet, fields))
        if wrong:
            says = f"{sheet.file} is not as {file} describes it: {listed(wrong)}."
            yield Finding("package-fields", says, False, (Where(sheet.file, 1),), Sort.IDENTITY)
        else:
            fits.append(sheet.file)
    if fits:
        says = f"{plural(len(fits), 'file')} with the fields that {file} lists: {listed(fits)}."
        yield Finding("package-fields", says, True, (Where(file),), Sort.IDENTITY)
    if other:
        says = f"{file} lists {plural(other, 'more file')}, not given here."
        yield Finding("package-more-files", says, None, (Where(file),), Sort.NOTE)


def _described(resource: object) -> tuple[str, list[tuple[str, str]]]:
    if not isinstance(resource, dict):
        return "", []
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else []
    listing = [one for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    return str(resource.get("path", "")), [(str(one.get("name", "")), str(one.get("type", ""))) for one in listing]


def _wrong(sheet: Sheet, fields: list[tuple[str, str]]) -> Iterator[str]:
    names = [name for name, _ in fields]
    if names != sheet.header:
        yield f"its columns are {listed(map(readable, sheet.header), 12)}, and not {listed(map(readable, names), 12)}"
        return
    for at, (name, sort) in enumerate(fields):
        if sort == "integer":
            odd = [(row, cells[at]) for row, cells in sheet.rows if at < len(cells) and not _whole(cells[at])]
            if odd:
                row, text = odd[0]
                yield f"“{readable(name)}” should hold whole numbers and holds “{readable(text)}” in row {row}"


def _whole(text: str) -> bool:
    return not text or (text.isascii() and text.lstrip("-").isdigit())
