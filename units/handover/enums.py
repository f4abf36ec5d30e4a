"""How far a part of a hand-over has come, and the steps that move it."""

from django.db.models import TextChoices


class PartState(TextChoices):
    """Where a part of a hand-over stands."""

    WAITING = "waiting", "chưa bàn giao"
    RUNNING = "running", "đang thực hiện"
    DONE = "done", "đã bàn giao"


class PartAction(TextChoices):
    """The steps of a part: asked of the worker, confirmed, stopped with a sentence, undone by a contrary step."""

    ASK = "ask", "giao cho máy thực hiện"
    CONFIRM = "confirm", "bàn giao"
    STOP = "stop", "dừng"
    UNDO = "undo", "hoàn tác"
