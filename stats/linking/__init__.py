"""Which earlier person somebody may be, told from what staff wrote, and how many persons there are.

A note becomes a `Trace`; `evidence` compares traces, `model` makes probabilities of that, and `ranking` the best
candidates and a number of persons with its interval. Nothing here decides: links are what staff decide (`stats.links`).
"""
