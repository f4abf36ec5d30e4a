"""Steps on units, centres and posts: the one way in which versions, their lineage, links and posts are written."""

from units.workflow.centre_log import Decision, authority_on
from units.workflow.centre_undo import can_be_voided, last_step, void_decision
from units.workflow.centre_work import (
    CentreDesk,
    enter,
    enter_all,
    enter_many,
    evaluate,
    since_rows,
    unvoid,
    void,
    void_all,
)
from units.workflow.centres import change_state, found_centre, leave, merge, serve
from units.workflow.heritage import derive_heritage
from units.workflow.lineage import one_tree_writer_at_a_time, refresh_lineage
from units.workflow.people import appoint, correct_post, end_post
from units.workflow.versions import (
    Change,
    Move,
    add_version,
    close_version,
    found_unit,
    record_change,
    record_changes,
    write_versions,
)

__all__ = [
    "CentreDesk",
    "Change",
    "Decision",
    "Move",
    "add_version",
    "appoint",
    "authority_on",
    "can_be_voided",
    "change_state",
    "close_version",
    "correct_post",
    "derive_heritage",
    "end_post",
    "enter",
    "enter_all",
    "enter_many",
    "evaluate",
    "found_centre",
    "found_unit",
    "last_step",
    "leave",
    "merge",
    "one_tree_writer_at_a_time",
    "record_change",
    "record_changes",
    "refresh_lineage",
    "serve",
    "since_rows",
    "unvoid",
    "void",
    "void_all",
    "void_decision",
    "write_versions",
]
