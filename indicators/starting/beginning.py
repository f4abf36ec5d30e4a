"""Whether there is anything to work with yet."""

from units.enums import Role
from units.models import Post


def is_empty() -> bool:
    """Whether nobody can begin: nobody has a post but administrators (where there are no units there are no posts)."""
    return not Post.objects.exclude(role=Role.ADMINISTRATOR).exists()
