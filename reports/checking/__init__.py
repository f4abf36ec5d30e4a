"""Papers measured against NĐ 30/2020/NĐ-CP, as PDF and as Word: what the decree asks, what was found."""
