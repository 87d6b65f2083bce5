"""The second step: of this run, for a while, and nothing that is not ours."""

import pytest

from dueprocess.desk.person import steps
from dueprocess.desk.person.steps import Steps

CODE = bytes(range(16))


def test_a_step_opens_for_a_while_and_not_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 1000.0
    monkeypatch.setattr(steps.time, "monotonic", lambda: clock)
    ours = Steps()
    step = ours.of(CODE)
    assert len(step) < 120
    for later, opens in ((0, True), (steps.LASTS, True), (2 * steps.LASTS, False), (-2 * steps.LASTS, False)):
        clock = 1000.0 + later
        assert (ours.code(step) == CODE) is opens


def test_a_step_of_another_run_or_of_nobody_opens_nothing_and_hides_its_code() -> None:
    ours = Steps()
    step = ours.of(CODE)
    assert Steps().code(step) is None
    assert CODE.hex() not in step
    assert ours.of(CODE) != step
    for wrong in ("", "=", "x" * 1000, "\ud800", step[:-4], step[4:], "é" * 40):
        assert ours.code(wrong) is None
    assert repr(ours) == "Steps()"
