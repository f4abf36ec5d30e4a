"""The papers of learning titles: tờ trình, decision with its list, minutes of the vote, revocation."""
