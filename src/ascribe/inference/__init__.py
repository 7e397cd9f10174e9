"""The shipped model: a text's words in, labelled words and scored links out.

In:  words with what the rules see in them.   Out: `model.Labels`. Nothing outside this package and `training` knows of ONNX,
subword pieces or windows.
"""

from __future__ import annotations
