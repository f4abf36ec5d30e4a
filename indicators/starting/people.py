"""The people of an office as a list: roles and units by the words people write, from the grid, a workbook or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from awards.uploads.books.understanding import understand
from awards.uploads.books.understood import BookRow
from awards.uploads.templates import Column, Template
from awards.uploads.words import nearest, unit_key, with_its_marks
from hocTap.lib import vi
from hocTap.lib.steps import Refused
from indicators.starting.missing import above
from indicators.starting.reporting import Reporting
from units import words
from units.enums import Role, UnitKind
from units.models import Unit, UnitVersion
from units.naming import latest_names
from units.succession import answering_for

MOST_ROWS = 400
UNIT = "community"
"""The reader's code for the unit of a row: such a column is also understood in titles and in lines between rows."""

LIST = Template(
    code="office-people",
    version=1,
    title="Cán bộ",
    instructions="",
    columns=(
        Column("name", "Họ và tên", required=True, other_names=("tên cán bộ", "họ và tên cán bộ", "cán bộ")),
        Column(
            "role",
            "Nhiệm vụ",
            other_names=("vai trò", "chức vụ", "chức danh", "nhiệm vụ được giao", "công việc", "phân công"),
        ),
        Column(
            UNIT,
            "Đơn vị",
            other_names=("phường xã", "phường", "xã", "nơi làm việc", "đơn vị công tác", "nơi công tác", "cơ quan"),
        ),
        Column(
            "email",
            "Thư điện tử",
            longest=254,
            other_names=(
                "email",
                "e mail",
                "mail",
                "địa chỉ email",
                "hộp thư",
                "địa chỉ thư điện tử",
                "hộp thư điện tử",
            ),
        ),
    ),
    bare=True,
)
"""What a workbook of people may hold; the common reader finds head, letters, sections and sums."""

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


@dataclass(frozen=True)
class PeopleRead:
    """A workbook as it was understood: the people, and what a person should look at."""

    rows: list[PersonRow]
    notices: list[str]


OWN_BODIES = {
    UnitKind.PROVINCE: ("so giao duc va dao tao", "so giao duc dao tao", "so gd va dt", "so gd dt", "so gddt"),
    UnitKind.DISTRICT: (
        "phong giao duc va dao tao",
        "phong giao duc dao tao",
        "phong gd va dt",
        "phong gd dt",
        "phong gddt",
    ),
    UnitKind.WARD: ("phong van hoa xa hoi", "phong vh xh", "phong vhxh"),
}
"""By what people call the body that does the office's work: "Sở GD&ĐT" in a list of the province is the province."""


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
        self.names: dict[str, list[tuple[str, Unit]]] = {}
        self.shown: list[str] = []
        around = {office.pk: 0} | {unit: place for place, unit in enumerate(above(office), start=1)}
        versions = UnitVersion.objects.filter(unit__in=around).select_related("unit").order_by("valid_from")
        latest = {version.unit_id: version for version in versions}
        self.around = [latest[unit] for unit in sorted(latest, key=lambda unit: around[unit])]
        self.codes: dict[str, Unit] = {}
        for version in [*self.around, *(each.version for each in units)]:
            name = words.named(version)
            kept = self.names.setdefault(unit_key(name), [])
            if version.code:
                self.codes[version.code] = version.unit
            if all(unit != version.unit for _, unit in kept):
                kept.append((name, version.unit))
                self.shown.append(name)

    def at(self, text: str, role: Role) -> Unit:
        """Where the post stands; who enters figures does so at a unit that reports. Raises Refused as `named` does."""
        unit = self.named(text)
        if role == Role.WARD_OFFICER and self.reporting and unit.pk not in self.reporting:
            raise Refused(f"{unit} không tự báo cáo. Hãy chọn đơn vị mà người này nhập số liệu.")
        return unit

    def named(self, text: str) -> Unit:
        """Raises Refused for a name that no unit has, or two have, or may have for want of marks."""
        if not text.strip():
            return self.office
        own = _bare(text)
        if own in self.codes:
            return self.codes[own]
        if self._is_own_body(own):
            return self.office
        fits = with_its_marks(own, self.names.get(unit_key(own), []), lambda known: known[0])
        if len(fits) == 1:
            return fits[0][1]
        names = list(dict.fromkeys(name for name, _ in fits))
        if near := "" if fits else nearest(own, self.shown):
            raise Refused(near)
        if len(names) > 1:
            raise Refused(f"“{text}” có thể là {' hoặc '.join(names)}. Hãy ghi đủ dấu, hoặc ghi mã đơn vị.")
        if fits:
            raise Refused(f"có {len(fits)} đơn vị tên “{text}”. Hãy chọn người cho từng đơn vị ở trang của đơn vị đó.")
        raise Refused(f"“{text}” {_elsewhere(own)} Hãy chọn tên trong gợi ý.")

    def _is_own_body(self, own: str) -> bool:
        """Whether the words are the body of the office itself, with its name behind them or without."""
        office = next(version for version in self.around if version.unit_id == self.office.pk)
        body = _plain(own).removesuffix(_plain(office.name)).removesuffix(_plain(words.named(office))).strip()
        return body in OWN_BODIES.get(UnitKind(office.kind), ())

    def known(self, text: str) -> bool:
        """Whether the text names one of the units."""
        return unit_key(_bare(text)) in self.names


def _bare(text: str) -> str:
    """The unit's own name: without who stands above it, and without the body that people name for it."""
    own = text.split(",")[0].strip()
    for body in ("UBND ", "Ủy ban nhân dân ", "Uỷ ban nhân dân "):
        if vi.fold(own).startswith(vi.fold(body)):
            own = own[len(body) :].strip()
    return own


def _elsewhere(own: str) -> str:
    """What a name or code that is none of ours is: a unit that is no more, with its heirs, or one of another place."""
    today = timezone.localdate()
    versions = UnitVersion.objects.select_related("unit", "parent")
    if own.isdigit():
        other = versions.with_code(own, today).first()
        return f"là mã của {other.name}, không thuộc nơi này." if other else "không phải mã của đơn vị nào ở đây."
    ended = [each for each in versions.filter(folded=vi.fold(own)).order_by("-valid_from")[:2] if each.valid_to]
    if len(ended) == 1 and (heirs := latest_names(answering_for(ended[0].unit_id, today).units)):
        called = words.joined(sorted(heirs.values()))
        return f"là tên cũ, dùng đến hết {vi.day(ended[0].valid_to)}; nay là {called}."
    return "không phải cơ quan hay đơn vị báo cáo ở đây."


def people_in(content: bytes, places: Places) -> PeopleRead:
    """The people in a workbook of any shape; units also as titles and lines between the rows say them.

    Somebody named twice for the same post is taken once. A line with a unit or a role that is not understood is taken
    as it is written, and said. Raises Refused for what is no table, has no head with the names, or nobody below it.
    """
    found = understand(content, LIST, {UNIT: places.shown})
    notices = list(found.notices)
    rows: list[PersonRow] = []
    first: dict[tuple[str, ...], BookRow] = {}
    owners: dict[str, str] = {}
    section: dict[str, str] = {}
    for row in found.rows:
        name, role, unit, email = (str(row.values.get(column.code) or "") for column in LIST.columns)
        if not (role or unit or email) and places.known(name):
            section[row.sheet] = name
            continue
        notices += [f"{_at(row)}: {problem.sentence}" for problem in row.problems]
        person = PersonRow(name, role, unit or section.get(row.sheet, ""), email)
        key = tuple(vi.fold(part) for part in (person.name, person.role, person.unit, person.email))
        if name and key in first:
            notices.append(f"{_at(row)}: {name} đã có ở dòng {first[key].line}, chỉ ghi một lần.")
        elif name:
            first[key] = row
            rows.append(person)
            owner = owners.setdefault(vi.fold(email), name) if email else name
            if vi.fold(owner) != vi.fold(name):
                notices.append(
                    f"{_at(row)}: {name} và {owner} cùng một hộp thư {email}; đường dẫn đặt mật khẩu của cả hai sẽ "
                    "đến đó. Hãy xem lại, hoặc để trống rồi in phiếu."
                )
            notices += _doubts(row, person, places)
    notices += [f"Dòng {left.row} không đọc: {left.why}" for left in found.left_out if left.why.startswith("Dòng chỉ")]
    if not rows:
        raise Refused("Không thấy ai trong tệp. Hãy để một dòng tiêu đề có cột “Họ và tên”, mỗi người một dòng.")
    if len(rows) > MOST_ROWS:
        raise Refused(f"Danh sách có {vi.whole(len(rows))} người, nhiều nhất {vi.whole(MOST_ROWS)} một lần.")
    return PeopleRead(rows, notices)


def row_problems(row: BookRow, places: Places) -> list[str]:
    """Why a line would not be taken as it is: cells that cannot be read, a unit or a role that is not understood."""
    found = [problem.sentence for problem in row.problems]
    for read, code in ((places.named, UNIT), (role_named, "role")):
        if text := str(row.values.get(code) or ""):
            try:
                read(text)
            except Refused as refused:
                found.append(str(refused))
    return found


def _doubts(row: BookRow, person: PersonRow, places: Places) -> list[str]:
    """What of the line will be refused unless somebody mends it."""
    told = []
    for read, text in ((places.named, person.unit), (role_named, person.role)):
        if text:
            try:
                read(text)
            except Refused as refused:
                told.append(f"{_at(row)} ({person.name}): {refused}")
    return told


def _at(row: BookRow) -> str:
    return f"Trang tính “{row.sheet}”, dòng {row.line}" if row.sheet else f"Dòng {row.line}"
