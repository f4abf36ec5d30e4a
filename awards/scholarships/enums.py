"""Kinds of funds, donors, money and school levels."""

from django.db.models import TextChoices


class FundLevel(TextChoices):
    """Which level of the association keeps the fund."""

    BRANCH = "branch", "chi hội khuyến học"
    WARD = "ward", "phường, xã"
    DISTRICT = "district", "quận, huyện"
    PROVINCE = "province", "tỉnh, thành phố"


class FundKind(TextChoices):
    """On what footing the fund stands; a licensed charity follows NĐ 93/2019/NĐ-CP."""

    ASSOCIATION = "association", "quỹ của Hội Khuyến học"
    CHARITY = "charity", "quỹ từ thiện được cấp phép"


class DonorKind(TextChoices):
    """What sort of giver; all that is shown of a donor to those who do not keep the fund."""

    PERSON = "person", "cá nhân"
    BUSINESS = "business", "doanh nghiệp"
    ORGANISATION = "organisation", "cơ quan, tổ chức"
    PIGGY_BANK = "piggy_bank", "phong trào nuôi heo đất"


class Book(TextChoices):
    """The two books of a fund; their sums are never added to one another."""

    CASH = "cash", "tiền"
    GOODS = "goods", "hiện vật (quy ra tiền)"


class EntryKind(TextChoices):
    """What a line of the ledger records."""

    RECEIPT = "receipt", "thu"
    PAYMENT = "payment", "chi học bổng"
    GIFT = "gift", "chi quà, phần thưởng"
    HANDED_OUT = "out", "bàn giao đi"
    HANDED_IN = "in", "nhận bàn giao"
    REVERSAL = "reversal", "đảo bút toán"


class SchoolLevel(TextChoices):
    """Level of schooling of whoever receives a scholarship (suất)."""

    PRIMARY = "primary", "tiểu học"
    LOWER = "lower", "trung học cơ sở"
    UPPER = "upper", "trung học phổ thông"
    TERTIARY = "tertiary", "đại học, cao đẳng, nghề"


class GiftKind(TextChoices):
    """What is given beside scholarships, and counted apart from them."""

    GIFT = "gift", "quà tặng"
    REWARD = "reward", "phần thưởng"


class Signature(TextChoices):
    """Against whose signature money was handed over; no name is kept with it."""

    RECIPIENT = "recipient", "người nhận học bổng"
    GUARDIAN = "guardian", "cha mẹ, người giám hộ"
    PROXY = "proxy", "người nhận thay có giấy ủy quyền"


class Party(TextChoices):
    """Who agrees that a child's name be shown (Luật 91/2025/QH15, điều 24)."""

    GUARDIAN = "guardian", "cha mẹ, người giám hộ"
    CHILD = "child", "bản thân học sinh, sinh viên"


class AccessKind(TextChoices):
    """What somebody did with names."""

    LIST = "list", "xem danh sách"
    VIEW = "view", "xem hồ sơ"
    PRINT = "print", "in phiếu ký nhận"
    EXPORT = "export", "xuất danh sách có tên"
