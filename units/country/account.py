"""The account of a load, printed at its end: what was read, added and kept, and what somebody should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from hocTap.lib import vi
from units.country.source import LEVELS, PACKAGE, Source, UnitList
from units.enums import UnitKind

LEVEL_WORDS = {UnitKind.PROVINCE: "cấp tỉnh", UnitKind.DISTRICT: "cấp huyện", UnitKind.WARD: "cấp xã"}
PUBLISHED = (10_035, 10_051)
"""Communes of 2025 by the lists that were published for its first half: the fewest and the most."""


@dataclass
class Count:
    """Of one level of one list, or of one kind of link: how many were read, added, kept as they are, left out."""

    read: int = 0
    added: int = 0
    kept: int = 0
    left_out: int = 0

    def __str__(self) -> str:
        parts = [f"đọc {vi.whole(self.read)}", f"thêm {vi.whole(self.added)}", f"đã có {vi.whole(self.kept)}"]
        return ", ".join([*parts, f"không thêm {vi.whole(self.left_out)}"] if self.left_out else parts)


@dataclass
class Account:
    """What one load did."""

    source: Source
    levels: dict[tuple[str, UnitKind], Count] = field(default_factory=dict)
    links: dict[str, Count] = field(default_factory=dict)
    same_unit: int = 0
    doubts: list[str] = field(default_factory=list)

    def level(self, asked: UnitList, kind: UnitKind) -> Count:
        return self.levels.setdefault((asked.day.isoformat(), kind), Count())

    def link(self, kind: str) -> Count:
        return self.links.setdefault(kind, Count())

    @property
    def added(self) -> int:
        """Units, or spans of days of units, that the load wrote."""
        return sum(count.added for count in self.levels.values())

    def lines(self) -> Iterator[str]:
        """The account in sentences, one a line."""
        yield f"Nguồn: {self.source.label}."
        for each in (self.source.before, self.source.after):
            yield f"Danh mục ngày {vi.day(each.day)}:"
            for kind in LEVELS:
                if count := self.levels.get((each.day.isoformat(), kind)):
                    yield f"  {LEVEL_WORDS[kind]}: {count}."
        yield "Nối đơn vị cũ với đơn vị mới từ 01/07/2025:"
        for word, count in self.links.items():
            yield f"  {word}: {count}."
        yield f"  giữ nguyên là một đơn vị qua ngày 01/07/2025: {vi.whole(self.same_unit)}."
        yield from self._differences()
        yield from self._doubtful()

    def _differences(self) -> Iterator[str]:
        """Why the number of old communes is another one elsewhere."""
        communes = len(self.source.before.of_kind(UnitKind.WARD))
        least, most = (vi.whole(number) for number in PUBLISHED)
        if self.source.label.startswith(PACKAGE):
            yield (
                f"Cấp xã trước 01/07/2025: nguồn này ghi {vi.whole(communes)}; các bản công bố khác ghi từ {least} đến "
                f"{most}, vì còn giữ các xã đã nhập trong quý I/2025. Những xã đó không có trong nguồn nên không được "
                "thêm; nơi cần số liệu cũ thì ghi tay, có căn cứ (xem docs/country.md)."
            )
        if self.source.dropped:
            yield f"Dòng không tạo thành đơn vị cấp xã: {len(self.source.dropped)}."
            for each in self.source.dropped:
                yield f"  {each}; chỉ nạp huyện, nối thẳng với đơn vị mới."

    def _doubtful(self) -> Iterator[str]:
        yield f"Cần xem lại: {vi.whole(len(self.doubts))}."
        for doubt, number in Counter(self.doubts).items():
            yield f"  {doubt}" + (f" ({number} lần)" if number > 1 else "")
        yield (
            f"Đơn vị cũ chỉ biết theo danh mục ngày {vi.day(self.source.before.day)}: trước ngày đó là suy ra, "
            "mỗi nơi tự đối chiếu trước khi dùng cho năm cũ."
        )
