"""`python -m adapters.pictures`: pictures in a process that ends with them. `drawing.py` calls it.

stdin: {"form": "png" or "svg", "specs": [a Vega-Lite specification]}; stdout: [each picture in base64].
"""

from __future__ import annotations

import base64
import json
import sys

from adapters.pictures.render import drawn


def main() -> None:
    wanted = json.load(sys.stdin.buffer)
    pictures = [drawn(spec, form=wanted["form"]) for spec in wanted["specs"]]
    json.dump([base64.b64encode(picture).decode() for picture in pictures], sys.stdout)


if __name__ == "__main__":
    main()
