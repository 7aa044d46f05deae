"""Which variant of an A/B test answers a request, as every language computes it (docs/ab-tests.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_BUCKETS = 10_000


def bucket_of(test: str, request: str) -> int:
    """Returns the bucket of a request: a whole number from 0 up to and without 10,000.

    Args:
        test: Id of the test.
        request: Id of the request.
    """
    digest = hashlib.sha256(f"{test}:{request}".encode()).digest()
    return int.from_bytes(digest[:4], "big") * _BUCKETS >> 32


def routing_table(splits: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    """Returns which buckets go to which variant after some splits, the first one first.

    Args:
        splits: For each split the buckets of each variant, 10,000 in all.

    Returns:
        First bucket, bucket after the last one, and variant from 0 on.
    """
    owners = [variant for variant, share in enumerate(splits[0]) for _ in range(share)]
    for shares in splits[1:]:
        excess = [owners.count(variant) - share for variant, share in enumerate(shares)]
        free = []
        for bucket in reversed(range(_BUCKETS)):
            if excess[owners[bucket]] > 0:
                excess[owners[bucket]] -= 1
                free.append(bucket)
        for variant, left in enumerate(excess):
            for _ in range(-left):
                owners[free.pop()] = variant
    table: list[tuple[int, int, int]] = []
    for bucket, variant in enumerate(owners):
        if table and table[-1][2] == variant:
            table[-1] = (table[-1][0], bucket + 1, variant)
        else:
            table.append((bucket, bucket + 1, variant))
    return table


def variant_of(table: Sequence[tuple[int, int, int]], bucket: int) -> int:
    """Returns the position of the variant that a bucket goes to, from 0 on."""
    return next(variant for first, end, variant in table if first <= bucket < end)
