"""What axe finds on a page, light and dark, and whether it fits its window and a telephone: all in one visit."""

from __future__ import annotations

from typing import Any

import pytest

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

NARROW = 360
ALIKE = 3
"""Of texts that are drawn alike, in the same colours on the same grounds, so many are measured."""
TOLD = ".then(({ violations }) => violations.map(({ id, nodes }) => `${id} ${nodes[0].html.slice(0, 200)}`))"
DATES = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const on = node.parentElement;
    if (on.closest("code, pre, script, style, textarea, [translate=no], .original, .exact")) continue;
    const said = /(?<![-\\w/.])\\d{4}-\\d{2}-\\d{2}(?!-)/.exec(node.data);
    if (said && on.checkVisibility()) found.push(`a day as data write it: ${node.data.trim().slice(0, 80)}`);
  }
  return found;
}"""
"""Days that stand in a page's text as 2026-12-01 (docs/style.md, rule 8)."""
RULES = f"""options => axe.run(document, {{
  resultTypes: ["violations"], selectors: false, rules: {{ "color-contrast": {{ enabled: false }} }}, ...options
}}){TOLD}"""
CONTRAST = f"""most => {{
  const groups = new Map();
  for (const one of document.querySelectorAll("body *")) {{
    const speaks = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!(speaks || one.matches("input, select, textarea")) || !one.checkVisibility()) continue;
    const {{ color, fontSize, fontWeight, position, clipPath }} = getComputedStyle(one);
    const key = [one.matches(":disabled"), color, fontSize, fontWeight, position, clipPath];
    for (let on = one; on; on = on.parentElement) {{
      const {{ backgroundColor, backgroundImage, opacity }} = getComputedStyle(on);
      if (backgroundColor !== "rgba(0, 0, 0, 0)" || backgroundImage !== "none" || opacity !== "1")
        key.push(backgroundColor, backgroundImage, opacity);
    }}
    groups.set(key.join(), [...(groups.get(key.join()) ?? []), one]);
  }}
  const some = (all) => all.filter((_, at) => at % Math.ceil(all.length / most) === 0);
  const include = [...groups.values()].flatMap(some);
  return include.length ? axe.run({{ include }}, {{
    resultTypes: ["violations"], selectors: false, runOnly: {{ type: "rule", values: ["color-contrast"] }}
  }}){TOLD} : [];
}}"""


def violations(page: Any, **options: Any) -> list[str]:
    """Of a page or a frame as it stands."""
    _axe(page)
    return [*page.evaluate(RULES, options), *page.evaluate(CONTRAST, ALIKE)]


def faults_of(tab: Any, *, dark: bool = True) -> list[str]:
    """Everything, of a light page; it stands as before afterwards."""
    tab.emulate_media(reduced_motion="reduce")  # a colour that is still on its way has no contrast to measure
    found = [*violations(tab), *tab.evaluate(DATES)]
    if dark:  # a dark page differs in its colours alone
        tab.emulate_media(color_scheme="dark")
        found += [f"dark: {one}" for one in tab.evaluate(CONTRAST, ALIKE)]
        tab.emulate_media(color_scheme="light")
    size = tab.viewport_size
    for width in (size["width"], NARROW):
        tab.set_viewport_size({**size, "width": width})
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than a window of {width}")
    tab.set_viewport_size(size)
    return found


def _axe(page: Any) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_playwright.Axe().axe_script)
