"""The periodic review (báo cáo tổng kết): from approved figures to a document, in a fixed number of queries."""

from reports.review.compose import compose
from reports.review.facts import Facts, Setting, gather

__all__ = ["Facts", "Setting", "compose", "gather"]
