"""Passwords made of names, or printed where everybody reads them, are refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from units.models import User

PERSON = User(username="phuong5.dao", full_name="Nguyễn Thị Đào", email="daonguyen@example.vn")


@pytest.mark.parametrize(
    "password",
    [
        "nguyenthidao2020",
        "NguyễnThịĐào@99",
        "dao.thi.nguyen1975",
        "xin-phuong5dao-1",
        "daonguyen-1975x",
        "hoctap-minh-hoa-2020",
        "HocTap Minh Hoa 2021",
        "xahoihoctap-11",
    ],
)
def test_password_of_names_or_of_the_demonstration_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, PERSON)


@pytest.mark.parametrize("password", ["chim-non-tap-bay-9", "daogiang-cay-khe-7", "bon-mua-hoa-no-2"])
def test_other_passwords_pass(password: str) -> None:
    validate_password(password, PERSON)


def test_rules_of_a_password_speak_as_the_site_does() -> None:
    refused = []
    for password in ("1234567890", "daonguyen@example.vx", "password123"):
        with pytest.raises(ValidationError) as caught:
            validate_password(password, PERSON)
        refused += caught.value.messages

    said = " ".join([*password_validators_help_texts(), *refused])
    assert "bạn" not in said
    assert all(words in said for words in ("chỉ có chữ số", "gần giống", "nhiều người hay đặt", "họ tên"))
