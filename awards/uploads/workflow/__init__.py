"""The steps of an upload: checked, confirmed, written or not, forgotten. The only writer of its state."""

from awards.uploads.workflow.keeping import forget_old
from awards.uploads.workflow.reading import (
    answer,
    ask_to_read_again,
    cancel_reading,
    give_up_reading,
    read,
    receive,
)
from awards.uploads.workflow.states import UPLOADS, is_stuck
from awards.uploads.workflow.writing import cancel, confirm, give_up, undo, write

__all__ = [
    "UPLOADS",
    "answer",
    "ask_to_read_again",
    "cancel",
    "cancel_reading",
    "confirm",
    "forget_old",
    "give_up",
    "give_up_reading",
    "is_stuck",
    "read",
    "receive",
    "undo",
    "write",
]
