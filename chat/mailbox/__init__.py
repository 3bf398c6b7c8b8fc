"""The mailbox for closed hours: questions left with a return code, and the answers to them.

The one thing of a visitor that waits on a disk for somebody who is not there. What that means is in `docs/mailbox.md`.
"""
