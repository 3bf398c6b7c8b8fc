"""The contact register and what is counted from it. Knows the conversation only through `chat`'s shared parts."""

import os

# numpy reads this when it is imported, which is later. To share the multiplying of tables as small as these among
# threads takes twice the processor time on two cores, and those are the cores that conversations need.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
