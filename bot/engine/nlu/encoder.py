"""A sentence encoder on disk, for deployments that have one: it knows that words nobody wrote to us mean the same.

Off unless config.yml names a folder (`encoder:`). The folder holds `model.onnx`, which takes `input_ids` and
`attention_mask` (and `token_type_ids` where it wants them) and gives one vector for each token as its first output, and
`vocab.txt`, the WordPiece vocabulary it was made with (LaBSE, distiluse, BETO, their kind). A message's vector is the
mean of its tokens', of length one, beside the other features. Nothing is fetched: the files are the deployer's.

Needs the extra `encoder` (onnxruntime), imported only where a folder is named. See docs/decisions/0023-no-encoder.md.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.core.errors import BadContent

_TOKENS: Final = 128
"""Tokens that are read: a message longer than that has said what it is about."""
_LONGEST: Final = 60
"""Letters of the longest word that is looked for in the vocabulary."""
_UNKNOWN, _BEGIN, _END = "[UNK]", "[CLS]", "[SEP]"


class Encoder:
    """A loaded encoder. One message at a time, on one thread: batches would make others wait."""

    def __init__(self, folder: Path) -> None:
        """Raises BadContent where the folder does not hold what it must, or the extra is not installed."""
        try:
            import onnxruntime
        except ModuleNotFoundError:
            raise BadContent("encoder: falta el extra «encoder» (onnxruntime)") from None
        missing = [name for name in ("model.onnx", "vocab.txt") if not (folder / name).is_file()]
        if missing:
            raise BadContent(*(f"encoder: falta {folder / name}" for name in missing))
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._ids = {token: number for number, token in enumerate(lines)}
        lacking = [token for token in (_UNKNOWN, _BEGIN, _END) if token not in self._ids]
        if lacking:
            raise BadContent(f"encoder: vocab.txt no tiene {' '.join(lacking)}")
        # A vocabulary without capitals was made from text without capitals and accents.
        self._bare = not any(line != line.lower() for line in lines if not line.startswith("["))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's own errors share no base
            raise BadContent(f"encoder: model.onnx no se puede abrir ({type(error).__name__})") from None
        self._inputs = {one.name for one in self._session.get_inputs()}
        self.size = len(self.vector("hola"))

    def vector(self, text: str) -> NDArray[np.float32]:
        """The meaning of `text` as a vector of length one; zeros where it has no words."""
        ids = np.array([self.tokens(text)], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        found = self._session.run(None, {name: value for name, value in given.items() if name in self._inputs})[0][0]
        mean = np.asarray(found, np.float32).mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)

    def matrix(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text."""
        return np.stack([self.vector(text) for text in texts]) if texts else np.zeros((0, self.size), np.float32)

    def tokens(self, text: str) -> list[int]:
        """WordPiece: of each word the longest known beginning, then the longest known rest, marked with ##."""
        pieces = [piece for word in _words(text, bare=self._bare) for piece in self._pieces(word)]
        return [self._ids[token] for token in (_BEGIN, *pieces[: _TOKENS - 2], _END)]

    def _pieces(self, word: str) -> list[str]:
        found: list[str] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            ends = range(min(len(word), start + _LONGEST), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self._ids), None)
            if end is None:
                return [_UNKNOWN]
            found.append(mark + word[start:end])
            start = end
        return found


def _words(text: str, *, bare: bool) -> list[str]:
    """Words and single marks, as BERT's own tokenizer cuts them."""
    if bare:
        text = unicodedata.normalize("NFD", text.lower())
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    spaced = "".join(
        letter if letter.isalnum() or unicodedata.combining(letter) else f" {letter} " if letter.isprintable() else " "
        for letter in text
    )
    return spaced.split()
