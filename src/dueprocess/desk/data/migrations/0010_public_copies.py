from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('data', '0009_contests'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicCopy',
            fields=[
                ('id', models.CharField(max_length=26, primary_key=True, serialize=False)),
                ('case', models.CharField(db_index=True, max_length=26)),
                ('bytes', models.BinaryField()),
            ],
        ),
    ]
