from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('data', '0007_numbers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(blank=True, default='', max_length=120)),
                ('contact', models.CharField(blank=True, default='', max_length=200)),
                ('key_bytes', models.BinaryField(default=b'')),
            ],
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('words', models.BinaryField(default=b'')),
            ],
        ),
    ]
