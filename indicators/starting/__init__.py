"""Starting an office: who it is, which units report to it, forms and periods, people, and what is still missing.

The pages (`views`) and `manage.py start_office` (`from_file`) call the same functions.
"""
