"""The guide's pages under /bat-dau/: each step can be left and resumed; what is there is shown, not asked again."""
