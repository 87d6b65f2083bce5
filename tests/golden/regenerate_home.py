"""Makes the home of a release for the tests of ``upgrade``: run it with that release's code, then never again.

``git worktree add RELEASE TAG``, then ``PYTHONPATH=RELEASE/src python tests/golden/regenerate_home.py FOLDER``. The
keys of its people stay in FOLDER and may be thrown away: nothing in the home opens without them, and no test opens any.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
import tarfile
from pathlib import Path

from dueprocess import __version__
from dueprocess_lab import story
from dueprocess_lab.stage import Stage
from dueprocess_lab.story_player import tell

CHAPTERS = {1, 4, 5, 10, 13}  # a grant under silence by statute, a duplicate, spam, a gag, a register
folder = Path(sys.argv[1])
whole = story.story()
told = tuple(one for one in whole.chapters if one.number in CHAPTERS)
stage = Stage(dataclasses.replace(whole, chapters=told), folder / "home", folder / "keys")
stage.found()
tell(stage)
stage.finish()

from django.apps import apps  # noqa: E402 - tables need the booted home
from django.db import connection  # noqa: E402

from dueprocess.desk.data.models import Case, Event  # noqa: E402

heads = {case: bytes(head).hex() for case, head in Case.objects.values_list("pk", "head")}
heads[""] = bytes(Event.objects.filter(case="").order_by("-seq").values_list("commitment", flat=True)[0]).hex()
counts = {model._meta.db_table: model.objects.count() for model in apps.get_app_config("data").get_models()}  # noqa: SLF001
(folder / "home.json").write_text(json.dumps({"counts": counts, "heads": heads}, indent=1, sort_keys=True) + "\n")
shutil.rmtree(folder / "home/site")
for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
    connection.cursor().execute(statement)
connection.close()
with tarfile.open(Path(__file__).parent / f"homes/{__version__}.tar.gz", "w:gz") as tar:
    for name in ("home", "home.json"):
        tar.add(folder / name, name)
