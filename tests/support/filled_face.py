"""The sentences of a case's page, filled in and confirmed as a person does it by the keyboard."""

from __future__ import annotations

from typing import Any


def sentence(tab: Any, path: str) -> Any:
    """The sentence that holds a field; what is folded away is opened."""
    found = tab.locator(f".sentence[data-paths~='{path}']")
    found.wait_for(state="attached")
    found.evaluate("one => { const folded = one.closest('details'); if (folded) folded.open = true; }")
    return found


def say(tab: Any, path: str, value: Any) -> None:
    """Put the value of one blank right; a list names every code that holds."""
    line = sentence(tab, path)
    line.locator(f"[data-path='{path}']").press("Enter")
    edit = line.locator(".edit")
    if isinstance(value, list) and edit.locator("input[type=checkbox]").count():
        for box in edit.locator("input[type=checkbox]").all():
            box.set_checked(box.get_attribute("value") in value)
    elif edit.locator("select").count():
        edit.locator("select").select_option(value)
    else:
        edit.locator("input").fill(", ".join(value) if isinstance(value, list) else value)
    done = edit.locator("button:not(.split)")
    if done.count():  # what was said moves from the fold into its sentence at once, and its blank has the focus there
        done.press("Enter")
    else:
        assert tab.evaluate("document.activeElement.dataset.path") == path


def tick(tab: Any, path: str) -> None:
    """Confirm the sentence that holds a field, unless it is confirmed."""
    box = sentence(tab, path).locator("> .tick input")
    if not box.is_checked():  # a click beside the sandboxed frame can miss; a key does not
        box.press("Space")
