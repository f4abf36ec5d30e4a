"""What an installation does to keep itself, and that it is written down whether it went well."""

from units.upkeep.watching import watched

__all__ = ["watched"]
