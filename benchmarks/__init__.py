"""What minigrad costs beside PyTorch, hand-written NumPy and other small autograd packages; README.md says how to run.

One thread each: the libraries below NumPy and PyTorch read these when they are loaded, so they are set before.
"""

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_variable] = "1"
