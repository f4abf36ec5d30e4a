"""Designations, lists of one day, shares as exact fractions, and people who only read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hocTap.lib.sql import keeping_triggers, per_vendor

WORDS = {
    "province": ("thành phố", "tỉnh"),
    "district": ("thành phố", "thị xã", "quận", "huyện"),
    "ward": ("thị trấn", "đặc khu", "phường", "xã"),
    "community": (
        "khu dân cư", "tổ dân phố", "tổ nhân dân", "tiểu khu", "khối phố", "khu phố", "buôn", "khóm", "khối", "làng",
        "thôn", "phum", "plei", "bản", "bon", "khu", "sóc", "xóm", "ấp", "tổ",
    ),
}  # fmt: skip


def designated():
    cases = [
        f"WHEN kind = '{kind}' AND (name LIKE '{word} %' OR name LIKE '{word[0].upper()}{word[1:]} %') THEN '{word}'"
        for kind, words in WORDS.items()
        for word in words
    ]
    return f"UPDATE units_unitversion SET designation = CASE {' '.join(cases)} ELSE '' END"


SHARES = """UPDATE units_changelink SET share_numerator = CAST(ROUND(share * 1000000) AS bigint),
    share_denominator = 1000000 WHERE share IS NOT NULL"""


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0011_list_files'),
    ]

    operations = keeping_triggers(
        migrations.RemoveConstraint(
            model_name='changelink',
            name='changelink_share_between_0_and_1',
        ),
        migrations.RemoveConstraint(
            model_name='changelink',
            name='changelink_whole_has_no_share',
        ),
        migrations.AddField(
            model_name='changelink',
            name='share_denominator',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='phần chuyển: mẫu số'),
        ),
        migrations.AddField(
            model_name='changelink',
            name='share_document',
            field=models.CharField(blank=True, max_length=200, verbose_name='văn bản ghi phần chuyển'),
        ),
        migrations.AddField(
            model_name='changelink',
            name='share_entered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người ghi'),
        ),
        migrations.AddField(
            model_name='changelink',
            name='share_numerator',
            field=models.PositiveBigIntegerField(blank=True, help_text='Phần chuyển là 2/3: ghi 2; để trống nếu chưa công bố.', null=True, verbose_name='phần chuyển: tử số'),
        ),
        migrations.AddField(
            model_name='changelink',
            name='share_of',
            field=models.CharField(blank=True, choices=[('households', 'số hộ'), ('people', 'dân số'), ('communities', 'số khu phố, thôn, ấp'), ('area', 'diện tích')], max_length=12, verbose_name='phần của'),
        ),
        migrations.AddField(
            model_name='unitversion',
            name='designation',
            field=models.CharField(blank=True, help_text='Ví dụ: phường, xã, khu phố, ấp; để trống thì lấy theo tên.', max_length=30, verbose_name='loại hình'),
        ),
        migrations.AddField(
            model_name='unitversion',
            name='known_on',
            field=models.DateField(blank=True, help_text='Trước ngày này tên, mã, cấp và nơi trực thuộc là suy ra, chưa đối chiếu.', null=True, verbose_name='chỉ biết theo danh mục ngày'),
        ),
        per_vendor(postgresql=[SHARES, designated()], sqlite=[SHARES, designated()]),
        migrations.RemoveField(
            model_name='changelink',
            name='share',
        ),
        migrations.AlterField(
            model_name='centreauthority',
            name='recorder',
            field=models.CharField(choices=[('ward_officer', 'cán bộ phụ trách nhập số liệu'), ('district_office', 'cơ quan phụ trách (duyệt, tổng hợp)'), ('title_approver', 'người xét danh hiệu'), ('fund_officer', 'cán bộ quỹ khuyến học'), ('reader', 'lãnh đạo, người xem'), ('names_exporter', 'người được xuất danh sách có tên'), ('administrator', 'quản trị hệ thống')], max_length=16, verbose_name='vai trò ghi quyết định'),
        ),
        migrations.AlterField(
            model_name='post',
            name='role',
            field=models.CharField(choices=[('ward_officer', 'cán bộ phụ trách nhập số liệu'), ('district_office', 'cơ quan phụ trách (duyệt, tổng hợp)'), ('title_approver', 'người xét danh hiệu'), ('fund_officer', 'cán bộ quỹ khuyến học'), ('reader', 'lãnh đạo, người xem'), ('names_exporter', 'người được xuất danh sách có tên'), ('administrator', 'quản trị hệ thống')], max_length=16, verbose_name='vai trò'),
        ),
        migrations.AddConstraint(
            model_name='changelink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('share_denominator__isnull', True), ('share_numerator__isnull', True)), models.Q(('share_denominator__isnull', False), ('share_numerator__gte', 1), ('share_numerator__lte', models.F('share_denominator'))), _connector='OR'), name='changelink_share_between_0_and_1', violation_error_message='Phần chuyển phải lớn hơn 0 và không quá toàn bộ; ghi cả tử số và mẫu số.'),
        ),
        migrations.AddConstraint(
            model_name='changelink',
            constraint=models.CheckConstraint(condition=models.Q(('whole', False), ('share_numerator__isnull', True), _connector='OR'), name='changelink_whole_has_no_share', violation_error_message='Đã chuyển toàn bộ thì không ghi phần chuyển.'),
        ),
    )
