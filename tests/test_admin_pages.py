"""Every page of the administration, on real rows and on nonsense: in Vietnamese, and never a 500."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.scholarships.enums import AccessKind
from awards.scholarships.models import NameAccess
from hocTap.lib import catalogue
from indicators.models import DifficultArea, Indicator, Redefinition
from tests.awards.scholarships.factories import make_fund
from tests.copies import copied
from tests.factories import make_centre, make_user, make_ward
from tests.reports.factories import make_small
from units.enums import Role, UpkeepKind
from units.models import PostProposal, Upkeep, User
from units.sealing.workflow import seal

VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(the|this|please|correct|errors?|below|enter|valid|your|passwords?|select|choose|delete|remove|add|another|save"
    r"|history|changed?|changes|view|site|home|users?|show|more|filter|search|today|yesterday|yes|no|unknown|none|date"
    r"|time|actions?|of|to|and|is|are|not|required|fields?|with|for|an|cannot|must|can|back|log|out|by|from|all|any"
    r"|results?|objects?|import|export|sign|authentication|disabled|enabled|invalid|algorithm|toggle|theme|skip|main"
    r"|content|breadcrumbs|sidebar|hide|clear|counts|close|lookup|help|currently|link|comment|reason|created|updated"
    r"|type|revert|entry|entries)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
ODD = ("99999999999999999999", "x", "%00", "-1")


@pytest.fixture
def administrator(db: None) -> Client:
    """The administrator of a real installation, with a person, a centre and a report to look at."""
    someone = make_rows_of_every_table()
    count_rows()
    client = Client(raise_request_exception=False)
    client.force_login(someone)
    return client


def count_rows() -> None:
    """Rows of a test were never counted by PostgreSQL, whose plan for empty tables takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE indicators_target, indicators_indicator, indicators_line, indicators_section")
            cursor.execute("ANALYZE indicators_submission, indicators_period, indicators_step, indicators_plan")


@copied
def make_rows_of_every_table() -> User:
    """A row at least of whatever the administration lists; answers with who may open all of it."""
    call_command("load_reference", "--units", verbosity=0)
    make_small()
    count_rows()
    make_centre("Trung tâm Phường 5", make_ward("Phường năm"))
    person = make_user("canbo.p5")
    now = timezone.now()
    Upkeep.objects.create(kind=UpkeepKind.BACKUP, at=now, seconds=1, ok=True, sentence="Đã sao lưu.")
    seal(timezone.localdate(now), now)
    ward = make_ward("Phường sáu")
    asked = make_user("quantri.hai", (Role.ADMINISTRATOR, ward))
    PostProposal.objects.create(
        person=person, unit=ward, role=Role.FUND_OFFICER, valid_from=timezone.localdate(), asked_by=asked, asked_at=now
    )
    catalogue.keep_added(Indicator.objects.earliest("pk"), by=asked, at=now, reason="Ghi thêm")
    Redefinition.objects.create(
        indicator=Indicator.objects.earliest("pk"), first_year=2019, wording="Tính cả tạm trú", decision="TT 1/2019"
    )
    DifficultArea.objects.create(unit=ward, valid_from=timezone.localdate(now), decision="QĐ 1", source="bản gốc")
    fund = make_fund(ward)
    NameAccess.objects.create(fund=fund, kind=AccessKind.VIEW, what="Suất số 1", names=1, by=asked, at=now)
    return User.objects.create_superuser("quantri", password=None, full_name="Lê Văn Bình")


def english(page: str) -> set[str]:
    """The texts of a page that a reader of Vietnamese would stumble over."""
    page = re.sub(r"<(script|option|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"<input type=\"hidden\"[^>]*>", "", page)
    texts = re.findall(r'\s(?:title|placeholder|aria-label|alt|value)="([^"]*)"', page)
    texts += re.sub(r"<[^>]+>", "\n", page).split("\n")
    return {
        text
        for each in texts
        if (text := html.unescape(each).strip()) and ENGLISH.search(text)
        if not VIETNAMESE.search(text) and not CODE.fullmatch(text)
    }


def pages(model: type[Model], row: Model | None) -> Iterator[str]:
    """The addresses of a model's pages: the list (whole, searched, oddly filtered), a new row, an old one."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listed = reverse(f"{name}_changelist")
    yield from (listed, f"{listed}?q=zz", reverse(f"{name}_add"))
    fields = [each for each in admin.site._registry[model].list_filter if isinstance(each, str)]
    yield from (f"{listed}?{field}__exact={odd}" for field in ["id", *fields] for odd in ODD)
    if row is not None:
        yield from (reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete"))


def nonsense(page: str) -> dict[str, str]:
    """The page's form filled with what fits no field, its hidden parts left as they are."""
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page))
    names = set(re.findall(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"', page))
    return dict.fromkeys(names, "!! <b>x") | kept


MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_page_of_the_administration_speaks_vietnamese(administrator: Client, model: type[Model]) -> None:
    found: dict[str, object] = {}
    for address in pages(model, model._default_manager.first()):
        answer = administrator.get(address, follow=True)
        page = answer.content.decode()
        found[address] = answer.status_code if answer.status_code >= 500 else english(page)
        if answer.status_code == 200 and address.endswith(("/add/", "/change/")):
            sent = administrator.post(address, nonsense(page))
            found[f"POST {address}"] = sent.status_code if sent.status_code >= 500 else english(sent.content.decode())

    assert {address: words for address, words in found.items() if words} == {}


def test_there_are_rows_to_look_at(administrator: Client) -> None:
    empty = {model._meta.label_lower for model in MODELS if not model._default_manager.exists()}

    assert empty == set()


def test_the_pages_about_passwords_speak_vietnamese(administrator: Client) -> None:
    address = reverse("admin:auth_user_password_change", args=[User.objects.get(username="canbo.p5").pk])

    opened, sent = administrator.get(address), administrator.post(address, {"password1": "a", "password2": "b"})

    assert english(opened.content.decode()) | english(sent.content.decode()) == set()


def test_the_watch_sees_english_where_it_stands() -> None:
    page = '<p title="Show more">Hãy sửa</p><a>Add another</a><script>no = 1</script><b>Lưu</b>'

    assert english(page) == {"Show more", "Add another"}
