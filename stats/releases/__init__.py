"""Figures that were published: counted once, protected, frozen, and given out in the same words for good.

`coarse` has the few groups that may be published, `plan` which tables can be made of them, `cells` what is counted of
a year, `content` what a release says, `lower_ends` what it says besides sums, `frozen` the ledger in the register,
and `editions` what was published and is planned. `closing` makes an edition or its draft and `requesting` a table:
`freezing` counts and rounds it once, after a change of method by both (`overlapping`), `making` puts it together,
`reasons` looks at what was written for it, and `auditing` asks `stats.disclosure` whether it may go out.
`gone_through` has who looked at what is open before. `verifying` holds a release against itself without a database,
and `rebuilding` against the register. A release never changes; a correction is a new edition.
"""
