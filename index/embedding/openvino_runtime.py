"""Import OpenVINO without its telemetry, and choose its settings for this CPU."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any, Literal, cast

from ..machine import cores

_TELEMETRY, _CONVERTER = "openvino_telemetry", "openvino.tools.ovc"

Workload = Literal["passages", "queries"]
"""Text that a model is compiled for: many passages in as little time as possible, or one query."""

QUANTIZATION_GROUP_SIZE = 128
"""Channels of a token that share one scale in int8. It must divide the model's width, or the runtime would not
quantize at all; 128 divides the width of any common model. 384 would be a twentieth faster, with half as much error
again."""


def import_openvino(*, converter: bool = True) -> Any:  # noqa: ANN401  # its type hints are unreliable
    """Import the module `openvino` without its telemetry.

    OpenVINO's converter reports every import and every conversion to Google Analytics, and keeps a counter in the
    user's home, unless a file there forbids it. Without the telemetry package it works all the same, so that package is
    hidden during the import.

    Args:
        converter: True to import ``convert_model`` too, which takes a third of the time.

    Raises:
        ImportError: OpenVINO is missing or broken.
    """
    modules = cast("dict[str, Any]", sys.modules)
    if "openvino" not in modules:
        absent = dict.fromkeys((_TELEMETRY,) if converter else (_TELEMETRY, _CONVERTER))
        known = {name: modules[name] for name in absent if name in modules}
        modules.update(absent)
        try:
            import openvino  # noqa: F401  # imported for its entry in sys.modules
        finally:
            for name in absent:
                del modules[name]
            modules.update(known)
    return modules["openvino"]


def cpu_key(core: Any) -> str:  # noqa: ANN401
    """Eight hex digits that differ between CPUs which cannot share a compiled model."""
    traits = [
        core.get_property("CPU", "FULL_DEVICE_NAME"),
        *sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")),
    ]
    return hashlib.sha256("\n".join([*traits, _cpu_flags()]).encode()).hexdigest()[:8]


def runtime_settings(core: Any, workload: Workload) -> dict[str, Any]:  # noqa: ANN401
    """Settings with which a model is compiled, and loaded again.

    A batch of passages runs on one core and waits for no other. A query runs on two cores, which takes three quarters
    of the time; with more cores, several queries run side by side. Threads are not pinned to cores, because two
    processes would then share the first core.
    """
    limit = os.environ.get("OMP_NUM_THREADS", "")  # torch obeys this variable, too
    threads = int(limit) if limit.isdecimal() and int(limit) else cores()
    return {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": threads if workload == "passages" else max(1, threads // 2),
        "INFERENCE_NUM_THREADS": threads,
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": QUANTIZATION_GROUP_SIZE,
        "INFERENCE_PRECISION_HINT": "bf16" if _has_bf16(core) else "f32",  # for all but the products with weights
        "ENABLE_CPU_PINNING": False,
    }


def _has_bf16(core: Any) -> bool:  # noqa: ANN401
    return "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def _cpu_flags() -> str:
    """Instruction sets of the CPU on Linux: virtual machine hosts give very different CPUs the same name."""
    try:
        with Path("/proc/cpuinfo").open() as file:
            return next((line for line in file if line.startswith(("flags", "Features"))), "")
    except OSError:
        return ""
