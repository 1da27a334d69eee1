"""`python3 deploy ARGS`: okr-ledger from a bare clone.

Everything here compiles on Python 3.6, so that an unsupported Python says what is wrong and not `SyntaxError`.
"""

import os
import sys
from pathlib import Path

if not (3, 11) <= sys.version_info[:2] < (3, 14) or os.name != "posix":
    sys.exit(
        f"okr-ledger: needs Python 3.11, 3.12 or 3.13 on Linux or macOS, and this is Python {sys.version.split()[0]} "
        f"on {sys.platform} ({sys.executable}); start it with another one, as in `python3.12 deploy`"
    )

if __name__ == "__main__":
    # `python3 deploy` puts deploy/ itself first on the path, where its files would shadow modules of the same name.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

    from deploy.bootstrap import main

    sys.exit(main(sys.argv[1:]))
