"""Registers are searched by a part of a name or an address through an index (PostgreSQL)."""

from django.db import migrations

from hocTap.lib.sql import trigrams


class Migration(migrations.Migration):
    dependencies = [("awards", "0012_titles_ways_back")]

    operations = [
        trigrams("awards_candidate", "folded", "folded_address"),
        trigrams("awards_recipient", "folded"),
        trigrams("awards_commendation", "folded"),
    ]
