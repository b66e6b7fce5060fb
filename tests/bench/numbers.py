"""Many measurements in a few numbers."""

from collections.abc import Sequence


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile and the longest, in milliseconds. Percentiles are measured values."""
    ordered = sorted(seconds)

    def share(part: float) -> float:
        return round(ordered[min(int(part * len(ordered)), len(ordered) - 1)] * 1000, 2)

    return {"p50": share(0.5), "p95": share(0.95), "p99": share(0.99), "max": share(1.0)}
