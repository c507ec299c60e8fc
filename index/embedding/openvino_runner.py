"""Run batches on a compiled model, several at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .openvino_runtime import import_openvino

Batch = tuple[list[int], list[NDArray[np.int64]]]
"""The rows of a batch, and the model's inputs for them, int64 ``(rows, width)`` each."""


class OpenVinoRunner:
    """Runs batches, and keeps its requests for the next ones. Safe for any number of threads.

    Args:
        model: An ``openvino.CompiledModel``.
        memory: Memory that holds the model's weights, if it uses them in place; kept alive as long as the model.
    """

    def __init__(self, model: Any, memory: object) -> None:  # noqa: ANN401
        self._model = model
        self._memory = memory
        self._at_once = 1 + int(model.get_property("NUM_STREAMS"))  # one batch in waiting keeps all cores busy
        self._idle: list[Any] = []  # idle requests: at most as many as ever ran at once

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[list[int], NDArray[np.floating]]]:
        """Yield the rows of each batch and the first output for them, in order.

        The output is overwritten when the next one is asked for.
        """
        # Not openvino.AsyncInferQueue: its callbacks need the GIL, and after an error it waits for them forever.
        tensor = import_openvino(converter=False).Tensor
        running: deque[tuple[Any, Batch]] = deque()
        batch = next(batches, None)
        while batch or running:
            if not batch or len(running) == self._at_once:
                request, (rows, _) = running.popleft()
                request.wait()
                yield rows, request.get_output_tensor(0).data
                self._idle.append(request)
                continue
            request = self._idle_request()
            for place, array in enumerate(batch[1]):  # passing them to `start_async` takes a tenth of the total time
                request.set_input_tensor(place, tensor(array, shared_memory=True))
            following = next(batches, None)
            if following or running:
                request.start_async()
            else:
                request.infer()  # in this thread: waking another one takes a tenth of a query's time
            running.append((request, batch))  # the batch keeps the arrays alive
            batch = following

    def _idle_request(self) -> Any:  # noqa: ANN401  # an openvino.InferRequest
        try:
            return self._idle.pop()
        except IndexError:
            return self._model.create_infer_request()
