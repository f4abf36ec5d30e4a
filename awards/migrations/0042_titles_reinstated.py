"""Titles that were revoked by mistake are given back, and the revocation's story tells of it."""

from importlib import import_module

from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers, per_vendor

LOCKS = import_module("awards.migrations.0002_titles_locks")
PUT_RIGHT = import_module("awards.migrations.0029_titles_put_right")

TOLD = """EXISTS (SELECT 1 FROM awards_decisionstep s WHERE s.decision_id = OLD.revocation_id
    AND s.action = 'give_up')"""
"""The revocation's story says first that it gives a title up, who said so and why."""


def lock(postgresql):
    """What is recognised or revoked changes in nothing but this: a draft is left, a title is revoked, or given back."""
    changed = LOCKS.differs(LOCKS.FROZEN, "IS DISTINCT FROM" if postgresql else "IS NOT")
    kept = f"({changed} OR NEW.state NOT IN ('recognised', 'revoked'))"
    given_back = f"(NEW.state = 'recognised' AND NOT ({changed}) AND {TOLD})"
    when = (
        f"(OLD.state = 'revoked' AND NOT {given_back}) OR (OLD.state = 'recognised'"
        f" AND NOT (NEW.state = 'proposed' AND {LOCKS.STILL_DRAFT}) AND {kept})"
    )
    return LOCKS.lock("awards_nomination", "nomination_locked", [*LOCKS.FROZEN, *LOCKS.FREE], when, postgresql)


class Migration(migrations.Migration):
    dependencies = [("awards", "0041_scholarships_names_looked_over")]

    operations = [
        *keeping_triggers(
            migrations.RemoveConstraint(model_name="nominationstep", name="nominationstep_says_why"),
            migrations.AlterField(
                model_name="decisionstep",
                name="action",
                field=models.CharField(
                    choices=[
                        ("sign", "ghi số, ngày ký"),
                        ("unsign", "bỏ chữ ký ghi nhầm"),
                        ("give_up", "không thu hồi nữa"),
                    ],
                    max_length=8,
                    verbose_name="bước",
                ),
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
                        ("reinstate", "khôi phục"),
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
                                    "reinstate",
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
        ),
        per_vendor(
            postgresql=[*PUT_RIGHT.replaced("awards_nomination", "nomination_locked"), *lock(postgresql=True)],
            sqlite=["DROP TRIGGER nomination_locked", *lock(postgresql=False)],
        ),
    ]
