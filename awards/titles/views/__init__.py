"""Pages of titles: fetch in scope, may they, do, go on."""
