"""Options of a whole batch: handed over once, overruled by those of an item."""

from dueprocess.adapters.sandbox import Sandbox

TEXT = (
    b"Seedtown Police Department\n\nSubpoena\n\nPursuant to section 7 of the Thistle Act 1999 "
    b"you must remove the content at https://seed.example/one within 24 hours.\n"
)
ALIASES = {"section 7 of the Thistle Act 1999": "ZZ-THISTLE-7"}


def instruments(sandbox: Sandbox, **options: object) -> list[str]:
    answer = sandbox.run("read", {"file": "order.txt", **options}, TEXT)
    assert isinstance(answer, dict)
    draft = answer["draft"]
    return list(draft["instruments"])


def test_a_child_has_the_options_of_its_batch() -> None:
    with Sandbox(setup={"aliases": ALIASES}) as sandbox:
        assert instruments(sandbox) == ["ZZ-THISTLE-7"]
        assert instruments(sandbox) == ["ZZ-THISTLE-7"]


def test_the_options_of_an_item_go_before_them() -> None:
    with Sandbox(setup={"aliases": ALIASES}) as sandbox:
        assert instruments(sandbox, aliases={}) == []


def test_without_a_setup_only_the_items_options_count() -> None:
    with Sandbox() as sandbox:
        assert instruments(sandbox) == []
        assert instruments(sandbox, aliases=ALIASES) == ["ZZ-THISTLE-7"]


def test_a_setup_that_no_job_can_use_does_not_keep_the_sandbox_from_starting() -> None:
    with Sandbox(setup={"aliases": 7}) as sandbox:
        assert instruments(sandbox, aliases=ALIASES) == ["ZZ-THISTLE-7"]
