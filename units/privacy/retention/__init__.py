"""Names that are taken away when the time to keep them is over: which kinds, after how long, what is due."""
