"""Who answers for units that are no more, derived at once where links are there already."""

import django.db.models.deletion
from django.db import migrations, models

from units.workflow import derive_heritage


def derive(apps, schema_editor):
    if apps.get_model("units", "ChangeLink").objects.exists():
        derive_heritage(None)


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0017_slips_corrections_and_levels'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heritage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('whole', models.BooleanField()),
                ('above', models.BooleanField(default=False)),
                ('heir', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inherits', to='units.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inherited_by', to='units.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('heir', 'unit', 'since'), name='heritage_once'), models.CheckConstraint(condition=models.Q(('heir', models.F('unit')), _negated=True), name='heritage_of_another'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='heritage_ends_after_start')],
            },
        ),
        migrations.RunPython(derive, migrations.RunPython.noop, elidable=True),
    ]
