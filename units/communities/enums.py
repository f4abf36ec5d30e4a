"""What an office does to the khu phố, thôn, ấp of its commune."""

from django.db.models import TextChoices


class CommunityAct(TextChoices):
    """One act on communities."""

    ENTER = "enter", "ghi vào danh sách"
    MERGE = "merge", "nhập lại"
    SPLIT = "split", "chia ra"
    RENAME = "rename", "đổi tên"
    END = "end", "kết thúc"
    CORRECT = "correct", "sửa chỗ ghi nhầm"
