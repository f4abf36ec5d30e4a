"""Proposals taken back, wrongly recorded signatures taken off, a number once for each agency and year."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers, per_vendor

LOCKS = import_module("awards.migrations.0002_titles_locks")
SOUND = import_module("awards.migrations.0008_titles_sound")
NAMES = ("signed_name", "signed_address", "signed_place")
TAKEN_OFF = """NEW.state = 'draft' AND EXISTS (SELECT 1 FROM awards_decisionstep s WHERE s.decision_id = OLD.id
    AND s.action = 'unsign' AND s.number = OLD.number AND s.year = OLD.year AND s.at >= OLD.recorded_at)"""
SIGNED = f"OLD.state = 'signed' AND NOT ({TAKEN_OFF})"
"""A signed decision changes in nothing but this: its signature is taken off by a step that says who and why."""

NAMED = """OLD.signed_name <> '' AND NOT (NEW.signed_name = '' AND EXISTS
    (SELECT 1 FROM awards_decision d WHERE d.id = OLD.decision_id AND d.state = 'draft'))"""
ONCE = "decision_number_once_"
SAME = """EXISTS (SELECT 1 FROM awards_decision d WHERE d.agency_id = NEW.agency_id AND d.year = NEW.year
    AND d.number = NEW.number AND d.id <> NEW.id AND d.kind <> NEW.kind)"""
"""A recognition and a revocation are papers of one agency with one series of numbers."""


def replaced(table, name):
    return [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}_check()"]


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0028_titles_all_who_scored"),
        ("units", "0021_verifications_of_assumed_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *keeping_triggers(
            migrations.CreateModel(
                name="DecisionStep",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "action",
                        models.CharField(
                            choices=[("sign", "ghi số, ngày ký"), ("unsign", "bỏ chữ ký ghi nhầm")],
                            max_length=8,
                            verbose_name="bước",
                        ),
                    ),
                    ("number", models.PositiveIntegerField(verbose_name="số")),
                    ("year", models.PositiveSmallIntegerField(verbose_name="năm của số")),
                    ("signed_on", models.DateField(verbose_name="ngày ký")),
                    ("signer", models.CharField(max_length=120, verbose_name="người ký")),
                    ("at", models.DateTimeField(verbose_name="lúc")),
                    ("reason", models.CharField(max_length=500, verbose_name="lý do")),
                ],
                options={
                    "verbose_name": "bước của quyết định",
                    "verbose_name_plural": "bước của quyết định",
                    "ordering": ["at", "pk"],
                },
            ),
            migrations.RemoveConstraint(
                model_name="nominationstep",
                name="nominationstep_says_why",
            ),
            migrations.RemoveConstraint(
                model_name="proposal",
                name="proposal_number_once_a_year",
            ),
            migrations.AddField(
                model_name="proposal",
                name="recalled_at",
                field=models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
            ),
            migrations.AddField(
                model_name="proposal",
                name="recalled_by",
                field=models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="người rút",
                ),
            ),
            migrations.AddField(
                model_name="proposal",
                name="recalled_why",
                field=models.CharField(blank=True, max_length=500, verbose_name="lý do rút"),
            ),
            migrations.AlterField(
                model_name="nominationstep",
                name="action",
                field=models.CharField(
                    choices=[
                        ("register", "đăng ký"),
                        ("assess", "tự đánh giá"),
                        ("vote", "bình xét"),
                        ("appraise", "thẩm định"),
                        ("propose", "trình"),
                        ("return", "trả lại"),
                        ("recognise", "xét công nhận"),
                        ("reject", "không công nhận"),
                        ("withdraw", "rút khỏi dự thảo"),
                        ("revoke", "thu hồi"),
                        ("unregister", "rút đăng ký"),
                        ("reopen", "mở lại"),
                        ("take_back", "hoàn tác"),
                        ("recall", "rút tờ trình"),
                    ],
                    max_length=12,
                    verbose_name="bước",
                ),
            ),
            migrations.AddConstraint(
                model_name="nominationstep",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            (
                                "action__in",
                                (
                                    "return",
                                    "reject",
                                    "revoke",
                                    "withdraw",
                                    "unregister",
                                    "reopen",
                                    "take_back",
                                    "recall",
                                ),
                            ),
                            _negated=True,
                        ),
                        models.Q(("reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="nominationstep_says_why",
                    violation_error_message="Bước này phải ghi lý do.",
                ),
            ),
            migrations.AddConstraint(
                model_name="proposal",
                constraint=models.UniqueConstraint(
                    condition=models.Q(("recalled_at__isnull", True)),
                    fields=("ward", "number_year", "number"),
                    name="proposal_number_once_a_year",
                    violation_error_message="Số tờ trình này đã dùng trong năm.",
                ),
            ),
            migrations.AddConstraint(
                model_name="proposal",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("recalled_at__isnull", True), ("recalled_by__isnull", True), ("recalled_why", "")),
                        models.Q(
                            ("recalled_at__isnull", False),
                            ("recalled_by__isnull", False),
                            models.Q(("recalled_why", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="proposal_recalled_says_who_and_why",
                    violation_error_message="Rút tờ trình thì phải ghi lý do.",
                ),
            ),
            migrations.AddField(
                model_name="decisionstep",
                name="by",
                field=models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="người thực hiện",
                ),
            ),
            migrations.AddField(
                model_name="decisionstep",
                name="decision",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="steps",
                    to="awards.decision",
                    verbose_name="quyết định",
                ),
            ),
            migrations.AddConstraint(
                model_name="decisionstep",
                constraint=models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="decisionstep_says_why",
                    violation_error_message="Bước này phải ghi lý do.",
                ),
            ),
        ),
        per_vendor(
            postgresql=[
                *replaced("awards_decision", "decision_locked_when_signed"),
                *LOCKS.lock("awards_decision", "decision_locked_when_signed", LOCKS.DECISION, SIGNED, True),
                *replaced("awards_nomination", "nomination_names_signed"),
                *LOCKS.lock("awards_nomination", "nomination_names_signed", NAMES, NAMED, True),
                *[
                    sql
                    for event in ("INSERT", "UPDATE")
                    for sql in SOUND.postgresql(
                        ONCE + event.lower(), event, "awards_decision", "NEW.number IS NOT NULL", SAME
                    )
                ],
            ],
            sqlite=[
                "DROP TRIGGER decision_locked_when_signed",
                *LOCKS.lock("awards_decision", "decision_locked_when_signed", LOCKS.DECISION, SIGNED, False),
                "DROP TRIGGER nomination_names_signed",
                *LOCKS.lock("awards_nomination", "nomination_names_signed", NAMES, NAMED, False),
                *[
                    sql
                    for event in ("INSERT", "UPDATE")
                    for sql in SOUND.sqlite(
                        ONCE + event.lower(), event, "awards_decision", "NEW.number IS NOT NULL", SAME
                    )
                ],
            ],
        ),
    ]
