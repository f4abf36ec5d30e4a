"""Catalogue of units, changes and learning centres, and the people: written through the workflow, never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hocTap.lib import vi
from hocTap.lib.admin import OnlyRead, SeenAdmin, SeenModelForm, SeenStacked, SeenTabular
from hocTap.lib.answers import ask_first, tried
from hocTap.lib.fields import Day
from hocTap.lib.steps import Refused
from units import workflow
from units.accounts.access import given_by, opened_by
from units.accounts.addresses import correct_email
from units.accounts.giving import give, may_be_disabled, set_end
from units.accounts.proposals import answered, told
from units.accounts.renaming import rename
from units.enums import CentreState, Role
from units.models import (
    CentreAuthority,
    CentreEvaluation,
    CentreService,
    ChangeEvent,
    ChangeLink,
    EvaluationCriterion,
    EvaluationSet,
    LearningCentre,
    Post,
    PostProposal,
    Unit,
    UnitVersion,
    User,
)
from units.naming import UnitChoice, full_name
from units.querysets import UnitQuerySet
from units.upkeep import admin as upkeep
from units.workflow.centres import check_wards
from units.workflow.versions import COLLISION, check_moves, check_versions

admin.site.unregister(Group)

__all__ = ["upkeep"]  # its pages are registered by being read


class Kept(SeenAdmin):
    """What is once in the catalogue stays."""

    collision = COLLISION

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return super().get_search_results(request, queryset, vi.fold(search_term))


@contextmanager
def said_on_the_page() -> Iterator[None]:
    """What a step would refuse is said where it was typed, before anything is written."""
    try:
        yield
    except Refused as refused:
        raise ValidationError(str(refused)) from refused


class NamesUnits:
    """Mixin for rows of the administration that point at a unit: what was chosen is shown by its full name."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Unit:
            kwargs.setdefault("form_class", UnitChoice)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def drafts(formset: BaseInlineFormSet) -> list[Any]:
    """What the filled rows would write, once each row by itself is right."""
    if any(formset.errors):
        return []
    return [form.instance for form in formset.forms if form.has_changed() and form not in formset.deleted_forms]


class VersionFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        with said_on_the_page():
            check_versions(drafts(self))


class VersionInline(NamesUnits, SeenStacked):
    model = UnitVersion
    fk_name = "unit"
    formset = VersionFormSet
    autocomplete_fields = ["parent"]
    ordering = ["valid_from"]
    can_delete = False
    extra = 0
    min_num = 1


@admin.register(Unit)
class UnitAdmin(Kept):
    once = ("key",)
    inlines = [VersionInline]
    list_display = ["name", "level", "code", "standing_until", "key"]
    search_fields = ["versions__folded", "versions__code", "key"]
    ordering = ["key"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        versions = Prefetch("versions", UnitVersion.objects.order_by("-valid_from"))
        return super().get_queryset(request).prefetch_related(versions)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Unit], search_term: str) -> Any:
        """By name first, by code second; "phuong 4, quan 11" finds the one of Quận 11."""
        units = cast(UnitQuerySet, queryset)
        return (units.matching(search_term) if search_term.strip() else units), False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        workflow.write_versions(formset.save(commit=False))

    @admin.display(description="tên")
    def name(self, unit: Unit) -> str:
        return str(unit)

    @admin.display(description="cấp")
    def level(self, unit: Unit) -> str:
        return next((version.get_kind_display() for version in unit.versions.all()), "")

    @admin.display(description="mã")
    def code(self, unit: Unit) -> str:
        return next((version.code for version in unit.versions.all()), "")

    @admin.display(description="đến hết ngày")
    def standing_until(self, unit: Unit) -> str:
        return next((vi.day(version.valid_to) for version in unit.versions.all()), "")


class LinkFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """The event as it will be: all its links, changed or not."""
        super().clean()
        event: ChangeEvent = self.instance
        if any(self.errors) or not event.effective_on:
            return
        kept = [form for form in self.forms if form not in self.deleted_forms and form.instance.predecessor_id]
        links = [form.instance for form in kept]
        moves = [workflow.Move(link.predecessor, link.successor, link.whole, link.share) for link in links]
        with said_on_the_page():
            check_moves(event.effective_on, moves, event)


class LinkInline(NamesUnits, SeenStacked):
    model = ChangeLink
    formset = LinkFormSet
    autocomplete_fields = ["predecessor", "successor"]
    extra = 0
    min_num = 1


@admin.register(ChangeEvent)
class ChangeEventAdmin(Kept):
    inlines = [LinkInline]
    exclude = ["key"]
    list_display = ["effective_on", "kind", "decision", "verified"]
    list_filter = ["kind", "effective_on", "verified"]
    search_fields = ["links__predecessor__versions__folded", "links__successor__versions__folded"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Links may have gone as well as come: who answers for whom is derived anew."""
        super().save_related(request, form, formsets, change)
        workflow.derive_heritage(None)


class ServiceFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        with said_on_the_page():
            for service in drafts(self):
                check_wards([service.ward], service.valid_from)


class ServiceInline(NamesUnits, SeenTabular):
    model = CentreService
    formset = ServiceFormSet
    autocomplete_fields = ["ward"]
    can_delete = False
    extra = 0
    min_num = 1


class CentreForm(forms.ModelForm):
    """The state is no field: it is changed by a step, on a day."""

    change_to = forms.ChoiceField(
        label="Chuyển tình trạng", required=False, choices=[("", "giữ nguyên"), *CentreState.choices]
    )
    change_on = Day(label="Từ ngày", required=False)

    class Meta:
        model = LearningCentre
        fields = ["name", "seat", "founding_decision", "founded_on", "illustrative"]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if asked.get("change_to") and not asked.get("change_on") and "change_on" not in self.errors:
            self.add_error("change_on", "Hãy ghi ngày chuyển tình trạng.")
        return asked


@admin.register(LearningCentre)
class LearningCentreAdmin(Kept):
    form = CentreForm
    inlines = [ServiceInline]
    readonly_fields = ["state", "ended_on"]
    list_display = ["name", "seat", "state", "founded_on", "ended_on"]
    list_filter = ["state"]
    search_fields = ["folded"]

    def save_model(self, request: HttpRequest, obj: LearningCentre, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if state := form.cleaned_data["change_to"]:
            workflow.change_state(
                obj, CentreState(state), on=form.cleaned_data["change_on"], by=cast(User, request.user)
            )


class AuthorityForm(forms.ModelForm):
    class Meta:
        model = CentreAuthority
        fields = ["title", "level", "recorder", "valid_from", "valid_to", "basis", "verified"]

    def clean(self) -> dict[str, Any]:
        """Who decides is one on each day; the database would refuse a second without a word."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("valid_from"), given.get("valid_to")
        if first:
            others = CentreAuthority.objects.exclude(pk=self.instance.pk)
            met = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
            other = (met.filter(valid_from__lte=last) if last else met).first()
            if other:
                raise ValidationError(ONE_AUTHORITY.format(other=other, first=vi.day(other.valid_from)))
        return given


ONE_AUTHORITY = "Thời gian này đã có “{other}” (từ {first}). Hãy ghi ngày cuối của dòng đó trước."


@admin.register(CentreAuthority)
class CentreAuthorityAdmin(Kept):
    """Who may decide on centres from when to when; a decision recorded before keeps the words of its time."""

    form = AuthorityForm
    list_display = ["title", "level", "recorder", "valid_from", "valid_to", "verified"]
    list_filter = ["verified"]


class CriterionInline(SeenStacked):
    """Lines of a scoring sheet: changed freely until a centre has judged itself by it, then only in a new sheet."""

    model = EvaluationCriterion
    extra = 0

    def is_free(self, sheet: EvaluationSet | None) -> bool:
        return sheet is None or not CentreEvaluation.objects.filter(sheet=sheet).exists()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_free(obj)


@admin.register(EvaluationSet)
class EvaluationSetAdmin(Kept):
    once = ("code",)
    list_display = ["label", "first_year", "last_year", "source", "verified"]
    list_filter = ["verified"]
    inlines = [CriterionInline]


class PostForm(SeenModelForm):
    """A post once given is only ended; its person, unit and role stay as they were."""

    valid_from = Day(label="Từ ngày")
    valid_to = Day(label="Đến hết ngày", required=False)

    class Meta:
        model = Post
        fields = ["unit", "role", "valid_from", "valid_to"]

    def clean(self) -> dict[str, Any]:
        """The unit stands when the post begins, and the post does not end before: said where it was typed."""
        given = super().clean() or self.cleaned_data
        unit, first, last = given.get("unit"), given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", f"Ngày cuối phải sau hoặc bằng ngày đầu, {vi.day(first)}.")
        if unit and first and not self.instance.pk and unit.on(first) is None:
            self.add_error("valid_from", f"{full_name(unit)} không tồn tại vào ngày {vi.day(first)}.")
        return given

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("unit", "role", "valid_from"):
            self.fields[name].disabled = self.instance.pk is not None


class PostInline(NamesUnits, SeenTabular):
    model = Post
    form = PostForm
    autocomplete_fields = ["unit"]
    can_delete = False
    extra = 0


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["username", "full_name"]


class PersonForm(UserChangeForm):
    rename_reason = forms.CharField(
        label="Lý do đổi họ và tên",
        max_length=500,
        required=False,
        help_text="Chỉ ghi khi đổi họ và tên. Việc đã làm trước đây vẫn hiện theo tên lúc ấy.",
    )

    class Meta:
        model = User
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "full_name" in self.changed_data and not str(given.get("rename_reason", "")).strip():
            self.add_error("rename_reason", "Hãy ghi lý do đổi họ và tên.")
        return given


class PersonPasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = (
        "Tắt thì người này không vào bằng mật khẩu được nữa và mật khẩu đang dùng bị bỏ; vẫn vào được bằng tài khoản "  # noqa: S105
        "của tỉnh, nếu nơi này dùng."
    )


@admin.register(User)
class PersonAdmin(Kept, UserAdmin):
    form = PersonForm
    change_password_form = PersonPasswordForm
    add_form = PersonCreationForm
    inlines = [PostInline]
    fieldsets = [
        (None, {"fields": ["username", "password", "full_name", "rename_reason", "email"]}),
        ("Trạng thái", {"fields": ["is_active", "illustrative", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "full_name", "usable_password", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["full_name", "username", "posts_now", "is_active"]
    list_filter = ["is_active", "posts__role"]
    search_fields = ["folded", "username"]
    ordering = ["sort_key", "pk"]
    filter_horizontal = []

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        held = Post.objects.on(timezone.localdate()).select_related("unit").order_by("role", "unit_id")
        versions = Prefetch("posts_then__unit__versions", UnitVersion.objects.order_by("valid_from"))
        posts = Prefetch("posts", held, to_attr="posts_then")
        return super().get_queryset(request).prefetch_related(posts, versions)

    @admin.display(description="nhiệm vụ hôm nay")
    def posts_now(self, user: User) -> str:
        return "; ".join(str(post) for post in vars(user)["posts_then"])

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """An address is put right as on the site: with what it was before, and no link that went there.

        A log-in name is a way in as well: where the province's own accounts come in, it says whose account one enters.
        """
        by = cast(User, request.user)
        if change and not obj.is_active and User.objects.filter(pk=obj.pk, is_active=True).exists():
            may_be_disabled(obj, by=by, today=timezone.localdate())
        if not change and obj.has_usable_password():
            obj.must_change = True
        if change and "full_name" in form.changed_data:
            why = form.cleaned_data["rename_reason"]
            rename(obj, obj.full_name, by=by, at=timezone.now(), reason=why)
        if change and "username" in form.changed_data:
            opened_by(User.objects.get(pk=obj.pk), by, timezone.now())
        if change and User.objects.filter(pk=obj.pk).exclude(email=obj.email).exists():
            reason = "Sửa trong phần quản trị"
            correct_email(obj, obj.email, by=by, at=timezone.now(), reason=reason)
        if change:
            obj.refresh_from_db(fields=["access_from", "access_from_at"])  # the row is written whole below
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for post in formset.save(commit=False):
            if isinstance(keep_post(post, by=cast(User, request.user)), PostProposal):
                messages.warning(request, f"“{post}” chờ người thứ hai xác nhận (mục {PROPOSALS}).")

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's own name
        form_url: str = "",
    ) -> HttpResponse:
        """A password that one administrator types is known to two: it is changed first, and the person is told."""
        answered = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answered.status_code == HTTPStatus.FOUND:
            given_by(User.objects.get(pk=id), cast(User, request.user), timezone.now(), typed=True)
        return answered


PROPOSALS = "Đề nghị giao nhiệm vụ"


def keep_post(post: Post, *, by: User) -> Post | PostProposal:
    """A new post is given or proposed, one already held gets its last day."""
    now, today = timezone.now(), timezone.localdate()
    if post.pk:
        return set_end(post, post.valid_to, by=by, today=today)
    days: dict[str, Any] = {"from_day": post.valid_from, "to_day": post.valid_to}
    return give(post.user, post.unit, Role(post.role), by=by, at=now, today=today, **days)


class Answered(admin.SimpleListFilter):
    """By whether a proposal still waits."""

    title = "trả lời"
    parameter_name = "tra_loi"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("cho", "chờ người thứ hai"), ("giao", "đã giao"), ("khong", "không giao")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        states = {"cho": None, "giao": True, "khong": False}
        return queryset.filter(agreed=states[self.value() or ""]) if self.value() in states else queryset


@admin.register(PostProposal)
class PostProposalAdmin(OnlyRead):
    """Posts that wait for a second administrator, and those that were answered; written by `units.accounts.giving`."""

    list_display = ["__str__", "valid_from", "asked_by", "asked_at", "became", "answered_by", "answered_at"]
    fields = ["person", "unit", "role", "valid_from", "valid_to", "asked_by", "asked_at", "became", "answered_by"]
    readonly_fields = ["became"]
    list_filter = [Answered, "role"]
    list_select_related = ["person", "unit", "asked_by", "answered_by"]
    actions = ["agree", "decline"]

    @admin.display(description="trả lời", ordering="agreed")
    def became(self, proposal: PostProposal) -> str:
        if proposal.agreed is None:
            return "chờ người thứ hai"
        return "đã giao" if proposal.agreed else "không giao"

    @admin.action(description="Xác nhận: giao nhiệm vụ", permissions=["view"])
    def agree(self, request: HttpRequest, queryset: QuerySet[PostProposal]) -> HttpResponse | None:
        return self._answer(request, queryset, agreed=True)

    @admin.action(description="Không giao", permissions=["view"])
    def decline(self, request: HttpRequest, queryset: QuerySet[PostProposal]) -> HttpResponse | None:
        return self._answer(request, queryset, agreed=False)

    def _answer(self, request: HttpRequest, queryset: QuerySet[PostProposal], *, agreed: bool) -> HttpResponse | None:
        """Several are answered only after it was said what that will do, in numbers."""
        chosen, user = list(queryset), cast(User, request.user)
        several, back = len(chosen) > 1, request.get_full_path()
        asked = ask_first(request, told(chosen, user, agreed=agreed), back=back) if several else None
        done, refused = tried(lambda: answered(chosen, agreed=agreed, by=user, at=timezone.now()), asked)
        if asked and done:
            return asked
        for sentence in refused:
            messages.error(request, sentence)
        for proposal in done:
            messages.success(request, f"{'Đã giao' if agreed else 'Đã từ chối'}: {proposal}.")
        return None
