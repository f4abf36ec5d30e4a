"""Coming in: throttling, the journal of log-ins, open sessions, second factors, accounts of a province."""
