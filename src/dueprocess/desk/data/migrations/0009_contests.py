from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Nobody contested, until `upgrade` makes the rows of each case anew from its events (operate/upgrades.py)."""
    apps.get_model("data", "Item").objects.using(schema_editor.connection.alias).update(contest_days=None)


class Migration(migrations.Migration):

    dependencies = [
        ('data', '0008_talks'),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='contested',
            field=models.CharField(blank=True, default='', max_length=24),
        ),
        migrations.AddField(
            model_name='item',
            name='contest_days',
            field=models.PositiveBigIntegerField(default=0, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
