"""Notices: what a person is told once, on the site and by e-mail, and what nobody needs to tell him."""
