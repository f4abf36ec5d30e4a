"""The words by which people head the columns of their lists, and what those columns hold.

A column may hold a whole value (`name`), or a part of one: "Họ đệm" and "Tên" are two parts of a name, "Ngày", "Tháng"
and "Năm" three of a day. It may hold two values: "Họ tên, địa chỉ". A value may also be in a column that says more than
is asked for: a year of birth in "Ngày sinh".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from awards.uploads.templates import Kind, Template
from awards.uploads.words import heading_key
from hocTap.lib import vi

LONGEST_HEADING = 60
"""A longer text is a sentence, no heading."""


@dataclass(frozen=True)
class Meaning:
    """What a column holds: the code of the template's column, and which part of its value (0: all of it).

    `second` is the code of what stands behind it in the same cells, where the column holds two values.
    """

    code: str
    part: int = 0
    second: str = ""

    @property
    def codes(self) -> list[str]:
        return [self.code, self.second] if self.second else [self.code]

    @property
    def way(self) -> str:
        """The same as one word: "name", "name/1", "name+address"."""
        return f"{self.code}+{self.second}" if self.second else f"{self.code}/{self.part}" if self.part else self.code

    @classmethod
    def of(cls, way: str) -> Meaning:
        first, _, second = way.partition("+")
        code, _, part = first.partition("/")
        return cls(code, int(part) if part.isdigit() else 0, second)


DAY_PARTS = {1: "ngày", 2: "tháng", 3: "năm"}
"""Which part of a day the first, second and third of its columns hold."""

YEARS = ("birth_year",)
"""Years that lists tell with their day."""

DIVIDED = (",", "/", ";", "\n", "(", "&", "+", " - ", " – ", " và ")
"""What divides two headings over one column."""

TOGETHER = {
    **dict.fromkeys(
        ("so ngay quyet dinh", "so quyet dinh ngay", "quyet dinh so ngay", "so ngay thang quyet dinh", "so ngay qd"),
        Meaning("decision_no", second="decided_on"),
    ),
}
"""Headings of two values that are not two headings."""

TWO_IN_ONE = (
    ("name", "address"),
    ("name", "birth_year"),
    ("address", "community"),
    ("class_name", "school"),
    ("decision_no", "decided_on"),
)
"""Values that lists often have in one column."""


NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "thu tu", "no"})
"""Headings of a running number."""

BESIDE = frozenset(
    {
        *("ghi chu", "chu thich", "ky nhan", "ky ten", "chu ky", "ky", "dien thoai", "so dien thoai", "sdt"),
        *("so khau", "so nhan khau", "tong so", "tong so nguoi", "tong", "gioi tinh", "nam", "nu", "nu gioi"),
    }
)
"""Headings of columns that lists have and that are no field."""

WAYS: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("họ và tên", "họ tên", "tên chủ hộ", "chủ hộ", "họ tên chủ hộ", "họ và tên chủ hộ", "họ và tên học sinh"),
        *("họ tên học sinh", "tên học sinh", "họ và tên người nhận", "họ tên người nhận", "tên đơn vị", "tên dòng họ"),
        *("tên cơ quan", "tên trường", "tên doanh nghiệp", "tên cơ quan đơn vị", "tên chi họ", "họ và tên công dân"),
    ),
    "name/1": ("họ và tên đệm", "họ đệm", "họ", "họ và đệm", "họ lót", "họ và tên lót", "họ và chữ lót"),
    "name/2": ("tên",),
    "address": (
        *("địa chỉ", "địa chỉ thường trú", "địa chỉ hiện nay", "nơi ở", "nơi ở hiện nay", "nơi thường trú", "chỗ ở"),
        *("nơi cư trú", "hộ khẩu thường trú", "địa chỉ nhà", "địa chỉ liên hệ"),
    ),
    "address/1": ("số nhà",),
    "address/2": ("đường", "tên đường", "đường phố", "phố", "đường hẻm"),
    "community": (
        *("khu phố", "kp", "tổ dân phố", "tdp", "ấp", "thôn", "khóm", "bản", "khu dân cư", "khu vực", "tổ", "xóm"),
        *("khu phố ấp", "khu phố tổ dân phố", "thôn ấp", "thuộc khu phố", "thôn tổ dân phố"),
    ),
    "ward": ("phường", "xã", "phường xã", "xã phường", "phường cư trú", "phường xã thị trấn"),
    "under_6": ("dưới 6 tuổi", "dưới 6", "trẻ dưới 6 tuổi", "0 đến 5 tuổi", "0 5 tuổi"),
    "aged_6_to_18": ("6 18 tuổi", "từ 6 đến 18 tuổi", "6 đến 18 tuổi", "6 18", "từ 6 18 tuổi"),
    "aged_19_to_60": ("19 60 tuổi", "từ 19 đến 60 tuổi", "19 đến 60 tuổi", "19 60", "từ 19 60 tuổi"),
    "over_60": ("trên 60 tuổi", "trên 60", "60 tuổi trở lên", "từ 60 tuổi", "ngoài 60 tuổi"),
    "managing_level": ("cấp quản lý", "cơ quan quản lý", "đơn vị chủ quản", "cơ quan chủ quản", "trực thuộc"),
    "exempt": ("có người được trừ", "được trừ"),
    "birth_year": ("năm sinh", "ngày sinh", "ngày tháng năm sinh", "ngày tháng sinh", "sinh năm", "sinh ngày"),
    "class_name": ("lớp", "học lớp", "tên lớp", "lớp học"),
    "school": ("trường", "tên trường", "học trường", "trường học", "học sinh trường"),
    "hardship": ("hoàn cảnh khó khăn", "khó khăn", "hộ nghèo"),
    "level": ("cấp học", "bậc học", "cấp"),
    "school_year": ("năm học", "niên học"),
    "amount": (
        *("số tiền", "mức học bổng", "thành tiền", "tiền", "số tiền nhận", "mức hỗ trợ", "trị giá", "mức tiền"),
        *("tiền học bổng", "học bổng", "số tiền học bổng", "mức học bổng được cấp"),
    ),
    "worth": ("giá trị hiện vật", "trị giá hiện vật", "quy ra tiền", "trị giá quy ra tiền"),
    "parts": ("số phần", "số phần quà", "số lượng", "số suất quà", "số phần thưởng", "số quà"),
    "occasion": ("dịp", "nhân dịp", "dịp trao", "nội dung", "chương trình", "dịp khen thưởng"),
    "gift_kind": ("loại quà", "loại"),
    "given_on": ("ngày trao", "ngày tặng", "ngày phát", "ngày trao quà", "ngày"),
    "receipt_no": ("số phiếu thu", "phiếu thu", "số phiếu", "phiếu thu số", "số biên lai", "biên lai số"),
    "received_on": ("ngày thu", "ngày nhận", "ngày nộp", "ngày đóng góp", "ngày ủng hộ", "ngày phiếu thu", "ngày"),
    "donor": (
        *("nhà tài trợ", "người ủng hộ", "đơn vị ủng hộ", "mạnh thường quân", "người nộp", "người nộp tiền"),
        *("tổ chức cá nhân", "đơn vị cá nhân", "cá nhân tập thể", "người đóng góp", "nhà hảo tâm", "tên nhà hảo tâm"),
    ),
    "donor_kind": ("loại nhà tài trợ", "đối tượng", "loại"),
    "title": (
        *("tên lớp", "tên chuyên đề", "lớp", "chuyên đề", "tên lớp chuyên đề", "lớp chuyên đề", "nội dung", "chủ đề"),
        *("tên lớp học", "nội dung lớp học", "nội dung bồi dưỡng", "nội dung học tập"),
    ),
    "topic": ("nhóm nội dung", "lĩnh vực", "nhóm", "loại lớp"),
    "held": ("ai tổ chức", "hình thức tổ chức", "đơn vị tổ chức"),
    "partner": ("đơn vị phối hợp", "phối hợp", "phối hợp với", "cơ quan phối hợp"),
    "starts_on": ("ngày khai giảng", "khai giảng", "từ ngày", "ngày tổ chức", "ngày mở", "thời gian", "ngày"),
    "ends_on": ("ngày kết thúc", "kết thúc", "đến ngày", "bế giảng", "ngày bế giảng"),
    "sessions": ("số buổi", "buổi", "số buổi học"),
    "attendances": ("số lượt người", "lượt người", "số lượt", "lượt", "số lượt người học", "số lượt người dự"),
    "people": ("số người", "số học viên", "học viên", "số người học", "số người dự", "sĩ số"),
    "commended": ("đối tượng", "đối tượng khen thưởng", "tập thể cá nhân", "loại"),
    "award": ("hình thức", "hình thức khen thưởng", "hình thức khen"),
    "achievement": ("thành tích", "thành tích đạt được", "nội dung khen thưởng", "nội dung thành tích", "lý do khen"),
    "first_year": ("từ năm", "thành tích từ năm", "năm đầu"),
    "last_year": ("đến năm", "thành tích đến năm", "năm cuối", "năm thành tích", "năm"),
    "money": ("tiền thưởng", "số tiền thưởng", "mức thưởng", "mức tiền thưởng", "số tiền"),
    "signer": ("người ký", "người ký quyết định", "họ tên người ký"),
    "note": ("giải trình", "lý do khen lại"),
    "expense_kind": ("loại chi", "khoản chi", "mục chi", "loại khoản chi", "loại"),
    "about": ("chi việc gì", "nội dung chi", "nội dung", "diễn giải", "lý do chi", "việc chi", "khoản mục"),
    "payee": ("người nhận tiền", "người nhận", "đơn vị nhận", "người nhận tiền đơn vị nhận", "nơi nhận tiền"),
    "spent_on": ("ngày chi", "ngày phiếu chi", "ngày chứng từ", "ngày"),
    "book": ("chi từ", "hình thức chi", "hình thức thanh toán", "sổ"),
    "fund": ("quỹ", "tên quỹ", "quỹ khuyến học"),
    "cash": ("tiền mặt", "số dư tiền mặt", "tồn tiền mặt", "tồn quỹ tiền mặt"),
    "bank": ("tiền gửi", "tiền gửi ngân hàng", "số dư tiền gửi", "ngân hàng", "tồn tiền gửi"),
    "in_kind": ("hiện vật", "giá trị hiện vật", "hiện vật quy ra tiền", "trị giá hiện vật"),
    "opened_on": ("mở sổ ngày", "ngày mở sổ", "ngày kiểm quỹ", "tính đến ngày", "ngày"),
    "basis": ("căn cứ", "biên bản", "biên bản kiểm quỹ"),
    "goods": ("hiện vật", "tên hiện vật", "loại hiện vật"),
    "decision_no": ("số quyết định", "quyết định số", "quyết định", "số qđ", "qđ số"),
    "decided_on": ("ngày quyết định", "ngày qđ", "ngày ký", "ngày ký quyết định"),
    "paid_on": ("ngày chi", "ngày nhận", "ngày trao", "ngày phát", "ngày nhận tiền", "ngày ký nhận"),
    "handed_by": ("người chi", "người trao", "người phát", "người chi tiền"),
    "signature": ("người ký nhận",),
    "sheet_no": ("số phiếu chi", "phiếu chi", "số phiếu"),
    "reason": ("giải trình", "lý do"),
    "designation": ("loại hình", "loại"),
    "valid_from": ("từ ngày", "có từ ngày", "thành lập ngày", "ngày thành lập"),
    "decision": ("căn cứ", "quyết định", "văn bản"),
}
"""For each code (and part) the headings that mean it; those of a kind's own template come before."""


class Vocabulary:
    """The headings that a kind of list understands."""

    def __init__(self, template: Template) -> None:
        codes = {column.code for column in template.columns}
        self.codes = codes
        self.days = {column.code for column in template.columns if column.kind is Kind.DAY or column.code in YEARS}
        self.exact: dict[str, Meaning] = {}
        for column in template.columns:
            for name in (column.label, *column.other_names):
                self.exact.setdefault(heading_key(name), Meaning(column.code))
        for way, names in WAYS.items():
            code, _, part = way.partition("/")
            if code in codes:
                for name in names:
                    self.exact.setdefault(heading_key(name), Meaning(code, int(part or 0)))
        self.phrases = sorted((key for key in self.exact if " " in key), key=len, reverse=True)

    def meaning(self, heading: str) -> Meaning | None:
        """What a column under this heading holds; the longest phrase in it decides where no heading is just that.

        A heading with a number that no phrase has ("Khu phố 3") is a value.
        """
        key = heading_key(heading)
        if two := self._two(heading, key):
            return two
        if key in self.exact:
            return self.exact[key]
        if not key or len(key) > LONGEST_HEADING:
            return None
        if key in NUMBERING or key in BESIDE:
            return None
        padded = f" {key} "
        found = next((phrase for phrase in self.phrases if f" {phrase} " in padded), None)
        if found is None or digits(key) != digits(found):
            return None
        return self.exact[found]

    def _two(self, heading: str, key: str) -> Meaning | None:
        """Two values under one heading: "Họ tên, địa chỉ", "Họ và tên (năm sinh)", "Số, ngày quyết định"."""
        together = TOGETHER.get(key)
        if together and {*together.codes} <= self.codes:
            return together
        if len(heading) > LONGEST_HEADING or (key in self.exact and "(" not in heading):
            return None
        for sign in DIVIDED:
            halves = [self.exact.get(heading_key(half.strip(" )"))) for half in heading.split(sign)]
            if len(halves) == len(TWO_IN_ONE[0]) and all(halves):
                first, second = (half.code for half in halves if half)
                return Meaning(first, second=second) if first != second else None
        return None

    def day_of(self, headings: Sequence[Sequence[str]]) -> Meaning | None:
        """What three columns beside each other hold that are headed "Ngày", "Tháng" and "Năm"; None for others.

        Each is given by its lines: what is above says of which day they are ("Ngày sinh"), or they do ("Năm sinh").
        """
        keys = [heading_key(lines[-1]).split(" ", 1) if lines else [""] for lines in headings]
        if [key[0] for key in keys] != [vi.fold(part) for part in DAY_PARTS.values()]:
            return None
        if len({tuple(key[1:]) for key in keys}) > 1:
            return None
        above = headings[0][-2:][0]
        meaning = self.exact.get(heading_key(above)) or self.meaning(above)
        meaning = meaning or next((Meaning(code) for code in YEARS if code in self.days), None)
        return meaning if meaning and meaning.code in self.days else None


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def is_numbering(heading: str) -> bool:
    return heading_key(heading) in NUMBERING


def wholes(meanings: Iterable[Meaning]) -> set[str]:
    """The codes that are held whole, or in all their parts."""
    held = set(meanings)
    whole = {code for each in held if each.part == 0 for code in each.codes}
    return whole | {each.code for each in held if each.part and Meaning(each.code, 3 - each.part) in held}
