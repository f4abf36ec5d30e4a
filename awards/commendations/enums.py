"""Forms and levels of commendation, and who can be commended."""

from django.db.models import TextChoices


class CommendationForm(TextChoices):
    """The form that a commendation takes (Luật Thi đua, khen thưởng)."""

    CERTIFICATE = "certificate", "giấy khen"
    MERIT = "merit", "bằng khen"
    FLAG = "flag", "cờ"
    MEDAL = "medal", "kỷ niệm chương"


class AwardingLevel(TextChoices):
    """Which level decides."""

    WARD = "ward", "phường, xã"
    DISTRICT = "district", "quận, huyện"
    PROVINCE = "province", "tỉnh, thành phố"
    CENTRAL = "central", "trung ương"


class Commended(TextChoices):
    """Who is commended."""

    COLLECTIVE = "collective", "tập thể"
    INDIVIDUAL = "individual", "cá nhân"
    HOUSEHOLD = "household", "hộ gia đình"
