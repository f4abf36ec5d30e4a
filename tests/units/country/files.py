"""A small country in the formats of the package, made by hand: two provinces that merge, a city that stays alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hocTap.lib import vi

LEGACY = ("province", "district", "ward", "provinceCode", "districtCode", "wardCode")
CURRENT = ("province", "ward", "provinceCode", "wardCode")


def key(name: str | None) -> str | None:
    """As the package makes its keys: "Xã Tân An" → "xatanan"."""
    return None if name is None else vi.fold(name).replace(" ", "").replace("-", "")


@dataclass
class Files:
    """The rows of both lists and the links, which a test may change before they are written."""

    old: list[tuple[str | None, ...]] = field(default_factory=lambda: list(OLD))
    new: list[tuple[str, ...]] = field(default_factory=lambda: list(NEW))
    provinces: dict[str, list[str]] = field(default_factory=lambda: {a: list(b) for a, b in PROVINCES.items()})
    whole: dict[str, dict[str, list[str]]] = field(default_factory=lambda: json.loads(json.dumps(WHOLE)))
    divided: dict[str, dict[str, list[str]]] = field(default_factory=lambda: json.loads(json.dumps(DIVIDED)))

    def write(self, folder: Path) -> Path:
        file = folder / "dataset.db"
        file.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as database:
            _table(database, "admin_units_legacy", LEGACY, ("province", "district", "ward"), self.old)
            _table(database, "admin_units", CURRENT, ("province", "ward"), self.new)
            database.commit()
        divided: dict[str, Any] = {
            province: {old: [{"newWardKey": new, "newWardAreaKm2": 9.5} for new in news] for old, news in olds.items()}
            for province, olds in self.divided.items()
        }
        told = {
            "DICT_PROVINCE": self.provinces,
            "DICT_PROVINCE_WARD_NO_DIVIDED": self.whole,
            "DICT_PROVINCE_WARD_DIVIDED": divided,
        }
        (folder / "converter_2025.json").write_text(json.dumps(told), encoding="utf-8")
        return folder


def _table(
    database: sqlite3.Connection, table: str, columns: Sequence[str], named: Sequence[str], rows: Iterable[Any]
) -> None:
    every = [*columns, *(f"{name}Key" for name in named)]
    database.execute(f"CREATE TABLE {table} ({', '.join(every)})")
    for row in rows:
        keys = [key(row[columns.index(name)]) for name in named]
        marks = ", ".join("?" * len(every))
        database.execute(f"INSERT INTO {table} VALUES ({marks})", [*row, *keys])  # noqa: S608 - names of this module


OLD: list[tuple[str | None, ...]] = [
    ("Tỉnh Sông Trong", "Huyện Cầu Đá", "Xã Tân An", "90", "901", "30001"),
    ("Tỉnh Sông Trong", "Huyện Cầu Đá", "Xã Tân Bình", "90", "901", "30002"),
    ("Tỉnh Sông Trong", "Thị xã Bến Lội", "Phường 1", "90", "902", "30003"),
    ("Tỉnh Sông Trong", "Thị xã Bến Lội", "Xã Rừng Già", "90", "902", "30004"),
    ("Tỉnh Núi Xanh", "Huyện Đồi Cao", "Xã Tân An", "95", "951", "30011"),
    ("Tỉnh Núi Xanh", "Huyện Đồi Cao", "Thị trấn Đồi Cao", "95", "951", "30012"),
    ("Tỉnh Núi Xanh", "Huyện Hòn Chim", None, "95", "952", None),
    ("Thành phố Biển Lặng", "Quận 1", "Phường 4", "97", "971", "30021"),
]
"""Eight rows: seven communes and an island without any."""

NEW: list[tuple[str, ...]] = [
    ("Tỉnh Núi Xanh", "Xã Cầu Đá", "90", "30001"),
    ("Tỉnh Núi Xanh", "Phường Bến Lội", "90", "30003"),
    ("Tỉnh Núi Xanh", "Xã Rừng Già", "90", "30004"),
    ("Tỉnh Núi Xanh", "Xã Đồi Cao", "90", "30012"),
    ("Tỉnh Núi Xanh", "Đặc khu Hòn Chim", "90", "30099"),
    ("Thành phố Biển Lặng", "Phường Biển Lặng", "97", "30022"),
]
"""Núi Xanh takes Sông Trong in, and its code; Rừng Già stays alone what it was; 30001, 30003, 30012 are used again."""

PROVINCES: dict[str, list[str]] = {
    "tinhnuixanh": ["tinhnuixanh", "tinhsongtrong"],
    "thanhphobienlang": ["thanhphobienlang"],
}
WHOLE: dict[str, dict[str, list[str]]] = {
    "tinhnuixanh": {
        "xacauda": ["tinhsongtrong_huyencauda_xatanan"],
        "phuongbenloi": ["tinhsongtrong_thixabenloi_phuong1"],
        "xarunggia": ["tinhsongtrong_thixabenloi_xarunggia"],
        "xadoicao": ["tinhnuixanh_huyendoicao_xatanan", "tinhnuixanh_huyendoicao_thitrandoicao"],
        "dackhuhonchim": ["tinhnuixanh_huyenhonchim_"],
    },
    "thanhphobienlang": {"phuongbienlang": ["thanhphobienlang_quan1_phuong4"]},
}
DIVIDED: dict[str, dict[str, list[str]]] = {
    "tinhnuixanh": {"tinhsongtrong_huyencauda_xatanbinh": ["xacauda", "phuongbenloi"]}
}
