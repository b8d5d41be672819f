"""What the bundle starts: the same as ``megachat`` in an environment."""

import multiprocessing
import sys

multiprocessing.freeze_support()  # the bundle is its own Python for the processes it starts

from megachat_desktop.__main__ import main  # noqa: E402

sys.exit(main())
