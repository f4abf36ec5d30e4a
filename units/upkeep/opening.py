"""A page of each kind, opened as people of each role, to see that an installation works after it was put back."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.utils import timezone

from units.enums import Role
from units.models import Post, User

KINDS = ("/", "/so-lieu/", "/don-vi/", "/danh-hieu/", "/hoc-bong/", "/khen-thuong/", "/bao-cao/", "/bao-cao/van-ban/")
FORBIDDEN = 403


@dataclass(frozen=True)
class Opened:
    """A page that was tried."""

    address: str
    role: Role
    status: int

    @property
    def ok(self) -> bool:
        """It opened, led on, or said that it is not for this role."""
        return 200 <= self.status < 400 or self.status == FORBIDDEN

    @property
    def sentence(self) -> str:
        return f"Trang {self.address} mở với chức danh “{self.role.label}” trả lời mã {self.status}."


def try_pages() -> list[Opened]:
    """Open every kind of page as one person of each role that anybody holds today."""
    people = {role: person for role in Role if (person := holder_of(role))}
    return [
        Opened(address, role, client_of(person).get(address, secure=True).status_code)
        for role, person in people.items()
        for address in KINDS
    ]


def holder_of(role: Role) -> User | None:
    held = Post.objects.on(timezone.localdate()).filter(role=role)
    return User.objects.filter(is_active=True, posts__in=held).order_by("pk").first()


def client_of(person: User) -> Client:
    client = Client(raise_request_exception=False, SERVER_NAME=(settings.ALLOWED_HOSTS or ["localhost"])[0])
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client
