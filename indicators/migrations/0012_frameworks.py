"""Documents that set targets become rows of their own; every target of before keeps its document."""

import django.db.models.deletion
from django.db import migrations, models


def documents(apps, schema_editor):
    """One document for each code that targets name, cited as the first of them cites it."""
    Target = apps.get_model("indicators", "Target")
    Framework = apps.get_model("indicators", "Framework")
    known = {}
    for target in Target.objects.order_by("framework_code", "pk"):
        if target.framework_code not in known:
            national = Target.objects.filter(framework_code=target.framework_code, scope="toàn quốc").exists()
            known[target.framework_code] = Framework.objects.create(
                code=target.framework_code,
                citation=target.citation,
                level="nation" if national else "province",
                verified=target.verified,
                source=target.source,
            )
        target.framework = known[target.framework_code]
        target.save(update_fields=["framework"])
    _one_for_each_indicator(Target)


def _one_for_each_indicator(Target):
    """Of two targets of a document for the same indicator, scope and year the later one only records its words."""
    seen = set()
    for target in Target.objects.filter(indicator__isnull=False).order_by("pk"):
        place = (target.framework_id, target.scope, target.indicator_id, target.year)
        if place in seen:
            target.indicator = None
            target.save(update_fields=["indicator"])
        seen.add(place)


def back(apps, schema_editor):
    Target = apps.get_model("indicators", "Target")
    for target in Target.objects.select_related("framework"):
        target.framework_code, target.citation = target.framework.code, target.framework.citation
        target.save(update_fields=["framework_code", "citation"])


class Migration(migrations.Migration):
    dependencies = [("indicators", "0011_sheets_handed_over")]

    operations = [
        migrations.CreateModel(
            name="Framework",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="mã văn bản")),
                ("citation", models.CharField(help_text="Loại, số, ký hiệu, ngày; cơ quan ban hành.", max_length=200, verbose_name="văn bản")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="trích yếu")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                ("level", models.CharField(choices=[("nation", "cả nước"), ("province", "tỉnh, thành phố"), ("district", "quận, huyện"), ("commune", "phường, xã")], default="nation", max_length=10, verbose_name="cấp")),
                ("place", models.SlugField(blank=True, help_text="Khóa của đơn vị (ha-noi); để trống: cả nước.", max_length=60, verbose_name="khóa của nơi được giao")),
                ("verified", models.CharField(choices=[("original", "đã đối chiếu văn bản gốc"), ("secondary", "theo nguồn dẫn lại"), ("unverified", "chưa kiểm chứng")], default="unverified", max_length=10, verbose_name="mức tin cậy")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="nguồn")),
                ("replaces", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="indicators.framework", verbose_name="thay cho văn bản")),
            ],
            options={"verbose_name": "văn bản đề ra mục tiêu", "verbose_name_plural": "văn bản đề ra mục tiêu", "ordering": ["code"]},
        ),
        migrations.AddConstraint(
            model_name="framework",
            constraint=models.CheckConstraint(condition=models.Q(("replaces__isnull", True), models.Q(("replaces", models.F("pk")), _negated=True), _connector="OR"), name="framework_does_not_replace_itself", violation_error_message="Văn bản không thể thay cho chính nó."),
        ),
        migrations.RemoveConstraint(model_name="target", name="target_once_per_decision"),
        migrations.AlterModelOptions(name="target", options={"verbose_name": "mục tiêu", "verbose_name_plural": "mục tiêu"}),
        migrations.RenameField(model_name="target", old_name="framework", new_name="framework_code"),
        migrations.AlterField(model_name="target", name="framework_code", field=models.CharField(default="", max_length=20)),
        migrations.AlterField(model_name="target", name="citation", field=models.CharField(default="", max_length=200)),
        migrations.AddField(
            model_name="target",
            name="framework",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="indicators.framework", verbose_name="văn bản"),
        ),
        migrations.RunPython(documents, back),
    ]
