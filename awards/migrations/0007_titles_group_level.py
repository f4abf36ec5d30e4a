"""A group of an act of recognition holds organisations of one managing level: each level has an agency of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("awards", "0006_commendations"), ("units", "0005_centres_locks")]

    operations = [
        migrations.RemoveConstraint(model_name="recognitiongroup", name="recognitiongroup_once"),
        migrations.RemoveConstraint(model_name="recognitiongroup", name="recognitiongroup_once_without_community"),
        migrations.AddField(
            model_name="recognitiongroup",
            name="managing_level",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ward", "phường, xã quản lý"),
                    ("district", "quận, huyện quản lý"),
                    ("province", "tỉnh, thành phố quản lý"),
                ],
                max_length=8,
                verbose_name="cấp quản lý đơn vị",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitiongroup",
            constraint=models.UniqueConstraint(
                fields=("job", "ward", "community", "managing_level"), name="recognitiongroup_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitiongroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("community__isnull", True)),
                fields=("job", "ward", "managing_level"),
                name="recognitiongroup_once_without_community",
            ),
        ),
    ]
