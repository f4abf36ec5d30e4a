from django.db import migrations, models


class Migration(migrations.Migration):
    """Names that people bore before: what they did then is shown under them."""

    dependencies = [("units", "0042_pages_of_lists_seen")]

    operations = [
        migrations.AddField(
            "user",
            "former_names",
            models.JSONField(blank=True, editable=False, null=True, verbose_name="các tên trước đây"),
        ),
    ]
