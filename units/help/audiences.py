"""Whom the guide speaks to: the kinds of work that people do here, and which of them are a person's own."""

from __future__ import annotations

from dataclasses import dataclass

from units.enums import Role, UnitKind
from units.models import UnitVersion, User


@dataclass(frozen=True)
class Audience:
    """One kind of work: its place in the address, its words, and the roles whose people do it."""

    slug: str
    words: str
    roles: tuple[Role, ...]
    of_province: bool | None = None
    """Of an office: whether of the province (True) or below it (False); None where that makes no difference."""


AUDIENCES = (
    Audience("phuong-xa", "Cán bộ phường, xã", (Role.WARD_OFFICER,)),
    Audience("co-quan", "Phòng, cơ quan phụ trách", (Role.DISTRICT_OFFICE,), of_province=False),
    Audience("tinh", "Sở, cấp tỉnh", (Role.DISTRICT_OFFICE,), of_province=True),
    Audience("cong-nhan", "Người xét, công nhận danh hiệu", (Role.TITLE_APPROVER,)),
    Audience("quy", "Quỹ khuyến học", (Role.FUND_OFFICER, Role.NAMES_EXPORTER)),
    Audience("trung-tam", "Trung tâm học tập cộng đồng", ()),
    Audience("lanh-dao", "Lãnh đạo, người xem", (Role.READER,)),
    Audience("quan-tri", "Quản trị hệ thống", (Role.ADMINISTRATOR,)),
)
BY_SLUG = {audience.slug: audience for audience in AUDIENCES}


def audiences_of(user: User) -> list[Audience]:
    """The person's own kinds of work by the posts of today; a superuser without a post is an administrator."""
    offices = user.units_as(Role.DISTRICT_OFFICE)
    kinds = UnitVersion.objects.filter(unit__in=offices).values_list("kind", flat=True) if offices else ()
    levels = {kind == UnitKind.PROVINCE for kind in kinds}
    held = {Role(post.role) for post in user.posts_today}
    if user.is_administrator:
        held.add(Role.ADMINISTRATOR)
    return [
        audience
        for audience in AUDIENCES
        if held & set(audience.roles) and (audience.of_province is None or audience.of_province in levels)
    ]
