"""Pages for what a household or citizen asks of its data: restricted, agreed to, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from awards.titles.kinds import PEOPLE, TitleKind
from awards.titles.models import Candidate
from awards.titles.register import permissions
from awards.titles.workflow import rights as workflow
from hocTap.lib import vi
from hocTap.lib.answers import act, held, posted
from hocTap.lib.fields import Day, Several
from units.enums import NamesList
from units.http import UserRequest
from units.privacy.seeing import note_list, note_seen

asked = require_http_methods(["GET", "HEAD", "POST"])
ON_ONE_PAGE = 500
PAPER = "Số, ngày hoặc nơi lưu của giấy; không ghi tên ở đây."


def day_field(label: str) -> Day:
    return Day(label=label, latest=timezone.localdate, initial=timezone.localdate)


class RestrictForm(forms.Form):
    on = day_field("Hạn chế từ ngày")
    reason = forms.CharField(label="Lý do", max_length=300, help_text="Theo đơn, giấy tờ nào; không ghi chuyện riêng.")


class WhyForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=300)


class WithdrawForm(forms.Form):
    on = day_field("Rút ngày")
    paper = forms.CharField(label="Giấy rút đồng ý", max_length=160, help_text=PAPER)


class Who(Several[Candidate]):
    def label_from_instance(self, obj: Candidate) -> str:
        return ", ".join(filter(None, (obj.name, obj.address)))


class ConsentForm(forms.Form):
    """Who signed: nobody is ticked beforehand."""

    on = day_field("Đồng ý ngày")
    paper = forms.CharField(label="Giấy ghi sự đồng ý", max_length=160, help_text=PAPER)

    def __init__(self, holders: list[Candidate], data: Any = None) -> None:
        super().__init__(data)
        self.fields["chon"] = Who(
            Candidate.objects.filter(pk__in=[each.pk for each in holders]).order_by("sort_key", "pk"),
            label="Ai đã ký đồng ý",
            widget=forms.CheckboxSelectMultiple({"class": "tick-list"}),
            help_text="Chỉ đánh dấu người đã ký. Im lặng không phải là đồng ý.",
            error_messages={"required": "Hãy đánh dấu người đã ký đồng ý."},
        )


def holder_of(request: UserRequest, pk: int) -> Candidate:
    """A household or citizen within the remit: else 404; 403 for whoever does not keep its record."""
    seen = Candidate.objects.visible_to(request.user).filter(kind__in=PEOPLE).select_related("ward", "community")
    holder = get_object_or_404(held(request, seen), pk=pk)
    if not permissions.can_edit(request.user, holder):
        raise PermissionDenied("Chỉ cán bộ giữ sổ của phường, xã ghi việc này.")
    note_seen(holder.pk, holder.ward_id, by=request.user, at=timezone.now())
    return holder


@asked
def candidate_restrict(request: UserRequest, pk: int) -> HttpResponse:
    holder = holder_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.restrict(holder, by=request.user, at=timezone.now(), **data)
        return holder.get_absolute_url()

    return act(
        request,
        RestrictForm(posted(request)),
        do,
        title=f"Hạn chế sử dụng dữ liệu: {holder}",
        back=holder.get_absolute_url(),
        done="Đã hạn chế sử dụng.",
        button="Hạn chế",
        lead="Từ lúc đó không đăng ký năm nào nữa, tên không ra trong danh sách tải về. Quyết định đã ký giữ nguyên.",
        context={"parent": holder},
        ask=lambda data: (
            f"Sẽ hạn chế sử dụng dữ liệu của {holder} từ ngày {vi.day(data['on'])}: không đăng ký năm mới, tên không "
            "ra trong danh sách tải về; hồ sơ đang xét vẫn xét tiếp. Bỏ hạn chế được, kèm lý do."
        ),
    )


@asked
def candidate_unrestrict(request: UserRequest, pk: int) -> HttpResponse:
    holder = holder_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.unrestrict(holder, reason=data["reason"], by=request.user, at=timezone.now())
        return holder.get_absolute_url()

    return act(
        request,
        WhyForm(posted(request)),
        do,
        title=f"Bỏ hạn chế sử dụng: {holder}",
        back=holder.get_absolute_url(),
        done="Đã bỏ hạn chế.",
        button="Bỏ hạn chế",
        context={"parent": holder},
    )


@asked
def candidate_consent(request: UserRequest, pk: int) -> HttpResponse:
    """Consents on paper of a holder and of its neighbours of the same khu phố, those ticked who signed."""
    holder = holder_of(request, pk)
    here = Candidate.objects.active().of_kind(holder.kind).filter(ward=holder.ward_id, community=holder.community_id)
    lacking = here.filter(consented_on=None, anonymised_on=None).order_by("sort_key", "pk")
    holders = list(lacking[:ON_ONE_PAGE])
    note_list(request, NamesList.REGISTER, (each.ward_id for each in holders))
    form = ConsentForm(holders, posted(request))

    def do(data: dict[str, Any]) -> str:
        said = {"on": data["on"], "paper": data["paper"]}
        workflow.record_consents(data["chon"], by=request.user, at=timezone.now(), **said)
        return holder.get_absolute_url()

    place = holder.community or holder.ward
    return act(
        request,
        form,
        do,
        title=f"Ghi sự đồng ý theo phiếu đăng ký: {place}",
        back=holder.get_absolute_url(),
        template="awards/titles/consent.html",
        done="Đã ghi sự đồng ý.",
        lead=f"{vi.whole(lacking.count())} {TitleKind(holder.kind).holder} của {place} chưa ghi sự đồng ý. Cần khi "
        "Hội Khuyến học tự làm; cơ quan nhà nước làm theo nhiệm vụ thì không cần.",
        context={"parent": holder},
        ask=lambda data: f"Sẽ ghi {vi.whole(len(data['chon']))} người, hộ đồng ý theo {data['paper']}.",
    )


@asked
def candidate_consent_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    holder = holder_of(request, pk)

    def do(data: dict[str, Any]) -> str:
        workflow.withdraw_consent(holder, by=request.user, at=timezone.now(), **data)
        return holder.get_absolute_url()

    return act(
        request,
        WithdrawForm(posted(request)),
        do,
        title=f"Ghi rút sự đồng ý: {holder}",
        back=holder.get_absolute_url(),
        done="Đã ghi. Dữ liệu từ nay hạn chế sử dụng.",
        lead="Từ ngày rút dữ liệu hạn chế sử dụng: không đăng ký năm mới, tên không ra trong danh sách tải về.",
        context={"parent": holder},
        ask=lambda data: f"Sẽ ghi {holder} rút sự đồng ý từ ngày {vi.day(data['on'])}; từ đó hạn chế sử dụng.",
    )
