"""Pages of reports: what is read, and the office's steps."""
