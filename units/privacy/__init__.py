"""Which personal data the installation keeps: of whom, for what, on which ground, who sees it, until when."""
