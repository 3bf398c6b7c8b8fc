"""Figures that were published: counted once, protected, frozen, and given out in the same words for good.

`coarse` has the few groups that may be published, `plan` which tables of them are, fixed before a year is closed,
`cells` what is counted, `content` what a release says, `closing` makes one and asks `stats.disclosure` whether it may go out,
and `rebuilding` makes it once more from the register. A release never changes; a correction is a new edition.
"""
