"""What a password must be, said as the rest of the site speaks to people."""

from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from hocTap.lib import vi


class LongEnough(MinimumLengthValidator):
    """At least `min_length` signs."""

    def get_error_message(self) -> str:
        return f"Mật khẩu quá ngắn. Hãy đặt ít nhất {self.min_length} ký tự."

    def get_help_text(self) -> str:
        return f"Mật khẩu phải có ít nhất {self.min_length} ký tự."


class NotAlike(UserAttributeSimilarityValidator):
    """Not nearly the name, the login or the address of the person."""

    def get_error_message(self) -> str:
        return "Mật khẩu gần giống %(verbose_name)s. Hãy đặt khác."

    def get_help_text(self) -> str:
        return "Mật khẩu không được gần giống họ tên, tên đăng nhập, thư điện tử của ông, bà."


class NotCommon(CommonPasswordValidator):
    """None of those that everybody takes."""

    def get_error_message(self) -> str:
        return "Mật khẩu này nhiều người hay đặt, dễ bị đoán. Hãy đặt khác."

    def get_help_text(self) -> str:
        return "Không dùng mật khẩu mà nhiều người hay đặt."


class NotNumbersAlone(NumericPasswordValidator):
    """Not a day of birth or a telephone number."""

    def get_error_message(self) -> str:
        return "Mật khẩu chỉ có chữ số, dễ bị đoán. Hãy thêm chữ."

    def get_help_text(self) -> str:
        return "Mật khẩu không được chỉ gồm chữ số."


class NobodysName:
    """No name of the person in it, with or without marks and blanks: "Nguyễn Thị Đào" forbids "nguyenthidao2020".

    Django compares the whole name with the whole password; a Vietnamese name is typed without marks, in any order.
    """

    SHORTEST = 6
    """Signs of names that a password may not be made of; one given name such as "An" is in many words."""

    def validate(self, password: str, user: Any = None) -> None:
        typed = joined(password)
        names = {joined(text) for text in (getattr(user, "username", ""), getattr(user, "email", "").split("@")[0])}
        parts = [joined(part) for part in str(getattr(user, "full_name", "") or "").split()]
        runs = {"".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)}
        rest = typed
        for part in sorted((part for part in parts if part), key=len, reverse=True):
            rest = rest.replace(part, "")
        made_of_names = len(typed) - len(rest) >= self.SHORTEST and len(rest.strip("0123456789")) < self.SHORTEST
        if made_of_names or any(len(name) >= self.SHORTEST and name in typed for name in names | runs):
            raise ValidationError("Mật khẩu không được chứa họ tên hoặc tên đăng nhập của ông, bà.", code="own_name")

    def get_help_text(self) -> str:
        return "Mật khẩu không được chứa họ tên hoặc tên đăng nhập."


class NotShown:
    """No password that everybody can read: the demonstration's, and what this program's name begins with."""

    PRINTED = ("hoctapminhhoa", "matkhau123", "hoctap2020", "xahoihoctap", "khuyenhoc")

    def validate(self, password: str, user: Any = None) -> None:
        if any(printed in joined(password) for printed in self.PRINTED):
            raise ValidationError(
                "Mật khẩu này giống mật khẩu của bản minh họa hoặc tên chương trình, ai cũng đoán được. Hãy đặt khác.",
                code="printed",
            )

    def get_help_text(self) -> str:
        return "Không dùng mật khẩu của bản minh họa."


def joined(text: object) -> str:
    """Without marks, capitals and signs between: "Nguyễn Thị Đào" → "nguyenthidao"."""
    return "".join(sign for sign in vi.fold(str(text or "")) if sign.isalnum())
