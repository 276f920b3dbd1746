"""FAISS on the vectors that `retrieval --keep FILE` wrote down: recall and time by filter.

Run, with benchmarks/requirements-peers.txt installed: python -m benchmarks.retrieval_peers FILE
One index of every vector with a selector of what may be used; and, as nobody could who has a
thousand filters, an index of its own for each filter, compared one by one. One thread.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss  # type: ignore[import-not-found]
import numpy as np

K = 10
SHARES = {"ALL": 1.0, "TENTH": 0.1, "HUNDREDTH": 0.01, "THOUSANDTH": 0.001}
SOURCES = 1_000


def measured(name: str, search: Callable[[Any], Any], queries: Any, truth: Any, ids: Any) -> None:
    """Print recall, wall and processor time of one way to search."""
    for query in queries[:10]:
        search(query)
    right, short, times, began = 0, 0, [], time.process_time()
    for query, expected in zip(queries, truth, strict=True):
        started = time.perf_counter()
        found = search(query)
        times.append((time.perf_counter() - started) * 1000)
        kept = {int(ids[place]) for place in found if place >= 0}
        right += len(kept & set(expected.tolist()))
        short += len(kept) < K
    used = (time.process_time() - began) * 1000 / len(times)
    times.sort()
    sys.stdout.write(
        f"  {name:<22} recall@10 {right / truth.size:.3f}  p50 {statistics.median(times):6.2f} ms"
        f"  p95 {times[int(len(times) * 0.95)]:6.2f} ms  computed {used:5.2f} ms"
        f"  fewer than k: {short}\n"
    )


def main() -> None:
    """Build the indexes and ask them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    world = np.load(parser.parse_args().file)
    faiss.omp_set_num_threads(1)
    vectors, queries, ids = world["vectors"], world["queries"], world["ids"]
    started = time.perf_counter()
    graph = faiss.IndexHNSWFlat(vectors.shape[1], 16, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = 64
    graph.add(vectors)
    rate = len(vectors) / (time.perf_counter() - started)
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    sys.stdout.write(f"indexed {rate:,.0f} a second; load averages {load}\n")
    for entity, share in SHARES.items():
        allowed = np.flatnonzero(world["source"] < SOURCES * share).astype(np.int64)
        sys.stdout.write(f"{len(vectors):,} vectors, {share:.1%} may be used\n")
        chosen = faiss.SearchParametersHNSW(
            sel=faiss.IDSelectorBatch(allowed), efSearch=max(100, min(400, int(20 / share)))
        )
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors[allowed])

        def by_graph(query: Any, chosen: Any = chosen) -> Any:
            return graph.search(query[None], K, params=chosen)[1][0]

        def alone(query: Any, flat: Any = flat, allowed: Any = allowed) -> Any:
            return allowed[flat.search(query[None], K)[1][0]]

        truth = world[f"of_{entity}"]
        measured("one graph, selector", by_graph, queries, truth, ids)
        measured("one by one, its own", alone, queries, truth, ids)


if __name__ == "__main__":
    main()
