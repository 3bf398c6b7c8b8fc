"""Which earlier person somebody may be, told from what staff wrote: suggestions, and an estimate of how many there are.

A note becomes a `Trace`, traces are compared in `evidence`, `model` makes probabilities of that, and `estimate` a number
of persons with its interval. Nothing here decides: links are what staff decided (`stats.links`).
"""
