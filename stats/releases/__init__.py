"""Figures that were published: counted once, protected, frozen, and given out in the same words for good.

`coarse` has the few groups that may be published, `plan` which tables of them are, `cells` what is counted of a year,
`content` what a release says, `frozen` the ledger in the register. `overlapping` counts two years by two methods, and
`lower_ends` has what is said besides sums. `closing` makes a release and `requesting` a table,
if `stats.disclosure` says that it may go out. `verifying` holds one against itself without a database, and `rebuilding`
against the register. A release never changes; a correction is a new edition.
"""
