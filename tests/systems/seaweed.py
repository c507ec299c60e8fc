"""SeaweedFS for tests: a real S3 server on loopback, with one bucket."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from running.processes import wait_until

WEED = shutil.which("weed", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
BUCKET = "news"


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def s3_server(place: Path) -> Iterator[dict[str, str]]:
    """Run one over the folder `place`; yields the environment of its clients."""
    assert WEED
    s3, filer, master, volume, *grpc = _free_ports(8)
    place.mkdir()
    ports = {"s3.port": s3, "filer.port": filer, "master.port": master, "volume.port": volume}
    ports |= dict(zip(("s3.port.grpc", "filer.port.grpc", "master.port.grpc", "volume.port.grpc"), grpc, strict=True))
    options = [f"-{name}={port}" for name, port in ports.items()]
    process = subprocess.Popen(
        [WEED, "server", "-s3", f"-dir={place}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=8",
         "-master.volumeSizeLimitMB=64", "-s3.port.iceberg=0", *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{s3}", "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any",
        }  # fmt: skip
        bucket = Request(f"http://127.0.0.1:{s3}/{BUCKET}", method="PUT")

        def is_ready() -> bool:
            try:
                with urlopen(bucket, timeout=5):
                    return True
            except OSError:
                time.sleep(0.2)
                return False

        wait_until(is_ready, seconds=90)
        yield environment
    finally:
        process.terminate()
        process.wait()
