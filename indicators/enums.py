"""Kinds of periods, measures, checks and targets; states of a submission."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP

from django.db.models import TextChoices


class PeriodKind(TextChoices):
    """Three different notions of a year are in use, and three of its parts; a figure always says which."""

    CALENDAR_YEAR = "calendar_year", "năm dương lịch"
    SCHOOL_YEAR = "school_year", "năm học"
    HALF_YEAR = "half_year", "sáu tháng"
    QUARTER = "quarter", "quý"
    NINE_MONTHS = "nine_months", "chín tháng"
    ASSOCIATION_YEAR = "association_year", "năm công tác hội (đến 15/11)"

    @property
    def in_a_year(self) -> int:
        """How many such periods a year has."""
        return {"half_year": 2, "quarter": 4}.get(self.value, 1)

    @property
    def several_a_year(self) -> bool:
        """Whether a year has more than one of them, so that no single one of them speaks for it."""
        return self.in_a_year > 1


class Nature(TextChoices):
    """Stock: the state at the period's end. Flow: what happened during it."""

    STOCK = "stock", "thời điểm cuối kỳ"
    FLOW = "flow", "phát sinh trong kỳ"


class Additivity(TextChoices):
    """How a measure adds over units: distinct things that cross wards would be counted twice."""

    SUM = "sum", "cộng được giữa các đơn vị"
    NONE = "none", "không cộng giữa các đơn vị"


class Qualifier(TextChoices):
    """How exact the person who gave the figure said it was."""

    EXACT = "exact", "chính xác"
    BELOW = "below", "gần"
    ABOVE = "above", "trên"
    ABOUT = "about", "khoảng"

    @classmethod
    def said(cls, word: str) -> Qualifier:
        """What the word before a number says of it: "gần" (500) is BELOW, no word is EXACT."""
        return next((each for each in cls if each.label == word), cls.EXACT)


class Origin(TextChoices):
    """Where a value came from."""

    TYPED = "typed", "nhập tay"
    IMPORTED = "imported", "nhập từ tệp"
    REGISTER = "register", "lấy theo sổ"
    LAST_PERIOD = "last-period", "lấy như kỳ trước"
    ILLUSTRATIVE = "illustrative", "số liệu minh họa"


class Register(TextChoices):
    """A register out of which a review takes its numbers."""

    FUND = "fund", "sổ quỹ khuyến học"
    COMMENDATIONS = "commendations", "sổ khen thưởng"
    CENTRES = "centres", "sổ trung tâm học tập cộng đồng"
    COVERAGE = "coverage", "danh mục trung tâm"


class State(TextChoices):
    """Where a submission stands (báo cáo số liệu)."""

    DRAFT = "draft", "đang nhập"
    SUBMITTED = "submitted", "chờ duyệt"
    RETURNED = "returned", "trả lại"
    APPROVED = "approved", "đã duyệt"
    REOPENED = "reopened", "mở lại"
    HANDED = "handed", "đã bàn giao"


class Action(TextChoices):
    """The steps that move a submission from one state to another."""

    SUBMIT = "submit", "gửi"
    WITHDRAW = "withdraw", "rút lại"
    RETURN = "return", "trả lại"
    APPROVE = "approve", "duyệt"
    CHECK = "check", "xác nhận đã kiểm tra"
    REOPEN = "reopen", "mở lại"
    HAND = "hand", "bàn giao"
    UNHAND = "unhand", "hoàn tác bàn giao"


class CheckKind(TextChoices):
    """What a check compares; each has one function in `rules`."""

    AT_MOST = "at_most", "vế trái không lớn hơn vế phải"
    SUM_EQUALS = "sum_equals", "tổng các phần bằng số chung"
    JUMP = "jump", "thay đổi nhiều so với kỳ trước"
    RATIO_BETWEEN = "ratio_between", "tỉ số nằm trong khoảng"
    ALL_FULL = "all_full", "mọi tỉ lệ đều 100 %"
    MATCHES_REGISTER = "matches_register", "bằng số theo sổ"


class Severity(TextChoices):
    """An error bars submitting, a warning wants a note; neither bars saving."""

    ERROR = "error", "lỗi"
    WARNING = "warning", "cảnh báo"


class Side(TextChoices):
    """Which side of a check's comparison a measure stands on."""

    LEFT = "left", "vế trái"
    RIGHT = "right", "vế phải"


class TargetKind(TextChoices):
    """In which form a document asks for something."""

    FLOOR = "floor", "ít nhất"
    CEILING = "ceiling", "nhiều nhất"
    RANGE = "range", "trong khoảng"
    HOLD = "hold", "duy trì"
    LEVEL = "level", "đạt mức độ"
    CHANGE = "change", "tăng so với năm gốc"


class FrameworkLevel(TextChoices):
    """For whom a document sets targets."""

    NATION = "nation", "cả nước"
    PROVINCE = "province", "tỉnh, thành phố"
    DISTRICT = "district", "quận, huyện"
    COMMUNE = "commune", "phường, xã"


class Standing(TextChoices):
    """Where a unit stands with a target; decided on counts, never on printed percentages."""

    MET = "met", "đạt"
    EXCEEDED = "exceeded", "vượt"
    NOT_MET = "not_met", "chưa đạt"
    NO_DATA = "no_data", "chưa có số liệu"
    NOT_COMPARABLE = "not_comparable", "không so sánh được"


class Verified(TextChoices):
    """How sure a catalogue fact is."""

    ORIGINAL = "original", "đã đối chiếu văn bản gốc"
    SECONDARY = "secondary", "theo nguồn dẫn lại"
    UNVERIFIED = "unverified", "chưa kiểm chứng"


class Quality(TextChoices):
    """How well a figure on the map of another day is known."""

    EXACT = "exact", "đúng"
    ESTIMATED = "estimated", "ước tính"
    BOUNDED = "bounded", "trong khoảng"
    UNKNOWN = "unknown", "chưa biết"
    MISSING = "missing", "thiếu số liệu"


class Rounding(TextChoices):
    """How a report shortens a rate: a recorded setting, since published figures are often cut."""

    HALF_UP = "half-up", "làm tròn"
    CUT = "cut", "cắt bớt"

    @property
    def mode(self) -> str:
        """The mode of Python's decimal arithmetic."""
        return ROUND_HALF_UP if self is Rounding.HALF_UP else ROUND_DOWN


class Verdict(TextChoices):
    """Whether a printed percentage agrees with the count and the base printed beside it."""

    AGREES_BOTH = "agrees_both", "khớp, cả khi làm tròn và khi cắt bớt"
    AGREES_HALF_UP = "agrees_half_up", "khớp khi làm tròn"
    AGREES_CUT = "agrees_cut", "khớp khi cắt bớt"
    CONTRADICTS = "contradicts", "không khớp với chính các số đã in"
    IMPLIED_BASE = "implied_base", "không ghi mẫu số, chỉ suy ra được"
    NOT_COMPUTABLE = "not_computable", "không tính lại được"


class Concern(TextChoices):
    """What is to be looked at across the figures of an office's units."""

    PARTS = "phan-va-tong", "các phần và tổng"
    OVER = "qua-100", "tỉ lệ quá 100%"
    REGISTER = "so-theo-doi", "báo cáo và sổ"
    TOTAL = "so-tong-hop", "cộng các đơn vị và số tổng hợp"
    BASE = "mau-so", "mẫu số thay đổi quá 10%"
    LAST_YEAR = "nam-truoc", "khác hẳn năm trước"
    ALIKE = "giong-het", "số giống hệt nhau"
    UNUSUAL = "khac-thuong", "tỉ số khác thường"
    TARGET = "mau-so-muc-tieu", "mẫu số khác của mục tiêu"
