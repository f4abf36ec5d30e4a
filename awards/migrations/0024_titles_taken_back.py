"""Scores and votes of a list are taken back, with a reason."""

from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0023_words_fit_any_place'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        migrations.RemoveConstraint(
            model_name='nominationstep',
            name='nominationstep_says_why',
        ),
        migrations.AlterField(
            model_name='nominationstep',
            name='action',
            field=models.CharField(choices=[('register', 'đăng ký'), ('assess', 'tự đánh giá'), ('vote', 'bình xét'), ('appraise', 'thẩm định'), ('propose', 'trình'), ('return', 'trả lại'), ('recognise', 'xét công nhận'), ('reject', 'không công nhận'), ('withdraw', 'rút khỏi dự thảo'), ('revoke', 'thu hồi'), ('unregister', 'rút đăng ký'), ('reopen', 'mở lại'), ('take_back', 'hoàn tác')], max_length=12, verbose_name='bước'),
        ),
        migrations.AddConstraint(
            model_name='nominationstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action__in', ('return', 'reject', 'revoke', 'withdraw', 'unregister', 'reopen', 'take_back')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='nominationstep_says_why', violation_error_message='Bước này phải ghi lý do.'),
        ),
    )
