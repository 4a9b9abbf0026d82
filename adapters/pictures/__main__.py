"""`python -m adapters.pictures`: pictures in a process that ends with them. `drawing.py` calls it.

stdin: {"form": "png" or "svg", "specs": [a Vega-Lite specification]}; stdout: [each picture in base64].
"""

from __future__ import annotations

import base64
import json
import sys

from adapters.pictures.drawing import NOT_INSTALLED
from adapters.pictures.render import PicturesMissing, drawn


def main() -> int:
    wanted = json.load(sys.stdin.buffer)
    try:
        pictures = [drawn(spec, form=wanted["form"]) for spec in wanted["specs"]]
    except PicturesMissing as error:
        sys.stderr.write(f"{error}\n")
        return NOT_INSTALLED
    json.dump([base64.b64encode(picture).decode() for picture in pictures], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
