"""Puente: an assistant on WhatsApp and SMS, and the desk from which staff reach people."""

import sys

# Where click, rich and pygments are installed, `import httpx` loads its command line with them: 4 MB in every process.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
