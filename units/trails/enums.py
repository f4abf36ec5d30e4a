"""Kinds of what leaves a trail."""

from django.db.models import TextChoices


class TrailKind(TextChoices):
    """What a line of the trail tells of."""

    SHEETS = "sheets", "báo cáo số liệu"
    CELLS = "cells", "từng ô số liệu"
    PLANS = "plans", "kế hoạch, cách thu số liệu"
    TITLES = "titles", "danh hiệu"
    HONOURS = "honours", "khen thưởng"
    MONEY = "money", "quỹ, sổ thu chi"
    NAMES = "names", "xem hồ sơ có tên, sửa hồ sơ trẻ em"
    TAKEN_OUT = "out", "tải ra, tải lên"
    PAPERS = "papers", "báo cáo, văn bản"
    UNITS = "units", "đơn vị, cộng đồng, trung tâm"
    PEOPLE = "people", "người dùng, nhiệm vụ"
    SIGN_IN = "sign-in", "đăng nhập"
    CATALOGUE = "catalogue", "danh mục"


FINE = (TrailKind.CELLS,)
"""Told only when asked for: one sheet has sixty cells, and its steps say the same in three lines."""
