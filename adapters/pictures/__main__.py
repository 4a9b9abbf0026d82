"""`python -m adapters.pictures`: one picture, in a process that ends with it. `drawing.py` calls it.

stdin: {"form": "png" or "svg", "spec": a Vega-Lite specification}; stdout: the picture.
"""

from __future__ import annotations

import json
import sys

from adapters.pictures.drawing import NOT_INSTALLED
from adapters.pictures.render import PicturesMissing, drawn


def main() -> int:
    wanted = json.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(drawn(wanted["spec"], form=wanted["form"]))
    except PicturesMissing as error:
        sys.stderr.write(f"{error}\n")
        return NOT_INSTALLED
    return 0


if __name__ == "__main__":
    sys.exit(main())
