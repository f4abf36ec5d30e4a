"""The periodic review and every printed document: built once as data, rendered as page, PDF and Excel."""
