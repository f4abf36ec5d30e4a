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
    """The three books of a fund: what lies in the safe, at the bank, in the store. No sum of one passes for another's.

    Sums of money (`MONEY`) may be added for a form; goods are never added to money.
    """

    CASH = "cash", "tiền mặt"
    BANK = "bank", "tiền gửi ngân hàng"
    GOODS = "goods", "hiện vật (quy ra tiền)"


MONEY = (Book.CASH, Book.BANK)


class EntryKind(TextChoices):
    """What a line of the ledger records."""

    RECEIPT = "receipt", "thu"
    PAYMENT = "payment", "chi học bổng"
    GIFT = "gift", "chi quà, phần thưởng"
    HANDED_OUT = "out", "bàn giao đi"
    HANDED_IN = "in", "nhận bàn giao"
    OPENING = "opening", "số dư đầu kỳ"
    EXPENSE = "expense", "chi khác"
    SENT = "sent", "chuyển đi"
    TAKEN = "taken", "nhận chuyển"
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


class CountsAs(TextChoices):
    """Where an expense stands in the form of the commune whose people it was for."""

    NOTHING = "", "không tính vào biểu mẫu"
    GIFT = "gift", "quà, phần thưởng (số phần và số tiền)"


class Beneficiary(TextChoices):
    """Whom an expense of a kind is for."""

    LEARNERS = "learners", "học sinh, sinh viên"
    FAMILIES = "families", "gia đình"
    SCHOOLS = "schools", "trường, trung tâm"
    FUND = "fund", "hoạt động của quỹ"


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
    PRINT = "print", "in giấy có tên"
    EXPORT = "export", "xuất danh sách có tên"


class RequestKind(TextChoices):
    """What is asked of a child's data (Luật 91/2025/QH15)."""

    SEE = "see", "cho biết đang giữ gì, ai đã xem"
    CORRECT = "correct", "sửa cho đúng"
    RESTRICT = "restrict", "hạn chế sử dụng"
    FORGET = "forget", "xóa, ẩn danh"


class Asker(TextChoices):
    """Who asks; no name is kept with it."""

    GUARDIAN = "guardian", "cha mẹ, người giám hộ"
    CHILD = "child", "bản thân học sinh, sinh viên"
    PROXY = "proxy", "người có giấy ủy quyền"


class RequestOutcome(TextChoices):
    """How a request ended; nothing while it waits."""

    DONE = "done", "đã làm theo"
    REFUSED = "refused", "không làm theo, có nêu lý do"
