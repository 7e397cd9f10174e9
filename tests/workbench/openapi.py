"""Writes the description of the server's answers from which the pages' types are made: `python -m tests.workbench.openapi`."""

from __future__ import annotations

import json
from pathlib import Path

from ascribe.serve.app import ENDPOINTS
from ascribe.serve.endpoints import openapi_of

if __name__ == "__main__":
    described = json.dumps(openapi_of(ENDPOINTS), indent=1, sort_keys=True, ensure_ascii=False)
    (Path(__file__).parents[2] / "web/openapi.json").write_text(described + "\n", "utf-8")
