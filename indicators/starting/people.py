"""The people of an office as a list: roles and units by the words people write, from the grid, a workbook or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from awards.uploads.books.grids import Book, Grid, open_book
from hocTap.lib import vi
from hocTap.lib.steps import Refused
from hocTap.lib.vi.cells import text_in
from indicators.starting.missing import above
from indicators.starting.reporting import Reporting
from units import words
from units.enums import Role
from units.models import Unit, UnitVersion

MOST_ROWS = 400
HEAD_WITHIN = 20
COLUMNS = {
    "name": ("ho va ten", "ho ten", "ten can bo", "ho va ten can bo"),
    "role": ("nhiem vu", "vai tro", "chuc vu", "chuc danh", "nhiem vu duoc giao"),
    "unit": ("don vi", "phuong xa", "phuong", "xa", "noi lam viec", "don vi cong tac"),
    "email": ("thu dien tu", "email", "e mail", "mail", "dia chi email", "hop thu"),
}
"""Headings, without marks, by which a workbook names the columns."""

ROLES = (
    (Role.ADMINISTRATOR, ("quan tri",)),
    (Role.READER, ("lanh dao", "nguoi xem", "chu tich", "xem")),
    (Role.TITLE_APPROVER, ("xet danh hieu", "danh hieu")),
    (Role.FUND_OFFICER, ("quy khuyen hoc", "quy")),
    (Role.NAMES_EXPORTER, ("xuat danh sach",)),
    (Role.WARD_OFFICER, ("nhap so lieu", "nhap", "can bo phuong", "can bo xa", "can bo phu trach")),
    (
        Role.DISTRICT_OFFICE,
        (
            "duyet",
            "tong hop",
            "phong giao duc",
            "so giao duc",
            "phong van hoa",
            "co quan phu trach",
            "phong gd",
            "so gd",
        ),
    ),
)
"""Words by which people say a role, the first that fits; the roles' own labels fit as well."""


@dataclass(frozen=True)
class PersonRow:
    """A line as written."""

    name: str
    role: str = ""
    unit: str = ""
    email: str = ""


def role_named(text: str) -> Role:
    """The role that the words mean. Raises Refused, naming the roles, for other words."""
    said = _plain(text)
    for role in Role:
        if said in (_plain(role.label), _plain(role.value)):
            return role
    found = next((role for role, ways in ROLES if any(way in said for way in ways)), None)
    if said and found:
        return found
    raise Refused(f"không rõ nhiệm vụ “{text}”. Hãy ghi một trong: {'; '.join(role.label for role in Role)}.")


def _plain(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in vi.fold(text)).split())


class Places:
    """The office, its units and those above it, by the names people write: "phuong 5"; nothing is the office."""

    def __init__(self, office: Unit, units: Sequence[Reporting]) -> None:
        self.office = office
        self.reporting = {each.unit_id for each in units}
        self.names: dict[str, list[Unit]] = {}
        self.shown: list[str] = []
        around = {office.pk: 0} | {unit: place for place, unit in enumerate(above(office), start=1)}
        versions = UnitVersion.objects.filter(unit__in=around).select_related("unit").order_by("valid_from")
        latest = {version.unit_id: version for version in versions}
        self.around = [latest[unit] for unit in sorted(latest, key=lambda unit: around[unit])]
        for version in [*self.around, *(each.version for each in units)]:
            fold = vi.fold(words.named(version))
            kept = self.names.setdefault(fold, [])
            if version.unit not in kept:
                kept.append(version.unit)
                self.shown.append(words.named(version))

    def at(self, text: str, role: Role) -> Unit:
        """Where the post stands; who enters figures does so at a unit that reports. Raises Refused as `named` does."""
        unit = self.named(text)
        if role == Role.WARD_OFFICER and self.reporting and unit.pk not in self.reporting:
            raise Refused(f"{unit} không tự báo cáo. Hãy chọn đơn vị mà người này nhập số liệu.")
        return unit

    def named(self, text: str) -> Unit:
        """Raises Refused for a name that no unit has, or two have."""
        if not text.strip():
            return self.office
        fits = self.names.get(vi.fold(text.split(",")[0].strip()), [])
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise Refused(f"có {len(fits)} đơn vị tên “{text}”. Hãy chọn người cho từng đơn vị ở trang của đơn vị đó.")
        raise Refused(f"“{text}” không phải cơ quan hay đơn vị báo cáo ở đây. Hãy chọn tên trong gợi ý.")


def rows_in(content: bytes) -> list[PersonRow]:
    """The people in a workbook: a line with the words "họ và tên" heads the list, wherever it stands.

    Raises Refused for what is no table, has no such line or nobody below it.
    """
    book: Book = open_book(content)
    for grid in book.grids:
        head = _head(grid)
        if head is None:
            continue
        line, columns = head
        rows = [
            PersonRow(**{code: vi.nfc(text_in(grid.at(row, column))).strip() for code, column in columns.items()})
            for row in range(line + 1, len(grid.cells))
        ]
        people = [row for row in rows if row.name]
        if len(people) > MOST_ROWS:
            raise Refused(f"Danh sách có {vi.whole(len(people))} người, nhiều nhất {vi.whole(MOST_ROWS)} một lần.")
        if people:
            return people
    raise Refused("Không thấy ai trong tệp. Hãy để một dòng tiêu đề có cột “Họ và tên”, mỗi người một dòng bên dưới.")


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for row in range(min(len(grid.cells), HEAD_WITHIN)):
        columns: dict[str, int] = {}
        for column in range(grid.width):
            said = _plain(text_in(grid.at(row, column)))
            for code, ways in COLUMNS.items():
                if said in ways and code not in columns:
                    columns[code] = column
        if "name" in columns:
            return row, columns
    return None
