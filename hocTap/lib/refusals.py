"""How hocTap says no: a sentence for the person who asked, and what they can do instead."""


class Refused(ValueError):
    """What was asked cannot be done, or what was typed cannot be taken; the message says what to do."""


class Stale(Refused):
    """Somebody else was faster: the person must look again before acting."""
