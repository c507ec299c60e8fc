"""Embeds with a Ray cluster of several nodes on this machine, one of which is killed: ray_cluster.py PATH TO.

A process of its own, in a network namespace: Ray listens on the machine's address. Prints what was done as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import ray
from nutgraf.index.blocks.reading import BlockPolicy
from nutgraf.index.types import Vectors
from nutgraf.search.library.embedding import embed_files
from ray.cluster_utils import Cluster
from small_indexes.fakes import FakeEmbedder

POLICY = BlockPolicy(articles=2, group_files=1)
_LOG = "NUTGRAF_TESTS_LOG"


class SlowEmbedder(FakeEmbedder):
    """Takes its time, and writes down when a block is under way, on which node and device."""

    def __init__(self, device: str | None) -> None:
        super().__init__()
        self._device = device

    def passages(self, texts: Sequence[str]) -> Vectors:
        with Path(os.environ[_LOG]).open("a") as log:
            log.write(f"{ray.get_runtime_context().get_node_id()} {self._device}\n")
        time.sleep(0.4)
        return super().passages(texts)


def under_way() -> list[list[str]]:
    return [line.split() for line in Path(os.environ[_LOG]).read_text().splitlines()]


def kill_one(cluster: Any, nodes: dict[str, Any], killed: list[str]) -> None:
    """Kill -9 the first node that is seen at a block, as soon as it has done two."""
    while not killed:
        time.sleep(0.02)
        for name, node in nodes.items():
            if sum(of == name for of, _ in under_way()) > 2:
                cluster.remove_node(node, allow_graceful=False)
                killed.append(name)
                return


def main() -> None:
    source, to = sys.argv[1:]
    gpus = int(os.environ.get("NUTGRAF_TESTS_GPUS", "0"))
    os.environ[_LOG] = f"{to}.log"
    Path(os.environ[_LOG]).touch()
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    nodes = {it.node_id: it for it in (cluster.add_node(num_cpus=1, num_gpus=gpus) for _ in range(2))}
    ray.init(cluster.address, log_to_driver=False)
    killed: list[str] = []
    if not gpus:
        Thread(target=kill_one, args=(cluster, nodes, killed), daemon=True).start()
    report = embed_files(to, [source], engine="ray", load=SlowEmbedder, policy=POLICY)
    seen = under_way()
    told = {
        "blocks": report.blocks,
        "articles": report.articles,
        "killed": killed,
        "nodes": sorted({name for name, _ in seen}),
        "devices": sorted({device for _, device in seen}),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    ray.shutdown()
    cluster.shutdown()


if __name__ == "__main__":
    main()
