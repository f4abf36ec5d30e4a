"""Doors into the site, what became of a try, kinds of second factors."""

from django.db.models import TextChoices


class Door(TextChoices):
    """Through what somebody tried to come in."""

    PASSWORD = "password", "mật khẩu"
    SLIP = "slip", "phiếu đặt mật khẩu"
    SECOND = "second", "bước hai"
    OLD = "old", "mật khẩu cũ khi đổi"
    PROVINCE = "province", "tài khoản của tỉnh"


class Outcome(TextChoices):
    """What became of it."""

    IN = "in", "vào được"
    NEXT = "next", "đúng, còn bước hai"
    WRONG = "wrong", "sai"
    WAIT = "wait", "phải chờ"
    ASKED = "asked", "xin đường dẫn đặt mật khẩu"
    UNLOCKED = "unlocked", "người quản trị mở khóa"


class FactorKind(TextChoices):
    """What somebody shows beside the password."""

    APP = "app", "ứng dụng sinh mã"
    KEY = "key", "khóa truy cập"
