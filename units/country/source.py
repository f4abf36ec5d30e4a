"""The two published lists and the links between them, read from the data files of the package `vietnamadminunits`.

Only the data are read, never the package's code: `dataset.db` holds a table of the communes as they stood before
01/07/2025 (each with its district and province) and one of those from that day on; `converter_2025.json` says which
old commune passed to which new one, whole or divided. The package says nothing of shares, so none are made up.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hocTap.lib import vi
from hocTap.lib.steps import Refused
from units.enums import UnitKind

PACKAGE = "vietnamadminunits"
DATASET, CONVERTER = "dataset.db", "converter_2025.json"
LAST_OLD, FIRST_NEW = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
LEVELS = (UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.WARD)
"""From the top down: whoever stands above is read before those below."""

NOT_INSTALLED = (
    "Chưa có gói dữ liệu đơn vị hành chính. Hãy chạy scripts/country (tự cài gói rồi nạp), "
    "hoặc chỉ thư mục có hai tệp dataset.db và converter_2025.json bằng --data."
)


@dataclass(frozen=True)
class ListedUnit:
    """A unit of a list: its level, names and code, and the reference of the unit above it in the same list."""

    ref: str
    kind: UnitKind
    name: str
    code: str
    parent: str | None


@dataclass(frozen=True)
class UnitList:
    """All units as they stood on the list's day, those above before those below."""

    day: dt.date
    places: tuple[ListedUnit, ...]

    def of_kind(self, kind: UnitKind) -> list[ListedUnit]:
        return [place for place in self.places if place.kind == kind]


@dataclass(frozen=True)
class Passing:
    """All of an old unit, or a part, became (part of) a new one on 01/07/2025."""

    old: str
    new: str
    whole: bool


@dataclass(frozen=True)
class Source:
    """What the files say, and the rows that make no unit, each with the reason."""

    label: str
    before: UnitList
    after: UnitList
    passings: tuple[Passing, ...]
    dropped: tuple[str, ...] = field(default=())


def installed() -> Path:
    """The data folder of the package where it is installed; the package itself is not imported.

    Raises Refused, with what to do, when it is not there.
    """
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (folder := Path(place) / "data").is_dir():
            return folder
    raise Refused(NOT_INSTALLED)


def read(folder: Path) -> Source:
    """Both lists and their links, looked through: codes and names once, every link between units of the lists.

    Raises Refused, naming the file and what is wrong, for anything that cannot be loaded as it stands.
    """
    before, dropped = _before(folder)
    after = _after(folder)
    for each in (before, after):
        _look_through(each)
    return Source(_label(folder), before, after, tuple(_passings(folder, before, after)), tuple(dropped))


def _label(folder: Path) -> str:
    """ "vietnamadminunits 1.0.4", or the folder's name where the files come from elsewhere."""
    if folder.parent.name != PACKAGE:
        return f"thư mục {folder.name}"
    try:
        return f"{PACKAGE} {version(PACKAGE)}"
    except PackageNotFoundError:
        return PACKAGE


OLD = """SELECT province, district, ward, provinceCode, districtCode, wardCode, provinceKey, districtKey, wardKey
    FROM admin_units_legacy"""
NEW = "SELECT province, ward, provinceCode, wardCode, provinceKey, wardKey FROM admin_units"


def _before(folder: Path) -> tuple[UnitList, list[str]]:
    """The old list; a district without communes (five islands) is a row with no commune in it."""
    found: dict[str, ListedUnit] = {}
    dropped = []
    for row in _rows(folder / DATASET, OLD):
        province, district, ward, *codes, province_key, district_key, ward_key = (str(cell or "") for cell in row)
        above = f"{province_key}_{district_key}"
        found.setdefault(province_key, _place(province_key, UnitKind.PROVINCE, province, codes[0], None))
        found.setdefault(above, _place(above, UnitKind.DISTRICT, district, codes[1], province_key))
        if ward:
            own = f"{above}_{ward_key}"
            if own in found:
                raise Refused(f"{DATASET}: {ward}, {district}, {province} có hai dòng trong danh mục cũ.")
            found[own] = _place(own, UnitKind.WARD, ward, codes[2], above)
        else:
            dropped.append(f"{vi.nfc(district)}, {vi.nfc(province)}: huyện không có đơn vị cấp xã")
    return _list(LAST_OLD, found), dropped


def _after(folder: Path) -> UnitList:
    found: dict[str, ListedUnit] = {}
    for row in _rows(folder / DATASET, NEW):
        province, ward, *codes, province_key, ward_key = (str(cell or "") for cell in row)
        own = f"{province_key}_{ward_key}"
        found.setdefault(province_key, _place(province_key, UnitKind.PROVINCE, province, codes[0], None))
        if own in found:
            raise Refused(f"{DATASET}: {ward}, {province} có hai dòng trong danh mục mới.")
        found[own] = _place(own, UnitKind.WARD, ward, codes[1], province_key)
    return _list(FIRST_NEW, found)


def _place(ref: str, kind: UnitKind, name: str, code: str, parent: str | None) -> ListedUnit:
    return ListedUnit(ref, kind, vi.nfc(name), code.strip(), parent)


def _list(day: dt.date, found: dict[str, ListedUnit]) -> UnitList:
    return UnitList(day, tuple(sorted(found.values(), key=lambda place: LEVELS.index(place.kind))))


def _rows(file: Path, question: str) -> Iterator[tuple[Any, ...]]:
    if not file.is_file():
        raise Refused(f"Không thấy tệp {file.name} trong thư mục {file.parent}.")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            yield from database.execute(question)
    except sqlite3.Error as error:
        raise Refused(f"Không đọc được {file.name}: tệp hỏng hoặc không đúng bảng cần có ({error}).") from error


def _look_through(each: UnitList) -> None:
    if not each.places:
        raise Refused(f"{DATASET}: danh mục ngày {vi.day(each.day)} không có đơn vị nào.")
    for place in each.places:
        if not place.name or not place.code:
            raise Refused(
                f"{DATASET}: “{place.name or place.ref}” thiếu tên hoặc mã ở danh mục ngày {vi.day(each.day)}."
            )
    codes = Counter((place.kind, place.code) for place in each.places)
    for (kind, code), number in codes.items():
        if number > 1:
            names = ", ".join(place.name for place in each.places if (place.kind, place.code) == (kind, code))
            raise Refused(f"{DATASET}: ngày {vi.day(each.day)} mã {code} là của nhiều đơn vị một cấp: {names}.")


def _passings(folder: Path, before: UnitList, after: UnitList) -> list[Passing]:
    told = _told(folder / CONVERTER)
    provinces = [Passing(old, new, True) for new, olds in told["DICT_PROVINCE"].items() for old in olds]
    communes = [
        Passing(old.rstrip("_"), f"{province}_{new}", True)
        for province, news in told["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for new, olds in news.items()
        for old in olds
    ]
    parts = [
        Passing(old.rstrip("_"), f"{province}_{part['newWardKey']}", False)
        for province, olds in told["DICT_PROVINCE_WARD_DIVIDED"].items()
        for old, news in olds.items()
        for part in news
    ]
    _look_through_passings([*provinces, *communes, *parts], before, after)
    return [*provinces, *communes, *parts, *_of_districts([*communes, *parts], before)]


def _told(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise Refused(f"Không thấy tệp {file.name} trong thư mục {file.parent}.")
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        for name in ("DICT_PROVINCE", "DICT_PROVINCE_WARD_NO_DIVIDED", "DICT_PROVINCE_WARD_DIVIDED"):
            told[name].items()
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise Refused(f"Không đọc được {file.name}: tệp hỏng hoặc thiếu phần cần có ({error}).") from error
    return dict(told)


def _look_through_passings(passings: list[Passing], before: UnitList, after: UnitList) -> None:
    """Links join units of the two lists; nobody passes twice, or whole and in parts, or in one part only."""
    old_names = {place.ref: place.name for place in before.places}
    new_names = {place.ref: place.name for place in after.places}
    given: dict[str, list[Passing]] = defaultdict(list)
    for passing in passings:
        if passing.old not in old_names or passing.new not in new_names:
            missing = passing.old if passing.old not in old_names else passing.new
            raise Refused(f"{CONVERTER}: “{missing}” không có trong danh mục.")
        given[passing.old].append(passing)
    for old, own in given.items():
        if len({passing.new for passing in own}) < len(own):
            raise Refused(f"{CONVERTER}: {old_names[old]} ({old}) được nối hai lần với cùng một đơn vị mới.")
        if len(own) > 1 and any(passing.whole for passing in own):
            raise Refused(f"{CONVERTER}: {old_names[old]} ({old}) nhập toàn bộ vào hơn một đơn vị.")
        if len(own) == 1 and not own[0].whole:
            raise Refused(f"{CONVERTER}: {old_names[old]} ({old}) chỉ có một phần, phần còn lại không ghi.")


def _of_districts(passings: Iterable[Passing], before: UnitList) -> list[Passing]:
    """What a district became: all new communes that hold some of it; whole where that is a single one."""
    districts = {place.ref for place in before.places if place.kind == UnitKind.DISTRICT}
    parents = {place.ref: place.parent for place in before.places}
    became: dict[str, dict[str, None]] = defaultdict(dict)
    for passing in passings:
        if passing.old not in districts:
            became[parents[passing.old] or ""][passing.new] = None
    return [Passing(old, new, len(news) == 1) for old, news in became.items() for new in news]
