"""The hand-over (bàn giao): what passes from a unit that ended, or gave a part away, to its heirs, part by part."""
