"""Published tables from which no small count can be worked out, and the proof for each release before it goes out.

    cells.Cell                    an inner cell: persons, contacts, or a correction's added and taken, of one group
    cells.seen, new, contacts     the rows of tables: sums over cells, of one year or of several
    storing.close_year            rounds the cells of a year that is closed: once, and what comes out is stored
    storing.correct               the same for a correction of a closed year
    ledger.Row, Ledger            printed numbers, and all of them with the stored cells
    audit.audit(ledger, draft, truth)    what somebody with every release would learn from the draft; empty: nothing

`rounding` and `programs` know nothing of years and persons. There is no storage here, and no clock. The caller keeps
three things for good: the stored cells, the rows of each release, and the seed of each rounding, which is a secret.
What this protects against and what it does not: `docs/disclosure.md`.
"""
