"""Who opens the guide: administrators; an office opens only the people of its units (`units.accounts.permissions`)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from units.http import UserRequest
from units.permissions import can_administer

ONLY = "Hướng dẫn bắt đầu chỉ dành cho người quản trị hệ thống."


def only_administrators(request: UserRequest) -> None:
    if not can_administer(request.user):
        raise PermissionDenied(ONLY)
