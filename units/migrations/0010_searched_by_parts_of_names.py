"""Units, centres and classes are found by a part of their names through an index (PostgreSQL)."""

from django.db import migrations

from hocTap.lib.sql import trigrams


class Migration(migrations.Migration):
    dependencies = [("units", "0009_decisions_voided")]

    operations = [
        trigrams("units_unitversion", "folded"),
        trigrams("units_learningcentre", "folded"),
        trigrams("units_centrecourse", "folded"),
    ]
