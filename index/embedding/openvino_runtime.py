"""OpenVINO, which runs compiled models: imported without its telemetry, and what it is told about this CPU."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any, Literal, cast

from ..machine import cores

_TELEMETRY, _CONVERTER = "openvino_telemetry", "openvino.tools.ovc"

Workload = Literal["passages", "queries"]
"""What a model is to embed: many texts in as little time as may be, or one."""

QUANTIZATION_GROUP_SIZE = 128
"""Channels of a token that have one scale in int8. It divides the width of any common model, or the runtime would not
round at all; 384 would be a twentieth faster, with half as much error again."""


def import_openvino(*, converter: bool = True) -> Any:  # noqa: ANN401  # it ships no types that hold
    """The module `openvino`.

    Its converter reports every import and every conversion to Google Analytics, and keeps a counter in the user's
    home, unless a file there forbids it. It does without where the package for that is missing: so it is, for as long
    as the import takes.

    Args:
        converter: Whether ``convert_model`` is wanted, whose import takes a third of the time.

    Raises:
        ImportError: It is missing or broken.
    """
    modules = cast("dict[str, Any]", sys.modules)
    if "openvino" not in modules:
        absent = dict.fromkeys((_TELEMETRY,) if converter else (_TELEMETRY, _CONVERTER))
        known = {name: modules[name] for name in absent if name in modules}
        modules.update(absent)
        try:
            import openvino  # noqa: F401  # for what it does to sys.modules
        finally:
            for name in absent:
                del modules[name]
            modules.update(known)
    return modules["openvino"]


def cpu_key(core: Any) -> str:  # noqa: ANN401
    """Eight hex digits that tell CPUs apart which may not share a compiled model."""
    traits = [
        core.get_property("CPU", "FULL_DEVICE_NAME"),
        *sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")),
    ]
    return hashlib.sha256("\n".join([*traits, _cpu_flags()]).encode()).hexdigest()[:8]


def runtime_settings(core: Any, workload: Workload) -> dict[str, Any]:  # noqa: ANN401
    """The settings with which a model is compiled, and read back.

    A batch of passages is for one core, which waits for no other. Two cores work on a question: it takes three quarters
    of the time so, and several are answered side by side where there are more cores. Threads are not bound to cores, or
    two processes would share the first.
    """
    limit = os.environ.get("OMP_NUM_THREADS", "")  # the wish that torch would follow, too
    threads = int(limit) if limit.isdecimal() and int(limit) else cores()
    return {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": threads if workload == "passages" else max(1, threads // 2),
        "INFERENCE_NUM_THREADS": threads,
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": QUANTIZATION_GROUP_SIZE,
        "INFERENCE_PRECISION_HINT": "bf16" if _has_bf16(core) else "f32",  # of what is no product with weights
        "ENABLE_CPU_PINNING": False,
    }


def _has_bf16(core: Any) -> bool:  # noqa: ANN401
    return "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def _cpu_flags() -> str:
    """What the CPU can do, as Linux tells it: hosts of virtual machines call very different CPUs by one name."""
    try:
        with Path("/proc/cpuinfo").open() as file:
            return next((line for line in file if line.startswith(("flags", "Features"))), "")
    except OSError:
        return ""
